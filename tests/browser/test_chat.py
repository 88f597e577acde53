"""The chat, and the site's Ask button, as a reader meets them."""

from __future__ import annotations

import json
import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, FrameLocator, Page, expect

from assistant.feedback import FeedbackFile, Remark
from tests.browser.conftest import SIZES, Visit
from tests.faces import BreadAsker, served

pytestmark = pytest.mark.browser

CHAT = "chat/"
RISES = "Sourdough rises by wild yeast."


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """The chat's page is some megabytes of script: a busy machine takes its time to show it."""
    expect.set_options(timeout=60_000)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="session")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("state")


@pytest.fixture(scope="session")
def server(site: Path, state: Path) -> Iterator[str]:
    with served(site, state) as address:
        yield address


@pytest.fixture(params=[(size, scheme) for size in SIZES for scheme in ("light", "dark")], ids="-".join)
def reader(request: pytest.FixtureRequest, browser: Browser, server: str) -> Iterator[Visit]:
    """A fresh reader of the served site, on a phone or a desktop, in light or dark mode."""
    yield from visiting(browser, server, *request.param)


@pytest.fixture
def one(browser: Browser, server: str) -> Iterator[Visit]:
    yield from visiting(browser, server, "desktop", "light")


def visiting(browser: Browser, base: str, size: str, scheme: str) -> Iterator[Visit]:
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    context.set_default_timeout(60_000)
    yield Visit(context.new_page(), base)
    context.close()


def open_chat(visit: Visit) -> Page:
    visit.page.goto(visit.base + CHAT)
    expect(question_box(visit.page)).to_be_visible()
    return visit.page


def question_box(page: Page | FrameLocator) -> object:
    return page.get_by_role("textbox", name="Your question")


def ask(page: Page | FrameLocator, question: str) -> None:
    page.get_by_role("textbox", name="Your question").fill(question)
    page.get_by_role("textbox", name="Your question").press("Enter")


def sound(visit: Visit) -> None:
    """No request to another host, no error, no serious fault of accessibility, no scrolling sideways."""
    assert [u for u in visit.requests if not u.startswith((visit.base, "data:", "blob:"))] == []
    assert visit.errors == []
    found = Axe().run(visit.page).response["violations"]
    serious = [(v["id"], [node["html"] for node in v["nodes"]][:3]) for v in found if v["impact"] in SERIOUS]
    assert serious == []
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert visit.page.evaluate(overflow) <= 0


SERIOUS = ("serious", "critical")


def test_a_reader_asks_and_gets_an_answer_with_numbered_sources(reader: Visit) -> None:
    page = open_chat(reader)
    expect(page.get_by_role("button", name="What is sourdough?")).to_be_visible()
    sound(reader)
    ask(page, "How does sourdough rise?")
    answer = page.locator("#atlas-talk .message.bot").last
    expect(answer).to_contain_text(RISES)
    expect(answer.get_by_role("link", name="[1]").first).to_have_attribute("href", "/methods/lora/#top")
    expect(answer.get_by_role("link", name="Sourdough: time")).to_have_attribute(
        "href", "/methods/lora/#facts"
    )
    for name in ("How long does it take?", "Why sourdough?"):
        expect(page.get_by_role("button", name=name)).to_be_visible()
    expect(page.get_by_text("kept for 90 days")).to_be_visible()
    page.wait_for_timeout(300)  # let the last fade end, for colours are measured
    sound(reader)


def test_a_follow_up_chip_and_an_example_ask_at_a_click(one: Visit) -> None:
    page = open_chat(one)
    page.get_by_role("button", name="What is sourdough?").click()
    expect(page.locator("#atlas-talk .message.bot").last).to_contain_text(RISES)
    page.get_by_role("button", name="How long does it take?").click()
    expect(page.locator("#atlas-talk .message.bot")).to_have_count(2)
    expect(page.locator("#atlas-talk .message.bot").last).to_contain_text(RISES)  # by the history
    expect(page.locator("#atlas-talk .message.user").last).to_have_text("How long does it take?")


