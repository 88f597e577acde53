"""Who uses what: backlinks of entries, and the pages behind each source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.content import Content
from generator.prose import find_references, words_of
from generator.site_map import SiteMap
from generator.texts import texts
from schema.comparison import Comparison
from schema.method import Method


@dataclass(frozen=True)
class Usage:
    """Slugs of the pages that name an entry or rest on a source, in the order of the content."""

    entries: Mapping[str, tuple[str, ...]]
    sources: Mapping[str, tuple[str, ...]]
    facts: Mapping[str, tuple[str, ...]]  # source key -> facts (entry#id) read in it


@dataclass(frozen=True)
class Uses:
    """What one page names, links to and cites, and the facts read in its sources."""

    entries: tuple[str, ...]
    sources: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]  # (source key, entry#id)


def find_usage(site: SiteMap, uses: Mapping[str, Uses] | None = None) -> Usage:
    """Who uses what, worked out once for one content. `uses`: what is known already of each page."""
    found = site.content.memo.get("usage")
    if not isinstance(found, Usage):
        found = site.content.memo["usage"] = _usage(site.content, uses or find_uses(site))
    return found


def _usage(content: Content, uses: Mapping[str, Uses]) -> Usage:
    entries: dict[str, dict[str, None]] = {}
    sources: dict[str, dict[str, None]] = {}
    facts: dict[str, list[str]] = {}
    for slug, found in uses.items():
        for other in found.entries:
            if other != slug and other in content.entries:
                entries.setdefault(other, {})[slug] = None
        for key in found.sources:
            sources.setdefault(key, {})[slug] = None
        for key, fact in found.facts:
            facts.setdefault(key, []).append(fact)
    return Usage(_frozen(entries), _frozen(sources), {key: tuple(v) for key, v in facts.items()})


def find_uses(site: SiteMap, known: Mapping[str, Uses] | None = None) -> dict[str, Uses]:
    """What each page uses, read from its running text unless it is known."""
    content, known = site.content, known or {}
    owners = [*content.entries.values(), *content.comparisons.values()]
    return {owner.slug: known.get(owner.slug) or uses_of(site, owner) for owner in owners}


def uses_of(site: SiteMap, owner: Any) -> Uses:
    """What one page uses."""
    entries: dict[str, None] = {}
    sources: dict[str, None] = {}
    for _, text, mark in texts(owner):
        for words in words_of(text):
            entries.update((match.slug, None) for match in site.names.find(words))
        references = find_references(text)
        if mark.markup:
            entries.update((target.split("#")[0], None) for target in references.links)
            entries.update((name, None) for name, _ in references.facts if name)
        sources.update((key, None) for key in references.sources)
        for name, fact in references.facts:
            sources[site.content.facts[f"{name or owner.slug}#{fact}"].source] = None
    entries.update((slug, None) for slug in _related(owner))
    sources.update((fact.source, None) for fact in owner.facts)
    sources.update((key, None) for key in owner.further_reading)
    facts = tuple((fact.source, f"{owner.slug}#{fact.id}") for fact in owner.facts)
    return Uses(tuple(entries), tuple(sources), facts)


def _related(owner: Any) -> Iterator[str]:
    """What an entry names outside of its running text."""
    if isinstance(owner, Method):
        for name in type(owner.relations).model_fields:
            yield from getattr(owner.relations, name)
    elif isinstance(owner, Comparison):
        yield from (owner.a, owner.b)
    else:
        yield from owner.see_also


def _frozen(found: dict[str, dict[str, None]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(values) for key, values in found.items()}
