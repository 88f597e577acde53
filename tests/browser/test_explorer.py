"""The table of all methods: sorting, filters that give reasons, CSV, shared addresses."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from generator.content import load_content
from generator.explorer import explorer_data
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def data() -> dict[str, Any]:
    return explorer_data(load_content(ROOT / "content"))


def ready(page: Page) -> Page:
    page.locator(".atlas-explorer--live").wait_for()
    return page


def rows(page: Page) -> Locator:
    return page.locator("#methods-table tbody tr")


def slugs(page: Page) -> list[str]:
    # Rows below the first screens come in slices; wait for the last.
    page.wait_for_timeout(100)
    found: list[str] = rows(page).evaluate_all("rows => rows.map((row) => row.dataset.slug)")
    return found


def column(data: dict[str, Any], key: str) -> int:
    return [name for name, _, _ in data["columns"]].index(key)


def by_training(data: dict[str, Any], *, down: bool) -> list[str]:
    """The order the table must have, worked out here from the numbers."""
    place = column(data, "training")
    known = [row for row in data["rows"] if row["cells"][place]]
    unknown = [row for row in data["rows"] if not row["cells"][place]]

    def key(row: dict[str, Any]) -> tuple[float, float]:
        low, high = row["cells"][place][2:4]
        return (-high, -low) if down else (low, high)

    return [row["slug"] for row in [*sorted(known, key=key), *unknown]]


def test_a_header_sorts_up_then_down_on_the_numbers_then_back_by_keyboard(
    desktop: Visit, data: dict[str, Any]
) -> None:
    """Minutes stand before hours, whatever their labels; what is not known stands last both ways."""
    page = ready(desktop.open("methods/"))
    start = slugs(page)
    button = page.get_by_role("button", name="Training time")
    header = page.locator("th:has(button)", has_text="Training time")
    button.focus()
    page.keyboard.press("Enter")
    expect(header).to_have_attribute("aria-sort", "ascending")
    assert slugs(page) == by_training(data, down=False)
    page.keyboard.press("Space")
    expect(header).to_have_attribute("aria-sort", "descending")
    assert slugs(page) == by_training(data, down=True)
    assert "sort=-training" in page.url
    page.keyboard.press("Enter")
    assert header.get_attribute("aria-sort") is None
    assert slugs(page) == start
    expect(button).to_be_focused()


def test_every_column_sorts_with_what_is_not_known_at_the_end(desktop: Visit) -> None:
    page = ready(desktop.open("methods/"))
    for number in range(page.locator("#methods-table thead button").count()):
        for _ in range(2):
            page.locator("#methods-table thead button").nth(number).click()
            texts = [cells.inner_text() for cells in page.locator(f"tbody td:nth-child({number + 1})").all()]
            unknown = ["Not known" in text for text in texts]
            assert unknown == sorted(unknown)


def test_what_does_not_fit_is_dimmed_below_and_says_why(visit: Visit, data: dict[str, Any]) -> None:
    """LoRA asks for a data-centre GPU; a family fits through a member."""
    page = ready(visit.open("methods/?hardware=one-consumer-gpu"))
    lora = page.locator("tr[data-slug=lora]")
    expect(lora).to_have_class("atlas-dimmed")
    expect(lora.locator(".atlas-miss")).to_have_text("needs: one data-centre GPU")
    dimmed = rows(page).evaluate_all("rows => rows.map((row) => row.classList.contains('atlas-dimmed'))")
    assert dimmed == sorted(dimmed)
    fits = dimmed.count(False)
    count = page.locator(".atlas-explorer__count")
    expect(count).to_contain_text(f"{fits} of {len(data['rows'])} methods fit")
    assert count.get_attribute("role") == "status"
    for row in data["rows"]:
        if "hardware" not in row["has"] and "members" not in row:
            expect(page.locator(f"tr[data-slug={row['slug']}] .atlas-miss")).to_have_text(
                "hardware: not known"
            )
    page.get_by_label("Only what fits").check()
    assert len(slugs(page)) == fits
    serious = [v for v in Axe().run(page).response["violations"] if v["impact"] in ("serious", "critical")]
    assert serious == []
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0
    assert visit.errors == []


def test_a_family_fits_only_if_one_member_meets_everything(desktop: Visit, data: dict[str, Any]) -> None:
    """Two members that each meet one half do not make the family fit."""
    page = ready(desktop.open("methods/?hardware=one-consumer-gpu&training=minutes&data=60"))
    fits = set(
        rows(page).evaluate_all(
            "rows => rows.filter((row) => !row.classList.contains('atlas-dimmed'))"
            ".map((row) => row.dataset.slug)"
        )
    )
    for row in data["rows"]:
        if "members" in row:
            members = {data["rows"][place]["slug"] for place in row["members"]}
            assert (row["slug"] in fits) == bool(members & fits)


def test_a_service_makes_hardware_of_ones_own_unnecessary(desktop: Visit) -> None:
    """As in the wizard: who tunes as a service needs no GPU, and who does not say so needs one."""
    page = ready(desktop.open("methods/?hardware=none&access=hosted-tuning"))
    expect(page.locator("tr[data-slug=lora] .atlas-miss")).to_have_count(0)
    page.get_by_label("Access to the model at most").select_option("text-api")
    expect(page.locator("tr[data-slug=lora] .atlas-miss")).to_have_text(
        "needs: tuning as a service; needs: one data-centre GPU"
    )


def test_filters_work_by_keyboard_and_the_address_gives_the_same_view(visit: Visit) -> None:
    """Open the list, tick, close with Escape; another reader sees the same rows in the same order."""
    page = ready(visit.open("methods/"))
    filters = page.locator(".atlas-explorer__filters")
    if not filters.evaluate("box => box.open"):
        filters.locator("> summary").press("Enter")
    group = page.locator(".atlas-pick summary", has_text="Group")
    group.press("Enter")
    box = page.get_by_role("checkbox", name="Tuning")
    box.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    expect(group).to_be_focused()
    expect(box).to_be_hidden()
    expect(group).to_contain_text("Tuning")
    page.get_by_label("Expertise at most").select_option("medium")
    page.get_by_role("button", name="Training time").press("Enter")
    assert all(part in page.url for part in ("group=tuning", "expertise=medium", "sort=training"))
    seen, text = slugs(page), page.locator(".atlas-explorer__count").inner_text()
    page.goto(page.url)
    ready(page)
    assert slugs(page) == seen
    expect(page.locator(".atlas-explorer__count")).to_have_text(text)
    page.get_by_role("button", name="Clear all").click()
    assert "?" not in page.url
    assert page.locator(".atlas-dimmed").count() == 0


def test_search_finds_other_names_and_says_when_nothing_is_found(visit: Visit) -> None:
    page = ready(visit.open("methods/"))
    search = page.get_by_label("Search names and summaries")
    search.fill("LOW-RANK  adaptation")
    assert "lora" in slugs(page)
    assert "rag" not in slugs(page)
    search.fill("no such thing <b>")
    expect(page.locator(".atlas-explorer__count")).to_have_text("No method has these words")
    assert slugs(page) == []
    page.get_by_role("button", name="Clear all").click()
    expect(page.locator("tr[data-slug=rag]")).to_be_visible()
    assert search.input_value() == ""


@pytest.mark.parametrize(
    ("value", "kept"),
    [("0", True), ("1e300", True), ("0.5", True), ("-3", False), ("1e400", False), ("e", False)],
)
def test_extreme_amounts_of_data(desktop: Visit, value: str, kept: bool) -> None:
    """Nothing crashes, and what is no number is marked and filters nothing."""
    page = ready(desktop.open("methods/"))
    field = page.get_by_label("Data at most")
    field.press_sequentially(value)
    assert ("data=" in page.url) is kept
    assert field.get_attribute("aria-invalid") == str(not kept).lower()
    if value == "0":
        expect(page.locator("tr[data-slug=zero-shot-prompting]")).not_to_have_class("atlas-dimmed")
        expect(page.locator("tr[data-slug=lora] .atlas-miss")).to_have_text("data: from 50 examples")
    if value == "1e300":
        expect(page.locator("tr[data-slug=pre-training] .atlas-miss")).to_contain_text("tokens")
    assert desktop.errors == []


def test_nonsense_in_the_address_is_left_out(desktop: Visit, data: dict[str, Any]) -> None:
    page = ready(
        desktop.open("methods/?group=%3Cb%3E&hardware=x&sort=-constructor&columns=toString&data=-1&full=9")
    )
    assert page.locator(".atlas-dimmed").count() == 0
    assert len(slugs(page)) == len(data["rows"])
    assert page.locator("#methods-table thead th:visible").count() == 1
    assert desktop.errors == []


def test_columns_are_chosen_and_kept_in_the_address(desktop: Visit, data: dict[str, Any]) -> None:
    page = ready(desktop.open("methods/"))
    page.locator(".atlas-pick summary", has_text="Columns").click()
    chooser = page.get_by_role("group", name="Columns")
    chooser.get_by_label("Hardware").check()
    chooser.get_by_label("Axis").uncheck()
    heads = page.locator("#methods-table thead th:visible")
    expect(heads).to_have_count(8)
    expect(heads.last).to_have_text("Hardware")
    expect(page.locator("tr[data-slug=lora] td").last).to_have_text("One data-centre GPU")
    page.goto(page.url)
    ready(page)
    expect(heads).to_have_count(8)
    page.get_by_role("button", name="Hardware").click()
    assert slugs(page)[0] in {
        row["slug"] for row in data["rows"] if (row["cells"][column(data, "hardware")] or [0, 0, 9])[2] == 0
    }


def test_csv_has_text_in_every_cell_as_copied_and_as_downloaded(desktop: Visit, data: dict[str, Any]) -> None:
    """Labels with their numbers, the rows as shown, and why a row does not fit."""
    desktop.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = ready(desktop.open("methods/?hardware=one-consumer-gpu&sort=training"))
    page.get_by_role("button", name="Copy CSV").click()
    expect(page.locator(".atlas-explorer__news")).to_have_text(f"Copied {len(data['rows'])} rows as CSV")
    copied = page.evaluate("navigator.clipboard.readText()")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download CSV").click()
    assert waiting.value.suggested_filename == "methods.csv"
    downloaded = Path(waiting.value.path()).read_bytes().decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(downloaded)))
    assert lines == list(csv.reader(io.StringIO(copied)))
    assert all(all(line) and len(line) == len(lines[0]) for line in lines)
    lora = next(line for line in lines if line[0].startswith("LoRA"))
    assert "Minutes to hours (15 min – 12 h)" in lora
    assert lora[-1] == "needs: one data-centre GPU"
    names = [row.split("\n")[0] for row in rows(page).locator("th a").all_inner_texts()]
    assert [line[0] for line in lines[1:]] == names


def test_a_cell_that_looks_like_a_formula_stays_text(desktop: Visit) -> None:
    page = desktop.open("methods/")
    text = page.evaluate(
        "async () => (await import(new URL('../js/explore.js', location.href))).csv([['=1+1', 'a \"b\", c']])"
    )
    assert text == '"\'=1+1","a ""b"", c"\r\n'


def test_the_header_stays_in_sight(visit: Visit) -> None:
    page = ready(visit.open("methods/"))
    box = page.locator(".atlas-explorer .atlas-scroll")
    box.evaluate("box => box.scrollTo(0, 300)")
    top = page.locator("#methods-table thead th").first.bounding_box()
    frame = box.bounding_box()
    assert top is not None
    assert frame is not None
    assert abs(top["y"] - frame["y"]) < 3


def test_without_javascript_the_table_is_whole(browser: Browser, address: str, data: dict[str, Any]) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}methods/?hardware=none")
    assert rows(page).count() == len(data["rows"])
    assert page.locator(".atlas-explorer form, #methods-table button").count() == 0
    context.close()


def test_the_explorer_starts_after_instant_navigation(desktop: Visit) -> None:
    page = desktop.open("")
    page.get_by_role("link", name="Methods", exact=True).first.click()
    page.wait_for_url("**/methods/")
    ready(page)
    expect(page.get_by_role("button", name="Training time")).to_be_visible()