def test_the_page_itself_queues_nothing_that_a_first_question_could_be_lost_to(one: Visit) -> None:
    page = open_chat(one)
    page.wait_for_load_state("networkidle")
    assert any("/gradio_api/" in url for url in one.requests)
    assert [url for url in one.requests if "/queue/" in url] == []


def test_a_question_does_not_go_round_the_queue_and_its_bound(server: str) -> None:
    with urllib.request.urlopen(f"{server}chat/config") as config:
        queued = [event["id"] for event in json.load(config)["dependencies"] if event["queue"]]
    assert len(queued) == 4  # typed, an example, a follow-up, and the programs' own
    for event in queued:
        body = {"fn_index": event, "data": ["Why sourdough?", []], "session_hash": "a"}
        request = urllib.request.Request(
            f"{server}chat/gradio_api/run/predict",
            json.dumps(body).encode(),
            {"Content-Type": "application/json"},
        )
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(request)


def test_a_refusal_names_no_source_and_offers_topics(one: Visit) -> None:
    page = open_chat(one)
    ask(page, "How tall is the tower?")
    answer = page.locator("#atlas-talk .message.bot").last
    expect(answer).to_contain_text("holds no answer")
    expect(answer.get_by_role("link", name="Sourdough")).to_have_attribute("href", "/methods/lora/")
    expect(answer).not_to_contain_text("Sources")


def test_a_follow_up_leans_on_the_last_answer_and_not_on_a_refusal(one: Visit) -> None:
    page = open_chat(one)
    for count, question in enumerate(("Why sourdough?", "How tall is the tower?", "And how long?"), 1):
        ask(page, question)
        expect(page.locator("#atlas-talk .message.bot")).to_have_count(count)
        expect(page.get_by_role("textbox", name="Your question")).to_be_enabled()
    expect(page.locator("#atlas-talk .message.bot").last).to_contain_text(RISES)


def test_marks_in_a_question_are_shown_and_not_obeyed(one: Visit) -> None:
    page = open_chat(one)
    words = "<img src=x onerror=alert(1)> **sourdough** [x](javascript:alert(1))"
    ask(page, words)
    expect(page.locator("#atlas-talk .message.user").last).to_have_text(words)
    assert page.locator("#atlas-talk .message img, #atlas-talk a[href^=javascript]").count() == 0
    assert one.errors == []


def test_a_message_that_is_refused_says_why_and_keeps_the_words(one: Visit) -> None:
    page = open_chat(one)
    ask(page, "crash")
    expect(page.locator("#atlas-talk .message.bot").last).to_contain_text("The assistant failed")
    expect(page.get_by_role("textbox", name="Your question")).to_have_value("crash")


def test_likes_go_to_the_file_of_feedback(one: Visit, state: Path) -> None:
    page = open_chat(one)
    ask(page, "Why does sourdough like me?")
    expect(page.locator("#atlas-talk .message.bot").last).to_contain_text(RISES)
    page.get_by_role("button", name="Dislike").click()
    for _ in range(100):
        remarks = FeedbackFile(state / "readers.sqlite", 90).remarks()
        if Remark("disliked", "Why does sourdough like me?") in remarks:
            return
        page.wait_for_timeout(50)
    pytest.fail(f"no dislike in {remarks}")


