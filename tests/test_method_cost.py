"""Costs of methods, and break-even between two of them, on cases worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.content import Content, load_content
from generator.method_cost import MethodCost, even_text, method_cost, start_cost

CONTENT = load_content(Path(__file__).resolve().parents[1] / "content")


@pytest.fixture
def content() -> Content:
    return CONTENT


def test_hours_are_paid_at_the_rates_of_the_price_file(content: Content) -> None:
    """LoRA: 8-200 hours of an annotator at 30, 8-60 of an engineer for training at 100, 1-100 of GPU time."""
    assert start_cost(content, content.methods["lora"]) == (8 * 30 + 8 * 100 + 1, 200 * 30 + 60 * 100 + 100)


def test_a_call_costs_the_tokens_of_the_calculator_and_what_the_method_adds(content: Content) -> None:
    """300 of the question and 200 of instructions at 3 dollars a million, 200 of the answer at 15."""
    found = method_cost(content, content.methods["lora"])
    assert isinstance(found, MethodCost)
    assert found.call == pytest.approx((500 * 3 + 200 * 15) / 1e6)


def test_break_even_of_two_methods_is_said_with_its_range(content: Content) -> None:
    """Prompts start cheaper, LoRA's calls are: 12 months of 0.6 cents a call earn the difference back."""
    text = even_text(content, content.methods["lora"], content.methods["prompt-engineering"])
    lora, prompt = (method_cost(content, content.methods[s]) for s in ("lora", "prompt-engineering"))
    assert isinstance(lora, MethodCost)
    assert isinstance(prompt, MethodCost)
    calls = (lora.fixed[1] - prompt.fixed[1]) / (12 * (prompt.call - lora.call))
    assert f"up to about {float(f'{calls:.2g}'):,.0f} calls a month, LoRA above" in text
    assert "between the first and" in text


def test_what_is_not_known_is_said_and_nothing_is_made_up(content: Content) -> None:
    """A server of one's own has no price here; caching alone answers no question."""
    text = even_text(content, content.methods["full-fine-tuning"], content.methods["lora"])
    assert (
        text == "No break-even: Full fine-tuning needs a server of its own, whose price depends on the model."
    )
    assert "changes no call by itself" in even_text(
        content, content.methods["lora"], content.methods["prompt-caching"]
    )


def test_the_order_of_two_methods_does_not_matter(content: Content) -> None:
    """The cheaper start is named first, whoever stands first."""
    a, b = content.methods["rag"], content.methods["lora"]
    assert even_text(content, a, b) == even_text(content, b, a)


def test_without_a_calculator_there_is_no_break_even(base: Content) -> None:
    """Another domain need not have prices of calls."""
    assert isinstance(method_cost(base, base.methods["sourdough"]), str)
