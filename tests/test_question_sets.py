"""The question sets of the benchmarks: whole, checked against the content, and apart from each other."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from rapidfuzz import fuzz, process, utils

from assistant.question_set import GoldQuestion, load_question_set

ROOT = Path(__file__).parent.parent
SETS = ("dev", "calibration", "paraphrases")
TOO_NEAR = 90  # of 100; the same words in another order give 100


@cache
def questions(name: str) -> list[GoldQuestion]:
    return load_question_set(ROOT / "benchmarks" / "questions" / f"{name}.jsonl")


@pytest.mark.parametrize(("name", "least", "refused"), [("dev", 170, 0.25), ("calibration", 170, 0.35)])
def test_a_set_is_large_enough_and_holds_unanswerable_questions(
    name: str, least: int, refused: float
) -> None:
    """Shares of unanswerable questions are as promised, with all three kinds of them."""
    found = questions(name)
    unanswerable = [question for question in found if not question.answerable]
    assert len(found) >= least
    assert len(unanswerable) >= refused * len(found)
    assert {question.scope for question in unanswerable} == {"off-topic", "near-topic", "injection"}
    assert {question.type for question in found} == {"lookup", "compare", "recommend", "refuse"}


def test_dev_holds_follow_ups() -> None:
    """At least twenty questions lean on earlier ones."""
    assert sum(bool(question.history) for question in questions("dev")) >= 20


def test_forty_questions_have_two_further_wordings() -> None:
    """A further wording has other words, and all else of the question it stands for."""
    dev = {question.id: question for question in questions("dev")}
    counts = Counter(question.paraphrase_of for question in questions("paraphrases"))
    assert len(counts) >= 40
    assert set(counts.values()) == {2}
    same = {"id", "question", "paraphrase_of"}
    for question in questions("paraphrases"):
        parent = dev[str(question.paraphrase_of)]
        assert question.model_dump(exclude=same) == parent.model_dump(exclude=same)
        assert question.question != parent.question


@pytest.mark.parametrize("name", SETS)
def test_the_entries_named_exist(name: str) -> None:
    """Every entry that holds an answer is a method or term of the content."""
    entries = {path.stem for folder in ("methods", "terms") for path in (ROOT / "content" / folder).iterdir()}
    for question in questions(name):
        assert set(question.methods) <= entries, question.id
        assert bool(question.methods) == question.answerable, question.id


@pytest.mark.parametrize("name", ["dev", "paraphrases"])
def test_calibration_shares_no_question(name: str) -> None:
    """No question of calibration is one of the others in nearly the same words."""
    others = {question.id: question.question for question in questions(name) if not question.history}
    for question in questions("calibration"):
        if question.history:
            continue
        near = process.extractOne(
            question.question, others, scorer=fuzz.token_sort_ratio, processor=utils.default_process
        )
        assert near is not None
        assert near[1] < TOO_NEAR, (question.id, near)


def test_ids_are_unique_across_the_sets() -> None:
    """One id names one question wherever it stands."""
    ids = [question.id for name in SETS for question in questions(name)]
    assert len(ids) == len(set(ids))
