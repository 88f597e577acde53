"""What the pages made from many entries show: plain values for the templates."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from generator import chart, derive, explorer
from generator.compare import Row, own_rows, pair_rows, share_axis
from generator.content import Content
from generator.method_cost import even_text
from generator.names import short, sort_name, title_of
from generator.parts import Part, part_links
from generator.relations import Relations
from generator.site_map import entry_url
from schema.comparison import Comparison
from schema.guide import Guide
from schema.method import Method
from schema.term import Term

CHECKED = {
    "full-text": "checked against the full text",
    "abstract": "checked against the abstract",
    "secondary": "checked against a text that cites it",
    "not-reached": "source not reached",
}
MOST_BACKLINKS = 60
MOST_SIBLINGS = 40
MOST_ON_AXIS = 150  # methods named beside an axis; the explorer has them all
MOST_ALIASES = 4
WORDS_PER_MINUTE = 220

Pairs = Mapping[str, tuple[Any, Any]]


def siblings(content: Content) -> dict[str, tuple[tuple[str, str], ...]]:
    """For each group, (title, address) of the methods listed beside each other's pages."""
    found: dict[str, list[tuple[str, str]]] = {}
    for m in content.methods.values():
        found.setdefault(m.group, []).append((short(m), entry_url(m)))
    # A longer list is no help in a margin, and would make every page grow with the content.
    return {group: tuple(items) for group, items in found.items() if len(items) <= MOST_SIBLINGS}


def home(content: Content) -> dict[str, Any]:
    groups = []
    for group in content.vocabulary.groups:
        count = sum(method.group == group.key for method in content.methods.values())
        if count:
            groups.append((group, count))
    return {"points": chart.spectrum(content), "chart": chart.FRAME, "groups": groups}


def methods(content: Content, part: Part) -> dict[str, Any]:
    ranked = explorer.ranked(content)
    here = part.of(ranked)
    rows = [(method, explorer.cells(content, method)) for method in here]
    # The home page leads to every group on the first part.
    present = {method.group for method in (ranked if part.number == 1 else here)}
    groups = [(g, [m for m in here if m.group == g.key]) for g in content.vocabulary.groups]
    return {
        "columns": explorer.SHOWN,
        "rows": rows,
        "count": len(ranked),
        "part": part,
        "parts": part_links("methods", part, [method.name for method in ranked] if part.count > 1 else []),
        "groups": [(group, found) for group, found in groups if group.key in present],
    }


def pair(
    content: Content, relations: Relations, comparison: Comparison | None, a: Any, b: Any
) -> dict[str, Any]:
    methods = isinstance(a, Method) and isinstance(b, Method)
    rows: list[Row] = own_rows(comparison) if comparison else []
    if methods:
        rows = [*pair_rows(content, a, b), *rows]
    different = methods and not share_axis(a, b)
    shared: list[str] = []
    if methods:
        mine, other = (relations.of_method(x.slug, "combines_with") for x in (a, b))
        shared = [slug for slug in mine if slug in other]
    return {
        "m": comparison,
        "a": a,
        "b": b,
        "rows": rows,
        "different": different,
        "axes": derive.label_of(content.vocabulary.axes, a.axis) if methods and not different else "",
        "shared": shared,
        "even": even_text(content, a, b) if methods and content.prices.calculator else "",
    }


def compare(content: Content, pairs: Pairs) -> dict[str, Any]:
    return {"pairs": [(slug, title_of(content, slug)) for slug in pairs]}


def comparisons(content: Content, pairs: Pairs) -> dict[str, Any]:
    listed = []
    for slug in pairs:
        comparison = content.comparisons.get(slug)
        summary = comparison.summary if comparison else "Aspect by aspect."
        listed.append((slug, title_of(content, slug), summary))
    axes = []
    for axis in content.vocabulary.axes:
        found = [m for m in content.methods.values() if m.axis == axis.key]
        # Who comes for the first time looks for the best known.
        shown = found if len(found) <= MOST_ON_AXIS else sorted(found, key=lambda m: m.tier)[:MOST_ON_AXIS]
        if found:
            axes.append((axis, [m.slug for m in shown], len(found) - len(shown)))
    return {"pairs": listed, "axes": axes}


def glossary(content: Content, part: Part) -> dict[str, Any]:
    entries: list[Method | Term] = [*content.methods.values(), *content.terms.values()]
    entries.sort(key=lambda entry: sort_name(entry.name))
    letters: dict[str, list[tuple[Any, str, str]]] = {}
    for entry in part.of(entries):
        letter = sort_name(entry.name)[:1].upper()
        letter = letter if letter.isalpha() else "#"
        shown, more = entry.aliases[:MOST_ALIASES], entry.aliases[MOST_ALIASES:]
        # What is not printed can still be searched for.
        found = (entry, ", ".join(shown), "; ".join([*more, *entry.plurals]))
        letters.setdefault(letter, []).append(found)
    names = [entry.name for entry in entries] if part.count > 1 else []
    links = part_links("glossary", part, names)
    return {"letters": list(letters.items()), "count": len(entries), "parts": links}


def reading_minutes(guide: Guide) -> int:
    """Minutes an adult takes to read a guide at 220 words a minute."""
    words = len(guide.introduction.split()) + sum(len(part.text.split()) for part in guide.sections)
    return max(1, math.ceil(words / WORDS_PER_MINUTE))
