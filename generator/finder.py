"""What the search's own script finds by name, alias or a slip of the pen: entries with their definitions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from generator.content import Content
from generator.names import short
from generator.site_map import entry_url
from schema.method import Method
from schema.term import Term

MOST_ENTRIES = 3000  # about a megabyte; beyond that the search of texts alone finds the rest
MOST_FORMS = 12  # of one entry


def finder_data(content: Content) -> list[list[Any]]:
    """`[address, name, other forms, definition]` of methods, then terms; a bounded number of them."""
    entries: list[Method | Term] = [*content.methods.values(), *content.terms.values()]
    return [[entry_url(e), e.name, _forms(e), e.summary] for e in entries[:MOST_ENTRIES]]


def _forms(entry: Method | Term) -> Sequence[str]:
    found = dict.fromkeys([short(entry), *entry.aliases, *entry.plurals])
    found.pop(entry.name, None)
    return list(found)[:MOST_FORMS]
