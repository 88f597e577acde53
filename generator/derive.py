"""Numbers to labels: the only place that decides what is "minutes", "small" or "medium"."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from generator.content import Content
from schema.base import Estimated
from schema.method import Method
from schema.method_parts import Amount
from schema.scales import Ordinal, Thresholds
from schema.vocabulary import Choice

HOURS_PER_DAY, HOURS_PER_WEEK, HOURS_PER_MONTH = 24, 168, 730


@dataclass(frozen=True)
class Cell:
    """What a table shows: a label, the numbers behind it, what they rest on, and sort keys.

    `known` is False where the content says nothing: unknown is not no, and sorts last.
    """

    text: str
    numbers: str = ""
    evidence: str = ""
    low: float | None = None
    high: float | None = None
    known: bool = True


UNKNOWN = Cell("Not known", known=False)


@dataclass(frozen=True)
class Span:
    """The lowest and highest value over one or several methods."""

    low: float
    high: float
    unit: str
    evidence: str
    partly_none: bool = False  # some of the methods do not have this quantity at all


Pick = Callable[[Method], Estimated | str | None]


def members_of(content: Content, slug: str) -> list[Method]:
    """The published methods of a family, over all generations, families themselves left out."""
    found: list[Method] = []
    for method in content.methods.values():
        parent = method.parent
        while parent:
            if parent == slug:
                found.append(method)
                break
            parent = content.methods[parent].parent if parent in content.methods else None
    return [method for method in found if not method.family]


def expand(content: Content, methods: Iterable[Method]) -> list[Method]:
    """Families replaced by their members, whose numbers they show."""
    result: list[Method] = []
    for method in methods:
        found = members_of(content, method.slug) if method.family else []
        result.extend(found or [method])
    return result


def derive_span(methods: Sequence[Method], pick: Pick) -> Span | str | None:
    """Roll a range up over methods: a Span, `none` if it applies to none, None if unknown."""
    values = [pick(method) for method in methods]
    ranges = [(m, value) for m, value in zip(methods, values, strict=True) if isinstance(value, Estimated)]
    if not ranges:
        return "none" if "none" in values else None
    unit = next((value.unit for _, value in ranges if isinstance(value, Amount)), "")
    same = [(m, value) for m, value in ranges if not unit or getattr(value, "unit", "") == unit]
    return Span(
        min(value.min for _, value in same),
        max(value.max for _, value in same),
        unit,
        _evidence(*same[0]) if len(same) == 1 else f"over {len(same)} methods",
        partly_none="none" in values,
    )


def _evidence(method: Method, value: Estimated) -> str:
    return method.scenarios[value.scenario].title + ("" if value.facts else " (estimate)")


def derive_label(thresholds: Thresholds, span: Span | str | None, show: Callable[..., str]) -> Cell:
    """Label a span by thresholds: `Minutes to days`, with its numbers beside it."""
    if span is None:
        return UNKNOWN
    if isinstance(span, str):
        return Cell(thresholds.none, low=0.0, high=0.0)
    first = thresholds.none if span.partly_none else step_label(thresholds, span.low)
    last = step_label(thresholds, span.high)
    text = first if first == last else f"{first} to {last[:1].lower()}{last[1:]}"
    low = 0.0 if span.partly_none else span.low
    return Cell(text, show(span.low, span.high), span.evidence, low, span.high)


def step_label(thresholds: Thresholds, value: float) -> str:
    """The label whose range holds the value."""
    for step in thresholds.steps:
        if step.below is None or value < step.below:
            return step.label
    return thresholds.steps[-1].label


def duration(content: Content, methods: Sequence[Method], part: str) -> Cell:
    """Hours of `training`, `setup`, `iteration` or `calendar` as a labelled range."""
    span = derive_span(methods, lambda m: getattr(m.duration, part) if m.duration else None)
    return derive_label(content.scales.duration, span, hours_text)


def compute(content: Content, methods: Sequence[Method]) -> Cell:
    """Hours of the machine for one run; the label is that of the geometric middle of a single method."""

    def text(low: float, high: float) -> str:
        return f"{amount_text(low, high)} {content.words['compute_unit']}"

    span = derive_span(methods, lambda m: m.compute.gpu_hours if m.compute else None)
    if isinstance(span, Span) and len(methods) == 1:
        middle = math.sqrt(max(span.low, 0.01) * max(span.high, 0.01))
        label = step_label(content.scales.compute, middle)
        return Cell(label, text(span.low, span.high), span.evidence, span.low, span.high)
    return derive_label(content.scales.compute, span, text)


def data_amount(content: Content, methods: Sequence[Method]) -> Cell:
    """How much data, as a labelled range in the unit of the first method that counts one."""
    span = derive_span(methods, lambda m: m.data.amount if m.data else None)
    if not isinstance(span, Span):
        thresholds = next(iter(content.scales.data.values()))
        return derive_label(thresholds, span, amount_text)
    thresholds = content.scales.data[span.unit]
    unit = label_of(content.vocabulary.amount_units, span.unit)
    return derive_label(thresholds, span, lambda low, high: f"{amount_text(low, high)} {unit}")


def ordinal(content: Content, methods: Sequence[Method], name: str) -> Cell:
    """A level of one of the ordered scales, or from the lowest to the highest of several."""
    scale: Ordinal = getattr(content.scales.ordinals, name)
    keys = [level.key for level in scale.levels]
    found = [key for method in methods if (key := ordinal_key(method, name))]
    if not found:
        return UNKNOWN
    low, high = min(map(keys.index, found)), max(map(keys.index, found))
    first, last = scale.levels[low].label, scale.levels[high].label
    text = first if low == high else f"{first} to {last[:1].lower()}{last[1:]}"
    return Cell(text, "", scale.levels[high].help or "", float(low), float(high))


def ordinal_key(method: Method, name: str) -> str | None:
    """The level a method states on a scale; hardware stands with the computation."""
    if name == "hardware":
        return method.compute.hardware if method.compute else None
    value: str | None = getattr(method, name)
    return value


def labels_of(choices: Sequence[Choice], keys: Iterable[str]) -> list[str]:
    """Labels of keys, in the order of the closed list, each once."""
    wanted = set(keys)
    return [choice.label for choice in choices if choice.key in wanted]


def label_of(choices: Sequence[Choice], key: str) -> str:
    """The label of one key."""
    for choice in choices:
        if choice.key == key:
            return choice.label
    raise KeyError(key)


def complexity(content: Content, methods: Sequence[Method]) -> tuple[float, float] | None:
    """Position on the complexity axis, 0 to 100, from lowest to highest; None if too little is known."""
    definition = content.scales.complexity
    low = high = weight = 0.0
    for part in definition.measures:
        ends = measure(content, methods, part.measure)
        if ends is None:
            continue
        logarithmic = part.measure in ("calendar", "compute", "data")
        scaled = [scale_to_100(end, part.full, logarithmic=logarithmic) for end in ends]
        low, high, weight = (
            low + part.weight * scaled[0],
            high + part.weight * scaled[1],
            weight + part.weight,
        )
    total = sum(part.weight for part in definition.measures)
    return None if weight == 0 or weight < total / 2 else (low / weight, high / weight)


def measure(content: Content, methods: Sequence[Method], name: str) -> tuple[float, float] | None:
    """The ends of a quantity that can be drawn or averaged; amounts of data count as examples."""
    cells = {
        "calendar": lambda: duration(content, methods, "calendar"),
        "compute": lambda: compute(content, methods),
        "data": lambda: data_amount(content, methods),
        "expertise": lambda: ordinal(content, methods, "expertise"),
        "hardware": lambda: ordinal(content, methods, "hardware"),
        "training": lambda: duration(content, methods, "training"),
        "control": lambda: ordinal(content, methods, "control"),
        "maturity": lambda: ordinal(content, methods, "maturity"),
    }
    cell = cells[name]()
    if not cell.known or cell.low is None or cell.high is None:
        return None
    if name == "data" and amount_unit(methods) == "tokens":
        per_example = content.scales.complexity.tokens_per_example
        return cell.low / per_example, cell.high / per_example
    return cell.low, cell.high


def amount_unit(methods: Sequence[Method]) -> str:
    """The unit `data_amount` counts in."""
    amounts = (method.data.amount for method in methods if method.data)
    return next((amount.unit for amount in amounts if isinstance(amount, Amount)), "")


def scale_to_100(value: float, full: float, *, logarithmic: bool) -> float:
    """Where a value stands between nothing (0) and `full` (100)."""
    share = math.log10(1 + value) / math.log10(1 + full) if logarithmic else value / full
    return 100 * min(1.0, share)


def hours_text(low: float, high: float) -> str:
    """`15 min – 12 h`, each end in the unit that reads best."""
    first, last = _hours(low), _hours(high)
    return first if first == last else f"{first} – {last}"


def _hours(hours: float) -> str:
    if hours < 1:
        return f"{_round(hours * 60)} min"
    if hours < 2 * HOURS_PER_DAY:
        return f"{_round(hours)} h"
    if hours < 3 * HOURS_PER_WEEK:
        return _plural(hours / HOURS_PER_DAY, "day")
    if hours < 15 * HOURS_PER_WEEK:
        return _plural(hours / HOURS_PER_WEEK, "week")
    return _plural(hours / HOURS_PER_MONTH, "month")


def _plural(value: float, unit: str) -> str:
    shown = _round(round(value) if value >= 3 else value)
    return f"{shown} {unit}" if shown == "1" else f"{shown} {unit}s"


def amount_text(low: float, high: float) -> str:
    """`50 – 1 million`."""
    first, last = number_text(low), number_text(high)
    return first if first == last else f"{first} – {last}"


def number_text(value: float) -> str:
    """A number as people read it: `0.3`, `5,000`, `1.5 million`."""
    for size, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if value >= size:
            return f"{_round(value / size)} {word}"
    return _round(value)


def _round(value: float) -> str:
    if value >= 100 or value == int(value):
        return f"{round(value):,}"
    # Two figures are as exact as estimates get; three above ten keep halves apart.
    text = f"{value:.1f}" if value >= 10 else f"{value:.2g}"
    return text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text
