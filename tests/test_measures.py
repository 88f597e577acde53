"""Measures of retrieval, selector and citations, on passages made for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from assistant.measures import Found, find, is_gold, percentile, summarize_retrieval, verbatim
from assistant.question_set import GoldQuestion
from assistant.records import Answer, Block, Claim, Connective, Hit, Passage, Reading, Scores, Vectors

QUESTION = GoldQuestion.model_validate(
    {"id": "1", "question": "q", "type": "lookup", "methods": ["lora"], "key_facts": ["low rank", "frozen"]}
)


def passage(slug: str, text: str) -> Passage:
    return Passage(f"{slug}/x", f"methods/{slug}/", slug, slug, "x", text)


class Longest:
    """Prefers the longest text."""

    fingerprint = "longest"

    def embed(self, texts: Sequence[str]) -> Vectors:
        raise AssertionError("not needed here")

    def read(self, question: str, passages: Sequence[Reading]) -> list[Scores]:
        return [np.array([len(text) for text in p.sentences], dtype=np.float32) for p in passages]


class Shelf:
    """Finds the passages it was given, in that order."""

    def __init__(self, *passages: Passage) -> None:
        self.passages = passages

    def search(self, question: str, k: int = 20) -> list[Hit]:
        return [Hit(p, 1 / n) for n, p in enumerate(self.passages[:k], 1)]


def test_gold_is_of_the_right_entry_and_holds_a_fact() -> None:
    """The same words in another entry are not gold; a pair with the entry is."""
    assert is_gold(QUESTION, passage("lora", "A **Low rank** update"))
    assert is_gold(QUESTION, passage("full--lora", "weights stay frozen"))
    assert not is_gold(QUESTION, passage("dora", "a low rank update"))
    assert not is_gold(QUESTION, passage("lora", "an adapter"))


def test_what_is_found_for_a_question() -> None:
    """Ranks of gold, facts within reach, and whether the selector beats the order found."""
    shelf = Shelf(passage("dora", "low"), passage("lora", "a low rank update"), passage("rag", "no"))
    assert find(shelf, Longest(), QUESTION, "q") == Found((False, True, False), 0.5, True, False)


@pytest.mark.parametrize("only", [passage("lora", "a low rank update"), passage("rag", "no")])
def test_without_a_choice_the_selector_is_not_judged(only: Passage) -> None:
    """Where all or none of the passages are gold, any choice would be as good."""
    found = find(Shelf(only), Longest(), QUESTION, "q")
    assert (found.picked, found.first) == (None, None)


def test_figures_of_retrieval() -> None:
    """Recall at k, reciprocal rank and the selector's share on cases counted by hand."""
    figures = summarize_retrieval(
        [
            Found((True, False), 1.0, True, True),
            Found((False,) * 5 + (True,), 0.5, False, False),
            Found((False, False), 0.0, None, None),
        ]
    )
    assert figures.recall == {
        1: pytest.approx(1 / 3),
        5: pytest.approx(1 / 3),
        10: pytest.approx(2 / 3),
        20: pytest.approx(2 / 3),
    }
    assert figures.mrr == pytest.approx((1 + 1 / 6) / 3)
    assert figures.reach == 0.5
    assert (figures.selector, figures.selector_by_rank, figures.selector_questions) == (0.5, 0.5, 2)
    assert summarize_retrieval([]).mrr == 0


def test_claims_must_stand_at_their_span() -> None:
    """A claim of other words, another address or an unknown passage is not verbatim."""
    here = passage("lora", "LoRA is small. It is cheap.")
    claims = [
        Claim("LoRA is small.", here, 0, 14),
        Claim("LoRA is big.", here, 0, 14),
        Claim("LoRA is small.", replace(here, url="elsewhere"), 0, 14),
        Claim("LoRA is small.", replace(here, id="lora/none"), 0, 14),
        Claim("", here, 3, 3),
    ]
    answer = Answer("q", (Block("paragraph", (((Connective("Also:"), *claims),),)),), False, "define", 1)
    assert verbatim(answer, {here.id: here}) == [True, False, False, False, False]


def test_percentiles_are_values_that_occurred() -> None:
    """No interpolation: with few values the 95th percentile is the slowest."""
    assert (percentile([3, 1, 2], 0.5), percentile([3, 1, 2], 0.95), percentile([], 0.5)) == (2, 3, 0)
    assert percentile(list(range(1, 101)), 0.95) == 95
