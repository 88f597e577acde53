"""What the calculator shows before anybody changed a number, and without JavaScript."""

from __future__ import annotations

import math
from typing import Any

from generator.cost import break_even, cents, job, per_call, standing, total, ways
from schema.prices import CalculatorInput, Prices

_NAMES = {"prompt": "Long prompt", "rag": "Retrieval", "tuned": "Tuned model"}
_GROUPS = (
    ("The job", ("calls", "months", "question_tokens", "output_tokens")),
    ("Prices", ("input_price", "output_price", "cache_price", "hit_rate")),
    ("Long prompt", ("prompt_tokens", "prompt_fixed")),
    ("Retrieval", ("rag_tokens", "rag_fixed", "rag_hosting", "rag_refreshes", "rag_share")),
    (
        "Tuned model",
        ("tuned_tokens", "tuned_fixed", "tuned_factor", "tuned_hosting", "tuned_refreshes", "tuned_share"),
    ),
)
_SENSITIVITY = (
    ("No prompt cache", "hit_rate", 0.0),
    ("Half of the calls hit the cache", "hit_rate", 0.5),
    ("95% of the calls hit the cache", "hit_rate", 0.95),
    ("Tokens of the tuned model cost 1.5 times as much", "tuned_factor", 1.5),
    ("Own hosting for 1,500 dollars a month", "tuned_hosting", 1500.0),
    ("Tuning costs 15,000 dollars at the start", "tuned_fixed", 15000.0),
    ("Three tunings within the period", "tuned_refreshes", 2.0),
)


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
    return {
        "groups": [(title, [given[key] for key in keys]) for title, keys in _GROUPS],
        "rows": rows,
        "even_prompt": _even(break_even(the_job, the_ways["prompt"], the_ways["tuned"])),
        "even_rag": _even(break_even(the_job, the_ways["rag"], the_ways["tuned"])),
        "sensitivity": [
            (label, name, plain_number(value), _even_with(inputs, name, value))
            for label, name, value in _SENSITIVITY
        ],
    }


def plain_number(value: float) -> str:
    """A number as a form holds it: no separators, no superfluous decimals."""
    return f"{value:.10f}".rstrip("0").rstrip(".")


def _even_with(inputs: dict[str, float], name: str, value: float) -> str:
    changed = {**inputs, name: value}
    other = ways(changed)
    return _even(break_even(job(changed), other["prompt"], other["tuned"]))


def _money(dollars: float) -> str:
    return f"${cents(dollars) / 100:,.2f}"


def _even(calls: float | None) -> str:
    if calls is None:
        return "never"
    return f"from {math.ceil(calls):,} calls a month" if calls else "from the first call"
