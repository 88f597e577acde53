"""The form for a new entry: what it writes is valid, and what it says is what the command says."""

from __future__ import annotations

import gzip
import json
import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect
from pydantic import ValidationError

from generator.api import dotted
from generator.content import FOLDERS, Content, load_content, read_lists
from generator.messages import explain
from generator.yaml_reader import Document, read_yaml
from schema.export import KINDS, json_schema
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
BASE = ROOT / "tests" / "content_base"
BAD = ROOT / "tests" / "content_bad"
KIND_OF = {"methods": "method", "terms": "term", "guides": "guide", "comparisons": "comparison"}
# Text that YAML or HTML might take for something else.
TRAPS = [
    "yes", "null", "- a dash first", "key: value", "a # sign", "'single' and \"double\"", "@at", "per cent %",
    "a < b & more", "{braces} [brackets]", "ends with colon:", "Grüße, naïve café", "漢字 and 🍞",
    "back\\slash", "*star* and _line_", "!tag", "| pipe", "~", "true", "? question",
]  # fmt: skip
PROSE = [
    "One plain paragraph of text.",
    "First paragraph.\n\nSecond paragraph, with `code` and *stress*.",
    "A list of steps:\n\n- the first\n- the second: with a colon\n- the third # with a sign",
    "# not a heading\nand a line below",
]


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content(ROOT / "content")


def fill(page: Page, label: str, text: str) -> None:
    page.locator(".atlas-suggest__form").get_by_label(label, exact=False).first.fill(text)


def text_of_file(page: Page) -> str:
    return page.locator(".atlas-suggest__out pre code").inner_text()


def started(visit: Visit, kind: str) -> Page:
    page = visit.open(f"suggest/?kind={kind}")
    expect(page.locator(".atlas-suggest__form")).to_be_visible()
    again = page.get_by_role("button", name="Start again")
    again.click()
    return page


def entries(content: Content, chance: random.Random) -> Iterator[tuple[str, dict[str, Any]]]:
    """Twenty entries with every required field: five of each kind, full of traps."""
    methods = sorted(slug for slug, m in content.methods.items() if not m.family)
    for number in range(5):
        trap = TRAPS[number * 4 : number * 4 + 4]
        summary = f"A test entry is written by a form, and it holds {trap[0]}."
        yield "term", {
            "name": f"{trap[1]} {chr(97 + number)}", "slug": f"form-term-{chr(97 + number)}",
            "category": chance.choice(content.vocabulary.term_categories).key, "summary": summary,
            "explanation": PROSE[number % 4],
        }  # fmt: skip
        yield "method", {
            "name": f"{trap[2]} {chr(97 + number)}", "slug": f"form-method-{chr(97 + number)}", "tier": 3,
            "axis": chance.choice(content.vocabulary.axes).key,
            "group": chance.choice(content.vocabulary.groups).key, "summary": summary,
        }  # fmt: skip
        a, b = sorted(chance.sample(methods, 2))
        while f"{a}--{b}" in content.comparisons:
            a, b = sorted(chance.sample(methods, 2))
        yield "comparison", {
            "a": a, "b": b, "slug": f"{a}--{b}", "summary": summary, "verdict": PROSE[number % 4],
            "choose_a": f"Choose the first for {trap[3]}.", "choose_b": "Choose the second.",
            "what_changes_it": "Nothing turns this verdict.",
        }  # fmt: skip
        yield "guide", {
            "name": f"Guide to {trap[3]} {chr(97 + number)}", "slug": f"form-guide-{chr(97 + number)}",
            "summary": summary, "introduction": PROSE[number % 4],
            "sections": [{"heading": trap[0], "text": PROSE[(number + 1) % 4]}],
        }  # fmt: skip


LISTS = {"category": "term_categories", "axis": "axes", "group": "groups"}


def type_in(page: Page, content: Content, entry: dict[str, Any]) -> None:
    """Fill the form as a reader would: by its labels."""
    form = page.locator(".atlas-suggest__form")
    for name, value in entry.items():
        label = f"{name[0].upper()}{name[1:]}".replace("_", " ")
        if name == "sections":
            page.get_by_role("button", name="Add section").click()
            group = page.get_by_role("group", name="Section", exact=True)
            group.get_by_label("Heading").fill(value[0]["heading"])
            group.get_by_label("Text").fill(value[0]["text"])
        elif name in LISTS:
            choices = {c.key: c.label for c in getattr(content.vocabulary, LISTS[name])}
            form.get_by_label(label).first.select_option(label=choices[value])
        elif name == "tier":
            form.get_by_label(label).first.select_option(label=str(value))
        else:
            form.get_by_label(f"{label} needed", exact=True).first.fill(value)


