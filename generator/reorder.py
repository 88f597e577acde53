"""Puts the keys of a file into the schema's order, with the lines and comments that belong to each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generator.yaml_tree import Node, Place, read_tree
from schema.base import Model
from schema.fields import FieldShape, Shape, fields_of


class LeaveIt(Exception):
    """The file is written in a way this module does not rearrange."""


@dataclass(frozen=True)
class Inside:
    """What the schema says of a node: a single value, or a list or map of such values."""

    shape: Shape | None
    container: str = ""

    @property
    def fields(self) -> Mapping[str, FieldShape]:
        model = self.shape.model if self.shape and not self.container else None
        return fields_of(model) if model else {}

    def of(self, key: Node | None) -> Inside:
        """What it says of one item."""
        if self.container:
            return Inside(self.shape)
        field = self.fields.get(key.value) if key else None
        return Inside(field.value, field.container) if field else Inside(None)

    def ordered(self, node: Node) -> list[int]:
        """Positions of a map's items in the schema's order; unknown keys last, as they stand."""
        order = {name: number for number, name in enumerate(self.fields)}
        keys = [key.value for key, _ in node.key_values()]
        if not order:
            return list(range(len(keys)))
        return sorted(range(len(keys)), key=lambda number: order.get(keys[number], len(order)))


# Flow collections: `{b: 1, a: 2}`.


def order_flow(text: str, model: type[Model]) -> str:
    """Order the keys of flow maps, which stand on one line mostly."""
    root = read_tree(text)
    lines = text.split("\n")
    if root is None:
        return text
    for node, inside in reversed(list(_flow_nodes(root, Inside(Shape("model", model=model))))):
        lines[node.start[0] : node.end[0] + 1] = (
            lines[node.start[0]][: node.start[1]]
            + _flow_text(node, inside, lines)
            + lines[node.end[0]][node.end[1] :]
        ).split("\n")
    return "\n".join(lines)


def _flow_nodes(node: Node, inside: Inside) -> Iterator[tuple[Node, Inside]]:
    """The outermost flow collections, in the order they stand in."""
    if node.style == "flow":
        yield node, inside
        return
    for key, value in node.items:
        yield from _flow_nodes(value, inside.of(key))


def _flow_text(node: Node, inside: Inside, lines: list[str]) -> str:
    if node.kind == "scalar" or not node.items:
        return _slice(lines, node.start, node.end)
    pieces, gaps, here = [], [], node.start
    for key, value in node.items:
        first = key or value
        if value.empty:
            return _slice(lines, node.start, node.end)
        gaps.append(_slice(lines, here, first.start))
        between = _slice(lines, key.start, value.start) if key else ""
        pieces.append(between + _flow_text(value, inside.of(key), lines))
        here = value.end
    tail = _slice(lines, here, node.end)
    order = inside.ordered(node) if node.kind == "map" else range(len(pieces))
    if any("#" in gap for gap in (*gaps, tail)):  # a comment there belongs to a place, not to a key
        order = range(len(pieces))
    return "".join(gap + pieces[number] for gap, number in zip(gaps, order, strict=True)) + tail


def _slice(lines: list[str], start: Place, end: Place) -> str:
    if start[0] == end[0]:
        return lines[start[0]][start[1] : end[1]]
    middle = lines[start[0] + 1 : end[0]]
    return "\n".join([lines[start[0]][start[1] :], *middle, lines[end[0]][: end[1]]])


# Block collections: one key or item on each line.


def order_blocks(text: str, model: type[Model]) -> str:
    """Order the keys that stand on lines of their own."""
    root = read_tree(text)
    if root is None or root.style == "flow" or root.kind != "map":
        return text
    lines = text.split("\n")
    header = _header(lines, root.items[0][1] if not root.items else root.start)
    inside = Inside(Shape("model", model=model))
    return "\n".join(lines[:header] + Blocks(lines).map(root, inside, header, len(lines)))


def _header(lines: list[str], first: Place | Node) -> int:
    """Where the head of the file ends: its schema line, and comments up to the last blank line."""
    last = first.start[0] if isinstance(first, Node) else first[0]
    blank = max((n for n in range(last) if not lines[n].strip()), default=-1)
    if blank >= 0:
        return blank + 1
    return 1 if last and lines[0].startswith("# yaml-language-server:") else 0


class Blocks:
    """Writes block collections anew, each key with the lines and comments that belong to it."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines

    def map(self, node: Node, inside: Inside, begin: int, end: int) -> list[str]:
        pairs = list(node.key_values())
        column = pairs[0][0].start[1]
        starts = self._starts(pairs, begin, end, column)
        prefix = self.lines[pairs[0][0].start[0]][:column]
        entries = []
        for number, (key, value) in enumerate(pairs):
            lead = self.lines[starts[number] : key.start[0]]
            body = self._entry(key, value, inside.of(key), starts[number + 1])
            if number == 0:
                body[0] = " " * column + body[0][column:]
            entries.append((lead, body))
        ordered = [entries[number] for number in inside.ordered(node)]
        footer = self.lines[starts[-1] : end]
        result = [line for lead, body in ordered for line in (*lead, *body)]
        if prefix.strip():  # the map begins on the line of a dash, which its first key takes over
            lead, body = ordered[0]
            dash = " " * prefix.rindex("-")
            body = [prefix + body[0][column:], *body[1:]]
            lead = [dash + line.strip() if line.strip() else line for line in lead]
            result = [*lead, *body, *(line for more in ordered[1:] for part in more for line in part)]
        return [*result, *footer]

    def _starts(self, pairs: list[tuple[Node, Node]], begin: int, end: int, column: int) -> list[int]:
        """Where each entry begins, with the comments above it; then where the last one ends."""
        starts = [begin]
        for number, (key, value) in enumerate(pairs):
            if self.lines[key.start[0]][: key.start[1]].rstrip(" ").endswith("?"):
                raise LeaveIt("it has a key of several lines")
            following = pairs[number + 1][0].start[0] if number + 1 < len(pairs) else end
            last = self._last_line(key, value, following)
            # Comments deeper than the keys still belong to the entry before.
            for line in range(last + 1, following):
                text = self.lines[line]
                if text.strip() and len(text) - len(text.lstrip(" ")) > column:
                    last = line
            starts.append(last + 1)
        return starts

    def _last_line(self, key: Node | None, node: Node, limit: int) -> int:
        """The last line that holds something of a value."""
        if node.empty:
            return key.start[0] if key else node.start[0]
        if node.style in ("literal", "folded"):
            return self.block_end(node, limit) - 1
        if node.style == "block":
            return self._last_line(*node.items[-1], limit)
        return node.end[0]

    def block_end(self, node: Node, limit: int) -> int:
        """The line after a block scalar's last."""
        head = self.lines[node.start[0]][node.start[1] :].split("#")[0].strip()
        if head.strip("|>-+"):
            raise LeaveIt("a block of text states its indentation")
        first = node.start[0] + 1
        while first < limit and not self.lines[first].strip():
            first += 1
        if first >= limit:
            return node.start[0] + 1
        indent = len(self.lines[first]) - len(self.lines[first].lstrip(" "))
        last = end = first
        while end < limit and (not self.lines[end].strip() or self.lines[end].startswith(" " * indent)):
            last = end if self.lines[end].strip() or "+" in head else last
            end += 1
        return last + 1

    def _entry(self, key: Node, value: Node, inside: Inside, end: int) -> list[str]:
        first = key.start[0]
        if value.style != "block":
            return self.lines[first:end]
        return [self.lines[first], *self._collection(value, inside, first + 1, end)]

    def _collection(self, node: Node, inside: Inside, begin: int, end: int) -> list[str]:
        if node.kind == "map":
            return self.map(node, inside, begin, end)
        return self._list(node, inside, begin, end)

    def _list(self, node: Node, inside: Inside, begin: int, end: int) -> list[str]:
        dashes = [self._dash(value, node.start[1]) for _, value in node.items]
        result = self.lines[begin : dashes[0]]
        for (_, value), first, last in zip(node.items, dashes, [*dashes[1:], end], strict=True):
            if value.style != "block":
                result += self.lines[first:last]
            elif value.start[0] == first:
                result += self._collection(value, inside.of(None), first, last)
            else:
                result += [self.lines[first], *self._collection(value, inside.of(None), first + 1, last)]
        return result

    def _dash(self, value: Node, column: int) -> int:
        if value.empty:
            raise LeaveIt("a list has an empty item")
        line = value.start[0]
        while self.lines[line][column : column + 1] != "-" or value.start <= (line, column):
            line -= 1
        return line
