"""What the checks across files look at: every readable file, and what is known of the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from generator.problems import Problem
from generator.prose import References, find_references, uncited_numbers
from generator.texts import texts
from generator.yaml_reader import Document, Path_
from schema.base import Text
from schema.method import Method
from schema.tables import Tables

if TYPE_CHECKING:
    pass


@dataclass(frozen=True)
class Item:
    """A model that could be read, with its file and all of its running text."""

    model: Any
    document: Document
    folder: str  # "" for the shared files

    @cached_property
    def texts(self) -> list[tuple[Path_, str, Text, References]]:
        return [(where, text, mark, find_references(text)) for where, text, mark in texts(self.model)]

    @cached_property
    def uncited(self) -> list[tuple[Path_, str, Text, str]]:
        """Numbers in running text that nothing stands behind."""
        return [
            (where, text, mark, number)
            for where, text, mark, _ in self.texts
            if mark.numbers
            for number, _sentence in uncited_numbers(text)
        ]

    @property
    def slug(self) -> str:
        return getattr(self.model, "slug", "")

    @property
    def draft(self) -> bool:
        return getattr(self.model, "draft", False)

    def problem(self, where: Path_, message: str, hint: str = "") -> Problem:
        return self.document.problem(where, message, hint)


@dataclass(frozen=True)
class Context:
    """What the checks look at: every readable file, and what is known of the others."""

    items: tuple[Item, ...]
    slugs: Mapping[str, frozenset[str]]  # folder -> slugs, also of files with problems
    broken: bool  # some file could not be read, so absence of a source proves nothing

    @cached_property
    def entries(self) -> list[Item]:
        return [item for item in self.items if item.folder in ("methods", "terms", "guides")]

    @cached_property
    def methods(self) -> dict[str, Item]:
        return {item.slug: item for item in self.items if isinstance(item.model, Method)}

    @cached_property
    def entry_slugs(self) -> frozenset[str]:
        return self.slugs["methods"] | self.slugs["terms"] | self.slugs["guides"]

    @cached_property
    def drafts(self) -> frozenset[str]:
        return frozenset(item.slug for item in self.items if item.draft)

    @cached_property
    def link_targets(self) -> frozenset[str]:
        found = (item.model.tables for item in self.items if isinstance(item.model, Tables))
        tables = frozenset(table.slug for tables in found for table in tables)
        return self.entry_slugs | self.slugs["comparisons"] | tables

    @cached_property
    def sources(self) -> dict[str, Item]:
        return {s.key: item for item in self.items for s in getattr(item.model, "sources", ())}

    @cached_property
    def source_kinds(self) -> dict[str, str]:
        return {s.key: s.kind for item in self.items for s in getattr(item.model, "sources", ())}

    @cached_property
    def facts(self) -> dict[str, Any]:
        return {
            f"{item.slug}#{fact.id}": fact for item in self.items for fact in getattr(item.model, "facts", ())
        }


Check = Callable[[Context], Iterable[Problem]]
