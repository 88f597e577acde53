"""YAML text to plain data, with the line and column of every key kept at hand.

A strict part of YAML 1.2: one document, no tags, anchors, aliases, merge keys, tabs or
duplicate keys. It reads libyaml's events itself because neither PyYAML's nor ruamel's
constructor reports duplicate keys and YAML 1.2 scalars at this speed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from generator.problems import Problem

try:
    from yaml.cyaml import CParser as _Parser  # type: ignore[attr-defined]
except ImportError:  # a PyYAML built without libyaml: slower, same events
    from yaml import Loader as _Parser  # type: ignore[assignment]

MAX_BYTES = 256 * 1024
MAX_DEPTH = 16

_Scalar: Any = yaml.ScalarEvent
Path_ = tuple[str | int, ...]
Marks = dict[Path_, tuple[int, int]]

_INT = re.compile(r"[-+]?[0-9]{1,18}\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,3})?\Z")
_WORDS: dict[str, object] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf"), float("inf")),
    "-.inf": float("-inf"),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}
_STARTS_NUMBER = frozenset("-+.0123456789")
_NOT_ALLOWED = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class _Refused(Exception):
    def __init__(self, mark: Any, message: str, hint: str = "") -> None:
        self.line, self.column = mark.line + 1, mark.column + 1
        self.message, self.hint = message, hint


@dataclass(frozen=True)
class Document:
    """A YAML file that could be read: its text, its data, and places in it."""

    file: str
    text: str
    data: Any = field(compare=False)

    @cached_property
    def _marks(self) -> tuple[Marks, Marks]:
        """Places of keys and of values; read again, for only files with problems need them."""
        reader = _Reader(self.text, keep_marks=True)
        reader.document()
        return reader.keys, reader.values

    def problem(self, where: Path_, message: str, hint: str = "", *, at_key: bool = False) -> Problem:
        """A problem at a field, or at its nearest parent that is written in the file."""
        keys, values = self._marks
        marks = keys if at_key else values
        place = where
        while place and place not in values:
            place, marks = place[:-1], keys
        line, column = marks.get(place) or keys.get(place) or values.get(place) or (1, 1)
        if not place:
            line, column = 1, 1
        lines = self.text.splitlines()
        shown = lines[line - 1] if line <= len(lines) else ""
        return Problem(self.file, line, column, field_name(where), message, hint, shown)


def field_name(where: Path_) -> str:
    """`("pros", 1, "text")` as readers write it: `pros[2].text`, counted from 1."""
    text = ""
    for part in where:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def read_yaml(path: Path, name: str) -> Document | Problem:
    """Read one file. `name` is how messages call it. Never raises for bad content."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        return Problem(name, 1, 1, "", f"cannot be read ({error.strerror})")
    if len(raw) > MAX_BYTES:
        return Problem(
            name,
            1,
            1,
            "",
            f"is {len(raw):,} bytes; at most {MAX_BYTES:,} are allowed",
            "split the entry, or shorten it",
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - (raw.rfind(b"\n", 0, error.start) + 1) + 1
        return Problem(name, line, column, "", "is not UTF-8 text", "save the file as UTF-8")
    return read_yaml_text(text, name)


def read_yaml_text(text: str, name: str) -> Document | Problem:
    """The same for text already in memory."""
    tab = text.find("\t")
    if tab >= 0:
        return _at_offset(text, name, tab, "holds a tab", "use spaces")
    try:
        return Document(name, text, _Reader(text).document())
    except _Refused as refused:
        return _place(text, name, refused.line, refused.column, refused.message, refused.hint)
    except yaml.reader.ReaderError:  # its position counts bytes, or characters, by the parser
        found = _NOT_ALLOWED.search(text)
        return _at_offset(text, name, found.start() if found else 0, *_BAD_CHARACTER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        message, hint = _explain_syntax(error)
        return _place(text, name, line, column, message, hint)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        return Problem(name, 1, 1, "", f"is not valid YAML ({type(error).__name__})")


def _place(text: str, name: str, line: int, column: int, message: str, hint: str) -> Problem:
    lines = text.splitlines()
    shown = lines[line - 1] if line <= len(lines) else ""
    return Problem(name, line, column, "", message, hint, shown)


def _at_offset(text: str, name: str, offset: int, message: str, hint: str) -> Problem:
    offset = min(offset, len(text))
    line = text.count("\n", 0, offset) + 1
    column = offset - (text.rfind("\n", 0, offset) + 1) + 1
    return _place(text, name, line, column, message, hint)


_BAD_CHARACTER = ("holds a character YAML does not allow", "remove it")
_SYNTAX = (
    (
        "mapping values are not allowed",
        "put the text in quotes if it contains ': ', and indent the line like its neighbours",
    ),
    ("cannot start any token", "put the text in quotes"),
    ("could not find expected ':'", "add ': ' after the key, or quote text that spans lines"),
    ("did not find expected key", "check the indentation and the quotes of the lines above"),
    ("did not find expected '-' indicator", "check the indentation of the list"),
    ("did not find expected ',' or '}'", "close the brackets, or quote text with a comma"),
    ("did not find expected ',' or ']'", "close the brackets, or quote text with a comma"),
    ("found unexpected end of stream", "close the quotes"),
    ("did not find expected node content", "close the brackets, or put the text in quotes"),
    ("did not find expected alphabetic", "put text that starts with '*' or '&' in quotes"),
)


def _explain_syntax(error: yaml.MarkedYAMLError) -> tuple[str, str]:
    problem = error.problem or error.context or "invalid"
    for part, hint in _SYNTAX:
        if part in problem:
            return f"is not valid YAML: {problem}", hint
    return f"is not valid YAML: {problem}", ""


def parser_of(text: str) -> Callable[[], Any]:
    """The source of a text's events, one a call."""
    following: Callable[[], Any] = _Parser(text).get_event
    return following


class _Reader:
    """One pass over the events of one document."""

    def __init__(self, text: str, *, keep_marks: bool = False) -> None:
        self._next = parser_of(text)
        self._keep = keep_marks
        self.keys: Marks = {}
        self.values: Marks = {}

    def document(self) -> Any:
        self._next()  # stream start
        event = self._next()
        if isinstance(event, yaml.StreamEndEvent):
            return None
        data = self._value(self._next(), (), 0)
        self._next()  # document end
        event = self._next()
        if not isinstance(event, yaml.StreamEndEvent):
            raise _Refused(event.start_mark, "holds more than one document", "remove the '---' line")
        return data

    def _value(self, event: Any, path: Path_, depth: int) -> Any:
        if self._keep:
            self.values[path] = (event.start_mark.line + 1, event.start_mark.column + 1)
        kind = type(event)
        if kind is yaml.AliasEvent:
            raise _Refused(event.start_mark, "uses an alias (*)", "write the value out")
        _refuse_extras(event)
        if kind is _Scalar:
            # implicit[0]: written plain, so that YAML decides the type
            return _scalar(event.value) if event.implicit[0] else _quoted(event)
        if depth >= MAX_DEPTH:
            raise _Refused(event.start_mark, f"is nested deeper than {MAX_DEPTH} levels")
        if kind is yaml.MappingStartEvent:
            return self._mapping(path, depth + 1)
        return self._sequence(path, depth + 1)

    def _mapping(self, path: Path_, depth: int) -> dict[str, Any]:
        result: dict[str, Any] = {}
        get, keep = self._next, self._keep
        event: Any = get()
        while type(event) is not yaml.MappingEndEvent:
            if type(event) is not _Scalar:
                raise _Refused(event.start_mark, "has a key that is not a word", "quote the text")
            if event.anchor is not None or event.tag is not None:
                _refuse_extras(event)
            key = event.value if event.implicit[0] else _quoted(event)
            if key == "<<":
                raise _Refused(event.start_mark, "uses a merge key (<<)", "write the values out")
            if key in result:
                raise _Refused(event.start_mark, f"has the key '{key}' twice", "remove one of them")
            if keep:
                self.keys[(*path, key)] = (event.start_mark.line + 1, event.start_mark.column + 1)
            event = get()
            if type(event) is _Scalar and event.anchor is None and event.tag is None and not keep:
                # most values, without the cost of a call
                result[key] = _scalar(event.value) if event.implicit[0] else _quoted(event)
            else:
                result[key] = self._value(event, (*path, key) if keep else path, depth)
            event = get()
        return result

    def _sequence(self, path: Path_, depth: int) -> list[Any]:
        result: list[Any] = []
        get, keep = self._next, self._keep
        event = get()
        while type(event) is not yaml.SequenceEndEvent:
            place = (*path, len(result)) if keep else path
            result.append(self._value(event, place, depth))
            event = get()
        return result


def _refuse_extras(event: Any) -> None:
    if event.anchor is not None:
        raise _Refused(event.start_mark, "uses an anchor (&)", "write the value out each time")
    if event.tag is not None:
        raise _Refused(event.start_mark, f"uses the tag {event.tag}", "remove the tag")


def _quoted(event: Any) -> str:
    """The text of a scalar in which escapes may hide what no file may hold."""
    text: str = event.value
    if _NOT_ALLOWED.search(text):
        raise _Refused(event.start_mark, *_BAD_CHARACTER)
    return text


def _scalar(text: str) -> Any:
    """A plain scalar by the YAML 1.2 core schema."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in _STARTS_NUMBER:
        if _INT.match(text):
            return int(text)
        if _FLOAT.match(text):
            return float(text)
    return text