def test_history_outlives_a_reload_and_a_restart_of_the_server(
    browser: Browser, site: Path, tmp_path: Path
) -> None:
    visits = None
    with served(site, tmp_path) as address:
        visits = visiting(browser, address, "desktop", "light")
        visit = next(visits)
        page = open_chat(visit)
        ask(page, "How does sourdough rise?")
        expect(page.locator("#atlas-talk .message.bot").last).to_contain_text("Sources")
        page.reload()
        expect(page.locator("#atlas-talk .message.bot").last).to_contain_text(RISES)
        port = int(address.rsplit(":")[-1].strip("/"))
    asker = BreadAsker()
    with served(site, tmp_path, asker, port):
        page.goto(address + CHAT)
        expect(page.locator("#atlas-talk .message.bot").last).to_contain_text(RISES)
        ask(page, "And why?")  # what was said before the restart is what "why" is about
        expect(page.locator("#atlas-talk .message.bot")).to_have_count(2)
        assert [turn.question for turn in asker.asked[0][1]] == ["How does sourdough rise?"]
        page.get_by_role("button", name="New conversation").click()
        expect(page.locator("#atlas-talk .message")).to_have_count(0)
        page.reload()
        expect(page.get_by_role("button", name="What is sourdough?")).to_be_visible()
        visits.close()


def test_what_a_browser_keeps_is_not_readable_with_another_secret_and_breaks_nothing(
    browser: Browser, site: Path, tmp_path: Path
) -> None:
    with served(site, tmp_path) as address:
        visits = visiting(browser, address, "desktop", "light")
        page = open_chat(next(visits))
        ask(page, "How does sourdough rise?")
        expect(page.locator("#atlas-talk .message.bot").last).to_contain_text("Sources")
        port = int(address.rsplit(":")[-1].strip("/"))
    shutil.rmtree(tmp_path)
    tmp_path.mkdir()
    with served(site, tmp_path, port=port):
        page.goto(address + CHAT)
        expect(page.get_by_role("button", name="What is sourdough?")).to_be_visible()
        visits.close()


def test_the_ask_button_opens_the_chat_in_a_panel(reader: Visit) -> None:
    page = reader.open("methods/")
    button = page.get_by_role("button", name="Ask", exact=True)
    button.click()
    panel = page.get_by_role("dialog", name="Ask")
    expect(panel).to_be_visible()
    chat = page.frame_locator(".atlas-ask__panel iframe")
    ask(chat, "How does sourdough rise?")
    expect(chat.locator("#atlas-talk .message.bot").last).to_contain_text(RISES)
    dark = chat.locator("body").evaluate("body => body.classList.contains('dark')")
    assert dark == (page.evaluate("document.body.dataset.mdColorScheme") == "slate")
    page.wait_for_timeout(300)
    sound(reader)
    page.keyboard.press("Escape")  # the focus is in the frame
    expect(panel).to_be_hidden()
    expect(button).to_be_focused()


def test_the_panel_keeps_the_focus_and_a_source_opens_beside_it(one: Visit) -> None:
    page = one.open("glossary/")
    page.get_by_role("button", name="Ask", exact=True).focus()
    page.keyboard.press("Enter")
    chat = page.frame_locator(".atlas-ask__panel iframe")
    ask(chat, "How does sourdough rise?")
    source = chat.get_by_role("link", name="Sourdough: time")
    expect(source).to_be_visible()
    for _ in range(30):
        page.keyboard.press("Tab")
        inside = "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
        assert page.evaluate(inside)
    source.click()
    page.wait_for_url("**/methods/lora/#facts")
    expect(page.get_by_role("dialog", name="Ask")).to_be_hidden()
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(chat.locator("#atlas-talk .message.bot").last).to_contain_text(RISES)  # still there


def test_the_ask_button_stays_through_instant_navigation(one: Visit) -> None:
    page = one.open("")
    page.get_by_role("link", name="Methods", exact=True).first.click()
    page.wait_for_url("**/methods/")
    expect(page.get_by_role("button", name="Ask", exact=True)).to_have_count(1)


def test_a_static_site_has_no_ask_button_and_no_error(desktop: Visit) -> None:
    page = desktop.open("methods/")
    assert any(url.endswith("api/health") for url in desktop.requests)
    assert page.get_by_role("button", name="Ask", exact=True).count() == 0
    assert desktop.errors == []
    asked = len([url for url in desktop.requests if url.endswith("api/health")])
    desktop.open("glossary/")  # remembered for the visit
    assert len([url for url in desktop.requests if url.endswith("api/health")]) == asked
