"""`atlas fmt`: keys in order, prose wrapped, comments kept, nothing else changed, twice the same."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.cli import main
from generator.content import FILES, FOLDERS
from generator.layout import format_text, same_meaning
from generator.problems import Problem
from generator.wrap import prose_of, wrap_block
from generator.yaml_reader import Document, read_yaml_text
from schema.base import Model
from schema.fields import fields_of
from schema.method import Method
from schema.term import Term

ROOT = Path(__file__).parent.parent
HERE = ROOT / "tests/layout"
CASES = sorted(path.name.removesuffix(".before.yaml") for path in HERE.glob("*.before.yaml"))


def formatted(text: str, model: type[Model] = Term) -> str:
    result = format_text(text, model, "a.yaml")
    assert isinstance(result, str), str(result)
    return result


def data_of(text: str) -> Any:
    document = read_yaml_text(text, "a.yaml")
    assert isinstance(document, Document), str(document)
    return document.data


@pytest.mark.parametrize("case", CASES)
def test_a_file_gets_its_layout(case: str) -> None:
    """Each `before` in tests/layout becomes its `after`, which stays as it is."""
    before, after = ((HERE / f"{case}.{when}.yaml").read_text("utf-8") for when in ("before", "after"))
    assert formatted(before) == after
    assert formatted(after) == after


@pytest.mark.parametrize("root", [ROOT / "content", ROOT / "tests/content_base"], ids=["real", "breads"])
def test_all_content_keeps_its_meaning(root: Path) -> None:
    """Every real file says the same afterwards, is formatted once and for all, and loses no comment."""
    paths = sorted(root.rglob("*.yaml"))
    assert len(paths) > 10
    for path in paths:
        model = FOLDERS.get(path.parent.name) or FILES[path.stem]
        before = path.read_text("utf-8")
        after = formatted(before, model)
        assert same_meaning(data_of(before), data_of(after), model), path
        assert after == before or formatted(after, model) == after, path
        assert comments(after) == comments(before), path


def comments(text: str) -> Counter[str]:
    lines = (line.strip() for line in text.split("\n"))
    return Counter(line for line in lines if line in MADE_UP or line.startswith("# yaml-language-server"))


# Values that are plain, quoted, flow or block, and comments in every place a comment may stand.
PIECES = [*"yeast `a_b` [@key] {#fact} 1. 2) # * **bold** --- (estimate) =".split(), "|", "- 5", "x" * 30]
WORDS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=40)
MADE_UP = ("# one", "# two: 2", "# deeper")
COMMENT = st.sampled_from(["", "# one", "# two: 2"])


@st.composite
def term_files(draw: st.DrawFn) -> str:
    lines = ["# yaml-language-server: $schema=x"] if draw(st.booleans()) else []
    names = draw(
        st.permutations(["slug", "summary", "explanation", "questions", "tooltip", "aliases", "facts"])
    )
    for name in names:
        if comment := draw(COMMENT):
            lines.append(comment)
        if draw(st.integers(0, 4)) == 0:
            lines.append("")
        lines += draw(_field(name))
        if draw(st.integers(0, 5)) == 0:
            lines.append("  # deeper")
    return "\n".join(lines) + "\n" * draw(st.integers(0, 3))


@st.composite
def _field(draw: st.DrawFn, name: str) -> list[str]:
    words = " ".join(draw(WORDS))
    if name == "explanation":
        paragraphs = [words, *(" ".join(more) for more in draw(st.lists(WORDS, max_size=3)))]
        style = draw(st.sampled_from(["|", ">-", "|-", ">"]))
        return [f"{name}: {style}", *(part for text in paragraphs for part in (f"  {text}", ""))]
    if name == "questions":
        keys = draw(st.permutations(["question: Why?", "answer: >-"]))
        lines = []
        for number, key in enumerate(keys):
            lines.append(("  - " if number == 0 else "    ") + key)
            lines += [f"      {words}"] if key.startswith("answer") else []
        return ["questions:", *lines]
    if name == "facts":
        pairs = draw(
            st.permutations(["id: a", "value: 'x, y'", "source: k", "on: 2026-01-02", 'where: "a: b"'])
        )
        return [f"facts: [{{{', '.join(pairs)}}}]"] if draw(st.booleans()) else _items(pairs)
    if name == "summary":
        return [f"summary: {'yeast ' * draw(st.integers(1, 40))}".rstrip()]
    return [{"slug": "slug: a", "tooltip": "tooltip: never", "aliases": "aliases: [b, a]"}[name]]


def _items(pairs: list[str]) -> list[str]:
    return ["facts:", f"- {pairs[0]}", *(f"  {pair}" for pair in pairs[1:])]


@settings(max_examples=40)
@given(term_files())
def test_any_file_keeps_its_data_and_comments(text: str) -> None:
    """Whatever the order, style and comments: equal data, no comment lost, keys in order, twice the same."""
    before = data_of(text)
    after = formatted(text)
    found = data_of(after)
    assert same_meaning(before, found, Term)
    assert {k: v for k, v in found.items() if k != "explanation"} == {
        k: v for k, v in before.items() if k != "explanation"
    }
    assert prose_of(found["explanation"]) == prose_of(before["explanation"])
    assert comments(after) == comments(text)
    order = list(fields_of(Term))
    assert [order.index(key) for key in found] == sorted(order.index(key) for key in found)
    assert formatted(after) == after


@given(st.lists(WORDS, min_size=1, max_size=4))
def test_wrapping_keeps_paragraphs_and_items(paragraphs: list[list[str]]) -> None:
    """Wrapped Markdown has the same paragraphs and list items, whatever stands where a line breaks."""
    lines = [line for words in paragraphs for line in (f"  {' '.join(words)}", "")]
    wrapped = wrap_block(lines, literal=True)
    assert prose_of("\n".join(wrapped)) == prose_of("\n".join(lines))
    assert wrap_block(wrapped, literal=True) == wrapped


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("slug: a\n? name\n: b\n", "key of several lines"),
        ("slug: a\naliases:\n  -\n  - b\n", "empty item"),
        ("summary: |2\n    text\nslug: a\n", "states its indentation"),
        ("slug: a\nname: 'b\u2028c'\n", "unusual line break"),
        ("slug: [a\n", "is not valid YAML"),
    ],
)
def test_what_it_cannot_rearrange_it_leaves(text: str, message: str) -> None:
    """A file in a rare style, or one that is no YAML, is reported and not touched."""
    result = format_text(text, Term, "a.yaml")
    assert isinstance(result, Problem)
    assert message in str(result)


def test_line_ends_of_windows_become_plain() -> None:
    """A file saved with carriage returns reads the same without them."""
    assert formatted("name: b\r\nslug: a\r\n") == "slug: a\nname: b\n"


def test_unknown_keys_go_last_and_maps_of_names_keep_their_order() -> None:
    """What the schema does not know is kept, and so is an order that is the author's."""
    text = "colour: red\nscenarios:\n  small: {title: s}\n  big: {title: b}\nslug: a\n"
    assert formatted(text, Method) == (
        "slug: a\nscenarios:\n  small: {title: s}\n  big: {title: b}\ncolour: red\n"
    )


def test_the_command_formats_checks_and_refuses(tmp_path: Path) -> None:
    """`--check` writes nothing and fails; without it files are written; other files are refused."""
    root = tmp_path / "content"
    shutil.copytree(ROOT / "tests/content_base", root)
    crumb = root / "terms/crumb.yaml"
    lines = crumb.read_text("utf-8").split("\n")
    crumb.write_text("\n".join([*lines[1:3], lines[0], *lines[3:]]), "utf-8")
    runner, option = CliRunner(), ["--content", str(root)]
    runner.invoke(main, ["fmt", *option, str(root / "methods/poolish.yaml")])
    before = crumb.read_text("utf-8")
    checked = runner.invoke(main, ["fmt", *option, "--check"])
    assert (checked.exit_code, crumb.read_text("utf-8")) == (1, before)
    assert "crumb.yaml: is not in its layout" in checked.output
    assert runner.invoke(main, ["fmt", *option, str(crumb)]).exit_code == 0
    assert crumb.read_text("utf-8").startswith("schema_version: 1\n")
    other = tmp_path / "other.yaml"
    other.write_text("a: 1\n", "utf-8")
    refused = runner.invoke(main, ["fmt", str(other)])
    assert refused.exit_code == 2
    assert "is not a content file" in refused.output
