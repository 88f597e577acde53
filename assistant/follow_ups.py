"""Questions a reader may ask next: those the content answers on the same entries."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.question import Asked
from assistant.shelf import Shelf

MOST = 3


def follow_ups(shelf: Shelf, asked: Asked, slugs: Sequence[str]) -> tuple[str, ...]:
    """Up to three questions that the pages of these entries answer, without the one just asked."""
    found: dict[str, None] = {}
    for slug in slugs[:2]:
        for passage in shelf.field(slug, "questions"):
            if passage.id.endswith("/0"):
                question = passage.title.partition(": ")[2]
                found[question[:1].upper() + question[1:]] = None
    given = asked.text.lower().rstrip("? ")
    return tuple(q for q in found if q.lower().rstrip("? ") != given)[:MOST]
