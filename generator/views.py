"""What each kind of page shows, worked out from content: plain values for the templates."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from generator import chart, derive
from generator.compare import Row, own_rows, pair_rows, share_axis, table_view
from generator.content import Content
from generator.derive import UNKNOWN, Cell
from generator.site_map import entry_url
from generator.usage import Usage
from schema.base import Estimated
from schema.comparison import Comparison
from schema.evidence import Source
from schema.guide import Guide
from schema.method import Method, Reason, Requirement
from schema.term import Term

__all__ = ["table_view"]

HOME_SUMMARY = (
    "Every way to customise a large language model: what each takes, what it gives, and when to choose it, "
    "with sources."
)
CHOOSING_SUMMARY = "A decision flow and rules of thumb that lead from your situation to a method."
METHODS_SUMMARY = "All customization methods in one table: duration, data, expertise, compute and objective."
COMPARISONS_SUMMARY = "Methods side by side: reference tables and pairs compared aspect by aspect."
GUIDES_SUMMARY = "Guides to the decisions and the work of customising a language model."
GLOSSARY_SUMMARY = "Terms and methods of language-model customization, each defined in one line."
SOURCES_SUMMARY = "Every source, how it was checked, and the pages and facts that rest on it."

CHECKED = {
    "full-text": "checked against the full text",
    "abstract": "checked against the abstract",
    "secondary": "checked against a text that cites it",
    "not-reached": "source not reached",
}
MOST_BACKLINKS = 60
MOST_SIBLINGS = 40
WORDS_PER_MINUTE = 220
_EFFECT_WORDS = ("harms much", "harms", "no effect", "improves", "improves much")

Pairs = Mapping[str, tuple[Any, Any]]


def short(entry: Any) -> str:
    """The shortest name readers will recognise."""
    return getattr(entry, "short_name", None) or str(entry.name).split(" (")[0]


def pair_title(a: Any, b: Any) -> str:
    """`LoRA or full fine-tuning?`: a second name that is an ordinary word starts small."""
    second = short(b)
    word = second.split()[0]
    if word[:1] + word[1:].lower() == word and "-" not in word[:2]:
        second = second[:1].lower() + second[1:]
    return f"{short(a)} or {second}?"


def title_of(content: Content, slug: str) -> str:
    """Name of whatever a slug stands for."""
    if slug in content.entries:
        return content.entries[slug].name
    if "--" in slug:
        a, b = (content.entries[part] for part in slug.split("--"))
        return pair_title(a, b)
    return next(table.title for table in content.tables.tables if table.slug == slug)


def siblings(content: Content) -> dict[str, tuple[tuple[str, str], ...]]:
    """For each group, (title, address) of the methods listed beside each other's pages."""
    found: dict[str, list[tuple[str, str]]] = {}
    for m in content.methods.values():
        found.setdefault(m.group, []).append((short(m), entry_url(m)))
    # A longer list is no help in a margin, and would make every page grow with the content.
    return {group: tuple(items) for group, items in found.items() if len(items) <= MOST_SIBLINGS}


def home(content: Content) -> dict[str, Any]:
    groups = []
    for group in content.vocabulary.groups:
        count = sum(method.group == group.key for method in content.methods.values())
        if count:
            groups.append((group, count))
    return {"points": chart.spectrum(content), "chart": chart.FRAME, "groups": groups}


def methods(content: Content) -> dict[str, Any]:
    order = [group.key for group in content.vocabulary.groups]
    ranked = sorted(
        content.methods.values(), key=lambda m: (order.index(m.group), not m.family, m.name.casefold())
    )
    rows = [(method, _summary_cells(content, method)) for method in ranked]
    groups = [(g, [m for m in ranked if m.group == g.key]) for g in content.vocabulary.groups]
    return {"rows": rows, "groups": [(group, found) for group, found in groups if found]}


def _summary_cells(content: Content, method: Method) -> list[Cell]:
    members = derive.expand(content, [method])
    objective = method.objective.primary if method.objective else None
    return [
        Cell(derive.label_of(content.vocabulary.groups, method.group)),
        Cell(derive.label_of(content.vocabulary.axes, method.axis)),
        derive.duration(content, members, "training"),
        derive.data_amount(content, members),
        derive.ordinal(content, members, "expertise"),
        derive.compute(content, members),
        Cell(derive.label_of(content.vocabulary.objectives, objective)) if objective else UNKNOWN,
    ]


