"""The tools of the site: they agree with Python, keep their state in the address, and need no mouse."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from generator import cost
from generator.advise import advise, situation_of, staged_plan
from generator.content import Content, load_content
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content(ROOT / "content")


def random_answers(content: Content, chance: random.Random) -> dict[str, list[str]]:
    answers = {}
    for question in content.wizard.questions:
        if chance.random() < 0.7:
            keys = [option.key for option in question.options]
            count = chance.randint(1, 3) if question.several else 1
            answers[question.key] = chance.sample(keys, min(count, len(keys)))
    return answers


def test_the_page_gives_the_same_advice_as_python_on_500_random_situations(
    desktop: Visit, content: Content
) -> None:
    """Scores, order, exclusions and plan, each the same."""
    page = desktop.open("choosing/")
    chance = random.Random(7)
    cases = [random_answers(content, chance) for _ in range(500)]
    theirs: list[Any] = page.evaluate(
        """async (cases) => {
          const rules = await import(new URL('../js/advise.js', location.href));
          const data = await (await fetch('../data/advise.json')).json();
          return cases.map((answers) => {
            const advice = rules.advise(data, rules.situationOf(data, answers));
            return [
              advice.map((a) => [
                a.slug, a.score, a.excluded, a.unknown, a.reasons.map((r) => [r.weight, r.label, r.why]),
              ]),
              rules.stagedPlan(data, advice),
            ];
          });
        }""",
        cases,
    )
    for answers, (their_advice, their_plan) in zip(cases, theirs, strict=True):
        ours = advise(content, situation_of(content, answers))
        assert their_advice == [
            [
                a.slug,
                a.score,
                list(a.excluded),
                list(a.unknown),
                [[r.weight, r.label, r.why] for r in a.reasons],
            ]
            for a in ours
        ], answers
        assert their_plan == [list(pair) for pair in staged_plan(content, ours)], answers


def test_the_wizard_is_answered_by_keyboard_and_its_address_can_be_shared(visit: Visit) -> None:
    """The same address shows the same answers and the same advice to somebody else."""
    page = visit.open("choosing/")
    first = page.locator(".atlas-wizard input[value=freshness]")
    first.focus()
    page.keyboard.press("Space")
    result = page.locator(".atlas-wizard__result")
    expect(result).to_contain_text("RAG")
    assert "problem=freshness" in page.url
    advice = result.inner_text()
    page.goto(page.url)
    expect(page.locator(".atlas-wizard input[value=freshness]")).to_be_checked()
    assert page.locator(".atlas-wizard__result").inner_text() == advice
    page.get_by_role("button", name="Start again").click()
    assert "problem" not in page.url
    expect(page.locator(".atlas-wizard__result")).to_contain_text("Answer any question")


def test_the_wizard_ignores_nonsense_in_its_address(desktop: Visit) -> None:
    """Nothing from the address reaches the page but known answers."""
    page = desktop.open("choosing/?problem=%3Cscript%3E.format&access=nowhere")
    expect(page.locator(".atlas-wizard input[value=format]")).to_be_checked()
    assert page.locator(".atlas-wizard input:checked").count() == 1
    assert desktop.errors == []


def random_inputs(content: Content, chance: random.Random) -> dict[str, float]:
    inputs = {}
    for item in content.prices.calculator:
        value = chance.choice(
            [0.0, item.value, item.value * chance.uniform(0.1, 5), item.max * chance.random()]
        )
        inputs[item.key] = max(1.0, min(value, item.max)) if item.key == "months" else min(value, item.max)
    return inputs


def test_the_page_gives_the_same_cents_as_python_on_500_random_inputs(
    desktop: Visit, content: Content
) -> None:
    """Cost of each way, and break-even, half a cent rounded up in both."""
    page = desktop.open("cost/")
    chance = random.Random(11)
    cases = [random_inputs(content, chance) for _ in range(500)]
    theirs: list[Any] = page.evaluate(
        """async (cases) => {
          const cost = await import(new URL('../js/cost.js', location.href));
          return cases.map((inputs) => {
            const ways = cost.ways(inputs);
            const all = Object.values(ways);
            return [
              all.map((way) => cost.cents(cost.perCall(inputs, way) * 1000)),
              all.map((way) => cost.cents(cost.total(inputs, way, inputs.calls))),
              cost.breakEven(inputs, ways.prompt, ways.tuned),
              cost.breakEven(inputs, ways.rag, ways.tuned),
            ];
          });
        }""",
        cases,
    )
    for inputs, result in zip(cases, theirs, strict=True):
        the_job, all_ways = cost.job(inputs), cost.ways(inputs)
        assert result == [
            [cost.cents(cost.per_call(the_job, way) * 1000) for way in all_ways.values()],
            [cost.cents(cost.total(the_job, way, inputs["calls"])) for way in all_ways.values()],
            cost.break_even(the_job, all_ways["prompt"], all_ways["tuned"]),
            cost.break_even(the_job, all_ways["rag"], all_ways["tuned"]),
        ], inputs


# Every number and every line of the pictures.
_SHOWN = """() => [
  ...[...document.querySelectorAll('[data-out], [data-end], [data-top], [data-right]')]
    .map((cell) => cell.textContent),
  ...[...document.querySelectorAll('.atlas-calculator svg :is(line, text)')].map((line) =>
    ['x1', 'y1', 'x2', 'y2', 'y', 'visibility'].map((name) => line.getAttribute(name))),
  ...[...document.querySelectorAll('.atlas-bar > span')].map((bar) => [bar.style.left, bar.style.width]),
  document.querySelector('.atlas-sensitivity').style.getPropertyValue('--now').trim(),
]"""


def test_the_calculator_shows_the_same_before_and_after_its_script_ran(
    desktop: Visit, browser: Browser
) -> None:
    """A reader without JavaScript sees the starting values worked out."""
    page = desktop.open("cost/")
    expect(page.get_by_role("button", name="Starting values")).to_be_visible()
    with_script = page.evaluate(_SHOWN)
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(desktop.base + "cost/")
    assert plain.evaluate(_SHOWN) == with_script
    context.close()


def test_changed_numbers_are_kept_in_the_address_and_bad_ones_are_marked(visit: Visit) -> None:
    """A cache at 95% moves break-even to more than a million calls."""
    page = visit.open("cost/")
    page.get_by_label("Cache hits").fill("0.95")
    even = page.locator("[data-out=even-prompt]")
    expect(even).to_have_text("from 1,234,568 calls a month")
    assert "hit_rate=0.95" in page.url
    page.goto(page.url)
    expect(even).to_have_text("from 1,234,568 calls a month")
    field = page.get_by_label("Cache hits")
    field.fill("7")
    assert field.get_attribute("aria-invalid") == "true"
    assert "hit_rate" not in page.url
