"""What all pages share and no page changes: addresses, backlinks, relations, siblings."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from generator import views
from generator.content import Content
from generator.reads import Fingerprints
from generator.relations import Relations
from generator.site_map import SiteMap
from generator.texts import texts
from generator.timeline import timeline_addresses
from generator.traces import Names
from generator.usage import Usage, Uses, find_usage, find_uses, uses_of


@dataclass(frozen=True)
class Derived:
    """Worked out once from the content, and looked up by name while pages are made."""

    content: Content
    site: SiteMap
    uses: Mapping[str, Uses]  # by page; `usage` is the same seen from what is used
    usage: Usage
    relations: Relations
    siblings: Mapping[str, tuple[tuple[str, str], ...]]
    pairs_of: Mapping[str, list[str]]  # entry -> its pairs
    timeline: Mapping[str, str]  # method -> where the timeline lists it

    @classmethod
    def of(cls, content: Content) -> Derived:
        site = SiteMap(content)
        uses = find_uses(site)
        return cls(
            content,
            site,
            uses,
            find_usage(site, uses),
            Relations.of(content),
            views.siblings(content),
            _pairs_of(site),
            timeline_addresses(content),
        )

    def maps(self) -> dict[str, Mapping[str, Any]]:
        """What the renderer looks up by name, for the fingerprints of what pages have read."""
        return {
            "used": self.usage.entries,
            "source-used": self.usage.sources,
            "source-facts": self.usage.facts,
            "relations": self.relations.by_slug,
            "siblings": self.siblings,
            "pairs-of": self.pairs_of,
            "timeline": self.timeline,
        }

    def fingerprints(self) -> Fingerprints:
        """Fingerprints of everything a page can read."""
        return Fingerprints(self.content, self.site, self.maps())


def derived_after(old: Derived, content: Content) -> Derived:
    """What `Derived.of(content)` gives, keeping what the change of content leaves as it was."""
    before, now = _models(old.content), _models(content)
    changed = [slug for slug, model in now.items() if before.get(slug) is not model]
    gone = [slug for slug in before if slug not in now]
    same = not gone and all(slug in before for slug in changed)

    def kept(*fields: str) -> bool:
        """Whether these fields are as they were everywhere."""
        return same and all(
            getattr(before[slug], field, None) == getattr(now[slug], field, None)
            for slug in changed
            for field in fields
        )

    site = _site_after(old, content, changed, kept)
    if _facts(before, changed) != _facts(now, changed):  # others may cite their sources through them
        uses = find_uses(site)
    elif site.names is old.site.names and same:
        uses = {**old.uses, **{slug: uses_of(site, now[slug]) for slug in changed}}
    else:
        lost = Names.of(old.site.names).changed(Names.of(site.names))
        known = {
            slug: uses
            for slug, uses in old.uses.items()
            if slug not in changed and slug in now and not _stands_in(lost, now[slug])
        }
        uses = find_uses(site, known)
    return Derived(
        content,
        site,
        uses,
        _usage_after(old, site, uses),
        old.relations if kept("relations", "parent") else Relations.of(content),
        old.siblings if kept("name", "short_name", "group") else views.siblings(content),
        old.pairs_of if list(site.pairs) == list(old.site.pairs) else _pairs_of(site),
        old.timeline if kept("name", "short_name", "introduced") else timeline_addresses(content),
    )


def _usage_after(old: Derived, site: SiteMap, uses: Mapping[str, Uses]) -> Usage:
    if uses == old.uses:
        site.content.memo["usage"] = old.usage  # the exports ask for it too
    return find_usage(site, uses)


def _site_after(old: Derived, content: Content, changed: list[str], kept: Callable[..., bool]) -> SiteMap:
    site = SiteMap(content)
    if kept("name", "short_name", "aliases", "plurals", "tooltip"):
        vars(site)["names"] = old.site.names
    if kept("relations", "axis", "a", "b", "former_slugs") and content.tables is old.content.tables:
        entries, pairs = content.entries, dict(old.site.pairs)
        for slug in [pair for entry in changed for pair in old.pairs_of.get(entry, ())]:
            a, b = pairs[slug]
            pairs[slug] = entries[a.slug], entries[b.slug]
        vars(site).update(pairs=pairs, urls=old.site.urls, redirects=old.site.redirects)
    return site


def _models(content: Content) -> dict[str, Any]:
    """Every entry and comparison by slug."""
    return {**content.entries, **content.comparisons}


def _facts(models: Mapping[str, Any], slugs: list[str]) -> list[Any]:
    return [[(fact.id, fact.source) for fact in models[slug].facts] for slug in slugs if slug in models]


def _stands_in(names: Collection[str], model: Any) -> bool:
    """Whether one of these names in lower case may stand in a model's running text."""
    words = [text.lower().replace("\n", " ") for _, text, _ in texts(model)]
    return any(name in text for text in words for name in names)


def _pairs_of(site: SiteMap) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for slug, pair in site.pairs.items():
        for entry in pair:
            found.setdefault(entry.slug, []).append(slug)
    return found
