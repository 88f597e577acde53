"""Plain data as YAML that reads back the same, in the style of the content files."""

from __future__ import annotations

import json
import textwrap
from typing import Any

from generator.yaml_reader import Document, read_yaml_text

WIDTH = 120


def scalar(value: Any, *, inside: bool = True) -> str:
    """One value on one line, quoted only where YAML would read something else.

    `inside`: it stands within brackets, where commas and brackets end it.
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return str(value)
    plain = read_yaml_text(f"a: [{value}]" if inside else f"a: {value}", "")
    if (
        isinstance(plain, Document)
        and plain.data == {"a": [value] if inside else value}
        and "\n" not in value
    ):
        return value
    return json.dumps(value, ensure_ascii=False)


def flow(value: Any) -> str:
    """A value in one line: `{min: 1, max: 2}`."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return scalar(value)


def entry(key: str, value: Any, indent: str = "") -> list[str]:
    """`key: value` in as many lines as it takes."""
    if isinstance(value, str) and len(indent) + len(key) + len(value) > WIDTH - 4:
        return [f"{indent}{key}: >-", *textwrap.wrap(value, WIDTH, initial_indent=f"{indent}  ",
                subsequent_indent=f"{indent}  ", break_long_words=False, break_on_hyphens=False)]  # fmt: skip
    short = f"{indent}{key}: {_whole(value)}"
    if not isinstance(value, (dict, list)) or not value or (len(short) <= WIDTH and _leaf(value)):
        return [short]
    lines = [f"{indent}{key}:"]
    if isinstance(value, dict):
        for name, item in value.items():
            lines += entry(name, item, f"{indent}  ")
    else:
        for item in value:
            lines += _item(item, f"{indent}  ")
    return lines


def _item(value: Any, indent: str) -> list[str]:
    if isinstance(value, dict) and not (_leaf(value) and len(indent + flow(value)) < WIDTH - 2):
        lines = [line for name, item in value.items() for line in entry(name, item, f"{indent}  ")]
        return [f"{indent}- {lines[0].lstrip()}", *lines[1:]]
    return [f"{indent}- {_whole(value)}"]


def _whole(value: Any) -> str:
    return flow(value) if isinstance(value, (dict, list)) else scalar(value, inside=False)


def _leaf(value: Any) -> bool:
    """A collection of single values, or an empty one."""
    items = value.values() if isinstance(value, dict) else value
    return not any(isinstance(item, (dict, list)) and item for item in items)
