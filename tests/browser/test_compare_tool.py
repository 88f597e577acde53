"""Two to four methods side by side: chosen by keyboard or mouse, shared by address, honest about gaps."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from generator.content import load_content
from generator.method_cost import even_text
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
PATH = "comparisons/compare/"


def headings(page: Page) -> list[str]:
    return page.locator(".atlas-side thead th").all_inner_texts()


def no_serious_fault(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert [
        (v["id"], [n["target"] for n in v["nodes"]][:4])
        for v in found
        if v["impact"] in ("serious", "critical")
    ] == []


def no_sideways_scroll(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?m=lora",
        "?m=full-fine-tuning.lora",
        "?m=lora.rag.rlhf.pre-training",
        "?m=lora.lora.nothing.rag&only=1",
    ],
)
def test_every_state_is_accessible_and_fits(visit: Visit, query: str) -> None:
    """Nothing chosen, one, two, four, and an address with nonsense in it."""
    page = visit.open(PATH + query)
    expect(page.locator(".atlas-compare__result")).not_to_be_empty()
    no_serious_fault(page)
    no_sideways_scroll(page)
    assert visit.errors == []
    assert [url for url in visit.requests if not url.startswith((visit.base, "data:"))] == []


def test_methods_are_chosen_by_keyboard_and_the_address_can_be_shared(visit: Visit) -> None:
    """Typing an alias finds the method; arrows and Enter choose; the address shows the same again."""
    page = visit.open(PATH)
    field = page.get_by_role("combobox", name="Add a method")
    field.focus()
    page.keyboard.type("low-rank")
    expect(page.get_by_role("option").first).to_contain_text("LoRA")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".atlas-chosen")).to_contain_text("LoRA")
    expect(field).to_be_focused()
    page.keyboard.type("full fine")
    page.keyboard.press("Enter")
    assert headings(page) == ["LoRA (low-rank adaptation)", "Full fine-tuning"]
    assert page.url.endswith("?m=lora.full-fine-tuning")
    expect(page.get_by_role("status")).to_contain_text("properties differ")
    text = page.locator(".atlas-compare__result").inner_text()
    page.goto(page.url)
    expect(page.locator(".atlas-side")).to_be_visible()
    assert page.locator(".atlas-compare__result").inner_text() == text


def test_methods_are_chosen_and_removed_by_mouse(visit: Visit) -> None:
    """A suggestion starts, the list adds, the cross removes, and the field keeps the focus."""
    page = visit.open(PATH)
    page.get_by_role("button", name="Adapters or LoRA?").click()
    assert page.url.endswith("?m=adapters.lora")
    page.get_by_role("combobox").click()
    page.get_by_role("option", name="RLHF").click()
    assert len(headings(page)) == 3
    page.get_by_role("button", name="Remove Adapters").click()
    assert page.url.endswith("?m=lora.rlhf")
    expect(page.get_by_role("combobox")).to_be_focused()
    page.get_by_role("button", name="Start again").click()
    assert "m=" not in page.url
    expect(page.locator(".atlas-compare__result")).to_contain_text("Often compared")


def test_the_list_closes_with_escape_and_says_when_nothing_fits(desktop: Visit) -> None:
    """No dead end: the field empties with a second Escape."""
    page = desktop.open(PATH)
    field = page.get_by_role("combobox")
    field.fill("sourdough")
    expect(page.get_by_role("option")).to_have_text("No method of that name")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(field).to_have_value("")
    assert desktop.errors == []


def test_four_are_the_most(desktop: Visit) -> None:
    """A fifth in the address is left out, and the field says why it is closed."""
    page = desktop.open(PATH + "?m=lora.rag.rlhf.pre-training.adapters")
    assert len(headings(page)) == 4
    expect(page.get_by_role("combobox")).to_be_disabled()
    expect(page.locator("#pick-help")).to_contain_text("Four are the most")


def test_rivals_get_the_verdict_and_companions_are_told_apart(desktop: Visit) -> None:
    """A curated pair leads to its page; methods of different axes are not set against each other."""
    page = desktop.open(PATH + "?m=full-fine-tuning.lora")
    expect(page.locator(".atlas-verdict")).to_contain_text("Start with LoRA")
    expect(page.locator(".atlas-banner", has_text="Different axes")).to_have_count(0)
    page.locator(".atlas-verdict a").click()
    expect(page).to_have_url(desktop.base + "comparisons/full-fine-tuning--lora/")
    page = desktop.open(PATH + "?m=lora.rlhf")
    expect(page.locator(".atlas-banner").first).to_contain_text("Different axes, use both.")
    page = desktop.open(PATH + "?m=lora.fine-tuning")
    expect(page.locator(".atlas-banner").first).to_contain_text("LoRA is part of Fine-tuning.")


def test_differences_are_said_in_words_and_can_be_shown_alone(visit: Visit) -> None:
    """The mark is text; the filter keeps only rows with it, and stays in the address."""
    page = visit.open(PATH + "?m=full-fine-tuning.lora")
    row = page.locator(".atlas-side tr", has=page.get_by_role("rowheader", name="Hardware"))
    expect(row).to_contain_text("differs")
    expect(row).to_contain_text("lowest")
    page.get_by_label("Only rows that differ").check()
    assert "only=1" in page.url
    marks = page.locator(".atlas-side tbody tr:not(.atlas-side__section) th .atlas-mark").all_inner_texts()
    assert marks
    assert set(marks) == {"≠ differs"}
    page.goto(page.url)
    expect(page.get_by_label("Only rows that differ")).to_be_checked()


def test_unknown_is_neither_same_nor_lowest(desktop: Visit) -> None:
    """A gap is called a gap; ranges in different units or inside each other have no order."""
    page = desktop.open(PATH)
    found = page.evaluate(
        """async () => {
          const { differs, ends } = await import(new URL('../../js/difference.js', location.href));
          const cell = (low, high, unit) => ({ text: `${low}-${high}`, range: [low, high], unit });
          return [
            differs([cell(1, 2), null]), differs([cell(1, 2), cell(1, 2), null]),
            differs([cell(1, 2), cell(1, 3), null]), differs([cell(0, 0), cell(0, 0)]),
            ends([cell(1, 2), null]), ends([cell(1, 2, 'tokens'), cell(5, 9, 'examples')]),
            ends([cell(1, 9), cell(2, 3)]), ends([cell(1, 2), cell(3, 9), cell(2, 3)]),
            ends([cell(1, 2), cell(1, 2)]), ends([{ text: 'Yes' }, { text: 'No' }]),
          ];
        }"""
    )
    assert found == [
        "unknown", "unknown", "differs", "same",
        ["", ""], ["", ""], ["", ""], ["lowest", "highest", ""], ["", ""], ["", ""],
    ]  # fmt: skip


def test_a_methods_page_leads_to_the_comparison(desktop: Visit) -> None:
    """The link opens with the method already chosen."""
    page = desktop.open("methods/lora/")
    page.locator(".atlas-versus a", has_text="Full fine-tuning").click()
    expect(page.locator(".atlas-side")).to_be_visible()
    assert headings(page) == ["LoRA (low-rank adaptation)", "Full fine-tuning"]


def test_without_javascript_pairs_and_tables_are_linked(browser: Browser, address: str) -> None:
    """The static form leads to pages that compare."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + PATH + "?m=lora.rag")
    expect(page.locator(".atlas-compare")).to_contain_text("needs JavaScript")
    page.get_by_role("link", name="Full fine-tuning or LoRA?").click()
    expect(page).to_have_url(address + "comparisons/full-fine-tuning--lora/")
    context.close()


