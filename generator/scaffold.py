"""Skeletons of new entries, made from the schema: every field with its help and allowed values."""

from __future__ import annotations

import datetime
import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.check_drafts import CHOOSE, TODO
from generator.yaml_text import entry, flow
from schema.base import Model
from schema.export import KINDS
from schema.fields import FieldShape, Shape, fields_of
from schema.method import Method
from schema.tiers import required_fields

Lists = Mapping[str, Sequence[tuple[str, str]]]

_HELP = re.compile(r"(?:# +)*## ")
_HEAD = """\
# yaml-language-server: $schema=../../schema/json/{kind}.schema.json
## Lines with '##' are help. To use a field, remove the '# ' in front of its lines.
## 'atlas fmt --tidy FILE' removes the help and what you did not use. While 'draft: true' stands here,
## the entry stays out of the site. 'atlas validate' checks the file.
"""
# What a sibling does not lend: its names, its evidence, and what only its author can say.
_OWN = frozenset(
    "slug name short_name aliases plurals former_slugs draft a b facts sources further_reading reviewed "
    "questions examples misconceptions tools availability introduced see_also".split()
)
_PATTERNS = {"^https?": "https://example.org/", "^[a-zA-Z]+:": "doi:10.1000/1"}
_ORDINARY = {"source": "author-year-title", "provider": "Provider", "name": "Name"}


@dataclass(frozen=True)
class Skeleton:
    """What a new file starts from. `given` are the values of fields that are known already."""

    kind: str
    lists: Lists
    given: Mapping[str, Any]
    today: datetime.date

    def text(self) -> str:
        """The whole file."""
        lines = _HEAD.format(kind=self.kind).splitlines()
        for field in fields_of(KINDS[self.kind]).values():
            lines += ["", *self._field(field, "", self.given.get(field.name), top=True)]
        return "\n".join(lines) + "\n"

    def _field(self, field: FieldShape, indent: str, given: Any = None, *, top: bool = False) -> list[str]:
        """Help, then the field; a comment if it may be left out and nothing is known of it."""
        helps = self._help(field, indent, top=top)
        if given is not None:
            return [*helps, *entry(field.name, given, indent)]
        lines = self._example(field, indent)
        if field.required:
            if top and field.value.list_name:
                lines[0] += f"  {CHOOSE}"
            return [*helps, *lines]
        return [*helps, *(f"{indent}# {line[len(indent) :]}" for line in lines)]

    def _help(self, field: FieldShape, indent: str, *, top: bool) -> list[str]:
        words = [field.help if field.help.endswith(("?", ".")) else f"{field.help}."]
        if allowed := self._allowed(field):
            which = "Keys" if field.keys and field.keys.list_name else "One"
            words.append(f"{which} of: {', '.join(allowed)}.")
        value = field.value
        if value.least is not None and value.most is not None and "0 to" not in field.help:
            words.append(f"From {value.least:g} to {value.most:g}.")
        if value.or_none and "none" not in field.help:
            words.append("`none` if it does not apply.")
        if field.example is not None:
            words.append(f"Example: {field.example}")
        if top and self.kind == "method":
            words += _tier_of(field.name)
        return textwrap.wrap(" ".join(words), 118, initial_indent=f"{indent}## ",
            subsequent_indent=f"{indent}## ", break_long_words=False, break_on_hyphens=False)  # fmt: skip

    def _allowed(self, field: FieldShape) -> list[str]:
        name = field.keys.list_name if field.keys and field.keys.list_name else field.value.list_name
        return [key for key, _ in self.lists[name]] if name else list(field.value.choices)

    def _example(self, field: FieldShape, indent: str) -> list[str]:
        """The field with a value that is valid but says nothing yet."""
        model = field.value.model
        if model is None or not _deep(model):
            value = self._value(field)
            # a range stays on one line, however deep it stands
            whole = isinstance(value, dict) and not field.container
            return [f"{indent}{field.name}: {flow(value)}"] if whole else entry(field.name, value, indent)
        lines = [f"{indent}{field.name}:"]
        deeper = f"{indent}  "
        if field.container == "map":
            lines.append(f"{deeper}typical:")
            deeper += "  "
        if field.container != "list":
            return lines + self._fields(model, deeper)
        # the first key of an item follows the dash, so its help stands above
        inner = self._fields(model, f"{deeper}  ")
        first = next(n for n, line in enumerate(inner) if not line.lstrip().startswith("#"))
        inner[:first] = [deeper + line.lstrip() for line in inner[:first]]
        inner[first] = f"{deeper}- {inner[first].lstrip()}"
        return lines + inner

    def _fields(self, model: type[Model], indent: str) -> list[str]:
        """Every field of a part; at least one of them live, for an empty part says nothing."""
        fields = list(fields_of(model).values())
        if not any(field.required for field in fields):
            fields[0] = FieldShape(**{**vars(fields[0]), "required": True})
        return [line for field in fields for line in self._field(field, indent)]

    def _value(self, field: FieldShape) -> Any:
        value = self._single(field.name, field.value, field.help, field.example)
        if field.container == "list":
            return [value]
        if field.container == "map":
            key = self.lists[field.keys.list_name][0][0] if field.keys and field.keys.list_name else "typical"
            return {key: value}
        return value

    def _single(self, name: str, shape: Shape, help: str, example: Any = None) -> Any:
        if shape.model:
            fields = fields_of(shape.model).values()
            return {field.name: self._value(field) for field in fields if field.required}
        if shape.list_name:
            return self.lists[shape.list_name][0][0]
        if shape.choices:
            return int(shape.choices[0]) if shape.choices[0].isdigit() else shape.choices[0]
        if shape.kind == "text":
            return self._words(name, shape, help, example)
        least = max(shape.least or 0, 1 if shape.kind == "whole" and not (shape.least or 0) < 0 else 0)
        return {
            "version": 1, "flag": False, "date": self.today.isoformat(),
            "number": int(least), "whole": self.today.year if least >= 1900 else int(least),
        }[shape.kind]  # fmt: skip

    def _words(self, name: str, shape: Shape, help: str, example: Any) -> str:
        if example is not None and shape.pattern:
            return str(example)
        for start, value in _PATTERNS.items():
            if shape.pattern.startswith(start):
                return value
        if shape.pattern.startswith("^[a-z0-9]"):
            return "typical" if name == "scenario" else _ORDINARY.get(name, "some-entry")
        if shape.pattern:
            return _ORDINARY.get(name, "Name")
        return todo(help, shape)


