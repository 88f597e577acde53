"""Rows of comparison tables: a table from `tables.yaml`, or one pair aspect by aspect."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from generator import derive
from generator.content import Content
from generator.derive import UNKNOWN, Cell
from schema.comparison import Comparison
from schema.method import Method
from schema.tables import Aspect, Member, Table


@dataclass(frozen=True)
class Row:
    """One aspect of a comparison, with a cell for each thing compared."""

    label: str
    help: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class TableView:
    """A reference table worked out: rows are always aspects; the page may turn it round."""

    table: Table
    headings: tuple[str, ...]
    links: tuple[str | None, ...]  # slug of the single method behind a heading
    rows: tuple[Row, ...]


def table_view(content: Content, table: Table) -> TableView:
    """Work out every cell of a reference table from its entries."""
    members = [_methods(content, member) for member in table.entries]
    rows = [
        Row(
            aspect.label,
            aspect.help or "",
            tuple(
                cell(content, aspect, methods, member.texts.get(aspect.key, ""))
                for member, methods in zip(table.entries, members, strict=True)
            ),
        )
        for aspect in table.aspects
    ]
    return TableView(
        table,
        tuple(_heading(member, methods) for member, methods in zip(table.entries, members, strict=True)),
        tuple(methods[0].slug if len(methods) == 1 else None for methods in members),
        tuple(rows),
    )


def _methods(content: Content, member: Member) -> list[Method]:
    """Published methods of a table entry; a draft leaves the table until it is published."""
    return [content.methods[slug] for slug in member.methods if slug in content.methods]


def _heading(member: Member, methods: Sequence[Method]) -> str:
    return member.title or (methods[0].name if methods else "")


def pair_rows(content: Content, a: Method, b: Method) -> list[Row]:
    """The aspects every pair of methods is compared by, each method's own words first."""
    return [
        Row(
            aspect.label,
            aspect.help or "",
            tuple(cell(content, aspect, [m], m.aspects.get(aspect.key, "")) for m in (a, b)),
        )
        for aspect in content.tables.pair_aspects
    ]


def own_rows(comparison: Comparison) -> list[Row]:
    """Rows written by hand."""
    return [Row(own.label, "", (Cell(own.a), Cell(own.b))) for own in comparison.aspects]


def share_axis(a: Method, b: Method) -> bool:
    """Whether two methods are options of one choice; otherwise both can be used."""
    return a.axis == b.axis


def cell(content: Content, aspect: Aspect, methods: Sequence[Method], text: str) -> Cell:
    """What an aspect shows for one method or for several rolled up.

    A text written for the aspect stands first; numbers derived for it follow beside it.
    """
    derived = _SHOW[aspect.show](content, methods) if methods else UNKNOWN
    if not text:
        return derived
    return Cell(
        text, _joined(derived) if aspect.show in _NUMERIC else "", derived.evidence, derived.low, derived.high
    )


def _joined(derived: Cell) -> str:
    if not derived.known:
        return ""
    return f"{derived.text} ({derived.numbers})" if derived.numbers else derived.text


Shown = Callable[[Content, Sequence[Method]], Cell]


def _text_of(pick: Callable[[Method], str | None]) -> Shown:
    def show(content: Content, methods: Sequence[Method]) -> Cell:
        found = [text for method in methods if (text := pick(method))]
        return Cell(" ".join(dict.fromkeys(found))) if found else UNKNOWN

    return show


def _duration(part: str) -> Shown:
    return lambda content, methods: derive.duration(content, derive.expand(content, methods), part)


def _ordinal(name: str) -> Shown:
    return lambda content, methods: derive.ordinal(content, derive.expand(content, methods), name)


def _compute(content: Content, methods: Sequence[Method]) -> Cell:
    return derive.compute(content, derive.expand(content, methods))


def _data(content: Content, methods: Sequence[Method]) -> Cell:
    members = derive.expand(content, methods)
    amount = derive.data_amount(content, members)
    kinds = _data_kinds(content, methods)
    if not kinds.known or kinds.text.casefold() == amount.text.casefold():
        return amount
    text = kinds.text if not amount.known else f"{amount.text}: {kinds.text}"
    return Cell(text, amount.numbers, amount.evidence, amount.low, amount.high)


def _data_kinds(content: Content, methods: Sequence[Method]) -> Cell:
    found: list[str] = []
    for method in methods:
        # A family says itself what it learns from; its members would list everything.
        sources = [method] if method.data else derive.expand(content, [method])
        found += [kind for source in sources if source.data for kind in source.data.kinds]
    labels = derive.labels_of(content.vocabulary.data_kinds, found)
    return Cell(", ".join(labels)) if labels else UNKNOWN