def test_twenty_entries_from_the_form_are_accepted_by_the_command(
    desktop: Visit, content: Content, tmp_path: Path
) -> None:
    """Required fields filled in a real browser: the form is content, and so is `atlas validate`."""
    folder = tmp_path / "content"
    shutil.copytree(ROOT / "content", folder)
    written = list(entries(content, random.Random(6)))
    assert len(written) == 20
    for kind, entry in written:
        page = started(desktop, kind)
        type_in(page, content, entry)
        expect(page.locator(".atlas-suggest__count")).to_contain_text("nothing missing")
        path = page.locator(".atlas-suggest__out > .atlas-note").first.inner_text()
        place = tmp_path / path
        assert place.name == f"{entry['slug']}.yaml"
        assert not place.exists()
        place.write_text(text_of_file(page), "utf-8")
        document = read_yaml(place, path)
        assert isinstance(document, Document), document
        assert {"schema_version": 1, **entry} == document.data
        assert list(document.data) == [n for n in KINDS[kind].model_fields if n in document.data]
    after = load_content(folder)  # raises if anything is wrong
    assert len(after.entries) + len(after.comparisons) == 20 + len(content.entries) + len(content.comparisons)
    assert desktop.errors == []


def test_a_finished_entry_opens_the_editor_of_the_repository(desktop: Visit, content: Content) -> None:
    """On the right path with the file filled in; too long for a link, the path alone and a word about it."""
    page = started(desktop, "term")
    _, entry = next(entries(content, random.Random(1)))
    type_in(page, content, entry)
    link = page.get_by_role("link", name="Propose this file")
    parts = urlsplit(link.get_attribute("href") or "")
    assert (parts.netloc, parts.path) == ("github.com", "/tuning-atlas/tuning-atlas/new/main")
    query = parse_qs(parts.query)
    assert query["filename"] == [f"content/terms/{entry['slug']}.yaml"]
    assert query["value"] == [text_of_file(page)]
    page.get_by_label("Explanation needed", exact=True).fill("Words and words. " * 600)
    parts = urlsplit(link.get_attribute("href") or "")
    assert set(parse_qs(parts.query)) == {"filename"}
    expect(page.locator(".atlas-suggest__out [role=status]").last).to_contain_text("too long to travel")


def test_an_unfinished_entry_leads_to_what_is_missing(visit: Visit) -> None:
    """By keyboard: the button shows every message and puts the focus on the first."""
    page = started(visit, "term")
    page.get_by_role("link", name="Propose this file").focus()
    page.keyboard.press("Enter")
    focused = page.evaluate("document.querySelector(`label[for='${document.activeElement.id}']`).textContent")
    assert focused.startswith("Name")
    assert page.locator(".atlas-suggest__form [aria-invalid=true]").count() == 5
    first = page.locator(".atlas-missing a").last
    first.focus()
    page.keyboard.press("Enter")
    told = page.evaluate(
        "document.getElementById("
        "document.activeElement.getAttribute('aria-describedby').split(' ')[1]).textContent"
    )
    assert told == "A published term needs an explanation; write it or set draft: true."
    assert visit.errors == []


def test_what_was_written_survives_a_visit_elsewhere(desktop: Visit) -> None:
    """The tab keeps the entry until it is closed or started again."""
    page = started(desktop, "term")
    fill(page, "Name", "Kept")
    page.get_by_role("link", name="Glossary", exact=True).first.click()
    page.wait_for_url("**/glossary/")
    page.goto(f"{desktop.base}suggest/?kind=term")
    expect(page.locator(".atlas-suggest__out pre code")).to_contain_text("name: Kept")
    page.get_by_role("button", name="Start again").click()
    expect(page.locator(".atlas-suggest__out pre code")).not_to_contain_text("Kept")


def test_the_file_can_be_saved(desktop: Visit) -> None:
    """The download has the file's own name and text."""
    page = started(desktop, "term")
    fill(page, "Name", "Saved Term")
    with page.expect_download() as found:
        page.get_by_role("button", name="Download").click()
    assert found.value.suggested_filename == "saved-term.yaml"
    assert Path(found.value.path()).read_text("utf-8") == text_of_file(page)


def cases() -> Iterator[tuple[str, Any]]:
    """Every readable faulty entry there is, and good ones bent at random."""
    for case in sorted(BAD.iterdir()):
        for folder, kind in KIND_OF.items():
            for path in (case / folder).glob("*.yaml"):
                document = read_yaml(path, path.name)
                if isinstance(document, Document) and isinstance(document.data, dict):
                    yield kind, document.data
    chance = random.Random(3)
    good = [(KIND_OF[f], p) for f in KIND_OF for p in sorted((BASE / f).glob("*.yaml"))]
    for _ in range(150):
        kind, path = chance.choice(good)
        document = read_yaml(path, path.name)
        assert isinstance(document, Document)
        yield kind, bent(document.data, chance)