def todo(help: str, shape: Shape) -> str:
    """A text that must be replaced before the entry is published."""
    words = f"{TODO} {help[:1].lower()}{help[1:]}".replace("`", "'").rstrip(".?") + "."
    return words if len(words) <= (shape.longest or 400) else TODO + " write this"


def _deep(model: type[Model]) -> bool:
    """Whether a part deserves a line for each field; ranges stand on one line."""
    return any(field.value.kind not in ("number", "text") for field in fields_of(model).values()) or not any(
        field.name == "min" for field in fields_of(model).values()
    )


def _tier_of(name: str) -> list[str]:
    for tier in (2, 1):
        if any(path.split(".")[0] == name for path in required_fields(tier, family=False)):
            return [f"Needed in tier {tier}{' and 1' if tier == 2 else ''}."]
    return []


def lent_by(sibling: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """What a new entry takes over from a sibling: choices and numbers; texts become TODO."""
    fields = fields_of(KINDS[kind])
    kept = {name: value for name, value in sibling.items() if name in fields and name not in _OWN}
    lent = {name: _lend(value, fields[name]) for name, value in kept.items()}
    return {name: value for name, value in lent.items() if value not in (None, [], {})}


def _lend(value: Any, field: FieldShape) -> Any:
    if field.container == "list" and isinstance(value, list):
        if field.value.text:
            return [todo(field.help, field.value)]
        return [_lend_one(item, field) for item in value]
    if field.container == "map" and isinstance(value, dict):
        return {key: _lend_one(item, field) for key, item in value.items()}
    return _lend_one(value, field)


def _lend_one(value: Any, field: FieldShape) -> Any:
    if field.value.model and isinstance(value, dict):
        inner = fields_of(field.value.model)
        # facts are the sibling's own evidence: a lent range is an estimate until it has its own
        return {k: _lend(v, inner[k]) for k, v in value.items() if k in inner and k != "facts"}
    if field.value.text:
        return todo(field.help, field.value)
    return value


def without_help(text: str) -> str:
    """A file without the skeleton's help and the fields that are still comments below it.

    Other comments stay, and so do blank lines that stand elsewhere.
    """
    kept: list[str] = []
    below_help = False
    for line in text.split("\n"):
        bare = line.lstrip(" ")
        if _HELP.match(bare):
            below_help = True
            while kept and not kept[-1]:
                kept.pop()
        elif below_help and bare.startswith("#"):
            continue
        else:
            if bare or not below_help:
                kept.append(line)
            below_help = False
    return "\n".join(kept).rstrip("\n") + "\n"


def name_from(slug: str) -> str:
    """`kv-cache` -> `Kv cache`, to be put right by the author."""
    return slug.replace("-", " ").capitalize()


def is_method(kind: str) -> bool:
    """Whether entries of this kind have tiers."""
    return KINDS[kind] is Method