def _durations(content: Content, methods: Sequence[Method]) -> Cell:
    members = derive.expand(content, methods)
    training = derive.duration(content, members, "training")
    calendar = derive.duration(content, members, "calendar")
    if not training.known and not calendar.known:
        return UNKNOWN
    parts = [(content.words["training"].lower(), training), ("start to result", calendar)]
    text = "; ".join(f"{name}: {c.text[:1].lower()}{c.text[1:]}" for name, c in parts if c.known)
    numbers = "; ".join(f"{name}: {c.numbers}" for name, c in parts if c.numbers)
    return Cell(text[:1].upper() + text[1:], numbers, calendar.evidence, training.low, training.high)


def _resources(content: Content, methods: Sequence[Method]) -> Cell:
    members = derive.expand(content, methods)
    parts = [
        (content.scales.compute.label, derive.compute(content, members)),
        (content.scales.ordinals.hardware.label.lower(), derive.ordinal(content, members, "hardware")),
        (content.scales.ordinals.expertise.label.lower(), derive.ordinal(content, members, "expertise")),
    ]
    known = [f"{name}: {c.text[:1].lower()}{c.text[1:]}" for name, c in parts if c.known]
    if not known:
        return UNKNOWN
    first = parts[0][1]
    return Cell("; ".join(known), first.numbers, first.evidence, first.low, first.high)


def _changes(content: Content, methods: Sequence[Method]) -> Cell:
    members = [
        m for method in methods for m in ([method] if method.changes else derive.expand(content, [method]))
    ]
    found = [target for m in members if m.changes for target in m.changes.targets]
    labels = derive.labels_of(content.vocabulary.change_targets, found)
    return Cell("Changes " + ", ".join(labels)) if labels else UNKNOWN


def _objective(content: Content, methods: Sequence[Method]) -> Cell:
    found = [method.objective.primary for method in methods if method.objective]
    if not found:
        return UNKNOWN
    return Cell(", ".join(derive.labels_of(content.vocabulary.objectives, found)))


def _change_speed(content: Content, methods: Sequence[Method]) -> Cell:
    found = [m.change_speed for m in derive.expand(content, methods) if m.change_speed]
    labels = derive.labels_of(content.vocabulary.change_speeds, found)
    if not labels:
        return UNKNOWN
    return Cell(labels[0] if len(labels) == 1 else f"{labels[0]} to {labels[-1][:1].lower()}{labels[-1][1:]}")


def _good_if(content: Content, methods: Sequence[Method]) -> Cell:
    reasons = [reason for m in methods if m.when for reason in m.when.good_if]
    reasons.sort(key=lambda reason: -reason.weight)
    tags = list(dict.fromkeys(reason.tag for reason in reasons))[:4]
    found = [derive.label_of(content.vocabulary.tags, tag) for tag in tags]
    return Cell("; ".join(found)) if found else UNKNOWN


def _tasks(content: Content, methods: Sequence[Method]) -> Cell:
    found = dict.fromkeys(task for method in methods for task in method.typical_tasks)
    return Cell(", ".join(found)) if found else UNKNOWN


def _examples(content: Content, methods: Sequence[Method]) -> Cell:
    """Titles of the first examples; the examples themselves stand on the methods' pages."""
    found = [example.title for method in methods for example in method.examples[: 4 // len(methods)]]
    return Cell("; ".join(found)) if found else UNKNOWN


def _label(list_name: str, pick: Callable[[Method], str]) -> Shown:
    def show(content: Content, methods: Sequence[Method]) -> Cell:
        labels = derive.labels_of(getattr(content.vocabulary, list_name), map(pick, methods))
        return Cell(", ".join(labels)) if labels else UNKNOWN

    return show


_SHOW: dict[str, Shown] = {
    "text": lambda content, methods: UNKNOWN,
    "summary": _text_of(lambda m: m.summary),
    "objective": _objective,
    "purpose": _text_of(lambda m: m.objective.text if m.objective else None),
    "impact": _text_of(lambda m: m.impact),
    "axis": _label("axes", lambda m: m.axis),
    "group": _label("groups", lambda m: m.group),
    "training": _duration("training"),
    "setup": _duration("setup"),
    "calendar": _duration("calendar"),
    "durations": _durations,
    "data": _data,
    "data_kinds": _data_kinds,
    "compute": _compute,
    "hardware": _ordinal("hardware"),
    "resources": _resources,
    "expertise": _ordinal("expertise"),
    "access": _ordinal("access"),
    "changes": _changes,
    "change_speed": _change_speed,
    "advantage": _text_of(lambda m: m.pros[0] if m.pros else None),
    "consideration": _text_of(lambda m: m.cons[0] if m.cons else None),
    "example": _examples,
    "tasks": _tasks,
    "good_if": _good_if,
}
_NUMERIC = frozenset(
    ("training", "setup", "calendar", "durations", "data", "compute", "hardware", "resources", "expertise")
)
