"""Passages by entry and field, as composing needs them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

from assistant.records import Hit, Passage


class Source(Protocol):
    """Where passages come from: the index, or a small stand-in in tests."""

    def search(self, question: str, k: int = 20) -> list[Hit]:
        """The best passages for a question, the best first."""

    def passages_of(self, slug: str) -> list[Passage]:
        """Every passage of an entry, pair or table, in the order of its page."""

    def passage(self, id: str) -> Passage | None:
        """The passage of that id, if there is one."""


class Shelf:
    """The passages of entries, read once and kept."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.of = lru_cache(maxsize=256)(self._of)

    def _of(self, slug: str) -> dict[str, list[Passage]]:
        found: dict[str, list[Passage]] = {}
        for passage in self.source.passages_of(slug):
            found.setdefault(passage.field, []).append(passage)
        return found

    def field(self, slug: str, name: str) -> list[Passage]:
        """The passages of one field, in order."""
        return self.of(slug).get(name, [])

    def first(self, slug: str, name: str) -> Passage | None:
        """The first passage of a field."""
        return next(iter(self.field(slug, name)), None)

    def one(self, id: str) -> Passage | None:
        """A passage by its id."""
        slug, _, _ = id.partition("/")
        return next((p for found in self.of(slug).values() for p in found if p.id == id), None)

    def some(self, slug: str, names: Sequence[str]) -> list[Passage]:
        """The passages of several fields, in the order of the names."""
        return [passage for name in names for passage in self.field(slug, name)]