def method(content: Content, m: Method, relations: Relations, pairs: list[str]) -> dict[str, Any]:
    members = derive.expand(content, [m])
    return {
        "glance": _glance(content, m, members),
        "members": derive.members_of(content, m.slug) if m.family else [],
        "when": _when(content, m),
        "numbers": list(_numbers(content, m, members)),
        "costs": list(_costs(content, m)),
        "changes": list(_changes(content, m, members)),
        "effects": _effects(content, m),
        "relations": list(_relations(content, relations, m)),
        "pairs": [(slug, title_of(content, slug)) for slug in pairs],
    }


def _glance(content: Content, m: Method, members: list[Method]) -> list[tuple[str, Cell]]:
    objective = (
        Cell(derive.label_of(content.vocabulary.objectives, m.objective.primary)) if m.objective else UNKNOWN
    )
    stages = derive.labels_of(content.vocabulary.lifecycle, m.lifecycle)
    return [
        ("Objective", objective),
        ("Training time", derive.duration(content, members, "training")),
        ("From start to result", derive.duration(content, members, "calendar")),
        ("Data", derive.data_amount(content, members)),
        ("Compute", derive.compute(content, members)),
        ("Hardware", derive.ordinal(content, members, "hardware")),
        ("Expertise", derive.ordinal(content, members, "expertise")),
        ("Access to the model", _access(content, m, members)),
        ("Control", derive.ordinal(content, members, "control")),
        ("Organisation needs", derive.ordinal(content, members, "maturity")),
        ("Stage", Cell(", ".join(stages)) if stages else UNKNOWN),
        ("Changes go live", _speed(content, members)),
    ]


def _access(content: Content, m: Method, members: list[Method]) -> Cell:
    cell = derive.ordinal(content, members, "access")
    if cell.known and m.hosted and m.access == "weights-training":
        return Cell(f"{cell.text}, or a provider's tuning service", low=cell.low, high=cell.high)
    return cell


def _speed(content: Content, members: list[Method]) -> Cell:
    found = [member.change_speed for member in members if member.change_speed]
    labels = derive.labels_of(content.vocabulary.change_speeds, found)
    if not labels:
        return UNKNOWN
    return Cell(labels[0] if len(labels) == 1 else f"{labels[0]} to {labels[-1][:1].lower()}{labels[-1][1:]}")


def _when(content: Content, m: Method) -> list[tuple[str, list[tuple[str, str]]]]:
    if m.when is None:
        return []
    tags = {tag.key: tag.label for tag in content.vocabulary.tags}

    def reasons(items: list[Reason]) -> list[tuple[str, str]]:
        return [(tags[r.tag], r.why) for r in sorted(items, key=lambda r: -r.weight)]

    def required(items: list[Requirement]) -> list[tuple[str, str]]:
        return [(" or: ".join(tags[tag] for tag in item.any_of), item.why) for item in items]

    return [
        ("Needed in any case", required(m.when.requires)),
        ("Use it if", reasons(m.when.good_if)),
        ("Avoid it if", reasons(m.when.avoid_if)),
    ]


def _numbers(content: Content, m: Method, members: list[Method]) -> Iterable[tuple[str, Cell, str]]:
    """Rows of the table of numbers: name, cell, and the scenario or fact behind it."""
    durations = (
        ("Training", "training"),
        ("Setup", "setup"),
        ("One try", "iteration"),
        ("Start to result", "calendar"),
    )
    for name, part in durations:
        value = getattr(m.duration, part) if m.duration else None
        yield name, derive.duration(content, members, part), _evidence(content, m, value)
    amount = m.data.amount if m.data else None
    kinds = ", ".join(derive.labels_of(content.vocabulary.data_kinds, m.data.kinds)) if m.data else ""
    yield "Data", derive.data_amount(content, members), _joined(kinds, _evidence(content, m, amount))
    labelling = derive.derive_span(members, lambda x: x.data.labelling_hours if x.data else None)
    yield (
        "Labelling work",
        derive.derive_label(content.scales.duration, labelling, derive.hours_text),
        _evidence(content, m, m.data.labelling_hours if m.data else None),
    )
    yield (
        "Compute",
        derive.compute(content, members),
        _evidence(content, m, m.compute.gpu_hours if m.compute else None),
    )
    yield "Hardware", derive.ordinal(content, members, "hardware"), ""
    if m.inference:
        for name, field, unit in _INFERENCE:
            extra: Estimated | None = getattr(m.inference, field)
            if extra:
                yield name, _inference_cell(extra, unit), _evidence(content, m, extra)


