"""The chart of methods, the timeline and the pictures of relations: axes, addresses, and no script."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser


def no_serious_fault(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert [
        (v["id"], [n["target"] for n in v["nodes"]][:4])
        for v in found
        if v["impact"] in ("serious", "critical")
    ] == []


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def covered(page: Page) -> list[str]:
    """Dots and names of the chart that lie over another dot or name, and names outside the picture."""
    found: list[str] = page.evaluate(
        """() => {
          const svg = document.querySelector('.atlas-chart svg');
          const frame = svg.getBoundingClientRect();
          const parts = [...svg.querySelectorAll('circle, .atlas-point__label')].map((part) => {
            const box = part.getBoundingClientRect();
            return { text: part.textContent || part.parentNode.dataset.number, box };
          });
          const over = ({ box: a }, { box: b }) =>
            a.left + 2 < b.right && b.left + 2 < a.right && a.top + 3 < b.bottom && b.top + 3 < a.bottom;
          const pairs = parts.flatMap((a, i) =>
            parts.slice(i + 1).filter((b) => over(a, b)).map((b) => `${a.text} / ${b.text}`));
          const out = parts.filter(({ box }) => box.left < frame.left - 1 || box.right > frame.right + 1);
          return [...pairs, ...out.map(({ text }) => `${text} outside`)];
        }"""
    )
    return found


AXES = ["duration", "data", "compute", "expertise", "complexity", "control", "quality", "maturity"]


def test_both_axes_are_chosen_by_keyboard_and_the_address_shows_the_same_again(visit: Visit) -> None:
    """Every measure is offered for both axes, the table follows, and nonsense in the address does nothing."""
    page = visit.open("")
    across = page.locator("#spectrum-x")
    assert across.locator("option").evaluate_all("all => all.map((one) => one.value)") == AXES
    assert page.locator("#spectrum-y option").count() == len(AXES)
    across.focus()
    page.keyboard.type("Dur")
    expect(page.locator(".atlas-spectrum caption")).to_have_text("The same data: duration and quality")
    assert page.url.endswith("?x=duration&y=quality")
    page.get_by_role("button", name="Swap").press("Enter")
    assert page.url.endswith("?x=quality&y=duration")
    rows = page.locator(".atlas-spectrum tbody").inner_text()
    page.goto(page.url)
    expect(page.locator("#spectrum-x")).to_have_value("quality")
    assert page.locator(".atlas-spectrum tbody").inner_text() == rows
    page.get_by_role("button", name="Starting axes").click()
    assert "?" not in page.url
    page = visit.open("?x=%3Cscript%3E&y=nothing")
    expect(page.locator("#spectrum-x")).to_have_value("complexity")
    assert visit.errors == []


@pytest.mark.parametrize("query", ["", "?x=expertise&y=control", "?x=duration&y=compute"])
def test_no_dot_or_name_lies_over_another_at_any_width(visit: Visit, query: str) -> None:
    """Also where many methods share one level; on a phone numbers stand for the names."""
    page = visit.open(query)
    expect(page.locator(".atlas-spectrum--live")).to_be_visible()
    assert covered(page) == []
    assert (
        page.locator(".atlas-chart circle").count() == page.locator(".atlas-spectrum tbody tr").count() > 25
    )
    size = page.evaluate(
        """() => [...document.querySelectorAll('.atlas-chart svg text')].map((text) =>
          parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a)"""
    )
    assert min(size) >= 10.5  # pixels
    fits(page)
    no_serious_fault(page)


def test_ranges_are_bars_and_a_click_opens_the_method(desktop: Visit) -> None:
    """A row of the table and its dot stand out together under the keyboard."""
    page = desktop.open("?x=duration&y=quality")
    bars = page.locator(".atlas-point__range").evaluate_all(
        """all => all.map(({ x1, x2, y1, y2 }) =>
          Math.hypot(x2.baseVal.value - x1.baseVal.value, y2.baseVal.value - y1.baseVal.value))"""
    )
    assert sum(length > 5 for length in bars) > 40
    page.locator(".atlas-spectrum tbody").get_by_role("link", name="RAG", exact=True).focus()
    expect(page.locator("a.atlas-point.atlas-marked")).to_have_count(2)
    expect(page.locator("tr.atlas-marked")).to_contain_text("RAG")
    page.locator(".atlas-chart svg").get_by_text("LoRA", exact=True).click()
    page.wait_for_url("**/methods/lora/")


def test_the_caption_says_that_the_chart_is_a_heuristic_and_why(desktop: Visit) -> None:
    page = desktop.open("?x=control&y=data")
    caption = page.locator(".atlas-spectrum figcaption")
    expect(caption).to_contain_text("A heuristic, not a measurement: each range is an estimate")
    expect(caption).to_contain_text("Data: Examples, or what tokens come to in examples")


def test_without_javascript_the_chart_and_the_timeline_are_pictures_with_links(
    browser: Browser, address: str
) -> None:
    """The picture of complexity and quality, its table, and the years as a list."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    assert page.locator(".atlas-chart circle").count() > 25
    assert page.locator(".atlas-spectrum tbody tr").count() > 25
    page.goto(address + "methods/timeline/")
    assert page.locator(".atlas-timeline path").count() > 40
    page.locator("#year-2021 + ul").get_by_role("link", name="LoRA (low-rank adaptation)", exact=True).click()
    expect(page).to_have_url(address + "methods/lora/")
    page.locator(".atlas-picture a text", has_text="QLoRA").first.click()
    expect(page).to_have_url(address + "methods/qlora/")
    context.close()


@pytest.mark.parametrize("path", ["methods/timeline/", "methods/lora/", "methods/chunking/"])
def test_timeline_and_relations_are_accessible_and_fit(visit: Visit, path: str) -> None:
    """Years downwards in a box that scrolls by itself; relations as wide as a phone."""
    page = visit.open(path)
    fits(page)
    no_serious_fault(page)
    assert visit.errors == []


def test_the_timeline_says_for_each_method_what_it_grew_from(desktop: Visit) -> None:
    """In the list, and by the lines of the picture under the pointer."""
    page = desktop.open("methods/timeline/")
    item = page.locator("#qlora")
    expect(item).to_contain_text("grew from LoRA")
    assert item.locator("xpath=preceding::h2[1]").inner_text().startswith("2023")
    page.locator(".atlas-timeline [data-slug=qlora]").hover()
    marked = page.locator(".atlas-timeline path.atlas-marked")
    assert set(marked.evaluate_all("all => all.map((line) => line.dataset.from)")) >= {"lora", "quantization"}
    expect(page.locator(".atlas-timeline [data-slug=lora]")).to_have_class(
        "atlas-timeline__spot atlas-group--tuning atlas-marked"
    )
