"""What a change means, field by field: two content folders compared as data, not as lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from generator.content import FILES, FOLDERS, Content, load_content
from generator.problems import ContentError, Problem
from generator.wrap import prose_of
from generator.yaml_reader import Document, read_yaml
from schema.base import Model
from schema.fields import FieldShape, Shape, fields_of

# What tells the items of a list apart, tried in this order.
_IDENTITIES = tuple(
    "id key slug tag name title heading question claim label item provider role kind ask".split()
)


@dataclass(frozen=True)
class Change:
    """One field before and after; None where it is not there."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class FileChange:
    """One file: `added`, `removed`, `renamed`, `unreadable` or `changed`."""

    file: str
    what: str
    title: str
    changes: tuple[Change, ...] = ()
    was: str = ""  # the old name of a renamed file


@dataclass(frozen=True)
class Side:
    """One of the two folders: its files as data, and the content if it has no problems."""

    data: Mapping[str, Any]
    content: Content | None
    problems: tuple[Problem, ...] = field(repr=False, default=())
    unreadable: frozenset[str] = frozenset()  # files that are there and are no YAML


def read_side(root: Path) -> Side:
    """Read a folder as far as it can be read. Never raises for bad content."""
    try:
        content = load_content(root)
    except ContentError as error:
        found = {name: read_yaml(path, name) for name, path in _paths(root)}
        readable = {name: doc.data for name, doc in found.items() if isinstance(doc, Document)}
        return Side(readable, None, error.problems, frozenset(found.keys() - readable.keys()))
    return Side({name.split("/", 1)[1]: doc.data for name, doc in content.documents.items()}, content)


def _paths(root: Path) -> Iterator[tuple[str, Path]]:
    for name in FILES:
        if (path := root / f"{name}.yaml").is_file():
            yield path.name, path
    for folder in FOLDERS:
        for path in sorted((root / folder).glob("*.yaml")):
            yield f"{folder}/{path.name}", path


def changed_files(before: Side, after: Side) -> list[FileChange]:
    """Every file whose meaning changed; a new layout is no change."""
    moved = _renamed(before, after)
    found = []
    for name in sorted(before.data.keys() | after.data.keys()):
        if name in moved.values() and name not in after.data:
            continue
        old_name = moved.get(name, name)
        old, new = before.data.get(old_name), after.data.get(name)
        model = _model(name)
        changes = tuple(_compare(_plain(old, model), _plain(new, model), Shape("model", model=model), ""))
        if changes or old is None or new is None:
            renamed = name in moved
            what = "added" if old is None else "removed" if new is None else "changed"
            if name in after.unreadable:
                what = "unreadable"
            elif renamed:
                what = "renamed"
            was = old_name if renamed else ""
            found.append(FileChange(name, what, _title(new if new is not None else old, name), changes, was))
    return found


def _renamed(before: Side, after: Side) -> dict[str, str]:
    """New file -> old file, where an entry names its old slug."""
    moved = {}
    for name, data in after.data.items():
        if name not in before.data and isinstance(data, dict):
            for slug in data.get("former_slugs") or ():
                old = f"{name.split('/')[0]}/{slug}.yaml"
                if old in before.data and old not in after.data:
                    moved[name] = old
    return moved


def _model(name: str) -> type[Model]:
    folder, _, rest = name.partition("/")
    return FOLDERS[folder] if rest else FILES[folder.removesuffix(".yaml")]


def _title(data: Any, name: str) -> str:
    found = data.get("name") if isinstance(data, dict) else None
    return found if isinstance(found, str) else name.rsplit("/", 1)[-1].removesuffix(".yaml")


def _plain(data: Any, model: type[Model]) -> Any:
    """The data without what equals a default, so that writing a default out is no change."""
    try:
        return model.model_validate(data).model_dump(mode="json", exclude_defaults=True)
    except ValidationError:
        return data if isinstance(data, dict) else {}


def _compare(before: Any, after: Any, shape: Shape | None, where: str) -> Iterator[Change]:
    if isinstance(before, dict) and isinstance(after, dict):
        fields = fields_of(shape.model) if shape and shape.model else {}
        for key in [*before, *(key for key in after if key not in before)]:
            name = f"{where}.{key}" if where else str(key)
            yield from _compare_field(before.get(key), after.get(key), fields.get(key), name)
    elif not _same(before, after, shape):
        yield Change(where, before, after)


def _compare_field(before: Any, after: Any, field_: FieldShape | None, where: str) -> Iterator[Change]:
    shape = field_.value if field_ else None
    if isinstance(before, list) and isinstance(after, list):
        yield from _compare_lists(before, after, shape, where)
    elif field_ and field_.container == "map" and isinstance(before, dict) and isinstance(after, dict):
        for key in [*before, *(key for key in after if key not in before)]:
            yield from _compare(before.get(key), after.get(key), shape, f"{where}.{key}")
    else:
        yield from _compare(before, after, shape, where)


def _compare_lists(before: list[Any], after: list[Any], shape: Shape | None, where: str) -> Iterator[Change]:
    key = _identity(before, after)
    if key:
        yield from _compare_named(before, after, key, shape, where)
        return
    # Without names, what is equal in both is left out and the rest is paired in its order.
    gone = [item for item in before if not any(_same(item, other, shape) for other in after)]
    come = [(n, item) for n, item in enumerate(after) if not any(_same(item, b, shape) for b in before)]
    for number in range(max(len(gone), len(come))):
        place, new = come[number] if number < len(come) else (before.index(gone[number]), None)
        old = gone[number] if number < len(gone) else None
        yield from _compare(old, new, shape, f"{where}[{place + 1}]")
    if not gone and not come and before != after:
        yield Change(f"{where} (order)", before, after)


def _compare_named(
    before: list[Any], after: list[Any], key: str, shape: Shape | None, where: str
) -> Iterator[Change]:
    old, new = ({str(item[key]): item for item in items} for items in (before, after))
    for name in [*old, *(name for name in new if name not in old)]:
        yield from _compare(old.get(name), new.get(name), shape, f"{where}[{name}]")
    if _moved(list(old), list(new)):
        yield Change(f"{where} (order)", list(old), list(new))


def _identity(before: list[Any], after: list[Any]) -> str:
    items = [*before, *after]
    if not items or not all(isinstance(item, dict) for item in items):
        return ""
    for key in _IDENTITIES:
        names = [[item.get(key) for item in side] for side in (before, after)]
        if all(isinstance(name, str) for side in names for name in side) and all(
            len(set(side)) == len(side) for side in names
        ):
            return key
    return ""


def _moved(before: Sequence[str], after: Sequence[str]) -> bool:
    common = set(before) & set(after)
    return [n for n in before if n in common] != [n for n in after if n in common]


def _same(before: Any, after: Any, shape: Shape | None) -> bool:
    if isinstance(before, str) and isinstance(after, str) and shape and shape.text:
        return prose_of(before) == prose_of(after)
    return bool(before == after)
