"""What a method costs at the start and per call, and from which volume one of two pays off.

`site_config/assets/js/even.js` says the same for the page; a test runs both on every pair.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from generator import cost, derive
from generator.content import Content
from generator.names import short
from schema.method import Method

MOST_CALLS = 1_000_000_000  # a month; beyond it nobody breaks even


@dataclass(frozen=True)
class MethodCost:
    """US dollars: once at the start (low, middle, high), and for one call."""

    fixed: tuple[float, float, float]  # hosting over the calculator's period included
    call: float


def method_cost(content: Content, m: Method) -> MethodCost | str:
    """The costs of a method with the calculator's prices, or why there are none."""
    fixed = start_cost(content, m)
    prices: dict[str, float] = {item.key: item.value for item in content.prices.calculator}
    if m.family:
        return "is a family, whose members cost different things"
    if not prices or m.cost is None or fixed is None:
        return "has no cost at the start in its file"
    if m.cost.hosting not in content.prices.hosting:
        return "needs a server of its own, whose price depends on the model"
    tokens = _extra_tokens(m)
    if tokens is None:
        return "has no tokens per call in its file"
    if m.changes and m.changes.targets == ["nothing"] and tokens == (0, 0):
        return "changes no call by itself"
    hosting = prices["months"] * content.prices.hosting[m.cost.hosting]
    low, high = (end + hosting for end in fixed)
    middle = math.sqrt(low * high) if low else (low + high) / 2
    return MethodCost((low, middle, high), _call(prices, *tokens))


def _extra_tokens(m: Method) -> tuple[float, float] | None:
    if m.inference is None:
        return None
    extra = m.inference.extra_input_tokens, m.inference.extra_output_tokens
    found = [value.typical for value in extra if value and value.typical is not None]
    return (found[0], found[1]) if len(found) == 2 else None


def start_cost(content: Content, m: Method) -> tuple[float, float] | None:
    """US dollars from least to most, hours at the rates of `prices.yaml`; None where nothing is known."""
    rates = {rate.role: rate.usd_per_hour for rate in content.prices.rates}
    low = high = 0.0
    if m.cost is None or not m.cost.fixed:
        return None
    for item in m.cost.fixed:
        span = item.usd or item.hours
        rate = 1.0 if item.usd else rates.get(item.role or "")
        if span is None or rate is None:
            return None
        low, high = low + span.min * rate, high + span.max * rate
    return low, high


def _call(prices: Mapping[str, float], extra_in: float, extra_out: float) -> float:
    """One call with the tokens a tuned model still needs, and what the method adds to them."""
    way = cost.Way(
        0, 0, prices["tuned_tokens"], extra_in, prices["output_tokens"] + extra_out, 1, 0, 0, False
    )
    return cost.per_call(cost.job(prices), way)


def even_text(content: Content, a: Method, b: Method) -> str:
    """Which of two costs less, and up to how many calls a month; or why that cannot be said."""
    costs = [(m, method_cost(content, m)) for m in (a, b)]
    for m, found in costs:
        if isinstance(found, str):
            return f"No break-even: {short(m)} {found}."
    (first, early), (second, late) = sorted(costs, key=_middle)
    assert isinstance(early, MethodCost)
    assert isinstance(late, MethodCost)
    months = next(item.value for item in content.prices.calculator if item.key == "months")
    saving = early.call - late.call
    prices = f"{call_text(early)} a call against {call_text(late)}"
    if saving == 0:
        return f"A call costs the same with both, {call_text(early)}; {short(first)} costs less at the start."
    if saving < 0:
        return f"{short(first)} costs less at any volume: {prices}, and less at the start."
    ends = ((1, 1), (0, 2), (2, 0))
    middle, low, high = (max(0.0, (late.fixed[i] - early.fixed[j]) / (months * saving)) for i, j in ends)
    return (
        f"{short(first)} costs less up to about {_calls(middle)} calls a month, {short(second)} above: "
        f"{prices}. With the range of the costs at the start, break-even lies between {_calls(low)} "
        f"and {_calls(high)} calls a month."
    )


def _middle(item: tuple[Method, MethodCost | str]) -> float:
    return item[1].fixed[1] if isinstance(item[1], MethodCost) else 0.0


def call_text(found: MethodCost) -> str:
    return f"${found.call:#.3g}"


def start_text(low: float, high: float) -> str:
    return f"${derive.amount_text(_two_figures(low), _two_figures(high)).replace('– ', '– $')}"


def _calls(value: float) -> str:
    """Two figures are as exact as estimates get."""
    return f"{int(min(_two_figures(value), MOST_CALLS)):,}" if value >= 1 else "the first"


def _two_figures(value: float) -> float:
    return float(f"{value:.2g}")