_INFERENCE = (
    ("Extra prompt tokens per call", "extra_input_tokens", "tokens"),
    ("Extra answer tokens per call", "extra_output_tokens", "tokens"),
    ("Time per call", "latency_factor", "times the plain model"),
    ("Serving memory", "memory_factor", "times the plain model"),
)


def _inference_cell(value: Estimated, unit: str) -> Cell:
    neutral = 0 if unit == "tokens" else 1
    if value.min == value.max == neutral:
        return Cell("No change", low=value.min, high=value.max)
    return Cell(f"{derive.amount_text(value.min, value.max)} {unit}", low=value.min, high=value.max)


def _evidence(content: Content, m: Method, value: Any) -> str:
    if m.family:
        return "from the lowest to the highest of its members"
    if not isinstance(value, Estimated):
        return ""
    scenario = m.scenarios[value.scenario].title
    if not value.facts:
        return f"{scenario}; estimate"
    names = [fact if "#" in fact else f"{m.slug}#{fact}" for fact in value.facts]
    return f"{scenario}; " + ", ".join(content.facts[name].statement for name in names)


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part)


def _costs(content: Content, m: Method) -> Iterable[str]:
    if m.cost is None:
        return
    for item in m.cost.fixed:
        if item.hours and item.role:
            role = derive.label_of(content.vocabulary.roles, item.role).lower()
            hours = derive.amount_text(item.hours.min, item.hours.max)
            yield f"{item.item}: {hours} hours of a {role} (estimate)"
        elif item.usd:
            dollars = derive.amount_text(item.usd.min, item.usd.max)
            yield f"{item.item}: {dollars} US dollars (estimate)"
    hosting = derive.label_of(content.vocabulary.hosting, m.cost.hosting)
    yield f"Served as: {hosting[:1].lower()}{hosting[1:]}"
    trigger = derive.label_of(content.vocabulary.refresh_triggers, m.cost.refresh.trigger)
    yield f"About {m.cost.refresh.share:.0%} of the work is due again when {trigger} (estimate)"


_DEGREES = {"fully": "Yes", "partly": "Partly", "not": "No", "not-applicable": "Does not apply"}


def _changes(content: Content, m: Method, members: list[Method]) -> Iterable[tuple[str, Cell]]:
    changes = m.changes
    if changes is None:
        return
    targets = ", ".join(derive.labels_of(content.vocabulary.change_targets, changes.targets))
    yield "What changes", Cell(targets[:1].upper() + targets[1:])
    share = derive.derive_span(members, lambda x: x.changes.trained_share if x.changes else None)
    yield "Trained share of the weights", _share(share)
    yield "Can be merged into the weights", _degree(changes.mergeable)
    yield "Can be taken back", _degree(changes.reversible)
    if changes.artifact:
        kind = derive.label_of(content.vocabulary.artifact_kinds, changes.artifact.kind)
        size = changes.artifact.size_mb
        numbers = f"{derive.amount_text(size.min, size.max)} MB" if size else ""
        yield "What is left to store", Cell(kind[:1].upper() + kind[1:], numbers, _evidence(content, m, size))


def _share(span: derive.Span | str | None) -> Cell:
    if span is None:
        return UNKNOWN
    if isinstance(span, str):
        return Cell("None")
    low, high = (f"{derive.number_text(end * 100)}%" for end in (span.low, span.high))
    return Cell(low if low == high else f"{low} – {high}", "", span.evidence, span.low, span.high)


def _degree(value: str | None) -> Cell:
    return Cell(_DEGREES[value]) if value else UNKNOWN


def _effects(content: Content, m: Method) -> list[tuple[str, int, str]]:
    return [
        (choice.label, m.effects[choice.key], _EFFECT_WORDS[m.effects[choice.key] + 2])
        for choice in content.vocabulary.effects
        if choice.key in m.effects
    ]


_RELATIONS = (
    ("Part of", "parent"),
    ("Combines with", "combines_with"),
    ("Instead of it", "alternative_to"),
    ("Often followed by", "precedes"),
    ("Often preceded by", "preceded_by"),
    ("Needs", "needs"),
    ("Needed by", "needed_by"),
    ("Grew from", "grew_from"),
    ("Led to", "led_to"),
)


