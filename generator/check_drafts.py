"""A skeleton's placeholders may stand in a draft, never in a published entry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.check_context import Context
from generator.problems import Problem
from generator.yaml_reader import Path_

TODO = "TODO:"  # what `atlas new` begins every text with that the author must write


def skeletons_are_filled(context: Context) -> Iterator[Problem]:
    """No text of a published entry begins with the skeleton's mark."""
    for item in context.items:
        if not item.draft and TODO in item.document.text:
            for where in _unfilled(item.document.data, ()):
                hint = "write it, remove the field, or keep 'draft: true'"
                yield item.problem(where, "still says TODO", hint)


def _unfilled(value: Any, where: Path_) -> Iterator[Path_]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _unfilled(item, (*where, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _unfilled(item, (*where, number))
    elif isinstance(value, str) and value.startswith(TODO):
        yield where
