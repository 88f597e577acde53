"""The list of all sources: its order, where each source stands, and what a page of it shows."""

from __future__ import annotations

from typing import Any

from generator.content import Content
from generator.names import sort_name
from generator.parts import Part, addresses_in, part_links
from generator.usage import Usage
from generator.views import CHECKED, MOST_BACKLINKS
from schema.evidence import Source

SECTION = "sources"


def source_addresses(content: Content) -> dict[str, str]:
    """By key, the page and anchor at which a source is listed."""
    return addresses_in(SECTION, [source.key for source in _listed(content)])


def sources(content: Content, usage: Usage, part: Part) -> dict[str, Any]:
    """What a part of the list shows: under each letter the sources, with the pages and facts on them."""
    listed = _listed(content)
    letters: dict[str, list[tuple[Source, tuple[str, ...], list[list[str]]]]] = {}
    for source in part.of(listed):
        facts = [fact.split("#", 1) for fact in usage.facts.get(source.key, ())]
        letter = sort_name(source.authors)[:1].upper()
        used_in = usage.sources.get(source.key, ())[:MOST_BACKLINKS]
        letters.setdefault(letter, []).append((source, used_in, facts[:MOST_BACKLINKS]))
    counts = {level: sum(s.checked == level for s in listed) for level in CHECKED}
    names = [source.authors.partition(",")[0] for source in listed] if part.count > 1 else []
    return {
        "letters": list(letters.items()),
        "levels": [
            (CHECKED[level][:1].upper() + CHECKED[level][1:], count) for level, count in counts.items()
        ],
        "parts": part_links(SECTION, part, names),
    }


def _listed(content: Content) -> list[Source]:
    return sorted(content.sources.values(), key=lambda s: (sort_name(s.authors), s.year, s.key))