@dataclass(frozen=True)
class Relations:
    """Relations of every method, the reverse of what others state included."""

    by_slug: Mapping[str, Mapping[str, list[str]]]

    @classmethod
    def of(cls, content: Content) -> Relations:
        found: dict[str, dict[str, list[str]]] = {slug: {} for slug in content.methods}

        def add(slug: str, name: str, other: str) -> None:
            listed = found.get(slug, {}).setdefault(name, [])
            if other not in listed:
                listed.append(other)

        for method in content.methods.values():
            if method.parent:
                add(method.slug, "parent", method.parent)
            for name in type(method.relations).model_fields:
                for other in getattr(method.relations, name):
                    add(method.slug, name, other)
                    add(other, _REVERSE[name], method.slug)
        return cls(found)

    def of_method(self, slug: str, name: str) -> list[str]:
        """Slugs a method is related to in one way, its own statements first."""
        return self.by_slug[slug].get(name, [])


_REVERSE = {
    "combines_with": "combines_with",
    "alternative_to": "alternative_to",
    "precedes": "preceded_by",
    "needs": "needed_by",
    "grew_from": "led_to",
}


def _relations(content: Content, relations: Relations, m: Method) -> Iterable[tuple[str, list[str], str]]:
    for name, key in _RELATIONS:
        slugs = relations.of_method(m.slug, key)
        if slugs:
            yield name, slugs, _axis_note(content, m, slugs) if key == "alternative_to" else ""


def _axis_note(content: Content, m: Method, slugs: list[str]) -> str:
    others = [content.methods[s] for s in slugs if s in content.methods]
    different = [short(other) for other in others if not share_axis(m, other)]
    return f"Different axes, so both can be used: {', '.join(different)}." if different else ""


def pair(
    content: Content, relations: Relations, comparison: Comparison | None, a: Any, b: Any
) -> dict[str, Any]:
    methods = isinstance(a, Method) and isinstance(b, Method)
    rows: list[Row] = own_rows(comparison) if comparison else []
    if methods:
        rows = [*pair_rows(content, a, b), *rows]
    different = methods and not share_axis(a, b)
    shared: list[str] = []
    if methods:
        mine, other = (relations.of_method(x.slug, "combines_with") for x in (a, b))
        shared = [slug for slug in mine if slug in other]
    return {
        "m": comparison,
        "a": a,
        "b": b,
        "rows": rows,
        "different": different,
        "axes": derive.label_of(content.vocabulary.axes, a.axis) if methods and not different else "",
        "shared": shared,
    }


def comparisons(content: Content, pairs: Pairs) -> dict[str, Any]:
    listed = []
    for slug in pairs:
        comparison = content.comparisons.get(slug)
        summary = comparison.summary if comparison else "Aspect by aspect."
        listed.append((slug, title_of(content, slug), summary))
    axes = []
    for axis in content.vocabulary.axes:
        found = [m.slug for m in content.methods.values() if m.axis == axis.key]
        if found:
            axes.append((axis, found))
    return {"pairs": listed, "axes": axes}


def glossary(content: Content) -> dict[str, Any]:
    entries: list[Method | Term] = [*content.methods.values(), *content.terms.values()]
    letters: dict[str, list[tuple[Any, str]]] = {}
    for entry in sorted(entries, key=lambda entry: _sort_name(entry.name)):
        letter = _sort_name(entry.name)[:1].upper()
        letter = letter if letter.isalpha() else "#"
        letters.setdefault(letter, []).append((entry, ", ".join(entry.aliases[:4])))
    return {"letters": list(letters.items()), "count": len(entries)}


def _sort_name(name: str) -> str:
    return re.sub(r"^[^\w]+", "", name).casefold()


def sources(content: Content, usage: Usage) -> dict[str, Any]:
    letters: dict[str, list[tuple[Source, tuple[str, ...], list[list[str]]]]] = {}
    for source in sorted(content.sources.values(), key=lambda s: (_sort_name(s.authors), s.year, s.key)):
        facts = [fact.split("#", 1) for fact in usage.facts.get(source.key, ())]
        letter = _sort_name(source.authors)[:1].upper()
        letters.setdefault(letter, []).append((source, usage.sources.get(source.key, ()), facts))
    counts = {level: sum(s.checked == level for s in content.sources.values()) for level in CHECKED}
    levels = [(CHECKED[level][:1].upper() + CHECKED[level][1:], count) for level, count in counts.items()]
    return {"letters": list(letters.items()), "levels": levels}


def reading_minutes(guide: Guide) -> int:
    """Minutes an adult takes to read a guide at 220 words a minute."""
    words = len(guide.introduction.split()) + sum(len(part.text.split()) for part in guide.sections)
    return max(1, math.ceil(words / WORDS_PER_MINUTE))
