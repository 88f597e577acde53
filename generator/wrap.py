"""Wraps running text in YAML files without a change of what it says.

A paragraph is left alone until one of its lines is longer than `TOLERATED`; then it is
wrapped at `WIDTH`. The slack keeps a small edit from moving every line after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

WIDTH, TOLERATED = 120, 132

_ITEM = re.compile(r"(\s*)([-*+]|\d+[.)])(\s+)")
_CODE = re.compile(r"`[^`\n]+`")
_BREAK = re.compile(r"(?<=\S) (?=\S)")
# What Markdown would read as the start of a list, heading, quote, table, rule or fence.
_STARTS_BLOCK = re.compile(r"(?:[-+*]|\d+[.)])$|#|>|\||:|~~~|```|[-=*_]{2,}$")
_KEPT = re.compile(r"\s*(?:```|~~~|#|>|\||<)|.*(?:  |\\)$")


def wrap_block(lines: Sequence[str], *, literal: bool) -> list[str]:
    """The lines of a block scalar, indentation included, its long paragraphs wrapped.

    `literal`: the text is Markdown line by line; otherwise YAML joins the lines itself.
    """
    shown = [line for line in lines if line.strip()]
    if not shown:
        return list(lines)
    base = len(shown[0]) - len(shown[0].lstrip(" "))
    if not literal and any(line.startswith(" " * (base + 1)) for line in shown):
        return list(lines)  # YAML keeps the breaks around deeper lines
    result: list[str] = []
    for chunk in chunks(lines, literal=literal):
        if max(map(len, chunk)) > TOLERATED:
            result += _wrap_chunk(chunk, literal=literal)
        else:
            result += chunk
    return result


def chunks(lines: Sequence[str], *, literal: bool) -> Iterator[list[str]]:
    """Paragraphs and list items one by one, blank lines as chunks of their own, code in one piece."""
    chunk: list[str] = []
    fenced = False
    for line in lines:
        fence = literal and line.lstrip().startswith(("```", "~~~"))
        starts = not line.strip() or fence or (literal and _ITEM.match(line) is not None)
        if chunk and not fenced and (starts or not chunk[0].strip()):
            yield chunk
            chunk = []
        chunk.append(line)
        if fence:
            fenced = not fenced
    if chunk:
        yield chunk


def _wrap_chunk(chunk: list[str], *, literal: bool) -> list[str]:
    indents = {len(line) - len(line.lstrip(" ")) for line in chunk[1:]}
    if literal and (any(map(_KEPT.match, chunk)) or any(line.count("`") % 2 for line in chunk)):
        return chunk
    marker = _ITEM.match(chunk[0]) if literal else None
    first = marker.group() if marker else chunk[0][: len(chunk[0]) - len(chunk[0].lstrip(" "))]
    if len(indents) > 1 or any(line.endswith(" ") for line in chunk):
        return chunk
    rest = " " * (indents.pop() if indents else len(first))
    text = " ".join([chunk[0][len(first) :], *(line.strip(" ") for line in chunk[1:])])
    return wrap_text(text, first, rest, literal=literal)


def wrap_text(text: str, first: str, rest: str, *, literal: bool) -> list[str]:
    """Break a text at single spaces, never inside code, never where Markdown would see a block."""
    code = [match.span() for match in _CODE.finditer(text)]
    lines: list[str] = []
    start, last = 0, -1

    def prefix() -> str:
        return rest if lines else first

    for match in [*_BREAK.finditer(text), None]:
        position = match.start() if match else len(text)
        if match and literal and any(a < position < b for a, b in code):
            continue
        if match and literal and _STARTS_BLOCK.match(text[match.end() :].split(" ", 1)[0]):
            continue
        if last >= 0 and len(prefix()) + position - start > WIDTH:
            lines.append(prefix() + text[start:last])
            start, last = last + 1, -1
        last = position
    return [*lines, prefix() + text[start:]]


def prose_of(text: str) -> list[str]:
    """A text as its readers see it: paragraphs and list items, however their lines are broken."""
    found = []
    for chunk in chunks(text.split("\n"), literal=True):
        whole = "\n".join(chunk) if chunk[0].lstrip().startswith(("```", "~~~")) else " ".join(chunk)
        if whole.strip():
            found.append(whole.strip() if "\n" in whole else " ".join(whole.split()))
    return found
