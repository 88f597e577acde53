"""The exported JSON Schemas say what the models say, and are up to date."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from jsonschema import Draft202012Validator, FormatChecker
from pydantic import ValidationError

from generator.content import FILES, FOLDERS, read_lists
from generator.problems import ContentError
from generator.schemas import exported_schemas
from generator.yaml_reader import Document, read_yaml
from schema.export import KINDS, json_schema

ROOT = Path(__file__).parent.parent
BASE = ROOT / "tests" / "content_base"
KIND_OF_FOLDER = {"methods": "method", "terms": "term", "guides": "guide", "comparisons": "comparison"}


def validator(kind: str, root: Path) -> Draft202012Validator:
    return Draft202012Validator(json_schema(kind, read_lists(root)), format_checker=FormatChecker(["date"]))


def data_of(path: Path) -> Any:
    document = read_yaml(path, path.name)
    assert isinstance(document, Document), str(document)
    return document.data


def content_files(root: Path) -> Iterator[tuple[str, Path]]:
    """Every content file with its kind."""
    yield from ((name, root / f"{name}.yaml") for name in FILES)
    for folder in FOLDERS:
        yield from ((KIND_OF_FOLDER[folder], path) for path in sorted((root / folder).glob("*.yaml")))


def test_the_files_are_up_to_date() -> None:
    """schema/json holds what `atlas schema` would write, and nothing else."""
    texts = exported_schemas(ROOT / "content")
    files = {path.name: path.read_text("utf-8") for path in (ROOT / "schema" / "json").iterdir()}
    assert files == texts


def test_every_kind_of_file_has_a_schema() -> None:
    """Each file and folder of content is of a kind that is exported."""
    assert {*FILES, *(KIND_OF_FOLDER[folder] for folder in FOLDERS)} == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_is_valid(kind: str) -> None:
    """Each schema is a valid draft 2020-12 schema."""
    schema = json_schema(kind, read_lists(BASE))
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_is_described(kind: str) -> None:
    """Editors can explain every field: each has a description that is a sentence."""
    schema = json_schema(kind, read_lists(BASE))
    models = [schema, *schema.get("$defs", {}).values()]
    fields = [(m.get("title"), name, part) for m in models for name, part in m.get("properties", {}).items()]
    assert fields
    assert [(model, name) for model, name, part in fields if len(part.get("description", "")) < 5] == []


@pytest.mark.parametrize("kind", KINDS)
def test_closed_lists_are_filled_in(kind: str) -> None:
    """No mark of a list is left, and every choice has a label."""

    def parts(node: Any) -> Iterator[dict[str, Any]]:
        if isinstance(node, dict):
            yield node
            yield from (part for value in node.values() for part in parts(value))
        elif isinstance(node, list):
            yield from (part for value in node for part in parts(value))

    for part in parts(json_schema(kind, read_lists(BASE))):
        assert "x-list" not in part
        if "markdownEnumDescriptions" in part:
            assert len(part["enum"]) == len(part["markdownEnumDescriptions"]) > 0


def test_lists_come_from_content() -> None:
    """The same model allows other values in another content folder."""
    term = json_schema("term", read_lists(BASE))
    assert term["properties"]["category"]["enum"] == ["dough", "fermentation"]


@pytest.mark.parametrize("root", [BASE, ROOT / "content"], ids=["content_base", "content"])
def test_every_content_file_validates(root: Path) -> None:
    """What the reader accepts, an editor accepts with the exported schema."""
    lists = read_lists(root)
    checkers = {
        kind: Draft202012Validator(json_schema(kind, lists), format_checker=FormatChecker(["date"]))
        for kind in KINDS
    }
    errors = [
        f"{path.relative_to(root)}: {error.json_path}: {error.message}"
        for kind, path in content_files(root)
        for error in checkers[kind].iter_errors(data_of(path))
    ]
    assert errors == []


def test_lists_that_cannot_be_read_give_no_schemas(tmp_path: Path) -> None:
    """Without the files the lists stand in there is nothing to export, and the problem says why."""
    with pytest.raises(ContentError, match=r"vocabulary\.yaml:1:1: cannot be read"):
        exported_schemas(tmp_path)


BAD_VALUES = [
    ("unknown key", "term", "terms/crumb.yaml", ("colour",), "beige"),
    ("slug with capitals", "term", "terms/crumb.yaml", ("slug",), "Crumb"),
    ("name with a space at its end", "term", "terms/crumb.yaml", ("name",), "Crumb "),
    ("number for text", "term", "terms/crumb.yaml", ("name",), 12),
    ("value not in the list", "term", "terms/crumb.yaml", ("category",), "pastry"),
    ("value not allowed", "term", "terms/crumb.yaml", ("tooltip",), "sometimes"),
    ("text too short", "term", "terms/crumb.yaml", ("summary",), "Soft."),
    ("text too long", "term", "terms/crumb.yaml", ("summary",), "soft " * 50),
    ("text for a list", "term", "terms/crumb.yaml", ("aliases",), "soft part"),
    ("text for a flag", "term", "terms/crumb.yaml", ("draft",), "yes"),
    ("impossible date", "term", "terms/crumb.yaml", ("reviewed",), "2026-02-30"),
    ("date in another form", "term", "terms/crumb.yaml", ("reviewed",), "21.11.2026"),
    ("other version", "term", "terms/crumb.yaml", ("schema_version",), 2),
    ("address of a script", "method", "methods/sourdough.yaml", ("sources", 0, "url"), "javascript:alert()"),
    ("address with quote", "method", "methods/sourdough.yaml", ("sources", 0, "url"), 'https://a.example/"'),
    ("identifier without scheme", "method", "methods/sourdough.yaml", ("sources", 0, "id"), "10.9999"),
    ("year out of range", "method", "methods/sourdough.yaml", ("sources", 0, "year"), 20211),
    ("negative number", "method", "methods/sourdough.yaml", ("duration", "training", "min"), -1),
    ("text for a range", "method", "methods/sourdough.yaml", ("duration", "training"), "nothing"),
    ("number for a range", "method", "methods/sourdough.yaml", ("duration", "training"), 5),
    ("number as text", "method", "methods/sourdough.yaml", ("duration", "training", "min"), "5"),
    ("unknown key of a map", "method", "methods/sourdough.yaml", ("effects", "crunch"), 1),
    ("effect too strong", "method", "methods/sourdough.yaml", ("effects", "flavour"), 3),
    ("tier four", "method", "methods/sourdough.yaml", ("tier",), 4),
    ("share above one", "method", "methods/sourdough.yaml", ("cost", "refresh", "share"), 2),
    ("empty list", "method", "methods/sourdough.yaml", ("data", "kinds"), []),
    ("level not on the scale", "method", "methods/sourdough.yaml", ("expertise",), "genius"),
    ("guide without sections", "guide", "guides/first-loaf.yaml", ("sections",), []),
    ("pair without two parts", "comparison", "comparisons/poolish--sourdough.yaml", ("slug",), "poolish"),
    ("one option only", "wizard", "wizard.yaml", ("questions", 0, "options"), [{"key": "a", "label": "A"}]),
    ("unknown layout", "tables", "tables.yaml", ("tables", 0, "layout"), "diagonal"),
    ("unknown cell", "tables", "tables.yaml", ("tables", 0, "aspects", 0, "show"), "everything"),
    ("zero where more is needed", "scales", "scales.yaml", ("complexity", "tokens_per_example"), 0),
    ("unknown unit", "prices", "prices.yaml", ("prices", 0, "unit"), "usd-per-loaf"),
    ("key with a space", "vocabulary", "vocabulary.yaml", ("tags", 0, "key"), "no starter"),
]


@pytest.mark.parametrize(
    ("kind", "file", "where", "value"), [pytest.param(*case[1:], id=case[0]) for case in BAD_VALUES]
)
def test_a_bad_value_is_refused_by_model_and_schema(
    kind: str, file: str, where: tuple[str | int, ...], value: object
) -> None:
    """What the model refuses, an editor marks too; the same file without the fault passes both."""
    lists = {name: tuple(key for key, _ in choices) for name, choices in read_lists(BASE).items()}
    data = data_of(BASE / file)
    KINDS[kind].model_validate(data, context={"lists": lists})
    validator(kind, BASE).validate(data)
    holder = data
    for part in where[:-1]:
        holder = holder[part]
    holder[where[-1]] = value
    with pytest.raises(ValidationError):
        KINDS[kind].model_validate(data, context={"lists": lists})
    with pytest.raises(jsonschema.ValidationError):
        validator(kind, BASE).validate(data)


@pytest.mark.parametrize("kind", KINDS)
def test_a_missing_key_is_refused_by_model_and_schema(kind: str) -> None:
    """Both require the same keys."""
    required = {name for name, info in KINDS[kind].model_fields.items() if info.is_required()}
    assert set(json_schema(kind, read_lists(BASE))["required"]) == required
