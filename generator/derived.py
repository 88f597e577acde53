"""What all pages share and no page changes: addresses, backlinks, relations, siblings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator import views
from generator.content import Content
from generator.reads import Fingerprints
from generator.relations import Relations
from generator.site_map import SiteMap
from generator.usage import Usage, find_usage


@dataclass(frozen=True)
class Derived:
    """Worked out once from the content, and looked up by name while pages are made."""

    content: Content
    site: SiteMap
    usage: Usage
    relations: Relations
    siblings: Mapping[str, tuple[tuple[str, str], ...]]
    pairs_of: Mapping[str, list[str]]  # entry -> its pairs

    @classmethod
    def of(cls, content: Content) -> Derived:
        site = SiteMap(content)
        pairs_of: dict[str, list[str]] = {}
        for slug, pair in site.pairs.items():
            for entry in pair:
                pairs_of.setdefault(entry.slug, []).append(slug)
        return cls(content, site, find_usage(site), Relations.of(content), views.siblings(content), pairs_of)

    def maps(self) -> dict[str, Mapping[str, Any]]:
        """What the renderer looks up by name, for the fingerprints of what pages have read."""
        return {
            "used": self.usage.entries,
            "source-used": self.usage.sources,
            "source-facts": self.usage.facts,
            "relations": self.relations.by_slug,
            "siblings": self.siblings,
            "pairs-of": self.pairs_of,
        }

    def fingerprints(self) -> Fingerprints:
        """Fingerprints of everything a page can read."""
        return Fingerprints(self.content, self.site, self.maps())
