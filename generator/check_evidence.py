"""Rules on evidence: numbers, facts and sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from generator.problems import Problem
from generator.prose import CODE, HTML, IMAGE, TOKEN
from generator.yaml_reader import Path_

if TYPE_CHECKING:
    pass
from generator.check_context import Context, Item
from generator.check_drafts import TODO
from generator.check_names import source_exists


def prose_is_light_markdown(context: Context) -> Iterator[Problem]:
    """No HTML, no images and no links that cannot be read: what cannot be checked is not printed."""
    for item in context.items:
        for where, text, _, _ in item.texts:
            if "<" not in text and "](" not in text:
                continue
            bare = CODE.sub("", text)
            if IMAGE.search(bare):
                yield item.problem(where, "holds an image", "describe it in words")
            elif "](" in TOKEN.sub("", text):
                hint = "write [words](slug) or [words](https://…), without spaces, quotes or brackets"
                yield item.problem(where, "holds a link that cannot be read", hint)
            if HTML.search(bare):
                yield item.problem(where, "holds HTML", "use Markdown, or put code in backticks")


def numbers_have_evidence(context: Context) -> Iterator[Problem]:
    """Every number in running text is cited, a fact, or marked as an estimate or example."""
    for item in context.items:
        if item.draft:
            continue
        for where, text, mark, number in item.uncited:
            if text.startswith(TODO):
                continue
            hint = "cite it [@source], print a fact {entry#fact}, or mark it (estimate) or (example)"
            if not mark.markup:
                hint = "say it in words; a summary holds no citations"
            yield item.problem(where, f"the number {number} has no evidence", hint)


def sources_are_defined_once(context: Context) -> Iterator[Problem]:
    """A source lives in one file, under one key."""
    owner: dict[str, str] = {}
    for item in context.items:
        for index, source in enumerate(getattr(item.model, "sources", ())):
            first = owner.setdefault(source.key, f"{item.document.file}:{index}")
            if first != f"{item.document.file}:{index}":
                file = first.rsplit(":", 1)[0]
                message = f"the source '{source.key}' is already defined in {file}"
                yield item.problem(("sources", index, "key"), message, "remove it here and cite it by key")


def sources_are_used(context: Context) -> Iterator[Problem]:
    """A source nobody cites is clutter; a cited key that does not exist is an error."""
    if context.broken:
        return
    used: set[str] = set()
    for item in context.items:
        used.update(key for _, _, _, found in item.texts for key in found.sources)
        used.update(fact.source for fact in getattr(item.model, "facts", ()))
        used.update(getattr(item.model, "further_reading", ()))
        used.update(price.source for price in getattr(item.model, "prices", ()) if price.source)
    for item in context.items:
        for index, source in enumerate(getattr(item.model, "sources", ())):
            if source.key not in used:
                message = f"the source '{source.key}' is never cited"
                hint = "cite it, list it under further_reading, or remove it"
                yield item.problem(("sources", index, "key"), message, hint)


def evidence_resolves(context: Context) -> Iterator[Problem]:
    """Facts, prices and reading lists name sources that exist; fact ids are unique in a file."""
    for item in context.items:
        facts = getattr(item.model, "facts", ())
        named: list[tuple[Path_, str]] = [(("facts", i, "source"), f.source) for i, f in enumerate(facts)]
        named += [
            (("further_reading", i), key) for i, key in enumerate(getattr(item.model, "further_reading", ()))
        ]
        for i, price in enumerate(getattr(item.model, "prices", ())):
            if price.source:
                named.append((("prices", i, "source"), price.source))
            if (price.source is None) == (price.basis is None):
                yield item.problem(("prices", i), "needs either a source or a basis", "give one of the two")
        for where, key in named:
            yield from source_exists(context, item, where, key, "names")
        counts = Counter(fact.id for fact in facts)
        for i, fact in enumerate(facts):
            if counts[fact.id] > 1:
                yield item.problem(("facts", i, "id"), f"the fact '{fact.id}' is defined twice", "rename one")


def cited_sources(item: Item, facts: Mapping[str, Any]) -> set[str]:
    """Keys of the sources a file rests on: cited in its text, or behind facts it prints."""
    keys = {key for _, _, _, found in item.texts for key in found.sources}
    for _, _, _, found in item.texts:
        for owner, name in found.facts:
            fact = facts.get(f"{owner or item.slug}#{name}")
            keys.update([fact.source] if fact else [])
    keys.update(fact.source for fact in getattr(item.model, "facts", ()))
    return keys
