"""A fault in the content, as a value: where it is, what it is, and the remedy."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One fault with its place. `line` and `column` count from 1."""

    file: str
    line: int
    column: int
    field: str
    message: str
    hint: str = ""
    source_line: str = ""

    def __str__(self) -> str:
        parts = [f"{self.file}:{self.line}:{self.column}"]
        if self.field:
            parts.append(self.field)
        text = ": ".join([*parts, self.message])
        return f"{text}; {self.hint}" if self.hint else text


class ContentError(Exception):
    """The content has problems; `problems` holds every one of them in a stable order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`did you mean 'x'?` for the nearest known word, or nothing."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"did you mean '{near[0]}'?" if near else ""
