"""Sentences of passages, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.records import Claim, Passage

_END = re.compile(r"[.!?][\"'”’)]*\s+(?=[\"'“‘(`*]*[A-Z0-9“])")
_NO_END = re.compile(r"(?:\b(?:al|e\.g|i\.e|vs|approx|ca|cf|Fig|No|Dr|Mr|Ms|St|Inc|v)|\b[A-Z])\.$")
# A sentence that begins like this leans on the one before it.
_LEANS = re.compile(
    r"(?:It|Its|They|Their|Them|This|That|These|Those|He|She|Both|Such|But|And|Or|So|Then|Thus|Hence|Here"
    r"|There"
    r"|Therefore|However|Instead|Otherwise|Also|Too|Still|Yet|Again|Likewise|Similarly|Each|Either|Neither"
    r"|Another|Others?|The same|The (?:first|second|third|former|latter|other|rest|result|price|reason|effect"
    r"|difference|change|idea|gain|saving|remedy|answer|two)|For (?:this|that|these)|In (?:this|that|both)"
    r"|One of (?:them|these)|After that|Without (?:it|them|this)|With (?:it|them|this)|Beside|Now|Today"
    r"|Next)\b"
)


@dataclass(frozen=True)
class Sentence:
    """A sentence of a passage: `passage.text[start:end]`."""

    passage: Passage
    start: int
    end: int

    @property
    def text(self) -> str:
        """The words as they stand in the passage."""
        return self.passage.text[self.start : self.end]

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self.text.split())

    @property
    def leans(self) -> bool:
        """Whether it needs the sentence before it to be understood."""
        return bool(_LEANS.match(self.text))

    def claim(self) -> Claim:
        """The sentence as part of an answer."""
        return Claim(self.text, self.passage, self.start, self.end)


def sentences(passage: Passage) -> list[Sentence]:
    """The sentences of a passage in order; a line break always ends one."""
    found: list[Sentence] = []
    position = 0
    for line in passage.text.split("\n"):
        found += (Sentence(passage, position + a, position + b) for a, b in _spans(line))
        position += len(line) + 1
    return found


def _spans(line: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _END.finditer(line):
        end = match.end() - (len(match.group()) - len(match.group().rstrip()))
        if not _NO_END.search(line[start:end]):
            yield start, end
            start = match.end()
    if line[start:].strip():
        yield start, start + len(line[start:].rstrip())


def whole(passage: Passage) -> Claim:
    """A passage as one claim."""
    return Claim(passage.text, passage, 0, len(passage.text))
