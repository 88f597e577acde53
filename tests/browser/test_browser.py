"""What a reader sees and does, in a real browser."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

PAGES = [
    "",
    "choosing/",
    "methods/",
    "cost/",
    "methods/lora/",
    "comparisons/",
    "comparisons/life-cycle/",
    "comparisons/fine-tuning--prompt-engineering/",
    "glossary/",
    "glossary/token/",
    "sources/",
    "suggest/",
    "suggest/?kind=method",
    "data/",
    "contributing/fields/",
]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path or "home")
def test_a_page_asks_no_other_host_has_no_error_and_no_serious_accessibility_fault(
    visit: Visit, path: str
) -> None:
    """Phone and desktop, light and dark: axe-core finds nothing serious or critical."""
    page = visit.open(path)
    elsewhere = [url for url in visit.requests if not url.startswith((visit.base, "data:"))]
    assert elsewhere == []
    assert visit.errors == []
    found = Axe().run(page).response["violations"]
    serious = [
        (violation["id"], [node["target"] for node in violation["nodes"]][:5])
        for violation in found
        if violation["impact"] in ("serious", "critical")
    ]
    assert serious == []


@pytest.mark.parametrize("path", [
        "", "methods/lora/", "comparisons/life-cycle/", "glossary/", "choosing/", "contributing/fields/",
    ])  # fmt: skip
def test_a_page_does_not_scroll_sideways(visit: Visit, path: str) -> None:
    """Wide tables and the chart scroll inside their own box."""
    page = visit.open(path)
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0


def test_the_colour_scheme_follows_the_reader(visit: Visit, request: pytest.FixtureRequest) -> None:
    """A reader who prefers dark gets dark without a click."""
    page = visit.open("")
    scheme = page.evaluate("document.body.getAttribute('data-md-color-scheme')")
    assert scheme == ("slate" if "dark" in request.node.name else "default")


def test_a_definition_shows_on_hover_and_hides_on_escape(desktop: Visit) -> None:
    page = desktop.open("methods/lora/")
    term = page.locator("a.atlas-term").first
    term.hover()
    tip = page.locator("#atlas-tip")
    expect(tip).to_be_visible()
    assert tip.inner_text() == term.get_attribute("data-tip")
    assert term.get_attribute("aria-describedby") == "atlas-tip"
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()


def test_a_definition_shows_on_keyboard_focus_and_enter_opens_the_term(desktop: Visit) -> None:
    page = desktop.open("methods/lora/")
    term = page.locator("a.atlas-term").first
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('atlas-term')"):
            break
    expect(term).to_be_focused()
    expect(page.locator("#atlas-tip")).to_be_visible()
    assert page.locator("#atlas-tip").inner_text() == term.get_attribute("data-tip")
    page.keyboard.press("Enter")
    page.wait_for_url("**/glossary/**")


def test_definitions_work_after_instant_navigation(desktop: Visit) -> None:
    """The theme replaces the page without loading it anew; definitions must survive that."""
    page = desktop.open("")
    page.evaluate("window.stillTheSamePage = true")
    page.get_by_role("link", name="Methods", exact=True).first.click()
    page.wait_for_url("**/methods/")
    page.get_by_role("link", name="LoRA (low-rank adaptation)").first.click()
    page.wait_for_url("**/methods/lora/")
    assert page.evaluate("window.stillTheSamePage") is True
    page.locator("a.atlas-term").first.hover()
    expect(page.locator("#atlas-tip")).to_be_visible()


def test_search_finds_a_method_by_an_alias(desktop: Visit) -> None:
    page = desktop.open("")
    page.keyboard.press("f")
    page.keyboard.type("low-rank adaptation", delay=10)
    first = page.locator(".md-search-result__link").first
    expect(first).to_be_visible()
    assert "/methods/lora/" in (first.get_attribute("href") or "")


def test_a_dot_of_the_chart_leads_to_its_method(desktop: Visit) -> None:
    page = desktop.open("")
    page.locator(".atlas-chart svg").get_by_text("LoRA", exact=True).click()
    page.wait_for_url("**/methods/lora/")


def test_a_missing_page_offers_a_way_back(desktop: Visit) -> None:
    page = desktop.open("no/such/page/")
    expect(page.get_by_role("heading", name="There is no such page")).to_be_visible()


def test_a_citation_opens_by_keyboard_and_is_copied_whole(desktop: Visit) -> None:
    """Enter opens the fold below an entry; the theme's button puts the BibTeX on the clipboard."""
    page = desktop.open("methods/lora/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    fold = page.locator("details.atlas-citation")
    fold.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(fold.locator("code")).to_be_visible()
    fold.locator("pre").hover()
    fold.locator("button").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.strip() == fold.locator("code").inner_text().strip()
    assert copied.startswith("@misc{tuning-atlas-lora,")
    assert f"url = {{{desktop.base}methods/lora/}}" in copied
