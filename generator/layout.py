"""The layout of content files: keys in the schema's order, prose wrapped, nothing else changed.

Works on the lines of the file rather than through a library that reads and writes YAML
anew: such a library hangs a comment on the word before it, so that it would move with the
wrong key, and rewrites quotes and breaks that nobody asked it to touch.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.problems import Problem
from generator.reorder import Blocks, Inside, LeaveIt, order_blocks, order_flow
from generator.scaffold import without_help
from generator.wrap import TOLERATED, prose_of, wrap_block, wrap_text
from generator.yaml_reader import read_yaml_text
from generator.yaml_tree import Node, read_tree
from schema.base import Model
from schema.fields import FieldShape, Shape, fields_of

# libyaml counts these as line breaks; an editor shows them as nothing.
_ODD_BREAKS = ("\r", "\x85", "\u2028", "\u2029", "\ufeff")


def format_text(text: str, model: type[Model], name: str, *, tidy: bool = False) -> str | Problem:
    """The text in its layout, or the problem that keeps it from being read.

    `tidy`: without what is left of a skeleton's help.
    """
    text = text.replace("\r\n", "\n")
    before = read_yaml_text(text, name)
    if isinstance(before, Problem):
        return before
    for mark in _ODD_BREAKS:
        if mark in text:
            line = text.count("\n", 0, text.find(mark)) + 1
            return Problem(name, line, 1, "", "holds an unusual line break", "type the break anew")
    if tidy:
        text = without_help(text)
    try:
        for step in (order_flow, order_blocks, _wrap):
            text = step(text, model)
    except LeaveIt as reason:
        return Problem(name, 1, 1, "", f"is left as it is: {reason}", "write it like the other files")
    text = text.rstrip("\n") + "\n"
    after = read_yaml_text(text, name)
    if isinstance(after, Problem) or not same_meaning(before.data, after.data, model):
        return Problem(name, 1, 1, "", "is left as it is: its layout is part of its meaning", "report this")
    return text


def same_meaning(before: Any, after: Any, model: type[Model]) -> bool:
    """Whether two files say the same: equal data, however running text is broken into lines."""
    return bool(_meaning(before, Shape("model", model=model)) == _meaning(after, Shape("model", model=model)))


def _meaning(value: Any, shape: Shape | None) -> Any:
    if isinstance(value, dict):
        fields = fields_of(shape.model) if shape and shape.model else {}
        return {key: _meaning_of_field(item, fields.get(key)) for key, item in value.items()}
    if isinstance(value, str) and shape and shape.text:
        return prose_of(value)
    return value


def _meaning_of_field(value: Any, field: FieldShape | None) -> Any:
    if field and field.container == "list" and isinstance(value, list):
        return [_meaning(item, field.value) for item in value]
    if field and field.container == "map" and isinstance(value, dict):
        return {key: _meaning(item, field.value) for key, item in value.items()}
    return _meaning(value, field.value if field else None)


def _wrap(text: str, model: type[Model]) -> str:
    root = read_tree(text)
    if root is None:
        return text
    lines = text.split("\n")
    blocks = Blocks(lines)
    for key, node, end in reversed(list(_prose(root, Inside(Shape("model", model=model)), 0, len(lines)))):
        first = node.start[0]
        if node.style in ("literal", "folded"):
            last = blocks.block_end(node, end)
            lines[first + 1 : last] = wrap_block(lines[first + 1 : last], literal=node.style == "literal")
        elif len(lines[first]) > TOLERATED and not _comment_below(lines, first, key):
            lines[first : first + 1] = _folded(lines[first], key, node)
    return "\n".join(lines)


def _prose(node: Node, inside: Inside, parent: int, end: int) -> Iterator[tuple[int, Node, int]]:
    """(column of the parent, scalar, line it must end before) for running text in block style."""
    if node.style == "flow":
        return
    if node.kind == "scalar":
        if inside.shape and inside.shape.text and not inside.container:
            yield parent, node, end
        return
    starts = [(key or value).start for key, value in node.items]
    for (key, value), start, following in zip(node.items, starts, [*starts[1:], (end, 0)], strict=True):
        yield from _prose(value, inside.of(key), start[1] if key else node.start[1], following[0])


def _comment_below(lines: list[str], line: int, parent: int) -> bool:
    """Whether a comment follows that a block of text above it would swallow."""
    below = next((text for text in lines[line + 1 :] if text.strip()), "")
    return len(below) - len(below.lstrip(" ")) > parent and below.lstrip().startswith("#")


def _folded(line: str, parent: int, node: Node) -> list[str]:
    """A text of one long line as a folded block, if that says the same."""
    alone = node.end == (node.start[0], len(line.rstrip()))
    if not alone or node.value != node.value.strip() or not node.value.isprintable():
        return [line]
    indent = " " * (parent + 2)
    return [line[: node.start[1]] + ">-", *wrap_text(node.value, indent, indent, literal=False)]
