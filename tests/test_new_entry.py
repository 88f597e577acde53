"""`atlas new`: skeletons that are valid drafts, whose every field can be uncommented and is explained."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from generator.cli import main
from generator.content import load_content, read_lists
from generator.layout import format_text
from generator.problems import ContentError
from generator.scaffold import Skeleton
from generator.yaml_reader import Document, read_yaml_text
from generator.yaml_text import entry
from schema.export import KINDS, json_schema
from schema.fields import fields_of

ROOT = Path(__file__).parent.parent
KINDS_OF_ENTRY = ("method", "term", "guide", "comparison")
SLUGS = {"comparison": "poolish--tangzhong"}
Folder = Callable[..., Path]


def new(root: Path, *words: str, **options: Any) -> Any:
    return CliRunner().invoke(main, ["new", "--content", str(root), *words], **options)


def data_of(text: str) -> Any:
    document = read_yaml_text(text, "new.yaml")
    assert isinstance(document, Document), str(document)
    return document.data


def given(kind: str) -> dict[str, Any]:
    start: dict[str, Any] = {"slug": SLUGS.get(kind, "new-one"), "draft": True}
    return start | ({"a": "poolish", "b": "tangzhong"} if kind == "comparison" else {"name": "New one"})


@pytest.mark.parametrize("kind", KINDS_OF_ENTRY)
def test_a_skeleton_is_a_valid_draft(kind: str, folder: Folder) -> None:
    """What `atlas new` writes passes `atlas validate`, is kept apart as a draft, and names its schema."""
    root, slug = folder(), SLUGS.get(kind, "new-one")
    result = new(root, kind, slug)
    assert result.exit_code == 0, result.output
    content = load_content(root)
    assert any(draft.endswith(f"/{slug}") for draft in content.drafts)
    text = next(root.rglob(f"{slug}.yaml")).read_text("utf-8")
    assert text.startswith(f"# yaml-language-server: $schema=../../schema/json/{kind}.schema.json\n")


def uncommented(text: str) -> str:
    """The skeleton as it is when its author has removed every '# ' before a field, at every depth."""
    previous = ""
    while previous != text:
        previous = text
        text = "\n".join(
            re.sub(r"^( *)# (?!yaml-language-server)", r"\1", line)
            for line in text.split("\n")
            if not re.match(r"[ #]*## ", line)
        )
    return text


@pytest.mark.parametrize("kind", KINDS_OF_ENTRY)
def test_every_field_can_be_uncommented(kind: str) -> None:
    """Without its comment marks the skeleton has every field of the schema and satisfies the schema."""
    lists = read_lists(ROOT / "content")
    text = Skeleton(kind, lists, given(kind), datetime.date(2026, 1, 2)).text()
    data = data_of(uncommented(text))
    assert list(data) == list(fields_of(KINDS[kind]))
    errors = list(Draft202012Validator(json_schema(kind, lists)).iter_errors(data))
    assert [error.message for error in errors] == []


@pytest.mark.parametrize("kind", KINDS_OF_ENTRY)
def test_help_and_allowed_values_stand_above_each_field(kind: str) -> None:
    """Each field has the schema's help above it, and each closed list its keys."""
    lists = read_lists(ROOT / "content")
    text = Skeleton(kind, lists, given(kind), datetime.date(2026, 1, 2)).text()
    flat = " ".join(text.replace("#", " ").split())
    for field in fields_of(KINDS[kind]).values():
        assert " ".join(field.help.split()) in flat, field.name
        if field.value.list_name:
            keys = ", ".join(key for key, _ in lists[field.value.list_name])
            assert f"One of: {keys}." in flat, field.name


@pytest.mark.parametrize("kind", KINDS_OF_ENTRY)
def test_a_skeleton_is_in_its_layout(kind: str) -> None:
    """`atlas fmt` has nothing to do on a new file."""
    text = Skeleton(kind, read_lists(ROOT / "content"), given(kind), datetime.date(2026, 1, 2)).text()
    assert format_text(text, KINDS[kind], "new.yaml") == text


def test_a_sibling_lends_choices_and_numbers_but_no_words(folder: Folder) -> None:
    """`--from` keeps axis, group and ranges; names, facts and sources stay behind, texts become TODO."""
    root = folder()
    assert new(root, "method", "biga", "--from", "poolish").exit_code == 0
    old, made = (data_of((root / f"methods/{slug}.yaml").read_text("utf-8")) for slug in ("poolish", "biga"))
    assert {key: made[key] for key in ("axis", "group", "tier")} == {
        key: old[key] for key in ("axis", "group", "tier")
    }
    assert made["slug"] == "biga"
    assert not {"facts", "sources", "aliases", "questions"} & made.keys()
    assert made["summary"].startswith("TODO:")
    assert "methods/biga" in load_content(root).drafts