def test_break_even_reads_the_same_in_python_on_every_pair(desktop: Visit) -> None:
    """The page of comparisons and the static pages of pairs say the same words."""
    content = load_content(ROOT / "content")
    page = desktop.open(PATH)
    theirs = page.evaluate(
        """async () => {
          const { evenText } = await import(new URL('../../js/even.js', location.href));
          const data = await (await fetch('../../data/compare.json')).json();
          const couples = data.methods.flatMap((a, i) => data.methods.slice(i + 1).map((b) => [a, b]));
          return couples.map(([a, b]) => [a.slug, b.slug, evenText(a, b, data.months)]);
        }"""
    )
    methods = content.methods
    assert len(theirs) == len(methods) * (len(methods) - 1) / 2
    for a, b, text in theirs:
        assert text == even_text(content, methods[a], methods[b]), (a, b)


def test_break_even_is_told_where_costs_allow(visit: Visit) -> None:
    """Numbers for prompts and LoRA; the reason where a method needs a server of its own."""
    page = visit.open(PATH + "?m=prompt-engineering.lora.full-fine-tuning")
    box = page.locator(".atlas-even")
    expect(box).to_contain_text("Prompt engineering costs less up to about")
    expect(box).to_contain_text("Full fine-tuning needs a server of its own")
    box.get_by_role("link", name="Calculate with your own numbers").click()
    expect(page).to_have_url(visit.base + "cost/")
