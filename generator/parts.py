"""Long lists in parts: up to a thousand entries stand on one page, more on pages of five hundred."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

MOST = 1000  # on one page
LENGTH = 500  # of a part, where there are more

Item = TypeVar("Item")


@dataclass(frozen=True)
class Part:
    """One page of a list in parts; `number` counts from 1."""

    number: int
    count: int

    @property
    def mark(self) -> str:
        """What tells its files from those of the first part: empty, `-2`, `-3`, …"""
        return f"-{self.number}" if self.number > 1 else ""

    def of(self, items: Sequence[Item]) -> Sequence[Item]:
        """The items of this part."""
        return items if self.count == 1 else items[(self.number - 1) * LENGTH : self.number * LENGTH]


WHOLE = Part(1, 1)


def parts_of(length: int) -> list[Part]:
    """The parts of a list of that length."""
    count = 1 if length <= MOST else -(-length // LENGTH)
    return [Part(number, count) for number in range(1, count + 1)]


def part_path(section: str, part: Part) -> str:
    """Path of a part's page. `index` is no slug, so no entry has that address."""
    return f"{section}/index.md" if part.number == 1 else f"{section}/index/{part.number}.md"


def part_url(section: str, part: Part) -> str:
    """Address of a part's page."""
    return f"{section}/" if part.number == 1 else f"{section}/index/{part.number}/"


def addresses_in(section: str, anchors: Sequence[str]) -> dict[str, str]:
    """By anchor, in the order of the list, its whole address."""
    return {
        anchor: f"{part_url(section, part)}#{anchor}"
        for part in parts_of(len(anchors))
        for anchor in part.of(anchors)
    }


def part_links(section: str, part: Part, names: Sequence[str]) -> list[dict[str, Any]]:
    """For each part its address, its first and last name, and whether it is this one; none for one part."""
    if part.count == 1:
        return []
    found = []
    for other in parts_of(len(names)):
        shown = other.of(names)
        found.append(
            {"url": part_url(section, other), "first": shown[0], "last": shown[-1], "here": other == part}
        )
    return found
