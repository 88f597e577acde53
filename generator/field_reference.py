"""The reference of all fields for contributors, made from the schema and the closed lists."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from generator.content import FOLDERS, Content
from schema.base import Model
from schema.export import KINDS
from schema.fields import FieldShape, Shape, fields_of, models_below
from schema.method import Method
from schema.scales import ORDINALS, Ordinals
from schema.tiers import required_fields
from schema.vocabulary import LIST_NAMES, Vocabulary

ENTRY_KINDS = ("method", "term", "comparison", "guide")


@dataclass(frozen=True)
class FieldRow:
    """One field as the reference shows it."""

    name: str
    help: Markup
    holds: Markup
    needed: str


@dataclass(frozen=True)
class Part:
    """A kind of file, or a part that files are made of."""

    id: str
    title: str
    about: Markup
    rows: tuple[FieldRow, ...]


@dataclass(frozen=True)
class ClosedList:
    """A closed list with its keys: (key, label, help)."""

    name: str
    about: str
    file: str
    items: tuple[tuple[str, str, str], ...]


def reference_view(content: Content) -> dict[str, Any]:
    """What the page of fields shows."""
    folders = {model: folder for folder, model in FOLDERS.items()}
    kinds, parts = [], {}
    for kind in ENTRY_KINDS:
        model = KINDS[kind]
        file = "<a>--<b>" if kind == "comparison" else "<slug>"
        about = Markup("{} In <code>content/{}/{}.yaml</code>.").format(_doc(model), folders[model], file)
        kinds.append(Part(f"kind-{kind}", kind.capitalize(), about, _rows(model)))
        parts.update({part.__name__: part for part in models_below(model)})
    described = [Part(_part_id(m), _spaced(m.__name__), _doc(m), _rows(m)) for m in parts.values()]
    return {"kinds": kinds, "parts": sorted(described, key=lambda part: part.title), "lists": _lists(content)}


def _rows(model: type[Model]) -> tuple[FieldRow, ...]:
    return tuple(
        FieldRow(field.name, _words(_help(field)), _holds(field), _needed(field, model))
        for field in fields_of(model).values()
    )


def _help(field: FieldShape) -> str:
    example = f" Example: `{field.example}`" if field.example is not None else ""
    return field.help + example


def _needed(field: FieldShape, model: type[Model]) -> str:
    if field.required:
        return "always"
    if model is Method:
        for tier in (2, 1):
            paths = required_fields(tier, family=False)
            if any(path.split(".")[0] == field.name for path in paths):
                return f"from tier {tier}"
    return ""


def _holds(field: FieldShape) -> Markup:
    one = _one(field.value)
    if field.container == "list":
        return Markup("list: {}").format(one)
    if field.container == "map":
        keys = _link("list", field.keys.list_name) if field.keys and field.keys.list_name else Markup("name")
        return Markup("map from {}: {}").format(keys, one)
    return one


def _one(shape: Shape) -> Markup:
    if shape.model:
        found = Markup('<a href="#{}">{}</a>').format(
            _part_id(shape.model), _spaced(shape.model.__name__).lower()
        )
    elif shape.list_name:
        found = Markup("one of {}").format(_link("list", shape.list_name))
    elif shape.choices:
        found = Markup(", ").join(Markup("<code>{}</code>").format(choice) for choice in shape.choices)
    else:
        found = Markup(escape(_plain(shape)))
    return found + Markup(" or <code>none</code>") if shape.or_none else found


def _plain(shape: Shape) -> str:
    words = {
        "version": "1", "date": "date, as 2027-01-31", "flag": "true or false", "number": "number",
        "whole": "whole number", "text": "text",
    }[shape.kind]  # fmt: skip
    if shape.kind == "text" and shape.text:
        words = "several paragraphs" if (shape.longest or 0) > 600 else "one line"
    if shape.kind == "text" and shape.longest:
        words += f", at most {shape.longest:,} characters"
    if shape.least is not None and shape.most is not None:
        words += f", {shape.least:g} to {shape.most:g}"
    elif shape.least == 0:
        words += ", not negative"
    return words


def _link(kind: str, name: str) -> Markup:
    return Markup('<a href="#{}-{}"><code>{}</code></a>').format(kind, name, name)


def _part_id(model: type[Model]) -> str:
    return f"part-{_spaced(model.__name__).lower().replace(' ', '-')}"


def _spaced(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)


def _doc(model: type[Model]) -> Markup:
    first = (model.__doc__ or "").strip().split("\n\n")[0]
    return _words(re.sub(r" \(`content/.*?`\)", "", " ".join(first.split())))


def _words(text: str) -> Markup:
    """Help with its `code` marked."""
    pieces: list[Markup] = []
    for number, piece in enumerate(text.split("`")):
        pieces.append(Markup("<code>{}</code>").format(piece) if number % 2 else escape(piece))
    return Markup("").join(pieces)


def _lists(content: Content) -> list[ClosedList]:
    found = []
    for name in LIST_NAMES:
        items = tuple((c.key, c.label, c.help or "") for c in getattr(content.vocabulary, name))
        found.append(ClosedList(name, fields_of(Vocabulary)[name].help, "vocabulary.yaml", items))
    for name in ORDINALS:
        levels = tuple((v.key, v.label, v.help or "") for v in getattr(content.scales.ordinals, name).levels)
        found.append(ClosedList(name, fields_of(Ordinals)[name].help, "scales.yaml", levels))
    aspects = tuple((a.key, a.label, a.help or "") for a in content.tables.pair_aspects)
    about = "Rows of every pairwise comparison of methods."
    found.append(ClosedList("aspects", about, "tables.yaml", aspects))
    return sorted(found, key=lambda item: item.name)
