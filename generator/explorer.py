"""The table of all methods: its columns, and the data that lets readers sort and filter it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from generator import derive
from generator.content import Content
from generator.derive import UNKNOWN, Cell, Span
from generator.names import short
from generator.parts import WHOLE, Part
from schema.method import Method
from schema.vocabulary import Choice

Members = Sequence[Method]  # of a family, or the method alone


@dataclass(frozen=True)
class Column:
    """One column. Those not `shown` are left out of the static table; readers may add them."""

    key: str
    label: str | Callable[[Content], str]  # words that the content may change
    cell: Callable[[Content, Method, Members], Cell]
    shown: bool = True

    def label_in(self, content: Content) -> str:
        """What readers see."""
        return self.label if isinstance(self.label, str) else self.label(content)


def _listed(name: str, pick: Callable[[Method], Sequence[str]], *, ordered: bool = False) -> Any:
    """A cell with the labels of keys of a closed list; stages sort in their order, others A to Z."""

    def cell(content: Content, method: Method, members: Members) -> Cell:
        choices: Sequence[Choice] = getattr(content.vocabulary, name)
        found = {key for one in (method, *members) for key in pick(one)}
        if not found:
            return UNKNOWN
        text = ", ".join(derive.labels_of(choices, found))
        places = [float(place) for place, choice in enumerate(choices) if choice.key in found]
        low, high = (places[0], places[-1]) if ordered else (None, None)
        return Cell(_upper(text), low=low, high=high)

    return cell


def _duration(part: str) -> Any:
    return lambda content, method, members: derive.duration(content, members, part)


def _ordinal(name: str) -> Any:
    return lambda content, method, members: derive.ordinal(content, members, name)


def _scale(name: str) -> Callable[[Content], str]:
    return lambda content: str(getattr(content.scales.ordinals, name).label)


def _amount(content: Content, members: Members) -> Cell:
    """Amounts of data, to be sorted by how many examples they come to."""
    cell = derive.data_amount(content, members)
    if derive.amount_unit(members) != "tokens" or cell.low is None or cell.high is None:
        return cell
    share = content.scales.complexity.tokens_per_example
    return replace(cell, low=cell.low / share, high=cell.high / share)


def _introduced(content: Content, method: Method, members: Members) -> Cell:
    year = method.introduced
    return Cell(str(year), low=float(year), high=float(year)) if year else UNKNOWN


def _objective(method: Method) -> list[str]:
    return [method.objective.primary] if method.objective else []


def _data_kinds(method: Method) -> list[str]:
    return list(method.data.kinds) if method.data else []


def _lifecycle(method: Method) -> list[str]:
    return list(method.lifecycle)


COLUMNS = (
    Column("group", "Group", lambda c, m, _: Cell(derive.label_of(c.vocabulary.groups, m.group))),
    Column("axis", "Axis", lambda c, m, _: Cell(derive.label_of(c.vocabulary.axes, m.axis))),
    Column("training", lambda c: c.words["training_time"], _duration("training")),
    Column("data", "Data", lambda c, _, members: _amount(c, members)),
    Column("expertise", _scale("expertise"), _ordinal("expertise")),
    Column("compute", lambda c: c.scales.compute.label, lambda c, _, members: derive.compute(c, members)),
    # A family states its own objective: those of its members are as many as they are.
    Column("objective", "Objective", lambda c, m, _: _listed("objectives", _objective)(c, m, ())),
    Column("hardware", _scale("hardware"), _ordinal("hardware"), shown=False),
    Column("access", _scale("access"), _ordinal("access"), shown=False),
    Column("kinds", "Kinds of data", _listed("data_kinds", _data_kinds), shown=False),
    Column("stage", "Life-cycle stage", _listed("lifecycle", _lifecycle, ordered=True), shown=False),
    Column("calendar", "Start to result", _duration("calendar"), shown=False),
    Column("introduced", "Introduced", _introduced, shown=False),
)
SHOWN = tuple(column for column in COLUMNS if column.shown)


def ranked(content: Content) -> list[Method]:
    """Methods as the table lists them: by group, families first, then by name."""
    order = [group.key for group in content.vocabulary.groups]
    return sorted(
        content.methods.values(), key=lambda m: (order.index(m.group), not m.family, m.name.casefold())
    )


def cells(content: Content, method: Method, columns: Sequence[Column] = SHOWN) -> list[Cell]:
    """A row of the table; the cells of a family hold the range over its members."""
    members = derive.expand(content, [method])
    return [column.cell(content, method, members) for column in columns]


def explorer_data(content: Content, part: Part = WHOLE) -> dict[str, Any]:
    """What `explorer.js` needs: columns, filters, and a row for each method of a part, in order.

    A cell is `[text, numbers, low, high, evidence]` with the empty end left off, or null where
    nothing is known; a row's `has` holds for each filter what the method offers or asks for.
    """
    methods = ranked(content)
    place = {method.slug: number for number, method in enumerate(methods)}
    wizard, access = content.wizard, content.scales.ordinals.access
    return {
        "columns": [[column.key, column.label_in(content), column.shown] for column in COLUMNS],
        "filters": _filters(content),
        "hosted": _index(access.levels, wizard.hosted_access),
        "rows": [_row(content, method, place) for method in part.of(methods)],
    }


def _filters(content: Content) -> list[dict[str, Any]]:
    vocabulary, ordinals = content.vocabulary, content.scales.ordinals

    def any_of(key: str, label: str, name: str, *, own: bool = True) -> dict[str, Any]:
        choices: Sequence[Choice] = getattr(vocabulary, name)
        options = [[choice.key, _upper(choice.label)] for choice in choices]
        return {"key": key, "label": label, "kind": "any", "own": own, "options": options}

    def at_most(key: str, says: str) -> dict[str, Any]:
        scale = getattr(ordinals, key)
        options = [[level.key, level.label, number + 1] for number, level in enumerate(scale.levels)]
        return {"key": key, "label": scale.label, "kind": "below", "says": says, "options": options}

    steps = content.scales.duration.steps
    times = [[step.key, _time_label(step.label, step.below), step.below] for step in steps]
    unit = vocabulary.amount_units[0].label
    return [
        any_of("group", "Group", "groups"),
        any_of("axis", "Axis", "axes"),
        any_of("stage", "Life-cycle stage", "lifecycle"),
        any_of("objective", "Objective", "objectives"),
        at_most("access", "needs"),
        any_of("kinds", "Kind of data", "data_kinds", own=False),
        {"key": "data", "label": "Data", "kind": "number", "unit": unit},
        at_most("hardware", "needs"),
        at_most("expertise", ordinals.expertise.label.lower()),
        {"key": "training", "label": content.words["training_time"], "kind": "below", "options": times},
    ]


def _time_label(label: str, below: float | None) -> str:
    return f"{label} (under {derive.hours_text(below, below)})" if below else f"{label} or longer"


def _row(content: Content, method: Method, place: dict[str, int]) -> dict[str, Any]:
    row: dict[str, Any] = {
        "slug": method.slug,
        "name": method.name,
        "also": [name for name in (method.short_name, *method.aliases, *method.plurals) if name],
        "summary": method.summary,
        "cells": [_cell(cell) for cell in cells(content, method, COLUMNS)],
        "has": _has(content, method),
    }
    if method.family:
        members = derive.members_of(content, method.slug)
        row |= {"short": short(method), "members": [place[member.slug] for member in members]}
    elif method.hosted:
        row["hosted"] = True
    return row


def _cell(cell: Cell) -> list[Any] | None:
    if not cell.known:
        return None
    values = [cell.text, cell.numbers, cell.low, cell.high, cell.evidence if cell.numbers else ""]
    while values[-1] in ("", None):
        values.pop()
    return values


def _has(content: Content, method: Method) -> dict[str, Any]:
    """For each filter the keys a method has, or the least it asks for and how that reads."""
    found: dict[str, Any] = {
        "group": [method.group],
        "axis": [method.axis],
        "stage": _lifecycle(method),
        "objective": _objective(method),
        "kinds": _data_kinds(method),
        "data": _least_data(content, method),
        "training": _least_time(content, method),
    }
    for name in ("access", "hardware", "expertise"):
        found[name] = _least_level(content, method, name)
    return {key: value for key, value in found.items() if value}


def _least_level(content: Content, method: Method, name: str) -> list[Any] | None:
    levels: list[Choice] = getattr(content.scales.ordinals, name).levels
    key = derive.ordinal_key(method, name)
    number = _index(levels, key) if key else None
    if name == "access" and method.hosted:
        # A provider runs it, so the access that takes is enough.
        hosted = _index(levels, content.wizard.hosted_access)
        number = hosted if number is None else min(number, hosted)
    return None if number is None else [number, _lower(levels[number].label)]


def _least_time(content: Content, method: Method) -> list[Any] | None:
    cell = derive.duration(content, [method], "training")
    if not cell.known or cell.low is None:
        return None
    return [cell.low, f"from {derive.hours_text(cell.low, cell.low)}" if cell.numbers else "none"]


def _least_data(content: Content, method: Method) -> list[Any] | None:
    """The lower end of the amount; null in another unit than the filter's, which cannot be compared."""
    span = derive.derive_span([method], lambda m: m.data.amount if m.data else None)
    if span is None:
        return None
    if not isinstance(span, Span):
        return [0, "none"]
    units = content.vocabulary.amount_units
    text = f"from {derive.number_text(span.low)} {derive.label_of(units, span.unit)}"
    return [span.low if span.unit == units[0].key else None, text]


def _index(levels: Sequence[Choice], key: str) -> int:
    return [level.key for level in levels].index(key)


def _upper(label: str) -> str:
    return label[:1].upper() + label[1:]


def _lower(label: str) -> str:
    """Inside a sentence; names and acronyms keep their capitals."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
