"""Every piece of running text in a content model, with its place."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from generator.yaml_reader import Path_
from schema.base import Text

Plan = tuple[tuple[str, Any], ...]


def texts(model: BaseModel, where: Path_ = ()) -> Iterator[tuple[Path_, str, Text]]:
    """Yield (place, text, mark) for each string that readers see as running text."""
    for name, plan in _plan(type(model)):
        value = getattr(model, name)
        if value:
            yield from _walk(value, plan, (*where, name))


def _walk(value: Any, plan: Any, where: Path_) -> Iterator[tuple[Path_, str, Text]]:
    if isinstance(value, str):
        if isinstance(plan, Text):
            yield where, value, plan
    elif isinstance(value, BaseModel):
        yield from texts(value, where)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _walk(item, plan, (*where, index))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _walk(item, plan, (*where, key))


@cache
def _plan(model: type[BaseModel]) -> Plan:
    """Which fields of a model lead to text: worked out once for each kind of model."""
    plan = []
    for name, info in model.model_fields.items():
        marks = [mark for mark in info.metadata if isinstance(mark, Text)]
        found = marks[0] if marks else _find(info.annotation)
        if found is not None:
            plan.append((name, found))
    return tuple(plan)


def _find(annotation: Any) -> Any:
    """The Text mark, or True for a nested model that may hold text, or None."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return True if _plan(annotation) else None
    for mark in getattr(annotation, "__metadata__", ()):
        if isinstance(mark, Text):
            return mark
    arguments = get_args(annotation)
    if hasattr(annotation, "__metadata__"):
        return _find(arguments[0])
    if get_origin(annotation) is dict:
        arguments = arguments[1:]
    return next((found for part in arguments if (found := _find(part)) is not None), None)
