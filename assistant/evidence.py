"""The best evidence for a question: passages found, and ranked by several signs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from assistant import cues
from assistant.draft import heading_of
from assistant.lexicon import Lexicon
from assistant.question import Asked
from assistant.records import Encoder, Hit, Passage, Reading, Scores
from assistant.sentences import sentences
from assistant.shelf import Shelf

DEPTH = 40  # passages fetched
READ = 2  # of these, read by the selector: with more nothing is gained but time lost (benchmarks/README.md)
ENOUGH = 0.9  # probability from which on no further passage is read
READ_WORDS = 45  # of a passage that the selector reads
FULL_WORDS = 40  # a passage with so many words can be an answer; a shorter one is a remark

LEFT_OUT = frozenset(("tools", "availability", "notes", "intro"))
# How well a field answers a question by itself.
FIELD_WORTH = {
    "questions": 0.12,
    "sections": 0.08,
    "introduction": 0.06,
    "explanation": 0.06,
    "verdict": 0.05,
    "how_it_works": 0.05,
    "summary": 0.04,
    "misconceptions": 0.02,
    "aspects": -0.06,
    "facts": -0.06,
    "examples": -0.08,
}


@dataclass(frozen=True)
class Weights:
    """How much each sign counts in the rank of a passage."""

    dense: float = 1.5
    lexical: float = 0.45
    covered: float = 0.3
    selector: float = 0.2
    named: float = 0.15
    asked_before: float = 0.6  # the question it answers has the same words
    aspect: float = 0.4  # it answers a question on the same aspect of the same entry
    full: float = 0.12
    other_side: float = 0.1  # taken off for a pair with an entry nobody named


@dataclass(frozen=True)
class Candidate:
    """A passage with its worth for this question."""

    passage: Passage
    worth: float
    hit: Hit
    selector: float | None  # probability that it holds the answer; None if it was not read
    covered: float  # share of the question's words, by weight, that it holds
    held: tuple[float, ...] = ()  # of its first sentences, as far as they were read: how well they answer


@dataclass(frozen=True)
class Evidence:
    """What was found for a question, the best first."""

    candidates: tuple[Candidate, ...]

    @property
    def best(self) -> Candidate | None:
        """The best passage."""
        return self.candidates[0] if self.candidates else None


class Gatherer:
    """Finds and ranks passages."""

    def __init__(
        self, shelf: Shelf, encoder: Encoder, lexicon: Lexicon, weights: Weights | None = None
    ) -> None:
        self.shelf, self.encoder, self.lexicon = shelf, encoder, lexicon
        self.weights = weights or Weights()

    def gather(self, asked: Asked) -> Evidence:
        """Candidates for a question, ranked."""
        found = self.shelf.source.search(asked.query, DEPTH)
        hits = [hit for hit in found if _fits(hit.passage, asked)]
        most = max((hit.lexical for hit in hits), default=0.0) or 1.0
        first = sorted((self._candidate(asked, hit, most) for hit in hits), key=lambda c: -c.worth)
        read = self._read(asked, first[:READ])
        return Evidence(tuple(sorted([*read, *first[READ:]], key=lambda c: -c.worth)))

    def _candidate(self, asked: Asked, hit: Hit, most: float) -> Candidate:
        w, passage = self.weights, hit.passage
        covered = self.lexicon.covered(asked.text, f"{passage.context} {passage.text}")
        worth = w.dense * hit.dense + w.lexical * hit.lexical / most + w.covered * covered
        worth += w.named * _names(passage, asked) + FIELD_WORTH.get(passage.field, 0.0)
        worth += w.full * min(1.0, len(passage.text.split()) / FULL_WORDS)
        if "--" in passage.slug and not set(passage.slug.split("--")) <= set(asked.slugs):
            worth -= w.other_side
        if passage.field == "questions":
            worth += self._asked_before(asked, passage)
        return Candidate(passage, worth, hit, None, covered)

    def _asked_before(self, asked: Asked, passage: Passage) -> float:
        question = heading_of(passage).text
        same = self.weights.asked_before * self.lexicon.likeness(asked.text, question)
        on_aspect = passage.slug in asked.focus and any(
            cues.ASPECTS[aspect].search(question) for aspect in asked.aspects
        )
        return same + self.weights.aspect * on_aspect * (2 if asked.kind == "value" else 1)

    def _read(self, asked: Asked, candidates: Sequence[Candidate]) -> list[Candidate]:
        """The same candidates with what the selector says about them, until one surely answers."""
        if not self.weights.selector:
            return list(candidates)
        found = list(candidates)
        for number, candidate in enumerate(candidates):
            [logits] = self.encoder.read(asked.text, [reading_of(candidate.passage)])
            found[number] = self._judged(candidate, logits)
            if (found[number].selector or 0.0) > ENOUGH:
                break
        return found

    def _judged(self, c: Candidate, logits: Scores) -> Candidate:
        held = tuple(degree(float(logit)) for logit in logits)
        best = float(logits.max(initial=-math.inf))
        worth = c.worth + self.weights.selector * max(held, default=0.0)
        return Candidate(c.passage, worth, c.hit, chance(best), c.covered, held)


def reading_of(passage: Passage) -> Reading:
    """What the selector reads of a passage: its title and its first sentences."""
    kept: list[str] = []
    room = READ_WORDS
    for sentence in sentences(passage):
        room -= sentence.words
        if kept and room < 0:
            break
        kept.append(sentence.text)
    return Reading(passage.title, tuple(kept))


def chance(logit: float) -> float:
    """A logit as a probability."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def degree(logit: float) -> float:
    """A logit as a degree between 0 and 1.

    As probabilities most passages on the subject would be 0, and what one of them says better than
    another would be lost. The factors are chosen on questions written for development.
    """
    return chance(0.3 * logit + 0.5)


def _fits(passage: Passage, asked: Asked) -> bool:
    """Sentences made of single values and notes on tools answer only who asks for them."""
    return not passage.derived and (passage.field not in LEFT_OUT or "tools" in asked.aspects)


def _names(passage: Passage, asked: Asked) -> float:
    """1 for a passage about an entry in focus; less for a pair with it, or a common word."""
    about = set(passage.slug.split("--"))
    telling = max((asked.telling[slug] for slug in about & set(asked.slugs)), default=0.0)
    if passage.slug in asked.focus:
        return telling
    return telling * (0.6 if about & set(asked.focus) else 0.4)
