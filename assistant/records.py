"""The shapes that travel between the assistant's modules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Scores = NDArray[np.float32]


@dataclass(frozen=True)
class Passage:
    """A retrievable piece of content, as printed at its anchor.

    `text` is what citations point into; `context` holds words that help to find the passage
    (entry, heading, the question it answers) and are never quoted. `derived` marks a sentence
    made from values by the functions that print them on the page, instead of an author's prose.
    """

    id: str  # "lora/cons/2": slug, field, position; the same as long as the field is
    url: str  # page and anchor from the site's root, "methods/lora/#drawbacks"
    title: str  # what a list of sources shows, "LoRA: drawbacks"
    slug: str  # the entry, pair or table it belongs to
    field: str  # "cons", "questions", "duration.training", ...
    text: str
    context: str = ""
    derived: bool = False


@dataclass(frozen=True)
class Reading:
    """A passage as the selector reads it: what it stands under, and the sentences that are judged."""

    heading: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Hit:
    """A passage found for a question; higher scores are better."""

    passage: Passage
    score: float  # fused; only its order means something
    dense: float = 0.0  # cosine, -1 to 1
    lexical: float = 0.0  # BM25, 0 or more


@dataclass(frozen=True)
class Claim:
    """Words of an answer that stand in a passage: `passage.text[start:end] == text`."""

    text: str
    passage: Passage
    start: int
    end: int


@dataclass(frozen=True)
class Label:
    """A name or heading a passage stands under (words of its title or context); it claims nothing."""

    text: str
    passage: Passage


@dataclass(frozen=True)
class Connective:
    """Fixed words between claims, from a closed list in the code; they claim nothing."""

    text: str


Part = Claim | Label | Connective
Row = tuple[tuple[Part, ...], ...]


@dataclass(frozen=True)
class Block:
    """A paragraph (one row, one cell), bullet points (a cell each row) or a table (first row: heads)."""

    kind: Literal["paragraph", "bullets", "table"]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Answer:
    """What is shown for a question: blocks whose every claim has its passage, or a refusal."""

    question: str
    blocks: tuple[Block, ...]
    refused: bool
    kind: str  # what was asked: define, compare, recommend, value, how, why, list, other, ...
    confidence: float  # 0 to 1, that the evidence answers the question
    nearest: tuple[tuple[str, str], ...] = ()  # (title, url) of topics offered when refusing
    follow_ups: tuple[str, ...] = ()  # questions a reader may ask next
    slugs: tuple[str, ...] = ()  # entries the answer is about, for follow-up questions
    read_as: str = ""  # the question with what the conversation added, if it added something

    def claims(self) -> Iterable[Claim]:
        """Every claim in reading order."""
        for block in self.blocks:
            for row in block.rows:
                for cell in row:
                    yield from (part for part in cell if isinstance(part, Claim))

    def passages(self) -> list[Passage]:
        """The cited passages, each once, in the order of their numbers."""
        return list({claim.passage.id: claim.passage for claim in self.claims()}.values())

    def turn(self) -> Turn:
        """What the next question of the conversation may lean on."""
        return Turn(self.read_as or self.question, self.kind, self.slugs)


@dataclass(frozen=True)
class Turn:
    """One earlier exchange of a conversation; made by `Answer.turn`."""

    question: str  # complete: with what the conversation had added to it
    kind: str = ""
    slugs: tuple[str, ...] = field(default=())


class Encoder(Protocol):
    """The small model, as the rest of the assistant sees it."""

    @property
    def fingerprint(self) -> str:
        """Names the weights and their form; an index made with another one is stale."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), 384), float32."""

    def read(self, question: str, passages: Sequence[Reading]) -> list[Scores]:
        """For each passage a logit a sentence, float32, that it holds the answer; above 0 is yes."""
