"""A skeleton's placeholders may stand in a draft, never in a published entry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.check_context import Context
from generator.problems import Problem
from generator.yaml_reader import Path_

TODO = "TODO:"  # what `atlas new` begins every text with that the author must write
CHOOSE = "# TODO: choose"  # and what it puts behind a key of a closed list that it took at random


def skeletons_are_filled(context: Context) -> Iterator[Problem]:
    """No text of a published entry begins with the skeleton's mark, and every choice was made."""
    for item in context.items:
        if not item.draft and TODO in item.document.text:
            for where in _unfilled(item.document.data, ()):
                hint = "write it, remove the field, or keep 'draft: true'"
                yield item.problem(where, "still says TODO", hint)
            for number, line in enumerate(item.document.text.splitlines(), start=1):
                if line.endswith(CHOOSE):
                    yield Problem(
                        item.document.file, number, line.index(CHOOSE) + 1, line.partition(":")[0].strip(),
                        "still says TODO: choose", "choose a value and remove the comment", line,
                    )  # fmt: skip


def _unfilled(value: Any, where: Path_) -> Iterator[Path_]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _unfilled(item, (*where, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _unfilled(item, (*where, number))
    elif isinstance(value, str) and value.startswith(TODO):
        yield where
