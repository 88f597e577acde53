"""The cost formulas, on cases worked out by hand."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from generator.content import load_content
from generator.cost import Job, Way, break_even, cents, job, per_call, standing, total, ways

JOB = Job(months=12, question_tokens=300, input_price=3, output_price=15, cache_price=0.1, hit_rate=0)
PROMPT = Way(500, 0, 2000, 0, 200, 1, 0, 0, cached=True)
TUNED = Way(4500, 0, 200, 0, 200, 1, 0, 0, cached=False)


def test_a_call_costs_its_tokens() -> None:
    """2,300 tokens in and 200 out at 3 and 15 dollars a million; 500 in for the tuned model."""
    assert per_call(JOB, PROMPT) == pytest.approx(0.0099)
    assert per_call(JOB, TUNED) == pytest.approx(0.0045)


def test_a_tuned_model_pays_off_from_sixty_two_thousand_calls_a_month() -> None:
    """4,000 dollars more at the start, 0.54 cents less a call, over a year."""
    assert break_even(JOB, PROMPT, TUNED) == pytest.approx(4000 / (12 * 0.0054))


def test_caching_alone_moves_break_even_twentyfold() -> None:
    """Nineteen of twenty prompts read from a cache at a tenth of the price."""
    cached = dataclasses.replace(JOB, hit_rate=0.95)
    assert per_call(cached, PROMPT) == pytest.approx(0.00477)
    assert break_even(cached, PROMPT, TUNED) == pytest.approx(1_234_568, abs=1)


def test_a_higher_price_of_the_tuned_model_can_remove_break_even() -> None:
    """Half as much again per token: later without a cache, never with one."""
    dear = dataclasses.replace(TUNED, price_factor=1.5)
    assert per_call(JOB, dear) == pytest.approx(0.00675)
    assert break_even(JOB, PROMPT, dear) == pytest.approx(105_820, abs=1)
    assert break_even(dataclasses.replace(JOB, hit_rate=0.95), PROMPT, dear) is None


def test_own_hosting_moves_break_even() -> None:
    """1,500 dollars a month must be earned back as well."""
    hosted = dataclasses.replace(TUNED, hosting=1500)
    assert break_even(JOB, PROMPT, hosted) == pytest.approx(339_506, abs=1)


def test_refreshing_repeats_a_share_of_the_fixed_cost() -> None:
    """Twice a year a third of 4,500 dollars."""
    assert standing(JOB, dataclasses.replace(TUNED, refreshes=2, refresh_share=1 / 3)) == pytest.approx(7500)


def test_both_ways_cost_the_same_at_break_even() -> None:
    """Which is what break-even means."""
    calls = break_even(JOB, PROMPT, TUNED)
    assert calls is not None
    assert total(JOB, PROMPT, calls) == pytest.approx(total(JOB, TUNED, calls))


def test_a_way_that_is_cheaper_from_the_start_breaks_even_at_no_volume() -> None:
    """Nothing has to be earned back."""
    assert break_even(JOB, PROMPT, dataclasses.replace(TUNED, fixed=100)) == 0


def test_cents_are_rounded_half_up() -> None:
    """As the page does it."""
    assert [cents(value) for value in (0.005, 0.0049, 1.125, 2)] == [1, 0, 113, 200]


def test_the_starting_values_give_the_worked_figures() -> None:
    """What the page starts from is the case worked out above, hour by hour."""
    prices = load_content(Path(__file__).resolve().parents[1] / "content").prices
    inputs = {item.key: item.value for item in prices.calculator}
    found = ways(inputs)
    assert found["prompt"].fixed == 500
    assert found["tuned"].fixed == 60 * 30 + 26 * 100 + 100 == 4500
    assert break_even(job(inputs), found["prompt"], found["tuned"]) == pytest.approx(61_728, abs=1)
    rates = {rate.role: rate.usd_per_hour for rate in prices.rates}
    assert [inputs[key] for key in ("prompt_rate", "rag_rate", "work_rate", "label_rate")] == [
        rates[role] for role in ("prompt_writer", "engineer", "ml_engineer", "annotator")
    ]
    assert {price.key: price.value for price in prices.prices} == {
        "input": inputs["input_price"],
        "output": inputs["output_price"],
        "cache_read": inputs["cache_price"],
    }
