"""YAML text as a tree of places: for tools that rearrange a file and keep every character of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import yaml

from generator.yaml_reader import parser_of

Place = tuple[int, int]  # line and column, from 0
Style = Literal["plain", "quoted", "literal", "folded", "block", "flow"]
_STYLES: dict[str | None, Style] = {"|": "literal", ">": "folded", "'": "quoted", '"': "quoted"}


@dataclass(frozen=True)
class Node:
    """One value: where it stands and how it is written.

    A map has (key, value) items, a list (None, value) items. `end` is exact for flow
    collections and for plain and quoted scalars; the end of anything else follows from
    its lines.
    """

    kind: Literal["scalar", "map", "list"]
    style: Style
    start: Place
    end: Place
    value: str = ""
    items: tuple[tuple[Node | None, Node], ...] = ()

    @property
    def empty(self) -> bool:
        """A value that is not written at all."""
        return self.style == "plain" and not self.value

    def key_values(self) -> Iterator[tuple[Node, Node]]:
        """The pairs of a map."""
        return ((key, value) for key, value in self.items if key is not None)


def read_tree(text: str) -> Node | None:
    """The tree of a text that `read_yaml_text` has accepted; None for an empty one."""
    following: Callable[[], Any] = parser_of(text)
    following()  # stream start
    event = following()
    return None if isinstance(event, yaml.StreamEndEvent) else _node(following(), following)


def _node(event: Any, following: Callable[[], Any]) -> Node:
    start = (event.start_mark.line, event.start_mark.column)
    if isinstance(event, yaml.ScalarEvent):
        style = _STYLES.get(event.style, "plain")
        return Node("scalar", style, start, _end(event), event.value)
    style = "flow" if event.flow_style else "block"
    items: list[tuple[Node | None, Node]] = []
    kind: Literal["map", "list"] = "map" if isinstance(event, yaml.MappingStartEvent) else "list"
    while not isinstance(event := following(), (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
        key = _node(event, following) if kind == "map" else None
        items.append((key, _node(following() if kind == "map" else event, following)))
    return Node(kind, style, start, _end(event), "", tuple(items))


def _end(event: Any) -> Place:
    return (event.end_mark.line, event.end_mark.column)
