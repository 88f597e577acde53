"""The tools of the site: they agree with Python, keep their state in the address, and need no mouse."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

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
                a.slug, a.score, a.excluded, a.reasons.map((r) => [r.weight, r.label, r.why]),
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
            [a.slug, a.score, list(a.excluded), [[r.weight, r.label, r.why] for r in a.reasons]] for a in ours
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
