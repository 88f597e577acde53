"""The best evidence for a question: passages ranked, and sentences chosen and put in order."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant import cues
from assistant.draft import Draft, content_words
from assistant.names import singular
from assistant.question import Asked
from assistant.records import Encoder, Hit, Passage
from assistant.sentences import Sentence, sentences
from assistant.shelf import Shelf

DEPTH = 40  # passages fetched
SCORED = 14  # of these, read by the selector
READ_WORDS = 70  # of a passage that the selector reads
LEAD_WORDS = 110  # of an answer that may come from its best passage
MORE_PASSAGES = 3  # that may add a sentence or two
ADDED = 2  # sentences from each of those

# Sentences made from single values: they answer only who asks for a value.
TABULAR = frozenset(("effects", "glance", "changes", "cells", "numbers", "cost", "typical_tasks", "members"))
LEFT_OUT = frozenset(("tools", "availability", "notes", "intro"))
# How well a field answers a question by itself.
FIELD_WORTH = {
    "questions": 0.12, "sections": 0.08, "introduction": 0.06, "explanation": 0.06, "summary": 0.04,
    "verdict": 0.05, "how_it_works": 0.05, "misconceptions": 0.03, "examples": -0.06, "facts": -0.05,
    "aspects": -0.02,
}  # fmt: skip


@dataclass(frozen=True)
class Weights:
    """How much each sign counts in the rank of a passage."""

    dense: float = 1.0
    lexical: float = 0.5
    selector: float = 0.6
    named: float = 0.15
    asked_before: float = 0.6  # the question it answers has the same words


@dataclass(frozen=True)
class Candidate:
    """A passage with its worth for this question."""

    passage: Passage
    worth: float
    hit: Hit
    selector: float  # logit; 0 if it was not read
    covered: float  # share of the question's words, by weight, that it holds


@dataclass(frozen=True)
class Evidence:
    """What was found for a question, the best first."""

    candidates: tuple[Candidate, ...]

    @property
    def best(self) -> Candidate | None:
        """The best passage."""
        return self.candidates[0] if self.candidates else None


class Gatherer:
    """Finds and ranks passages. `counts`: in how many passages each word (singular) stands."""

    def __init__(
        self, shelf: Shelf, encoder: Encoder, counts: Mapping[str, int], weights: Weights | None = None
    ) -> None:
        self.shelf, self.encoder, self.counts = shelf, encoder, counts
        self.weights = weights or Weights()
        self._total = max(counts.values(), default=1)

    def gather(self, asked: Asked) -> Evidence:
        """Candidates for a question, ranked."""
        hits = [hit for hit in self.shelf.source.search(asked.query, DEPTH) if _fits(hit.passage, asked)]
        hits = hits[: DEPTH // 2]
        logits = self._read(asked, [hit.passage for hit in hits[:SCORED]])
        most = max((hit.lexical for hit in hits), default=0.0) or 1.0
        found = [
            self._candidate(asked, hit, logit, most)
            for hit, logit in zip(hits, logits + [None] * len(hits), strict=False)
        ]
        return Evidence(tuple(sorted(found, key=lambda c: -c.worth)))

    def _read(self, asked: Asked, passages: Sequence[Passage]) -> list[float | None]:
        if not self.weights.selector or not passages:
            return []
        texts = [read_text(p) for p in passages]
        return [float(score) for score in self.encoder.score(asked.text, texts)]

    def _candidate(self, asked: Asked, hit: Hit, logit: float | None, most: float) -> Candidate:
        w, passage = self.weights, hit.passage
        covered = self.covered(asked.text, f"{passage.context} {passage.text}")
        worth = w.dense * hit.dense + w.lexical * (hit.lexical / most) * 0.5 + w.lexical * covered * 0.5
        worth += w.selector * _squash(logit) if logit is not None else 0.0
        worth += w.named * _names(passage, asked) + FIELD_WORTH.get(passage.field, 0.0)
        if passage.field == "questions":
            worth += w.asked_before * self.same_question(asked.text, passage)
        return Candidate(passage, worth, hit, logit or 0.0, covered)

    def same_question(self, text: str, passage: Passage) -> float:
        """How alike the question and the one a passage answers are, by weighted words, 0 to 1."""
        mine, other = self.weighted(text), self.weighted(passage.title.partition(": ")[2])
        both = sum(weight for word, weight in mine.items() if word in other)
        return both / (sum({**mine, **other}.values()) or 1.0)

    def covered(self, question: str, text: str) -> float:
        """Share of the question's words, by weight, that a text holds."""
        words, held = self.weighted(question), set(word_stems(text))
        return sum(w for word, w in words.items() if word in held) / (sum(words.values()) or 1.0)

    def weighted(self, text: str) -> dict[str, float]:
        """The words of a text that carry a topic, rarer ones heavier."""
        return {word: self.weight(word) for word in word_stems(text)}

    def weight(self, word: str) -> float:
        """How much a word tells: rare words most, words the content does not hold as much."""
        return math.log(1 + self._total / (1 + self.counts.get(word, 0)))


