"""Any methods side by side: the rows of the page of comparisons, one cell for each method."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from generator import derive
from generator.content import Content
from generator.derive import UNKNOWN, Cell
from generator.method_cost import method_cost, start_cost, start_text
from generator.method_view import changes, effects, glance, numbers, when
from generator.names import pair_title, short
from generator.plain import plain_text
from generator.relations import Relations
from generator.site_map import SiteMap, entry_url
from schema.method import Method

MOST_REASONS = 4  # pros and cons a column shows; the page has all


@dataclass(frozen=True)
class Row:
    """An aspect. Running text always differs, so only rows that are `marked` say whether they do."""

    label: str
    marked: bool = True


@dataclass(frozen=True)
class Section:
    """Rows under one heading."""

    key: str
    label: str
    rows: tuple[Row, ...]


def sections(content: Content) -> tuple[Section, ...]:
    """Every row there is, in order, under its heading."""
    told = [Row(label, marked=False) for label in ("Definition", "Purpose", "What one gets", "Typical tasks")]
    return (
        Section("definition", "Definition and purpose", (told[0], *map(Row, _KIND), *told[1:])),
        Section("numbers", "Numbers", (Row("Scenario", marked=False), *map(Row, _numbers(content)))),
        Section("change", "What changes, and how fast", tuple(map(Row, _change(content)))),
        Section("effects", "Effects", tuple(Row(effect.label) for effect in content.vocabulary.effects)),
        Section("when", "When to use it and when not", tuple(Row(label, marked=False) for label in _WHEN)),
    )


_KIND = ("Kind of choice", "Group", "Objective", "Stage", "First published")
_PRICED = "hours at the rates of the cost calculator; estimate"
_WHEN = ("Needed in any case", "Use it if", "Avoid it if", "Advantages", "Drawbacks")


def _numbers(content: Content) -> tuple[str, ...]:
    """Labels as `method_view` gives them; the last three stand in its glance."""
    w, scales = content.words, content.scales.ordinals
    steps = (w["training"], "Setup", "One try", "Start to result", "Data", "Labelling work")
    machine = (content.scales.compute.label, scales.hardware.label)
    uses = (w["extra_input"], w["extra_output"], w["latency"], w["memory"])
    known = (scales.access.label, scales.expertise.label, "Organisation needs")
    return (*steps, *machine, *uses, "Cost at the start", *known)


def _change(content: Content) -> tuple[str, ...]:
    """Labels as `method_view` gives them; the last two stand in its glance."""
    own = ("What changes", content.words["trained_share"], content.words["mergeable"], "Can be taken back")
    return (*own, "What is left to store", "Changes go live", "Control")


def side_by_side_data(content: Content) -> dict[str, Any]:
    """What `compare.js` shows: rows, a column for each method, and the pairs that have a page."""
    site, relations = SiteMap(content), Relations.of(content)
    parts = sections(content)
    return {
        "sections": [
            {"key": s.key, "label": s.label, "rows": [[row.label, row.marked] for row in s.rows]}
            for s in parts
        ],
        "axes": {axis.key: axis.label for axis in content.vocabulary.axes},
        "groups": [[group.key, group.label] for group in content.vocabulary.groups],
        "pairs": dict(_pairs(content, site)),
        "months": next((i.value for i in content.prices.calculator if i.key == "months"), None),
        "methods": [_column(content, relations, parts, m) for m in content.methods.values()],
    }


def _pairs(content: Content, site: SiteMap) -> Iterator[tuple[str, dict[str, Any]]]:
    """Pairs of methods with a page of their own, with the verdict where somebody wrote one."""
    for slug, (a, b) in site.pairs.items():
        if not (isinstance(a, Method) and isinstance(b, Method)):
            continue
        found: dict[str, Any] = {"title": pair_title(a, b), "url": site.urls[slug]}
        comparison = content.comparisons.get(slug)
        if comparison:
            choices = ((a, comparison.choose_a), (b, comparison.choose_b))
            found["summary"] = comparison.summary
            found["choose"] = [[short(m), plain_text(text, content.facts, slug)] for m, text in choices]
        yield slug, found


def _column(content: Content, relations: Relations, parts: tuple[Section, ...], m: Method) -> dict[str, Any]:
    cells = dict(_cells(content, m))
    combines, instead = (
        [slug for slug in relations.of_method(m.slug, name) if slug in content.methods]
        for name in ("combines_with", "alternative_to")
    )
    return {
        "slug": m.slug,
        "name": m.name,
        "short": short(m),
        "aliases": m.aliases,
        "url": entry_url(m),
        "axis": m.axis,
        "group": m.group,
        "parent": m.parent,
        "family": m.family,
        "combines": combines,
        "instead": instead,
        "cost": found if isinstance(found := method_cost(content, m), str) else asdict(found),
        "cells": {s.key: [cells.get((s.key, row.label)) for row in s.rows] for s in parts},
    }


Named = tuple[tuple[str, str], dict[str, Any] | None]


def _cells(content: Content, m: Method) -> Iterator[Named]:
    """Every cell of a method under (section, row); None where nothing is known."""
    members = derive.expand(content, [m])
    first = dict(glance(content, m, members))
    for label, value in _definition(content, m, first):
        yield ("definition", label), _shown(value)
    scenarios = [f"{s.title}: {s.model}; {s.data}; {s.hardware}" for s in m.scenarios.values()]
    yield ("numbers", "Scenario"), {"items": [["", text] for text in scenarios]} if scenarios else None
    unit = derive.amount_unit(members)
    for label, value, evidence in numbers(content, m, members):
        yield ("numbers", label), _shown(value, evidence, unit if label == "Data" else "")
    dollars = start_cost(content, m)
    money = Cell(start_text(*dollars), low=dollars[0], high=dollars[1]) if dollars else UNKNOWN
    yield ("numbers", "Cost at the start"), _shown(money, _PRICED)
    for label in _numbers(content)[-3:]:
        yield ("numbers", label), _shown(first[label])
    for label, value in changes(content, m, members):
        yield ("change", label), _shown(value, value.evidence)
    for label in _change(content)[-2:]:
        yield ("change", label), _shown(first[label])
    for label, rating, words in effects(content, m):
        text = f"{rating:+d}" if rating else "0"
        yield ("effects", label), {"text": text.replace("-", "−"), "numbers": words, "rating": rating}
    yield from _reasons(content, m)


def _definition(content: Content, m: Method, first: dict[str, Cell]) -> Iterator[tuple[str, Cell]]:
    def told(text: str | None) -> Cell:
        return Cell(plain_text(text, content.facts, m.slug)) if text else UNKNOWN

    yield "Definition", told(m.summary)
    yield "Kind of choice", Cell(derive.label_of(content.vocabulary.axes, m.axis))
    yield "Group", Cell(derive.label_of(content.vocabulary.groups, m.group))
    yield "Objective", first["Objective"]
    yield "Stage", first["Stage"]
    yield "First published", Cell(str(m.introduced)) if m.introduced else UNKNOWN
    yield "Purpose", told(m.objective.text if m.objective else None)
    yield "What one gets", told(m.impact)
    yield "Typical tasks", Cell(", ".join(m.typical_tasks)) if m.typical_tasks else UNKNOWN


def _reasons(content: Content, m: Method) -> Iterator[Named]:
    def items(found: Iterable[tuple[str, str]]) -> dict[str, Any] | None:
        listed = [[tag, plain_text(why, content.facts, m.slug)] for tag, why in found]
        return {"items": listed} if listed else None

    for label, reasons in when(content, m):
        yield ("when", label), items(reasons)
    yield ("when", "Advantages"), items(("", text) for text in m.pros[:MOST_REASONS])
    yield ("when", "Drawbacks"), items(("", text) for text in m.cons[:MOST_REASONS])


def _shown(value: Cell, note: str = "", unit: str = "") -> dict[str, Any] | None:
    """A cell as the page reads it; empty parts are left out."""
    if not value.known:
        return None
    parts: dict[str, Any] = {"text": value.text, "numbers": value.numbers, "note": note, "unit": unit}
    found = {name: part for name, part in parts.items() if part}
    if value.low is not None and value.high is not None:
        found["range"] = [value.low, value.high]
    return found
