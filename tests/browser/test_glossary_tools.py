"""The glossary's index: filter as you type, permanent links, a random term."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

FILTER = "Filter names and definitions"


def test_typing_filters_terms_letters_and_the_bar_and_announces_the_count(visit: Visit) -> None:
    """Names, other names and definitions are searched; letters without a hit go."""
    page = visit.open("glossary/")
    search = page.get_by_label(FILTER)
    total = page.locator("dl.atlas-glossary > div").count()
    count = page.locator(".atlas-explorer__count")
    expect(count).to_have_text(f"{total} terms and methods")
    search.focus()
    page.keyboard.type("attention")
    shown = page.locator("dl.atlas-glossary > div:visible")
    found = shown.count()
    assert 0 < found < total
    assert all("attention" in text.lower() for text in shown.all_inner_texts())
    expect(count).to_have_text(f"{found} of {total} terms and methods")
    assert count.get_attribute("role") == "status"
    letters = page.locator("h2:visible").evaluate_all("all => all.map((one) => one.id)")
    links = page.locator(".atlas-letters a:visible")
    assert [link.get_attribute("href") for link in links.all()] == [f"#{letter}" for letter in letters]
    asked = len(visit.requests)
    links.last.click()
    assert page.url.endswith(f"glossary/?find=attention#{letters[-1]}")
    assert shown.count() == found
    expect(page.locator(f"h2#{letters[-1]}")).to_be_in_viewport()
    assert not any("glossary" in url for url in visit.requests[asked:])
    serious = [v for v in Axe().run(page).response["violations"] if v["impact"] in ("serious", "critical")]
    assert serious == []
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0
    assert visit.errors == []


def test_the_words_live_in_the_address_and_not_in_the_themes_search(desktop: Visit) -> None:
    page = desktop.open("glossary/")
    page.get_by_label(FILTER).fill("low-rank adapter")
    expect(page.locator("#lora")).to_be_visible()
    expect(page.locator("#rag")).to_be_hidden()
    assert "find=low-rank+adapter" in page.url
    page.goto(page.url)
    expect(page.get_by_label(FILTER)).to_have_value("low-rank adapter")
    expect(page.locator("#rag")).to_be_hidden()
    expect(page.locator(".md-search__output")).to_be_hidden()
    page.get_by_label(FILTER).fill("")
    assert "?" not in page.url


@pytest.mark.parametrize("words", ["no such term <i>", "x" * 5000, "\\ [ ( * %"])
def test_nothing_found_is_said_and_can_be_undone(desktop: Visit, words: str) -> None:
    page = desktop.open("glossary/")
    search = page.get_by_label(FILTER)
    search.fill(words)
    expect(page.locator(".atlas-explorer__count")).to_have_text("No term has these words")
    assert page.locator("dl.atlas-glossary > div:visible, h2:visible").count() == 0
    search.press("Escape")
    expect(page.locator("#lora")).to_be_visible()
    assert desktop.errors == []


def test_each_term_has_a_permanent_link_seen_on_focus(desktop: Visit) -> None:
    """The anchor is the slug, and the link's name says whose it is."""
    page = desktop.open("glossary/")
    ids = page.locator("dl.atlas-glossary > div").evaluate_all("all => all.map((one) => one.id)")
    assert "" not in ids
    assert len(set(ids)) == len(ids)
    link = page.locator("#token .headerlink")
    assert link.get_attribute("aria-label") == "Permanent link: token"
    expect(link).to_have_css("opacity", "0")
    page.locator("#token dt a").first.focus()
    page.keyboard.press("Tab")
    expect(link).to_be_focused()
    expect(link).to_have_css("opacity", "1")
    page.keyboard.press("Enter")
    assert page.url.endswith("#token")


def test_a_permanent_link_to_a_hidden_term_takes_the_filter_away(desktop: Visit) -> None:
    page = desktop.open("glossary/?find=attention#rag")
    expect(page.locator("#rag")).to_be_visible()
    expect(page.get_by_label(FILTER)).to_have_value("")


def test_a_random_term_is_one_of_those_shown(desktop: Visit) -> None:
    page = desktop.open("glossary/?find=low-rank+adapter")
    shown = page.locator("dl.atlas-glossary > div:visible dt a:first-child")
    places = set(shown.evaluate_all("all => all.map((one) => one.href)"))
    link = page.get_by_role("link", name="Random term")
    assert link.evaluate("link => link.href") in places
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url in places)


def test_without_javascript_the_index_is_whole_and_permanent_links_work(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}glossary/?find=attention#token")
    expect(page.locator("#token")).to_be_in_viewport()
    expect(page.locator("#rag")).to_be_visible()
    assert page.locator("article form").count() == 0
    context.close()
