"""Measures the assistant on a question set, beside the same pipeline with a part left out.

Every system composes and refuses in the same way; `systems` says what differs.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.measures import (
    Found,
    Retrieval,
    Searcher,
    find,
    percentile,
    summarize_retrieval,
    verbatim,
)
from assistant.question_set import GoldQuestion
from assistant.records import Answer, Encoder, Passage, Turn
from assistant.scoring import Given, Scored, Stability, Summary, score, stability, summarize


class Asker(Protocol):
    """What answers questions."""

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """Answer from the content, or refuse."""


@dataclass(frozen=True)
class System:
    """A whole pipeline, with the parts that are measured by themselves."""

    name: str
    asker: Asker
    searcher: Searcher
    encoder: Encoder


@dataclass(frozen=True)
class Asked:
    """One question, its answer, and what it took."""

    scored: Scored
    answer: Answer
    found: Found | None  # None for questions the content cannot answer
    exact: list[bool]  # a claim each: it stands at its span
    seconds: float


@dataclass(frozen=True)
class Measured:
    """The figures of one system; shares from 0 to 1, times in milliseconds."""

    name: str
    answers: Summary
    retrieval: Retrieval
    stability: Stability
    claims: int
    verbatim: float  # share of the claims; 1 of none
    p50_ms: float
    p95_ms: float


def run(
    system: System,
    questions: Sequence[GoldQuestion],
    passages: Mapping[str, Passage],
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[Asked]:
    """Ask every question, after one that is not counted, so that nothing is loaded within the time."""
    system.asker.ask(questions[0].question)
    asked: list[Asked] = []
    for number, question in enumerate(questions, 1):
        asked.append(_ask(system, question, passages))
        progress(number, len(questions))
    return asked


def _ask(system: System, question: GoldQuestion, passages: Mapping[str, Passage]) -> Asked:
    history = turns(system.asker, question.history)
    start = time.perf_counter()
    answer = system.asker.ask(question.question, history)
    seconds = time.perf_counter() - start
    given = Given(words(answer), answer.refused, bool(answer.passages()))
    found = None
    if question.answerable:
        found = find(system.searcher, system.encoder, question, answer.read_as or question.question)
    return Asked(score(question, given), answer, found, verbatim(answer, passages), seconds)


def turns(asker: Asker, history: Sequence[str]) -> tuple[Turn, ...]:
    """The turns that asking these questions one after another makes."""
    made: tuple[Turn, ...] = ()
    for question in history:
        made = (*made, asker.ask(question, made).turn())
    return made


def words(answer: Answer) -> str:
    """All words of an answer without the marks of a view: no numbers of sources, no addresses."""
    rows = (row for block in answer.blocks for row in block.rows)
    return "\n".join(" ".join(part.text for cell in row for part in cell) for row in rows)


def measured(name: str, asked: Sequence[Asked]) -> Measured:
    """The figures of a run; further wordings count for stability only."""
    own = [a for a in asked if a.scored.question.paraphrase_of is None]
    times = [a.seconds * 1000 for a in asked]
    exact = [flag for a in asked for flag in a.exact]
    return Measured(
        name=name,
        answers=summarize([a.scored for a in own]),
        retrieval=summarize_retrieval([a.found for a in own if a.found]),
        stability=stability([a.scored for a in asked]),
        claims=len(exact),
        verbatim=sum(exact) / len(exact) if exact else 1.0,
        p50_ms=percentile(times, 0.50),
        p95_ms=percentile(times, 0.95),
    )
