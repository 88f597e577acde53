"""How methods relate to each other, in both directions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator.content import Content


@dataclass(frozen=True)
class Relations:
    """Relations of every method, the reverse of what others state included."""

    by_slug: Mapping[str, Mapping[str, list[str]]]

    @classmethod
    def of(cls, content: Content) -> Relations:
        found: dict[str, dict[str, list[str]]] = {slug: {} for slug in content.methods}

        def add(slug: str, name: str, other: str) -> None:
            listed = found.get(slug, {}).setdefault(name, [])
            if other not in listed:
                listed.append(other)

        stated = [
            (method.slug, name, other)
            for method in content.methods.values()
            for name in type(method.relations).model_fields
            for other in getattr(method.relations, name)
        ]
        for method in content.methods.values():
            if method.parent:
                add(method.slug, "parent", method.parent)
        for slug, name, other in stated:
            add(slug, name, other)
        for slug, name, other in stated:  # what others say comes after what a method says itself
            add(other, _REVERSE[name], slug)
        return cls(found)

    def of_method(self, slug: str, name: str) -> list[str]:
        """Slugs a method is related to in one way, its own statements first."""
        return self.by_slug[slug].get(name, [])


_REVERSE = {
    "combines_with": "combines_with",
    "alternative_to": "alternative_to",
    "precedes": "preceded_by",
    "needs": "needed_by",
    "grew_from": "led_to",
}