WRONG: list[Any] = [
    None,
    True,
    "",
    "x",
    "none",
    "mediun",
    3,
    -2,
    1.5,
    [],
    ["a"],
    {},
    {"min": 1},
    "x" * 700,
    "1_000",
    "12",
]


def bent(data: Any, chance: random.Random) -> Any:
    """The same data with one value or key made wrong, somewhere."""
    holder, keys = data, list(data)
    while True:
        key = chance.choice(keys)
        inner = holder[key]
        if isinstance(inner, (dict, list)) and inner and chance.random() < 0.8:
            holder, keys = inner, list(inner) if isinstance(inner, dict) else list(range(len(inner)))
            continue
        break
    turn = chance.random()
    if turn < 0.7 or isinstance(holder, list):
        holder[key] = chance.choice(WRONG)
    elif turn < 0.85:
        del holder[key]
    else:
        holder[f"{key}s"] = holder.pop(key)
    return data


def told_by_python(kind: str, data: Any, lists: dict[str, Any]) -> list[list[str]]:
    model = KINDS[kind]
    try:
        model.model_validate(data, context={"lists": lists})
    except ValidationError as error:
        told = [explain(detail, model) for detail in error.errors(include_url=False)]
        return sorted([dotted(one.where), one.message, one.hint] for one in told)
    return []


def test_the_form_says_what_the_command_says(desktop: Visit) -> None:
    """The same faults at the same places in the same words, on every faulty entry and 150 bent ones."""
    found = [(kind, data) for kind, data in cases() if json.dumps(data)]
    lists = {name: [key for key, _ in choices] for name, choices in read_lists(BASE).items()}
    schemas = {KIND_OF[folder]: json_schema(KIND_OF[folder], read_lists(BASE)) for folder in FOLDERS}
    page = desktop.open("suggest/")
    theirs = page.evaluate(
        """async ([cases, schemas]) => {
          const { check } = await import(new URL('../js/check.js', location.href));
          const { messages } = await (await fetch('../data/suggest.json')).json();
          const told = (one) => [one.field, one.message, one.hint];
          return cases.map(([kind, data]) => check(schemas[kind], data, messages).map(told));
        }""",
        [found, schemas],
    )
    ours = [told_by_python(kind, data, lists) for kind, data in found]
    assert sum(map(bool, ours)) > 150
    for case, mine, other in zip(found, ours, theirs, strict=True):
        assert sorted(other) == mine, case


def test_any_data_written_as_yaml_is_read_as_the_same_data(desktop: Visit, tmp_path: Path) -> None:
    """300 random trees of maps, lists, numbers and difficult text."""
    chance = random.Random(5)

    def value(depth: int) -> Any:
        turn = chance.random()
        if depth < 3 and turn < 0.25:
            return {f"key_{n}": value(depth + 1) for n in range(chance.randint(0, 3))}
        if depth < 3 and turn < 0.45:
            return [value(depth + 1) for _ in range(chance.randint(0, 3))]
        if turn < 0.6:
            return chance.choice([0, 7, -3, 2.5, True, False, 1e6, 0.001])
        letters = "ab :#-\n'\"\\[]{}&*!|>%@`,?~é漢🍞\u00a0\u2028\x850.1"
        return chance.choice(
            [*TRAPS, *PROSE, "".join(chance.choice(letters) for _ in range(chance.randint(0, 12)))]
        )

    trees = [{"root": value(0)} for _ in range(300)]
    refused = {"root": "a\x7fb\x00\ufffec"}  # characters that the reader takes from nobody
    page = desktop.open("suggest/")
    texts = page.evaluate(
        """async (trees) => {
          const { yamlFile } = await import(new URL('../js/yaml_text.js', location.href));
          return trees.map((tree) => yamlFile(tree, 'x.schema.json'));
        }""",
        [*trees, refused],
    )
    for tree, text in zip([*trees, {"root": "abc"}], texts, strict=True):
        path = tmp_path / "a.yaml"
        path.write_text(text, "utf-8", newline="\n")
        document = read_yaml(path, "a.yaml")
        assert isinstance(document, Document), (tree, text, document)
        assert document.data == tree, text


def test_all_scripts_of_ours_together_are_small() -> None:
    """At most 100 KB as a server would send them."""
    scripts = (ROOT / "site_config/assets/js").rglob("*.js")
    assert sum(len(gzip.compress(path.read_bytes(), mtime=0)) for path in scripts) <= 100_000
