"""The data of the interactive chart: where each method stands on each axis, as a range and in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from generator import derive
from generator.chart import derive_short
from generator.content import Content
from generator.derive import Cell
from generator.site_map import entry_url
from schema.method import Method

Ends = tuple[float, float]
FIRST_X, FIRST_Y = "complexity", "quality"  # as in the picture that stands there without a script


@dataclass(frozen=True)
class Axis:
    """One axis from 0 to 100: its name, what its ends mean, and how a method is placed and described."""

    key: str
    label: str
    note: str
    ticks: tuple[tuple[float, str], ...]
    place: Callable[[Method], Ends | None]
    tell: Callable[[Method], str]


def spectrum_data(content: Content) -> dict[str, Any]:
    """What `spectrum.js` draws: axes with their ticks, and for each method its ends on each axis.

    `ends` holds `[low, high, text]` by axis, with 0 to 100 from one side to the other; an axis
    on which nothing is known of a method is missing there.
    """
    axes = list(_axes(content))
    return {
        "axes": [{"key": a.key, "label": a.label, "note": a.note, "ticks": a.ticks} for a in axes],
        "first": [FIRST_X, FIRST_Y],
        "groups": [[group.key, group.label] for group in content.vocabulary.groups],
        "methods": [_method(axes, m) for m in content.methods.values() if m.tier == 1 and not m.family],
    }


def _method(axes: list[Axis], m: Method) -> dict[str, Any]:
    ends = {}
    for axis in axes:
        found = axis.place(m)
        if found:
            ends[axis.key] = [round(found[0], 1), round(found[1], 1), axis.tell(m)]
    return {
        "name": m.short_name or derive_short(m.name),
        "url": entry_url(m),
        "group": m.group,
        "ends": ends,
    }


def _axes(content: Content) -> Iterator[Axis]:
    full = _FULL | {part.measure: part.full for part in content.scales.complexity.measures}
    unit = content.words["compute_unit"]
    even = tuple((float(value), str(value)) for value in (0, 25, 50, 75, 100))

    def cell(make: Callable[..., Cell], *more: Any) -> Callable[[Method], str]:
        def tell(m: Method) -> str:
            found = make(content, [m], *more)
            return found.numbers or found.text

        return tell

    yield _Logarithmic(content, "calendar", full["calendar"]).axis(
        "duration",
        "Duration",
        "From start to result, labelling included",
        _HOURS,
        cell(derive.duration, "calendar"),
    )
    yield _Logarithmic(content, "data", full["data"]).axis(
        "data", "Data", "Examples, or what tokens come to in examples", _AMOUNTS, cell(derive.data_amount)
    )
    yield _Logarithmic(content, "compute", full["compute"]).axis(
        "compute",
        content.scales.compute.label,
        f"{unit[:1].upper()}{unit[1:]} of one run",
        _AMOUNTS,
        cell(derive.compute),
    )
    yield _level(content, "expertise", cell(derive.ordinal, "expertise"))
    yield Axis(
        "complexity", "Complexity", "Time, expertise, compute, data and hardware in one number", even,
        lambda m: derive.complexity(content, [m]), lambda m: _both(derive.complexity(content, [m])),
    )  # fmt: skip
    yield _level(content, "control", cell(derive.ordinal, "control"))
    yield Axis(
        "quality", "Quality", "Result against the best known method for the same aim, an expert's estimate",
        even, _quality, lambda m: _both(_quality(m)),
    )  # fmt: skip
    yield _level(content, "maturity", cell(derive.ordinal, "maturity"))


# Where an axis ends if the complexity of the content does not count the quantity.
_FULL: dict[str, float] = {"calendar": 8760, "data": 1e9, "compute": 1e6}
_HOURS = ((1, "1 hour"), (24, "1 day"), (168, "1 week"), (730, "1 month"), (8760, "1 year"))
_AMOUNTS = (
    (0, "0"),
    (10, "10"),
    (1000, "1,000"),
    (100_000, "100,000"),
    (10_000_000, "10 million"),
    (1e9, "1 billion"),
)


@dataclass(frozen=True)
class _Logarithmic:
    content: Content
    measure: str
    full: float

    def at(self, value: float) -> float:
        return derive.scale_to_100(value, self.full, logarithmic=True)

    def place(self, m: Method) -> Ends | None:
        ends = derive.measure(self.content, [m], self.measure)
        return (self.at(ends[0]), self.at(ends[1])) if ends else None

    def axis(
        self,
        key: str,
        label: str,
        note: str,
        ticks: tuple[tuple[float, str], ...],
        tell: Callable[[Method], str],
    ) -> Axis:
        shown = tuple((round(self.at(value), 1), text) for value, text in ticks if value <= self.full)
        return Axis(
            key,
            label,
            f"{note}; each step to the right or up is many times the last",
            shown,
            self.place,
            tell,
        )


def _level(content: Content, name: str, tell: Callable[[Method], str]) -> Axis:
    """An ordered scale; its levels stand at equal distances, however far apart they are."""
    scale = getattr(content.scales.ordinals, name)
    last = len(scale.levels) - 1
    ticks = tuple((100 * number / last, level.label) for number, level in enumerate(scale.levels))

    def place(m: Method) -> Ends | None:
        ends = derive.measure(content, [m], name)
        return (100 * ends[0] / last, 100 * ends[1] / last) if ends else None

    return Axis(name, scale.label, scale.help.rstrip("."), ticks, place, tell)


def _quality(m: Method) -> Ends | None:
    return (m.quality.low, m.quality.high) if m.quality else None


def _both(ends: Ends | None) -> str:
    return f"{ends[0]:.0f}–{ends[1]:.0f}" if ends else ""
