"""The relations of a method as a picture: what comes before above it, what follows and goes with it below.

The text list beside it says the same; the picture is as wide as a phone, so that it needs no second form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from generator.content import Content
from generator.names import short
from schema.method import Method

WIDTH, MIDDLE = 360, 180
CHIP_WIDTH, CHIP_HEIGHT, ROW, LABEL = 166, 24, 31, 20
MOST_CHIPS = 4  # of one relation; the list has all
LONGEST = 23  # letters on a chip
_BEFORE = ("parent", "grew_from", "needs", "preceded_by")
_LOOSE = ("combines_with", "alternative_to")  # neither before nor after: dashed


@dataclass(frozen=True)
class Chip:
    """One related entry; lengths in pixels."""

    slug: str
    text: str
    name: str
    group: str  # of a method, empty for a term
    x: float
    y: float
    inner: float  # where the line to the middle begins


@dataclass(frozen=True)
class Branch:
    """One relation: its label and its entries."""

    label: str
    y: float
    chips: tuple[Chip, ...]
    loose: bool


@dataclass(frozen=True)
class Picture:
    """The whole picture; `top` and `bottom` are the ends of the line in the middle."""

    height: float
    name: str
    box: float  # upper edge of the method's own box
    top: float
    bottom: float
    branches: tuple[Branch, ...]


def relation_picture(
    content: Content, m: Method, related: Sequence[tuple[str, str, Sequence[str]]]
) -> Picture | None:
    """`related`: (key, label, slugs) in the order of the page; None where there is nothing to draw."""
    known = [(key, label, [s for s in slugs if s in content.entries]) for key, label, slugs in related]
    known = [item for item in known if item[2]]
    if not known:
        return None
    y, branches = 4.0, []
    for key, label, slugs in known:
        if key in _BEFORE:
            branches.append(_branch(content, key, label, slugs, y))
            y += _height(slugs)
    box = y + (6 if branches else 0)
    y = box + 46
    for key, label, slugs in known:
        if key not in _BEFORE:
            branches.append(_branch(content, key, label, slugs, y))
            y += _height(slugs)
    ends = [chip.y + CHIP_HEIGHT / 2 for branch in branches for chip in branch.chips]
    return Picture(y + 4, short(m), box, min([*ends, box]), max([*ends, box]), tuple(branches))


def _height(slugs: Sequence[str]) -> float:
    rows = (min(len(slugs), MOST_CHIPS) + 1) // 2
    return LABEL + rows * ROW + 4


def _branch(content: Content, key: str, label: str, slugs: Sequence[str], y: float) -> Branch:
    shown = slugs[:MOST_CHIPS]
    if len(slugs) > MOST_CHIPS:
        label = f"{label} ({len(shown)} of {len(slugs)})"
    chips = tuple(_chip(content, slug, number, y + LABEL) for number, slug in enumerate(shown))
    return Branch(label, y + 13, chips, key in _LOOSE)


def _chip(content: Content, slug: str, number: int, top: float) -> Chip:
    entry = content.entries[slug]
    text = short(entry)
    if len(text) > LONGEST:
        text = text[: LONGEST - 1].rstrip() + "…"
    right = number % 2
    x = WIDTH - CHIP_WIDTH - 1 if right else 1
    group = entry.group if isinstance(entry, Method) else ""
    return Chip(slug, text, entry.name, group, x, top + number // 2 * ROW, x if right else x + CHIP_WIDTH)
