"""The question sets of the benchmarks: whole, checked against the content, and apart from each other."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from rapidfuzz import fuzz, process, utils

from assistant.question_set import GoldQuestion, load_question_set

ROOT = Path(__file__).parent.parent
ENTRIES = {
    path.stem: path for folder in ("methods", "terms") for path in (ROOT / "content" / folder).iterdir()
}
SETS = ("dev", "free", "calibration", "paraphrases", "test")
TOO_NEAR = 90  # of 100; the same words in another order give 100
TOO_MANY_WORDS = 0.6  # of a question's longer words, found in one other question
TOO_COMMON = 0.1  # of all entries; a fact that so many state shows nothing


@cache
def questions(name: str) -> list[GoldQuestion]:
    return load_question_set(ROOT / "benchmarks" / "questions" / f"{name}.jsonl")


@pytest.mark.parametrize(
    ("name", "least", "refused"), [("dev", 170, 0.25), ("calibration", 170, 0.35), ("test", 200, 0.2)]
)
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


def test_free_holds_every_type() -> None:
    """Questions in readers' own words: mostly lookups, and some near the topic that nothing answers."""
    found = Counter(question.type for question in questions("free"))
    assert found["lookup"] >= 75
    assert min(found["compare"], found["recommend"], found["refuse"]) >= 10
    assert {q.scope for q in questions("free") if not q.answerable} == {"near-topic", "off-topic"}


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
    for question in questions(name):
        assert set(question.methods) <= set(ENTRIES), question.id
        assert bool(question.methods) == question.answerable, question.id


@pytest.mark.parametrize("name", ["free", "calibration", "test"])
def test_a_set_shares_no_question(name: str) -> None:
    """No question of these sets is one of another set in nearly the same words."""
    known = {
        question.id: question.question
        for other in SETS
        if other != name
        for question in questions(other)
        if not question.history
    }
    for question in questions(name):
        if question.history:
            continue
        near = process.extractOne(
            question.question, known, scorer=fuzz.token_sort_ratio, processor=utils.default_process
        )
        assert near is not None
        assert near[1] < TOO_NEAR, (question.id, near)


def longer_words(question: GoldQuestion) -> set[str]:
    return set(re.findall(r"[a-z0-9]{4,}", question.question.lower()))


@pytest.mark.parametrize("name", ["free", "test"])
def test_a_set_is_written_in_words_of_its_own(name: str) -> None:
    """No question of free or test repeats most of the longer words of one that stands elsewhere."""
    known = [
        (other.id, longer_words(other))
        for set_name in SETS
        if set_name != name
        for other in questions(set_name)
        if not other.history
    ]
    for question in questions(name):
        words = longer_words(question)
        if len(words) < 5:  # so few are mostly names and "what"
            continue
        for other, theirs in known:
            assert len(words & theirs) <= TOO_MANY_WORDS * len(words), (question.id, other)


def test_no_question_stands_twice() -> None:
    """The same words after the same earlier questions are asked once, in all sets together."""
    asked = Counter(
        (tuple(question.history), utils.default_process(question.question))
        for name in SETS
        for question in questions(name)
    )
    assert [words for words, times in asked.items() if times > 1] == []


@cache
def written(entry: str) -> str:
    """An entry's file in lower case, without citations, Markdown marks and line breaks."""
    text = re.sub(r"\s*\[@[^\]]*\]|[*`]", "", ENTRIES[entry].read_text(encoding="utf-8"))
    return " ".join(text.lower().split())


def freely_worded() -> list[GoldQuestion]:
    """The questions in words far from the content's."""
    return [question for name in SETS for question in questions(name) if question.wording == "free"]


def test_the_facts_stand_in_the_entries_named() -> None:
    """Each fact of an answerable question is written in an entry that the question names."""
    for question in [*questions("test"), *freely_worded()]:
        for fact in question.key_facts:
            found = [entry for entry in question.methods if any(re.search(p, written(entry)) for p in fact)]
            assert found, (question.id, fact)


def test_the_facts_of_free_questions_are_told_by_few_entries() -> None:
    """No fact is so general that an answer from any entry would state it."""
    assert len(freely_worded()) >= 210
    for question in freely_worded():
        for fact in question.key_facts:
            share = sum(any(re.search(p, written(entry)) for p in fact) for entry in ENTRIES) / len(ENTRIES)
            assert share <= TOO_COMMON, (question.id, fact, share)


def test_ids_are_unique_across_the_sets() -> None:
    """One id names one question wherever it stands."""
    ids = [question.id for name in SETS for question in questions(name)]
    assert len(ids) == len(set(ids))
