"""What a method's page shows: its numbers with their evidence, reasons, effects and relations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from generator import derive
from generator.compare import share_axis
from generator.content import Content
from generator.derive import UNKNOWN, Cell
from generator.names import short, title_of
from generator.relation_picture import relation_picture
from generator.relations import Relations
from schema.base import Estimated
from schema.method import Method
from schema.method_parts import Reason, Requirement

MOST_VERSUS = 5
_EFFECT_WORDS = ("harms much", "harms", "no effect", "improves", "improves much")


def method_view(content: Content, m: Method, relations: Relations, pairs: list[str]) -> dict[str, Any]:
    members = derive.expand(content, [m])
    return {
        "picture": relation_picture(content, m, related(relations, m)),
        "glance": glance(content, m, members),
        "members": derive.members_of(content, m.slug) if m.family else [],
        "when": when(content, m),
        "numbers": list(numbers(content, m, members)),
        "costs": list(costs(content, m)),
        "changes": list(changes(content, m, members)),
        "effects": effects(content, m),
        "relations": list(_relations(content, relations, m)),
        "pairs": [(slug, title_of(content, slug)) for slug in pairs],
        "versus": _versus(content, relations, m),
    }


def _versus(content: Content, relations: Relations, m: Method) -> list[tuple[str, str]]:
    """The methods people weigh against this one most: (slug, name)."""
    slugs = relations.of_method(m.slug, "alternative_to")
    others = [content.methods[slug] for slug in slugs if slug in content.methods]
    return [(other.slug, short(other)) for other in others[:MOST_VERSUS]]


def glance(content: Content, m: Method, members: list[Method]) -> list[tuple[str, Cell]]:
    """The properties a reader looks for first: name and cell. The files beside the pages ask for them too."""
    name = f"glance/{m.slug}"
    found: list[tuple[str, Cell]] | None = content.memo.get(name)
    if found is None:
        found = content.memo[name] = _glance(content, m, members)
    return found


def _glance(content: Content, m: Method, members: list[Method]) -> list[tuple[str, Cell]]:
    objective = (
        Cell(derive.label_of(content.vocabulary.objectives, m.objective.primary)) if m.objective else UNKNOWN
    )
    stages = derive.labels_of(content.vocabulary.lifecycle, m.lifecycle)
    w, scales = content.words, content.scales.ordinals
    return [
        ("Objective", objective),
        (w["training_time"], derive.duration(content, members, "training")),
        ("From start to result", derive.duration(content, members, "calendar")),
        ("Data", derive.data_amount(content, members)),
        (content.scales.compute.label, derive.compute(content, members)),
        (scales.hardware.label, derive.ordinal(content, members, "hardware")),
        (scales.expertise.label, derive.ordinal(content, members, "expertise")),
        (scales.access.label, _access(content, m, members)),
        ("Control", derive.ordinal(content, members, "control")),
        ("Organisation needs", derive.ordinal(content, members, "maturity")),
        ("Stage", Cell(", ".join(stages)) if stages else UNKNOWN),
        ("Changes go live", _speed(content, members)),
    ]


def _access(content: Content, m: Method, members: list[Method]) -> Cell:
    cell = derive.ordinal(content, members, "access")
    levels = [level.key for level in content.scales.ordinals.access.levels]
    if cell.known and m.hosted and m.access and levels.index(m.access) > _hosted(content, levels):
        return Cell(f"{cell.text}, {content.words['hosted_access']}", low=cell.low, high=cell.high)
    return cell


def _hosted(content: Content, levels: list[str]) -> int:
    """The level at which a provider does it; whoever needs less has it already."""
    return levels.index(content.wizard.hosted_access)


def _speed(content: Content, members: list[Method]) -> Cell:
    found = [member.change_speed for member in members if member.change_speed]
    labels = derive.labels_of(content.vocabulary.change_speeds, found)
    if not labels:
        return UNKNOWN
    return Cell(labels[0] if len(labels) == 1 else f"{labels[0]} to {labels[-1][:1].lower()}{labels[-1][1:]}")


def when(content: Content, m: Method) -> list[tuple[str, list[tuple[str, str]]]]:
    """Conditions and reasons under their headings, the weightiest first: (property, why)."""
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


def numbers(content: Content, m: Method, members: list[Method]) -> Iterable[tuple[str, Cell, str]]:
    """Rows of the table of numbers: name, cell, and the scenario or fact behind it."""
    durations = (
        (content.words["training"], "training"),
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
        content.scales.compute.label,
        derive.compute(content, members),
        _evidence(content, m, m.compute.gpu_hours if m.compute else None),
    )
    yield content.scales.ordinals.hardware.label, derive.ordinal(content, members, "hardware"), ""
    if m.inference:
        for name, field, unit in _inference(content):
            extra: Estimated | None = getattr(m.inference, field)
            if extra:
                yield (
                    name,
                    _inference_cell(extra, unit, 1 if field.endswith("factor") else 0),
                    _evidence(content, m, extra),
                )


def _inference(content: Content) -> tuple[tuple[str, str, str], ...]:
    """What every later use pays: label, field and unit."""
    w = content.words
    return (
        (w["extra_input"], "extra_input_tokens", w["extra_unit"]),
        (w["extra_output"], "extra_output_tokens", w["extra_unit"]),
        (w["latency"], "latency_factor", w["factor_unit"]),
        (w["memory"], "memory_factor", w["factor_unit"]),
    )


def _inference_cell(value: Estimated, unit: str, neutral: float) -> Cell:
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


def costs(content: Content, m: Method) -> Iterable[str]:
    """What the method costs once, how it is served, and what must be paid again."""
    if m.cost is None:
        return
    for item in m.cost.fixed:
        if item.hours and item.role:
            role = derive.label_of(content.vocabulary.roles, item.role).lower()
            hours = derive.amount_text(item.hours.min, item.hours.max)
            article = "an" if role[0] in "aeiou" else "a"
            yield f"{item.item}: {hours} hours of {article} {role} (estimate)"
        elif item.usd:
            dollars = derive.amount_text(item.usd.min, item.usd.max)
            yield f"{item.item}: {dollars} US dollars (estimate)"
    hosting = derive.label_of(content.vocabulary.hosting, m.cost.hosting)
    yield f"Served as: {hosting[:1].lower()}{hosting[1:]}"
    trigger = derive.label_of(content.vocabulary.refresh_triggers, m.cost.refresh.trigger)
    yield f"About {m.cost.refresh.share:.0%} of the work is due again when {trigger} (estimate)"


_DEGREES = {"fully": "Yes", "partly": "Partly", "not": "No", "not-applicable": "Does not apply"}


def changes(content: Content, m: Method, members: list[Method]) -> Iterable[tuple[str, Cell]]:
    """What happens to the model: name and cell."""
    change = m.changes
    if change is None:
        return
    targets = ", ".join(derive.labels_of(content.vocabulary.change_targets, change.targets))
    yield "What changes", Cell(targets[:1].upper() + targets[1:])
    share = derive.derive_span(members, lambda x: x.changes.trained_share if x.changes else None)
    yield content.words["trained_share"], _share(share)
    yield content.words["mergeable"], _degree(change.mergeable)
    yield "Can be taken back", _degree(change.reversible)
    if change.artifact:
        kind = derive.label_of(content.vocabulary.artifact_kinds, change.artifact.kind)
        size = change.artifact.size_mb
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


def effects(content: Content, m: Method) -> list[tuple[str, int, str]]:
    """Ratings from -2 to +2: on what, how much, in words."""
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


def related(relations: Relations, m: Method) -> list[tuple[str, str, list[str]]]:
    """How a method stands to others: (key, label, slugs), in the order of its page."""
    return [(key, name, relations.of_method(m.slug, key)) for name, key in _RELATIONS]


def _relations(content: Content, relations: Relations, m: Method) -> Iterable[tuple[str, list[str], str]]:
    for key, name, slugs in related(relations, m):
        if slugs:
            yield name, slugs, _axis_note(content, m, slugs) if key == "alternative_to" else ""


def _axis_note(content: Content, m: Method, slugs: list[str]) -> str:
    others = [content.methods[s] for s in slugs if s in content.methods]
    different = [short(other) for other in others if not share_axis(m, other)]
    return f"Different axes, so both can be used: {', '.join(different)}." if different else ""
