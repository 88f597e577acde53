"""What three ways of doing one job cost, and from which volume the tuned model pays off.

`site_config/assets/js/cost.js` holds the same formulas in the same order of operations, so
that both give the same cents; a test runs both on the same inputs.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

MILLION = 1_000_000


@dataclass(frozen=True)
class Way:
    """One way of doing the job. Money in US dollars, tokens per call."""

    fixed: float  # once, at the start
    hosting: float  # a month
    static_tokens: float  # the part of the prompt that every call repeats
    extra_tokens: float  # retrieved text, different on each call
    output_tokens: float
    price_factor: float  # price per token against the plain model
    refreshes: float  # times the work is done again within the period
    refresh_share: float  # part of the fixed cost that each time takes
    cached: bool  # whether the static part may be read from a cache


@dataclass(frozen=True)
class Job:
    """What is asked of every way, and what tokens cost."""

    months: float
    question_tokens: float  # a call
    input_price: float  # US dollars per million tokens
    output_price: float
    cache_price: float  # of a cached input token, as a share of the plain price
    hit_rate: float  # share of calls whose static part is in the cache


def per_call(job: Job, way: Way) -> float:
    """US dollars for one call."""
    cached = job.hit_rate * job.cache_price + 1 - job.hit_rate if way.cached else 1
    tokens_in = way.static_tokens * cached + way.extra_tokens + job.question_tokens
    return way.price_factor * (tokens_in * job.input_price + way.output_tokens * job.output_price) / MILLION


def standing(job: Job, way: Way) -> float:
    """US dollars over the whole period before the first call is answered."""
    return way.fixed * (1 + way.refreshes * way.refresh_share) + job.months * way.hosting


def total(job: Job, way: Way, calls: float) -> float:
    """US dollars over the whole period at a number of calls a month."""
    return standing(job, way) + calls * job.months * per_call(job, way)


def break_even(job: Job, cheap_start: Way, cheap_calls: Way) -> float | None:
    """Calls a month from which the second way costs less than the first over the period.

    0 if it always does; None if it never does, because its calls are not cheaper.
    """
    saving = per_call(job, cheap_start) - per_call(job, cheap_calls)
    extra = standing(job, cheap_calls) - standing(job, cheap_start)
    if saving <= 0:
        return None if extra > 0 or saving < 0 else 0.0
    return max(0.0, extra / (job.months * saving))


def cents(dollars: float) -> int:
    """Whole cents, half up."""
    return math.floor(dollars * 100 + 0.5)


def ways(inputs: Mapping[str, float]) -> dict[str, Way]:
    """Prompting, retrieval and tuning with the calculator's numbers (keys of `prices.yaml`)."""
    value = inputs.__getitem__
    output = value("output_tokens")
    prompting = value("prompt_hours") * value("prompt_rate")
    building = value("rag_hours") * value("rag_rate")
    labelling, work = value("label_hours") * value("label_rate"), value("work_hours") * value("work_rate")
    tuning = labelling + work + value("training_price")
    return {
        "prompt": Way(prompting, 0, value("prompt_tokens"), 0, output, 1, 0, 0, cached=True),
        "rag": Way(
            building, value("rag_hosting"), value("prompt_tokens"), value("rag_tokens"), output, 1,
            value("rag_refreshes"), value("rag_share"), cached=True,
        ),
        "tuned": Way(
            tuning, value("tuned_hosting"), value("tuned_tokens"), 0, output,
            value("tuned_factor"), value("tuned_refreshes"), value("tuned_share"), cached=False,
        ),
    }  # fmt: skip


def job(inputs: Mapping[str, float]) -> Job:
    """The job with the calculator's numbers."""
    names = ("months", "question_tokens", "input_price", "output_price", "cache_price", "hit_rate")
    return Job(*(inputs[name] for name in names))
