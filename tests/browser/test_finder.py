"""The search finds entries by alias and with slips, and shows their definitions on top."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser


def open_search(page: Page, text: str) -> None:
    if page.viewport_size and page.viewport_size["width"] < 800:
        page.locator("label[for=__search].md-header__button").click()
    else:
        page.keyboard.press("f")
    page.locator(".md-search__input").press_sequentially(text)


QUERIES = {
    "low-rank adaptation": "LoRA (low-rank adaptation)",  # an alias
    "quantisaton": "Quantization",  # a slip in an alias
    "hallucinaton": "hallucination",
    "chian of thought": "Chain-of-thought prompting",  # letters swapped
    "what is RAG?": "Retrieval-augmented generation (RAG)",  # asked as a question
    "in context learning": "in-context learning",  # hyphens do not matter
    "LORA": "LoRA (low-rank adaptation)",  # and not LoRA+
    "Direct prefrence optimization": "DPO (direct preference optimization)",
}


def test_names_aliases_and_slips_find_their_entry(desktop: Visit) -> None:
    """And what means nothing finds nothing."""
    page = desktop.open("glossary/token/")
    found: dict[str, Any] = page.evaluate(
        """async (queries) => {
          const { find, prepare, distance } = await import(new URL('../../js/finder.js', location.href));
          const entries = prepare(await (await fetch('../../data/names.json')).json());
          const names = (query) => find(entries, query).map((item) => item.entry.name);
          return {
            first: Object.fromEntries(queries.map((query) => [query, names(query)[0] ?? null])),
            none: ['', ' ', 'x', 'zzzzqqq', '<script>', 'a'.repeat(500)].map(names),
            most: names('prompt').length,
            distances: [
              distance('abcd', 'abdc', 2), distance('abc', 'abc', 2),
              distance('a', 'abcd', 2), distance('kitten', 'sitting', 3),
            ],
          };
        }""",
        list(QUERIES),
    )
    assert found["first"] == QUERIES
    assert found["none"] == [[]] * 6
    assert found["most"] <= 3
    assert found["distances"] == [1, 0, 3, 3]


def test_a_definition_stands_on_top_and_enter_opens_it(visit: Visit) -> None:
    """Its data come from this site, and only when the search is opened."""
    page = visit.open("guides/")
    assert not any("names.json" in url or "finder.js" in url for url in visit.requests)
    open_search(page, "temperture")
    card = page.locator(".atlas-found li").first
    expect(card).to_contain_text("sampling temperature")
    expect(card.locator(".atlas-found__text")).not_to_be_empty()
    assert page.evaluate(
        "document.querySelector('.md-search-result__list').previousElementSibling.className"
    ) == ("atlas-found")
    assert [url for url in visit.requests if not url.startswith((visit.base, "data:"))] == []
    serious = [
        v["id"] for v in Axe().run(page).response["violations"] if v["impact"] in ("serious", "critical")
    ]
    assert serious == []
    page.keyboard.press("Enter")
    page.wait_for_url("**/glossary/sampling-temperature/")
    assert visit.errors == []


def test_a_slip_can_be_mended_and_the_arrows_reach_the_definition(desktop: Visit) -> None:
    """The theme's own results follow the mended words."""
    page = desktop.open("")
    open_search(page, "hallucinaton")
    page.get_by_role("button", name="Search for “hallucination” instead").click()
    expect(page.locator(".md-search__input")).to_have_value("hallucination")
    # The theme reads its whole index first, which takes a while on a busy machine.
    expect(page.locator(".md-search-result__link").first).to_be_visible(timeout=30_000)
    page.keyboard.press("ArrowDown")
    expect(page.locator(".atlas-found a").first).to_be_focused()
    page.locator(".md-search__form button[type=reset]").click()
    expect(page.locator(".atlas-found")).to_be_hidden()
