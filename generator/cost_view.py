"""What the calculator shows before anybody changed a number, and without JavaScript.

`site_config/assets/js/calculator.js` draws the same again for other numbers; a test compares both.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.cost import Job, Way, break_even, cents, job, per_call, standing, total, ways
from schema.prices import CalculatorInput, Prices

_NAMES = {"prompt": "Long prompt", "rag": "Retrieval", "tuned": "Tuned model"}
_GROUPS = (
    ("The job", ("calls", "months", "question_tokens", "output_tokens")),
    ("Prices", ("input_price", "output_price", "cache_price", "hit_rate")),
    ("Long prompt", ("prompt_tokens", "prompt_hours", "prompt_rate")),
    ("Retrieval", ("rag_tokens", "rag_hours", "rag_rate", "rag_hosting", "rag_refreshes", "rag_share")),
    (
        "Tuned model",
        (
            "tuned_tokens", "label_hours", "label_rate", "work_hours", "work_rate", "training_price",
            "tuned_factor", "tuned_hosting", "tuned_refreshes", "tuned_share",
        ),
    ),
)  # fmt: skip
# What is changed, from what, to what: one at a time.
_SENSITIVITY = (
    ("Calls that hit the prompt cache", "hit_rate", 0.0, 0.95, "none", "95%"),
    ("Price of the tuned model's tokens", "tuned_factor", 1.0, 1.5, "plain", "1.5 times"),
    ("Own hosting a month", "tuned_hosting", 0.0, 1500.0, "none", "$1,500"),
    ("Labelling", "label_hours", 20.0, 400.0, "20 hours", "400 hours"),
    ("Training and testing", "work_hours", 8.0, 80.0, "8 hours", "80 hours"),
    ("Tuning again in the period", "tuned_refreshes", 0.0, 4.0, "never", "4 times"),
    ("Instructions and examples", "prompt_tokens", 8000.0, 1000.0, "8,000 tokens", "1,000 tokens"),
    ("Input price of a million tokens", "input_price", 10.0, 0.5, "$10", "$0.50"),
)
# Of the picture, in its own units: the ends of its axes, and room for the names of the lines.
LEFT, RIGHT, TOP, BOTTOM = 66.0, 420.0, 30.0, 280.0
NAME_HEIGHT = 20.0
# Bars of sensitivity reach from a hundred to a hundred million calls a month, on a logarithmic scale.
FEWEST, MOST = 2.0, 8.0


@dataclass(frozen=True)
class Line:
    """A way of doing the job in the picture."""

    key: str
    name: str
    x1: float
    y1: float
    x2: float
    y2: float
    name_y: float


def cost_view(prices: Prices) -> dict[str, Any]:
    """Groups of inputs, and the results at their starting values."""
    given: dict[str, CalculatorInput] = {item.key: item for item in prices.calculator}
    inputs: dict[str, float] = {key: item.value for key, item in given.items()}
    the_job, the_ways = job(inputs), ways(inputs)
    rows = [
        (
            key,
            _NAMES[key],
            f"${per_call(the_job, way):#.3g}",
            _money(standing(the_job, way)),
            _money(total(the_job, way, inputs["calls"])),
        )
        for key, way in the_ways.items()
    ]
    even = break_even(the_job, the_ways["prompt"], the_ways["tuned"])
    return {
        "groups": [(title, [given[key] for key in keys]) for title, keys in _GROUPS],
        "rows": rows,
        "even_prompt": _even(even),
        "even_rag": _even(break_even(the_job, the_ways["rag"], the_ways["tuned"])),
        "sensitivity": [_bar(inputs, *row) for row in _SENSITIVITY],
        "now": _share(even),
        "picture": _picture(inputs, the_job, the_ways),
    }


def plain_number(value: float) -> str:
    """A number as a form holds it: no separators, no superfluous decimals."""
    return f"{value:.10f}".rstrip("0").rstrip(".")


def _bar(
    inputs: Mapping[str, float], label: str, name: str, low: float, high: float, first: str, last: str
) -> dict[str, Any]:
    evens = [_even_with(inputs, name, value) for value in (low, high)]
    left, right = sorted(map(_share, evens))
    return {
        "label": label,
        "name": name,
        "ends": [plain_number(low), plain_number(high)],
        "said": [first, last],
        "texts": [_from(even) for even in evens],
        "left": left,
        "width": round(right - left, 1),
    }


def _even_with(inputs: Mapping[str, float], name: str, value: float) -> float | None:
    changed = {**inputs, name: value}
    other = ways(changed)
    return break_even(job(changed), other["prompt"], other["tuned"])


def _share(even: float | None) -> float:
    """Where a number of calls stands on the bars, 0 to 100; never is their end."""
    if even is None:
        return 100.0
    power = math.log10(max(even, 1))
    return math.floor(1000 * min(1.0, max(0.0, (power - FEWEST) / (MOST - FEWEST))) + 0.5) / 10


def _picture(inputs: Mapping[str, float], the_job: Job, the_ways: Mapping[str, Way]) -> dict[str, Any]:
    even = break_even(the_job, the_ways["prompt"], the_ways["tuned"])
    most = max(inputs["calls"] * 2, min(even or 0, inputs["calls"] * 50) * 1.5, 1)
    highest = max([total(the_job, way, most) for way in the_ways.values()] + [1])

    def y(dollars: float) -> float:
        return BOTTOM - dollars / highest * (BOTTOM - TOP)

    ends = {key: (total(the_job, way, 0), total(the_job, way, most)) for key, way in the_ways.items()}
    names = _apart({key: y(end) + 4 for key, (_, end) in ends.items()})
    lines = [
        Line(key, _NAMES[key], LEFT, round(y(start), 1), RIGHT, round(y(end), 1), round(names[key], 1))
        for key, (start, end) in ends.items()
    ]
    shown = even is not None and 0 < even <= most
    return {
        "lines": lines,
        "highest": f"${math.floor(highest + 0.5):,}",
        "most": f"{math.floor(most + 0.5):,}",
        "even": round(LEFT + (even or 0) / most * (RIGHT - LEFT), 1) if shown else None,
    }


def _apart(places: Mapping[str, float]) -> dict[str, float]:
    """Names moved down until none covers another, and up again where the picture ends."""
    found: dict[str, float] = {}
    free = 0.0
    for key, place in sorted(places.items(), key=lambda item: item[1]):
        found[key] = max(place, free)
        free = found[key] + NAME_HEIGHT
    over = max(0.0, free - NAME_HEIGHT - BOTTOM - 4)
    return {key: place - over for key, place in found.items()}


def _money(dollars: float) -> str:
    return f"${cents(dollars) / 100:,.2f}"


def _from(calls: float | None) -> str:
    """The same as `_even`, for a column whose heading says what is counted."""
    if calls is None:
        return "never"
    return f"{math.ceil(calls):,}" if calls else "first call"


def _even(calls: float | None) -> str:
    if calls is None:
        return "never"
    return f"from {math.ceil(calls):,} calls a month" if calls else "from the first call"
