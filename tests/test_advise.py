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


@pytest.mark.parametrize("step", CONTENT.wizard.flow, ids=lambda step: step.key)
def test_the_decision_flow_and_the_advice_agree(content: Content, step) -> None:  # type: ignore[no-untyped-def]
    """A leaf of the flow is not ruled out by what its question says, and one of its methods is advised."""
    advice = advise(content, Situation(tags=frozenset(step.tags)))
    advised = {item.slug for items in best_per_axis(advice).values() for item in items}
    assert advised & set(step.then)
    assert not {item.slug for item in advice if item.excluded} & set(step.then)


# A reader's answers -> one of these leads its axis, or the plan's stage.
RULES_OF_THUMB = {
    "prompting is tried before fine-tuning": (
        {"problem": ["nothing-tried"]},
        "prompt",
        {"prompt-engineering"},
    ),
    "an idea is tested by prompting": (
        {"problem": ["nothing-tried"], "data": ["none"]},
        "prompt",
        {"prompt-engineering", "zero-shot-prompting"},
    ),
    "a small gain on one task takes few trained weights": (
        {
            "data": ["examples"],
            "hardware": ["consumer"],
            "access": ["weights-training"],
            "details": ["narrow", "many-tasks"],
        },
        "tune",
        {"prompt-tuning", "lora", "qlora", "adapters"},
    ),
    "a large and valuable domain is trained in": (
        {
            "data": ["many-examples", "domain-text"],
            "hardware": ["nodes"],
            "access": ["weights-training"],
            "skills": ["researchers"],
            "details": ["jargon"],
        },
        "tune",
        {"full-fine-tuning", "continued-pretraining"},
    ),
    "a general assistant is tuned on instructions": (
        {"data": ["many-examples", "preferences"], "details": ["assistant"], "access": ["weights-training"]},
        "tune",
        {"instruction-tuning"},
    ),
    "a general assistant is aligned with preferences": (
        {"data": ["many-examples", "preferences"], "details": ["assistant"], "access": ["weights-training"]},
        "align",
        {"rlhf", "dpo"},
    ),
    "an edge device takes a smaller model": (
        {"problem": ["latency"], "details": ["edge"], "access": ["weights-training"]},
        "compress",
        {"knowledge-distillation", "quantization"},
    ),
    "a result at once without data is prompted": (
        {"problem": ["nothing-tried"], "data": ["none"], "volume": ["low"], "change": ["daily"]},
        "prompt",
        {"prompt-engineering", "zero-shot-prompting"},
    ),
    "changing knowledge is retrieved": (
        {"problem": ["freshness"], "data": ["documents"], "change": ["daily"], "details": ["citations"]},
        "retrieve",
        {"rag"},
    ),
    "a domain's own behaviour is tuned": (
        {"problem": ["style"], "data": ["examples"], "details": ["narrow"]},
        "tune",
        {"lora", "supervised-fine-tuning", "full-fine-tuning", "qlora"},
    ),
    "full control is pre-trained": (
        {
            "data": ["corpus"],
            "access": ["own-stack"],
            "hardware": ["cluster"],
            "skills": ["researchers"],
        },
        "tune",
        {"pre-training"},
    ),
}


@pytest.mark.parametrize("name", RULES_OF_THUMB)
def test_answers_lead_where_the_rule_of_thumb_does(content: Content, name: str) -> None:
    """The plan for a reader's answers names the method of the rule at its stage."""
    answers, stage, methods = RULES_OF_THUMB[name]
    plan = dict(staged_plan(content, advise(content, situation_of(content, answers))))
    assert plan[stage] in methods


def test_too_little_data_rules_out_with_the_amount(content: Content) -> None:
    """Ten examples, and nothing a program could check: LoRA asks for fifty, prompting for none."""
    situation = situation_of(content, {"data": ["few-examples"], "checkable": ["no"]})
    found = {item.slug: item for item in advise(content, situation)}
    assert found["lora"].excluded[-1].startswith("Data: at least 50 examples (")
    assert found["prompt-engineering"].excluded == ()
    more = situation_of(content, {"data": ["dozens"], "checkable": ["no"]})
    assert {item.slug: item for item in advise(content, more)}["lora"].excluded == ()


def test_data_that_was_not_asked_about_yet_may_still_be_there(content: Content) -> None:
    """Prompts with a checker would do for LoRA: too few examples cost points, and rule out nothing."""
    found = {i.slug: i for i in advise(content, situation_of(content, {"data": ["few-examples"]}))}
    assert not any(reason.startswith("Data:") for reason in found["lora"].excluded)
    assert [reason.weight for reason in found["lora"].reasons if reason.label == "Data"] == [-2]


def test_tokens_are_enough_for_what_counts_examples(content: Content) -> None:
    """50 million tokens of text are a hundred thousand examples, and not yet 500 million tokens."""
    found = {i.slug: i for i in advise(content, situation_of(content, {"data": ["domain-text"]}))}
    assert not any(reason.startswith("Data:") for reason in found["lora"].excluded)
    assert found["long-context-extension"].excluded[-1].startswith("Data: at least 500 million tokens")


def test_an_amount_nobody_knows_is_not_taken_for_enough(content: Content) -> None:
    """It is said, and what is known comes first among equals."""
    advice = advise(content, situation_of(content, {"data": ["few-examples"]}))
    by_slug = {item.slug: item for item in advice}
    assert "Data" in by_slug["gptq"].unknown
    equals = [item for item in advice if not item.excluded and item.score == by_slug["gptq"].score]
    assert [len(item.unknown) for item in equals] == sorted(len(item.unknown) for item in equals)


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
