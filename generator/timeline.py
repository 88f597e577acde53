"""When each method appeared, and what it grew from: a picture with years downwards and groups across."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.content import Content
from generator.names import short
from generator.parts import Part, addresses_in, part_links
from generator.relations import Relations
from schema.method import Method

SECTION = "methods/timeline"
SUMMARY = "When each method was first published, and which earlier methods it grew from."
LEFT, TOP, LANE, ROW, GAP = 48, 42, 148, 19, 9
LONGEST = 19  # letters of a name in the picture


@dataclass(frozen=True)
class Spot:
    """A method in the picture; pixels of its dot."""

    method: Method
    text: str
    x: float
    y: float


@dataclass(frozen=True)
class Year:
    """One year: where its band begins in the picture and how high it is."""

    year: int
    y: float
    height: float


def timeline_addresses(content: Content) -> dict[str, str]:
    """By slug, the page and anchor at which a method is listed."""
    return addresses_in(SECTION, [method.slug for method in _listed(content)])


def _listed(content: Content) -> list[Method]:
    """Methods as the list has them: the latest first, those without a year at the end."""
    methods = sorted(content.methods.values(), key=lambda m: short(m).casefold())
    dated = [m for m in methods if m.introduced]
    return [
        *sorted(dated, key=lambda m: -(m.introduced or 0)),
        *(m for m in content.methods.values() if not m.introduced),
    ]


def timeline(content: Content, relations: Relations, part: Part) -> dict[str, Any]:
    """What a part shows: years with their methods, latest first, and the picture of them."""
    listed = _listed(content)
    here = part.of(listed)
    dated: dict[int, list[Method]] = {}
    for method in here:
        if method.introduced:
            dated.setdefault(method.introduced, []).append(method)
    years, spots = _places(content, dated)
    lanes = [g for g in content.vocabulary.groups if any(s.method.group == g.key for s in spots.values())]
    names = [str(m.introduced or content.words["unknown"]) for m in listed] if part.count > 1 else []
    return {
        "parts": part_links(SECTION, part, names),
        "years": [
            (year, [(m, relations.of_method(m.slug, "grew_from")) for m in dated[year]])
            for year in sorted(dated, reverse=True)
        ],
        "undated": [m for m in here if not m.introduced],
        "bands": years,
        "spots": list(spots.values()),
        "lines": _lines(relations, spots),
        "lanes": [
            (group, _two_lines(group.label), LEFT + number * LANE + 6) for number, group in enumerate(lanes)
        ],
        "width": LEFT + len(lanes) * LANE,
        "height": years[-1].y + years[-1].height + 6 if years else TOP,
    }


def _places(content: Content, dated: Mapping[int, list[Method]]) -> tuple[list[Year], dict[str, Spot]]:
    used = [g.key for g in content.vocabulary.groups]
    used = [key for key in used if any(m.group == key for methods in dated.values() for m in methods)]
    years: list[Year] = []
    spots: dict[str, Spot] = {}
    y = float(TOP)
    for year in sorted(dated):
        filled = dict.fromkeys(used, 0)
        for method in dated[year]:
            row = filled[method.group]
            filled[method.group] += 1
            x = LEFT + used.index(method.group) * LANE + 10
            spots[method.slug] = Spot(method, _cut(short(method)), x, y + GAP + row * ROW + 4)
        height = max(filled.values()) * ROW + GAP
        years.append(Year(year, y, height))
        y += height
    return years, spots


def _two_lines(label: str) -> list[str]:
    """A heading of more than a lane's width is broken at its last word but one."""
    words = label.split()
    if len(label) <= LONGEST or len(words) == 1:
        return ["", label]
    return [" ".join(words[:-1]), words[-1]]


def _cut(name: str) -> str:
    return name if len(name) <= LONGEST else name[: LONGEST - 1].rstrip() + "…"


def _lines(relations: Relations, spots: Mapping[str, Spot]) -> list[tuple[str, str, str, str]]:
    """(path, group, from, to) from each method to what grew from it."""
    lines = []
    for slug, spot in spots.items():
        for parent in relations.of_method(slug, "grew_from"):
            start = spots.get(parent)
            if start:
                bend = (start.y + spot.y) / 2
                path = (
                    f"M{start.x:g} {start.y:g}C{start.x - 14:g} {bend:g} {spot.x - 14:g} {bend:g}"
                    f" {spot.x:g} {spot.y:g}"
                )
                lines.append((path, spot.method.group, parent, slug))
    return lines
