"""What each field of a content file holds, read off the models: for skeletons, layout and reference."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Any, Literal, get_args, get_origin

from annotated_types import Ge, Gt, Le, MaxLen, MinLen
from pydantic import BaseModel, StringConstraints
from pydantic.fields import FieldInfo

from schema.base import Model, OneOf, Text

Kind = Literal["model", "text", "number", "whole", "flag", "date", "choice", "version"]
_KINDS: dict[Any, Kind] = {
    str: "text",
    float: "number",
    int: "whole",
    bool: "flag",
    datetime.date: "date",
}


@dataclass(frozen=True)
class Shape:
    """One value: of which kind, within which limits.

    `list_name` names a closed list kept in content, `choices` holds one kept in the schema.
    `or_none` says that the word `none` may stand instead ("does not apply").
    """

    kind: Kind
    model: type[Model] | None = None
    list_name: str = ""
    choices: tuple[str, ...] = ()
    or_none: bool = False
    text: Text | None = None
    pattern: str = ""
    shortest: int | None = None
    longest: int | None = None
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True)
class FieldShape:
    """One field: its help, and the shape of its value or of the items it holds.

    `container` is "" for a single value, "list", or "map" (then `keys` is the shape of its keys).
    """

    name: str
    help: str
    required: bool
    value: Shape
    container: Literal["", "list", "map"] = ""
    keys: Shape | None = None
    example: Any = None
    default: Any = field(default=None, compare=False)


@cache
def fields_of(model: type[BaseModel]) -> dict[str, FieldShape]:
    """The fields of a model in the schema's order."""
    return {name: _field(name, info) for name, info in model.model_fields.items()}


def _field(name: str, info: FieldInfo) -> FieldShape:
    # pydantic lifts what Annotated said of the field itself into `metadata`
    annotation = info.annotation
    kind = get_origin(_bare(annotation))
    container: Literal["", "list", "map"] = "list" if kind is list else "map" if kind is dict else ""
    keys = None
    if container:
        arguments = get_args(_bare(annotation))
        keys = _shape(arguments[0], []) if container == "map" else None
        value = _shape(arguments[-1], [])
    else:
        value = _shape(annotation, list(info.metadata))
    return FieldShape(
        name,
        info.description or "",
        info.is_required(),
        value,
        container,
        keys,
        info.examples[0] if info.examples else None,
        None if info.is_required() else info.get_default(call_default_factory=True),
    )


def _shape(annotation: Any, marks: list[Any]) -> Shape:
    while get_origin(annotation) is Annotated:
        annotation, *more = get_args(annotation)
        marks += more
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return Shape("model", model=annotation)
    if get_origin(annotation) is Literal:
        choices = get_args(annotation)
        if choices == (1,):
            return Shape("version")
        return Shape("choice", choices=tuple(str(choice) for choice in choices))
    members = [part for part in get_args(annotation) if part is not type(None)]
    if members:
        return _of_union(members, marks)
    return _limited(Shape(_KINDS[annotation]), marks)


def _of_union(members: list[Any], marks: list[Any]) -> Shape:
    """A value that may also be left out, or be the word `none`."""
    shapes = [_shape(member, list(marks)) for member in members]
    others = [shape for shape in shapes if shape.choices != ("none",)]
    if len(others) == len(shapes):
        return others[0]
    return Shape(**{**vars(others[0]), "or_none": True})


def _limited(shape: Shape, marks: list[Any]) -> Shape:
    found: dict[str, Any] = dict(vars(shape))
    for mark in marks:
        if isinstance(mark, FieldInfo):
            found = vars(_limited(Shape(**found), list(mark.metadata))).copy()
        elif isinstance(mark, OneOf):
            found["list_name"] = mark.name
        elif isinstance(mark, Text):
            found["text"] = mark
        elif isinstance(mark, StringConstraints):
            found |= {"pattern": str(mark.pattern or ""), "longest": mark.max_length}
            found["shortest"] = mark.min_length
        elif isinstance(mark, (Ge, Gt)):
            found["least"] = mark.ge if isinstance(mark, Ge) else mark.gt
        elif isinstance(mark, Le):
            found["most"] = mark.le
        elif isinstance(mark, MaxLen):
            found["longest"] = mark.max_length
        elif isinstance(mark, MinLen):
            found["shortest"] = mark.min_length
        elif pattern := getattr(mark, "pattern", None):
            found["pattern"] = str(pattern)
    return Shape(**found)


def _bare(annotation: Any) -> Any:
    """Without Annotated and None."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    members = [part for part in get_args(annotation) if part is not type(None)]
    if get_origin(annotation) not in (list, dict) and len(members) == 1 and not _is_literal(annotation):
        return _bare(members[0])
    return annotation


def _is_literal(annotation: Any) -> bool:
    return get_origin(annotation) is Literal


def models_below(model: type[Model]) -> list[type[Model]]:
    """The models a model is made of, each once, in the order they are met; itself left out."""
    found: list[type[Model]] = []
    for shape in fields_of(model).values():
        below = shape.value.model
        if below is not None:
            found += [below, *models_below(below)]
    return list(dict.fromkeys(found))
