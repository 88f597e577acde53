"""Advice for situations: the rules of thumb are its cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.advise import Situation, advise, best_per_axis, situation_of, staged_plan
from generator.content import Content, load_content
from generator.derive import members_of

CONTENT = load_content(Path(__file__).resolve().parents[1] / "content")


@pytest.fixture
def content() -> Content:
    return CONTENT


@pytest.mark.parametrize("rule", CONTENT.wizard.rules, ids=lambda rule: rule.key)
def test_a_rule_of_thumb_is_among_the_advice_for_its_situation(content: Content, rule) -> None:  # type: ignore[no-untyped-def]
    """What a rule names (or a member of the family it names) is advised and not ruled out."""
    advice = advise(content, Situation(tags=frozenset(rule.tags)))
    advised = {item.slug for items in best_per_axis(advice).values() for item in items}
    for slug in rule.methods:
        named = {slug} | {member.slug for member in members_of(content, slug)}
        assert named & advised, slug


def test_nothing_is_ruled_out_by_what_a_reader_did_not_say(content: Content) -> None:
    """Silence is not a no."""
    assert [item for item in advise(content, Situation()) if item.excluded] == []


def test_weights_are_out_of_reach_with_a_plain_api(content: Content) -> None:
    """LoRA needs weights or a tuning service; prompting needs neither."""
    plain = {item.slug: item for item in advise(content, Situation(access="text-api"))}
    assert plain["lora"].excluded == ("Access to the model: Weights to train",)
    assert plain["prompt-engineering"].excluded == ()
    hosted = {item.slug: item for item in advise(content, Situation(access="hosted-tuning"))}
    assert hosted["lora"].excluded == ()


def test_a_small_gpu_rules_out_what_needs_a_cluster(content: Content) -> None:
    """Unless a provider does it."""
    found = {i.slug: i for i in advise(content, Situation(access="own-stack", hardware="one-consumer-gpu"))}
    assert any(reason.startswith("Hardware:") for reason in found["pre-training"].excluded)


def test_one_level_of_skill_too_few_costs_points_and_two_rule_out(content: Content) -> None:
    """Teams grow into the next level, not into the one after."""
    low = {item.slug: item for item in advise(content, Situation(expertise="low"))}
    near = {item.slug: item for item in advise(content, Situation(expertise="low-medium"))}
    assert low["lora"].excluded == ("Expertise: Medium",)
    assert near["lora"].excluded == ()
    assert [reason.weight for reason in near["lora"].reasons] == [-2]


def test_missing_requirements_are_named(content: Content) -> None:
    """Retrieval without documents is ruled out, with the sentence of its page."""
    when = content.methods["rag"].when
    assert when
    denied = frozenset(tag for needed in when.requires for tag in needed.any_of)
    found = {item.slug: item for item in advise(content, Situation(denied=denied))}
    assert found["rag"].excluded
    assert all(reason.endswith(".") for reason in found["rag"].excluded)


def test_answers_make_a_situation_and_unknown_ones_are_left_out(content: Content) -> None:
    """An address somebody typed cannot break the page."""
    situation = situation_of(
        content,
        {"problem": ["format", "nonsense"], "access": ["text-api", "own-stack"], "no-such-question": ["x"]},
    )
    assert situation.wants == {"format"}
    assert situation.access == "text-api"
    assert situation.hardware is None


def test_the_plan_follows_the_stages(content: Content) -> None:
    """One method for each stage that has a fitting one."""
    situation = situation_of(content, {"problem": ["knowledge", "format"], "data": ["documents", "examples"]})
    plan = staged_plan(content, advise(content, situation))
    assert [key for key, _ in plan] == [stage.key for stage in content.wizard.stages]
    assert dict(plan)["retrieve"]
    assert dict(plan)["tune"]
