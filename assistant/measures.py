"""What retrieval, the selector and citations are worth, question by question.

Gold passages of a question are those of the entries named in its `methods`, or of a pair with
one of them, that hold a key fact. They are found by expression, so a passage that says it in
other words counts as none: figures compare pipelines, they are no absolute quality.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import fmean
from typing import Protocol

import numpy as np

from assistant.evidence import reading_of
from assistant.question_set import GoldQuestion
from assistant.records import Answer, Encoder, Hit, Passage
from assistant.scoring import normalised, says

DEPTHS = (1, 5, 10, 20)  # k of recall@k; the last is how many passages are looked at


class Searcher(Protocol):
    """Where passages are found."""

    def search(self, question: str, k: int = 20) -> list[Hit]:
        """The best passages, the best first."""


@dataclass(frozen=True)
class Found:
    """What was found for one question: a flag a hit, in order."""

    gold: tuple[bool, ...]
    reach: float  # share of the key facts that any of the hits holds
    picked: bool | None  # the hit the selector scores highest is gold; None if all or none are
    first: bool | None  # the same of the hit that was found first


@dataclass(frozen=True)
class Retrieval:
    """Figures over the answerable questions, 0 to 1."""

    questions: int
    recall: dict[int, float]  # share of questions with a gold passage among the first k
    mrr: float  # mean of 1 / rank of the first gold passage, 0 if there is none
    reach: float  # share of the key facts in the first 20 passages of any entry
    selector: float  # of questions with gold and other passages found: the selector's best is gold
    selector_by_rank: float  # the same if the first passage found were taken
    selector_questions: int


def find(searcher: Searcher, encoder: Encoder, question: GoldQuestion, asked: str) -> Found:
    """Search for a question, in the words it is read as, and let the selector choose among the hits."""
    hits = searcher.search(asked, DEPTHS[-1])
    gold = tuple(is_gold(question, hit.passage) for hit in hits)
    texts = [_normalised(hit.passage.text) for hit in hits]
    reach = fmean(any(says(text, fact) for text in texts) for fact in question.key_facts)
    if not any(gold) or all(gold):
        return Found(gold, reach, None, None)
    read = encoder.read(asked, [reading_of(hit.passage) for hit in hits])
    scores = np.array([best.max(initial=-math.inf) for best in read])
    return Found(gold, reach, gold[int(scores.argmax())], gold[0])


def is_gold(question: GoldQuestion, passage: Passage) -> bool:
    """Whether a passage belongs to an entry that holds the answer, and holds a key fact."""
    if not set(passage.slug.split("--")) & set(question.methods):
        return False
    text = _normalised(passage.text)
    return any(says(text, fact) for fact in question.key_facts)


@lru_cache(maxsize=1 << 14)
def _normalised(text: str) -> str:
    return normalised(text)


def summarize_retrieval(found: Sequence[Found]) -> Retrieval:
    """The figures of a whole set."""
    chosen = [f for f in found if f.picked is not None]
    return Retrieval(
        questions=len(found),
        recall={k: _mean(any(f.gold[:k]) for f in found) for k in DEPTHS},
        mrr=_mean(1 / (f.gold.index(True) + 1) if any(f.gold) else 0.0 for f in found),
        reach=_mean(f.reach for f in found),
        selector=_mean(bool(f.picked) for f in chosen),
        selector_by_rank=_mean(bool(f.first) for f in chosen),
        selector_questions=len(chosen),
    )


def verbatim(answer: Answer, passages: Mapping[str, Passage]) -> list[bool]:
    """For each claim: whether its words stand at its span of the passage made afresh from content."""
    return [
        (passage := passages.get(claim.passage.id)) is not None
        and passage.url == claim.passage.url
        and passage.text[claim.start : claim.end] == claim.text != ""
        for claim in answer.claims()
    ]


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of the values do not exceed; 0 of nothing."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else 0.0


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return fmean(found) if found else 0.0
