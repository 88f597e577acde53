"""Addresses of pages, and the words that lead to them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate

from generator.content import Content, Entry
from schema.guide import Guide
from schema.method import Method
from schema.term import Term


def entry_url(entry: Entry) -> str:
    """Address of an entry's page, relative to the site's root."""
    folder = "methods" if isinstance(entry, Method) else "glossary"
    return f"{'guides' if isinstance(entry, Guide) else folder}/{entry.slug}/"


def relative(here: str, there: str) -> str:
    """Address of `there` as written on the page `here` (both relative to the root)."""
    return "../" * here.count("/") + there or "./"


@dataclass(frozen=True)
class SiteMap:
    """Where everything that prose can link to has its page."""

    content: Content

    @cached_property
    def pairs(self) -> dict[str, tuple[Entry, Entry]]:
        """Pairs that get a page: those with a verdict, and alternatives on the same axis."""
        entries, methods = self.content.entries, self.content.methods
        found = {slug: (entries[c.a], entries[c.b]) for slug, c in self.content.comparisons.items()}
        for method in methods.values():
            for other in method.relations.alternative_to:
                if other in methods and methods[other].axis == method.axis:
                    a, b = sorted((method.slug, other))
                    found.setdefault(f"{a}--{b}", (methods[a], methods[b]))
        return dict(sorted(found.items()))

    @cached_property
    def urls(self) -> dict[str, str]:
        """Address by link target: slugs of entries, pairs and tables."""
        urls = {slug: entry_url(entry) for slug, entry in self.content.entries.items()}
        urls.update((slug, f"comparisons/{slug}/") for slug in self.pairs)
        urls.update((t.slug, f"comparisons/{t.slug}/") for t in self.content.tables.tables)
        return urls

    @cached_property
    def redirects(self) -> dict[str, str]:
        """Old address -> new one, for every former slug."""
        return {
            entry_url(entry.model_copy(update={"slug": old})): entry_url(entry)
            for entry in self.content.entries.values()
            for old in entry.former_slugs
        }

    @cached_property
    def names(self) -> NameIndex:
        """The words that get a definition on hover."""
        return NameIndex.of(self.content)


@dataclass(frozen=True)
class Match:
    """A name found in a text, from `start` to `end`."""

    start: int
    end: int
    slug: str


_WORD = re.compile(r"[^\W_]+")
_WORDS = re.compile(f"({_WORD.pattern})")
_BRACKETS = re.compile(r"\s*\([^)]*\)$")


@dataclass(frozen=True)
class NameIndex:
    """Finds names, plurals and aliases in running text: exact words only, the longest first."""

    names: dict[str, tuple[str, str, bool]] = field(repr=False)  # lower case -> name, slug, exact case
    longest: dict[str, int] = field(repr=False)  # first word -> most words of a name it begins
    _found: dict[str, tuple[Match, ...]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, content: Content) -> NameIndex:
        names: dict[str, tuple[str, str, bool]] = {}
        longest: dict[str, int] = {}
        entries: list[Method | Term] = [*content.methods.values(), *content.terms.values()]
        for entry in entries:
            for name in surface_forms(entry):
                words = _WORD.findall(name.lower())
                if not words or not name[-1].isalnum() or not name[0].isalnum():
                    continue
                exact = _is_acronym(name) or (isinstance(entry, Term) and entry.tooltip == "exact-case")
                names.setdefault(name.lower(), (name, entry.slug, exact))
                longest[words[0]] = max(longest.get(words[0], 0), len(words))
        return cls(names, longest)

    def find(self, text: str) -> tuple[Match, ...]:
        """Names in the order they stand in, without overlaps; line breaks count as spaces.

        Backlinks and pages read the same texts, so what was found is kept.
        """
        found = self._found.get(text)
        if found is None:
            found = self._found[text] = tuple(self._find(text))
        return found

    def _find(self, text: str) -> Iterator[Match]:
        lowered = text.lower().replace("\n", " ")
        if len(lowered) != len(text):  # a letter whose lower case is longer: keep offsets true
            lowered = text.replace("\n", " ")
        parts = _WORDS.split(lowered)  # between words, a word, between words, …
        words = parts[1::2]
        if self.longest.keys().isdisjoint(words):
            return
        ends = list(accumulate(map(len, parts)))
        starts, stops, end = ends[:-1:2], ends[1::2], 0
        for number, word in enumerate(words):
            most = self.longest.get(word)
            if most is None or (start := starts[number]) < end or _inside_word(lowered, start):
                continue
            for stop in reversed(stops[number : number + most]):
                found = self.names.get(lowered[start:stop])
                if found and self._fits(text, start, stop, found):
                    yield Match(start, stop, found[1])
                    end = stop
                    break

    @staticmethod
    def _fits(text: str, start: int, stop: int, found: tuple[str, str, bool]) -> bool:
        name, _, exact = found
        return _ends_word(text, stop) and (not exact or text[start:stop].replace("\n", " ") == name)


def _inside_word(text: str, start: int) -> bool:
    return start > 0 and text[start - 1] in "-_"


def surface_forms(entry: Method | Term) -> Iterator[str]:
    """Every form under which an entry may stand in a text, if it gets a tooltip at all."""
    if isinstance(entry, Term) and entry.tooltip == "never":
        return
    names = [entry.name, *entry.aliases]
    if isinstance(entry, Method) and entry.short_name:
        names.append(entry.short_name)
    names += [bare for name in names if (bare := _BRACKETS.sub("", name)) != name]
    yield from names
    yield from entry.plurals
    for name in names:
        if name[-1].isalpha() and not name.endswith(("s", "x", "ing", "y")):
            yield f"{name}s"


def _is_acronym(name: str) -> bool:
    return " " not in name and sum(character.isupper() for character in name) >= 2


def _ends_word(text: str, stop: int) -> bool:
    if stop >= len(text):
        return True
    following = text[stop]
    if following == "-":
        return not text[stop + 1 : stop + 2].isalnum()
    return not (following.isalnum() or following == "_")