def test_a_skeleton_cannot_be_published_as_it_is(folder: Folder) -> None:
    """Without `draft: true` every TODO left is a problem, named at its line."""
    root = folder()
    new(root, "term", "oven-spring")
    path = root / "terms/oven-spring.yaml"
    path.write_text(path.read_text("utf-8").replace("draft: true", "draft: false"), "utf-8")
    with pytest.raises(ContentError) as caught:
        load_content(root)
    found = {problem.field: problem for problem in caught.value.problems}
    assert (found["summary"].message, found["summary"].line) == ("still says TODO", 35)
    assert "draft: true" in found["summary"].hint


def test_a_choice_must_be_made_before_publishing(folder: Folder) -> None:
    """A key that the skeleton took at random is a problem until its author has removed the mark."""
    root = folder()
    new(root, "term", "oven-spring")
    path = root / "terms/oven-spring.yaml"
    path.write_text(path.read_text("utf-8").replace("draft: true", "draft: false"), "utf-8")
    with pytest.raises(ContentError) as caught:
        load_content(root)
    found = [problem for problem in caught.value.problems if problem.field == "category"]
    assert [problem.message for problem in found] == ["still says TODO: choose"]
    assert path.read_text("utf-8").split("\n")[found[0].line - 1].startswith("category: ")


@pytest.mark.parametrize("kind", KINDS_OF_ENTRY)
def test_tidying_leaves_the_data_and_the_authors_comments(kind: str) -> None:
    """Help and unused fields go, what is filled in stays, and so does a comment of the author's."""
    text = Skeleton(kind, read_lists(ROOT / "content"), given(kind), datetime.date(2026, 1, 2)).text()
    text = text.replace("\nslug:", "\n\n# mine\nslug:")
    tidied = format_text(text, KINDS[kind], "new.yaml", tidy=True)
    assert isinstance(tidied, str)
    assert data_of(tidied) == data_of(text)
    assert "##" not in tidied
    assert "\n# mine\nslug:" in tidied
    assert [line for line in tidied.split("\n") if line.startswith("# ")][1:] == ["# mine"]
    assert format_text(tidied, KINDS[kind], "new.yaml", tidy=True) == tidied


@pytest.mark.parametrize(
    ("kind", "slug", "message"),
    [
        ("method", "Cold_Retard", "try 'cold-retard'"),
        ("term", "a" * 61, "at most 60"),
        ("term", "poolish", "methods/poolish.yaml already"),
        ("guide", "first-loaf", "first-loaf.yaml already"),
        ("comparison", "poolish", "join two slugs by '--'"),
        ("comparison", "sourdough--poolish", "alphabetical order: 'poolish--sourdough'"),
        ("comparison", "poolish--tangzong", "did you mean 'tangzhong'?"),
        ("comparison", "poolish--sourdough", "already"),
    ],
)
def test_a_slug_that_cannot_be_used_is_explained(kind: str, slug: str, message: str, folder: Folder) -> None:
    """Wrong form, taken, or no pair: exit code 2, the remedy, and no file."""
    root = folder()
    before = {path: path.read_bytes() for path in root.rglob("*.yaml")}
    result = new(root, kind, slug)
    assert result.exit_code == 2
    assert message in " ".join(result.output.split())
    assert {path: path.read_bytes() for path in root.rglob("*.yaml")} == before


def test_an_unknown_sibling_is_explained(folder: Folder) -> None:
    """A sibling that is not there is a wrong use, with the nearest name."""
    result = new(folder(), "method", "biga", "--from", "polish")
    assert result.exit_code == 2
    assert "did you mean 'poolish'?" in result.output


def test_in_a_terminal_it_asks(folder: Folder) -> None:
    """Each required choice is shown with its meaning; the answers stand in the file."""
    root = folder()
    axis = load_content(root).vocabulary.axes[-1]
    group = load_content(root).vocabulary.groups[-1].key
    answers = f"Biga\n3\n{axis.key}\n{group}\nA biga is a stiff Italian preferment.\n"
    result = new(root, "method", "biga", "--ask", input=answers)
    assert result.exit_code == 0, result.output
    assert f"{axis.key}  ({axis.label})" in result.output
    made = data_of((root / "methods/biga.yaml").read_text("utf-8"))
    assert (made["name"], made["axis"], made["group"]) == ("Biga", axis.key, group)
    assert made["summary"] == "A biga is a stiff Italian preferment."


@pytest.mark.parametrize(
    "value",
    ["plain", "yes, no", "a: b", "#x", "1.10", "true", "", " x", "'", '"', "- a", "a\nb", 1, 2.5, True, None,
     [], {}, ["a, b", "c"], {"k": ["x: y", 3]}, [{"k": "v" * 130, "l": [1]}], "long " * 40 + "end"],
)  # fmt: skip
def test_data_is_written_so_that_it_reads_back(value: Any) -> None:
    """Whatever needs quotes gets them, and nothing else."""
    assert data_of("\n".join(entry("key", value))) == {"key": value}
