"""What has not been looked at for too long: facts, prices, offers, and whole entries."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.content import FOLDERS, Content
from generator.owners import Owners
from generator.yaml_reader import Path_

# After how many days each kind must be looked at again. Prices and offers move fastest.
LIMITS: Mapping[str, int] = {
    "price": 180,
    "availability": 180,
    "tool": 365,
    "status": 365,
    "review": 365,
    "fact": 730,
    "source": 730,
}


@dataclass(frozen=True)
class Stale:
    """One thing past its date. `days` is how far past."""

    file: str
    line: int
    field: str
    kind: str
    date: str
    days: int
    owners: tuple[str, ...]


def find_stale(
    content: Content, owners: Owners, today: datetime.date, limits: Mapping[str, int] = LIMITS
) -> list[Stale]:
    """Everything past its date, the most overdue first. Drafts are left out."""
    found = []
    for name, model in _files(content):
        document = content.documents[name]
        for where, kind, date in _dates(model):
            late = (today - date).days - limits[kind]
            if late > 0:
                place = document.problem(where, "")
                found.append(Stale(name, place.line, place.field, kind, str(date), late, owners.of(name)))
    return sorted(found, key=lambda item: (-item.days, item.file, item.line))


def _files(content: Content) -> Iterator[tuple[str, Any]]:
    root = next(iter(content.documents)).split("/", 1)[0]
    for folder in FOLDERS:
        for slug, model in getattr(content, folder).items():
            yield f"{root}/{folder}/{slug}.yaml", model
    yield f"{root}/prices.yaml", content.prices


def _dates(model: Any) -> Iterator[tuple[Path_, str, datetime.date]]:
    """(place, kind, date) of every date in a file that grows old."""
    if reviewed := getattr(model, "reviewed", None):
        yield ("reviewed",), "review", reviewed
    if status := getattr(model, "status", None):
        yield ("status", "as_of"), "status", status.as_of
    for name, kind, date in (
        ("facts", "fact", "on"),
        ("sources", "source", "opened"),
        ("tools", "tool", "as_of"),
        ("availability", "availability", "as_of"),
        ("prices", "price", "as_of"),
    ):
        for number, item in enumerate(getattr(model, name, ())):
            yield (name, number, date), kind, getattr(item, date)
