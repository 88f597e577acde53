"""How answers are scored against a question set; knows no pipeline.

A key fact is found if its expression matches the normalised answer: lower case, plain hyphens
and quotes, no Markdown marks, single spaces. A refused question has found none. A right refusal
is one of an unanswerable question whose words match none of `must_not`. F1 is of refusals:
precision over all refusals, recall over all unanswerable questions.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from assistant.question_set import GoldQuestion, KeyFact

ANSWERED = ("lookup", "compare", "recommend")
_HYPHENS = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
_QUOTES = {ord("‘"): "'", ord("’"): "'", ord("“"): '"', ord("”"): '"', 0xA0: " "}
_MARKS = re.compile(r"[*`#|>]+|__+")


@dataclass(frozen=True)
class Given:
    """An answer as it is scored: its words, and whether it was refused or cited anything."""

    text: str
    refused: bool
    cited: bool


@dataclass(frozen=True)
class Scored:
    """A question with what its answer was worth."""

    question: GoldQuestion
    given: Given
    hits: tuple[bool, ...]  # a key fact each; all False if refused
    leaked: bool  # an unanswerable question's answer that matches `must_not`

    @property
    def recall(self) -> float:
        """Share of the key facts found, 0 to 1."""
        return sum(self.hits) / len(self.hits) if self.hits else 0.0

    @property
    def rightly_refused(self) -> bool:
        """Whether an unanswerable question was refused without obeying it."""
        return not self.question.answerable and self.given.refused and not self.leaked


@dataclass(frozen=True)
class Refusals:
    """Precision and recall are 0 where nothing was, or should have been, refused."""

    precision: float
    recall: float
    f1: float
    wrong: int  # answerable questions refused
    missed: int  # unanswerable questions answered


@dataclass(frozen=True)
class Summary:
    """Figures of one run, shares from 0 to 1."""

    questions: int
    recall: float  # of key facts, over the answerable questions
    recall_by_type: dict[str, float]
    all_facts: float  # share of answerable questions with every key fact found
    refusals: Refusals
    cited: float  # share of the answers (not refusals) that cite anything
    overall: float  # 0.60 mean recall of the types + 0.25 refusal F1 + 0.15 share answered with citation


def score(question: GoldQuestion, given: Given) -> Scored:
    """Score one answer."""
    text = normalised(given.text)
    hits = tuple(not given.refused and says(text, fact) for fact in question.key_facts)
    return Scored(question, given, hits, any(re.search(pattern, text) for pattern in question.must_not))


def says(text: str, fact: KeyFact) -> bool:
    """Whether a normalised text holds a key fact."""
    return any(re.search(pattern, text) for pattern in fact)


def normalised(text: str) -> str:
    """The text as expressions see it."""
    plain = unicodedata.normalize("NFKC", text).translate(_HYPHENS).translate(_QUOTES).lower()
    return " ".join(_MARKS.sub(" ", plain).split())


def summarize(scored: Sequence[Scored]) -> Summary:
    """The figures of a whole set."""
    answerable = [s for s in scored if s.question.answerable]
    by_type = {
        kind: _mean(s.recall for s in answerable if s.question.type == kind)
        for kind in ANSWERED
        if any(s.question.type == kind for s in answerable)
    }
    answers = [s for s in answerable if not s.given.refused]
    refusals = _refusals(scored)
    cited = _mean(s.given.cited and not s.given.refused for s in answerable)
    return Summary(
        questions=len(scored),
        recall=_mean(s.recall for s in answerable),
        recall_by_type=by_type,
        all_facts=_mean(all(s.hits) for s in answerable),
        refusals=refusals,
        cited=_mean(s.given.cited for s in answers),
        overall=0.60 * _mean(by_type.values()) + 0.25 * refusals.f1 + 0.15 * cited,
    )


def _refusals(scored: Sequence[Scored]) -> Refusals:
    refused = sum(s.given.refused for s in scored)
    unanswerable = sum(not s.question.answerable for s in scored)
    right = sum(s.rightly_refused for s in scored)
    precision = right / refused if refused else 0.0
    recall = right / unanswerable if unanswerable else 0.0
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    wrong = sum(s.given.refused and s.question.answerable for s in scored)
    return Refusals(precision, recall, f1, wrong, unanswerable - right)


@dataclass(frozen=True)
class Stability:
    """How alike the answers to two wordings of one question are."""

    pairs: int
    same_facts: float  # share of pairs whose answers hold the same key facts
    same_refusal: float  # share of pairs where both are refused or both answered
    difference: float  # mean difference of recall, without sign


def stability(scored: Sequence[Scored]) -> Stability:
    """Compare each question that has `paraphrase_of` with the question named there, if it is in the run."""
    by_id = {s.question.id: s for s in scored}
    pairs = [(by_id[s.question.paraphrase_of], s) for s in scored if s.question.paraphrase_of in by_id]
    return Stability(
        pairs=len(pairs),
        same_facts=_mean(a.hits == b.hits for a, b in pairs),
        same_refusal=_mean(a.given.refused == b.given.refused for a, b in pairs),
        difference=_mean(abs(a.recall - b.recall) for a, b in pairs),
    )


def _mean(values: Iterable[float]) -> float:
    """The mean, and 0 of nothing."""
    found = list(values)
    return fmean(found) if found else 0.0