_WORD = re.compile(r"[^\W_]+(?:['’][a-z]+)?")


def word_stems(text: str) -> list[str]:
    words = (word.lower().replace("’", "'") for word in _WORD.findall(text))
    return [stem(word) for word in words if word not in cues.FUNCTION_WORDS and len(word) > 1]


_SUFFIX = re.compile(r"(?:'s|ization|isation|ations?|ings?|ions?|ied|ies|ers?|ed|es|ly|e)$")


def stem(word: str) -> str:
    """A word without its common endings, so that `chunking` and `chunks` are one."""
    word = singular(word)
    cut = _SUFFIX.sub("", word)
    return cut if len(cut) >= 4 else word


def read_text(passage: Passage) -> str:
    """What the selector reads of a passage: the question it answers, if any, and its beginning."""
    head = passage.title.partition(": ")[2] if passage.field in ("questions", "sections") else ""
    words = f"{head} {passage.text}".split()
    return " ".join(words[:READ_WORDS])


def _fits(passage: Passage, asked: Asked) -> bool:
    if passage.field in TABULAR or (passage.field in LEFT_OUT and "tools" not in asked.aspects):
        return False
    return True


def _names(passage: Passage, asked: Asked) -> float:
    """1 if the passage is about an entry the question names, less if it is about a pair with it."""
    if passage.slug in asked.slugs:
        return 1.0
    return 0.6 if set(passage.slug.split("--")) & set(asked.slugs) else 0.0


def _squash(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))


def compose(gatherer: Gatherer, asked: Asked, evidence: Evidence, draft: Draft | None = None) -> Draft:
    """An answer from the best passages: most of the first, and what others add."""
    draft = draft or Draft()
    first, *others = evidence.candidates
    _lead(draft, gatherer, asked, first.passage)
    floor = 0.72 * first.worth
    added = 0
    for candidate in others:
        if added == MORE_PASSAGES or draft.left < 12 or candidate.worth < floor:
            break
        chosen = _best_run(gatherer, asked, candidate.passage, ADDED, min(draft.left, 45))
        added += draft.paragraph([s.claim() for s in chosen])
    return draft


def _lead(draft: Draft, gatherer: Gatherer, asked: Asked, passage: Passage) -> None:
    """The best passage: an answer or paragraph from its start, a long text from its best sentence on."""
    lines = passage.text.split("\n")
    room = min(LEAD_WORDS, draft.left)
    found = sentences(passage)
    if len(lines) > 2:
        return _with_items(draft, gatherer, asked, passage, room)
    if sum(s.words for s in found) > room and passage.field not in ("questions", "explanation", "summary"):
        found = _best_run(gatherer, asked, passage, len(found), room)
    draft.paragraph([s.claim() for s in found], most=room)
    return None


def _with_items(draft: Draft, gatherer: Gatherer, asked: Asked, passage: Passage, room: int) -> None:
    """Running text with a list: its opening, and the items that fit, in their order."""
    lines = passage.text.split("\n")
    found = sentences(passage)
    opening = [s for s in found if s.end <= len(lines[0])]
    items: list[list[Sentence]] = []
    position = 0
    for line in lines:
        inside = [s for s in found if position <= s.start and s.end <= position + len(line)]
        if position:
            items.append(inside)
        position += len(line) + 1
    draft.paragraph([s.claim() for s in opening], most=room)
    room -= sum(s.words for s in opening)
    ranked = sorted(
        range(len(items)),
        key=lambda n: -max((gatherer.covered(asked.text, s.text) for s in items[n]), default=0),
    )
    kept: list[int] = []
    for number in ranked if sum(s.words for item in items for s in item) > room else range(len(items)):
        size = sum(s.words for s in items[number])
        if items[number] and size <= room:
            room -= size
            kept.append(number)
    claims = []
    for number in sorted(kept):
        a, b = items[number][0], items[number][-1]
        joined = Sentence(passage, a.start, b.end)
        claims.append(joined.claim())
    draft.bullets(claims)


def _best_run(gatherer: Gatherer, asked: Asked, passage: Passage, count: int, room: int) -> list[Sentence]:
    """Neighbouring sentences that hold most of the question's words and do not lean on what is left out."""
    found = sentences(passage)
    best: tuple[float, list[Sentence]] = (-1.0, [])
    for start, first in enumerate(found):
        if first.leans and start:
            continue
        run: list[Sentence] = []
        for sentence in found[start : start + count]:
            if sum(s.words for s in run) + sentence.words > room:
                break
            run.append(sentence)
        if run:
            text = " ".join(s.text for s in run)
            worth = gatherer.covered(asked.text, text) + 0.002 * len(content_words(text)) - 0.01 * start
            best = max(best, (worth, run), key=lambda pair: pair[0])
    return best[1]
