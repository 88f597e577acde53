"""`atlas new`: the file of a new entry, from the schema and, if wanted, from a sibling."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from generator.content import FOLDERS, load_content, read_lists
from generator.problems import ContentError, Problem, did_you_mean
from generator.publish import write_text
from generator.scaffold import Lists, Skeleton, is_method, lent_by, name_from
from generator.yaml_reader import read_yaml
from schema.base import SLUG_PATTERN
from schema.export import KINDS
from schema.fields import FieldShape, fields_of

# (question, (key, label) of the choices, default) -> answer
Ask = Callable[[str, Sequence[tuple[str, str]], str], str]

FOLDER_OF = {kind: folder for folder, model in FOLDERS.items() for kind in KINDS if KINDS[kind] is model}
_LONGEST = 60
_PAIR = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)*)--([a-z0-9]+(?:-[a-z0-9]+)*)")


def write_entry(root: Path, kind: str, slug: str, sibling: str | None, *, ask: Ask | None) -> Path:
    """Write a skeleton that is a valid draft, and return its path.

    Raises click.UsageError for a slug that cannot be used or an unknown sibling, ContentError
    if the closed lists cannot be read. Never overwrites.
    """
    _refuse_slug(root, kind, slug)
    given: dict[str, Any] = lent_by(_sibling(root, kind, sibling), kind) if sibling else {}
    lists = read_lists(root)
    given |= {"slug": slug, "draft": True}
    if kind == "comparison":
        given |= dict(zip(("a", "b"), slug.split("--"), strict=True))
    else:
        given["name"] = name_from(slug)
    if is_method(kind):
        given.setdefault("tier", 3)
    if ask:
        given |= _answers(kind, lists, given, ask)
    path = root / FOLDER_OF[kind] / f"{slug}.yaml"
    write_text(path, Skeleton(kind, lists, given, datetime.date.today()).text())
    return path


def problems_in(root: Path, path: Path) -> list[Problem]:
    """Problems of a new file, such as a name another entry has; those of other files left out."""
    try:
        load_content(root)
    except ContentError as error:
        return [
            problem for problem in error.problems if problem.file.endswith(f"{path.parent.name}/{path.name}")
        ]
    return []


def _refuse_slug(root: Path, kind: str, slug: str) -> None:
    if kind == "comparison":
        _refuse_pair(root, slug)
    elif not re.fullmatch(SLUG_PATTERN, slug) or len(slug) > _LONGEST:
        near = "-".join(re.findall(r"[a-z0-9]+", slug.lower()))[:_LONGEST].strip("-")
        raise click.UsageError(
            f"'{slug}' cannot be a slug: use small letters, digits and single hyphens, at most {_LONGEST}"
            + (f"; try '{near}'" if near else "")
        )
    for folder in [FOLDER_OF[kind]] if kind == "comparison" else ("methods", "terms", "guides"):
        path = root / folder / f"{slug}.yaml"
        if path.exists():
            raise click.UsageError(f"there is {path} already; open it, or choose another slug")


def _refuse_pair(root: Path, slug: str) -> None:
    match = _PAIR.fullmatch(slug)
    if not match or match[1] == match[2]:
        raise click.UsageError(f"'{slug}' is no pair: join two slugs by '--', as in lora--rag")
    for part in match.groups():
        if part not in _entries(root):
            near = did_you_mean(part, _entries(root))
            raise click.UsageError(f"there is no entry '{part}'; {near or 'write that entry first'}")
    a, b = sorted(match.groups())
    if match[1] != a:
        raise click.UsageError(f"the two slugs stand in alphabetical order: '{a}--{b}'")


def _entries(root: Path) -> list[str]:
    return [path.stem for folder in ("methods", "terms", "guides") for path in (root / folder).glob("*.yaml")]


def _sibling(root: Path, kind: str, slug: str) -> dict[str, Any]:
    folder = root / FOLDER_OF[kind]
    path = folder / f"{slug}.yaml"
    if not path.is_file():
        near = did_you_mean(slug, [other.stem for other in folder.glob("*.yaml")])
        raise click.UsageError(f"there is no {kind} '{slug}' to start from; {near or f'see {folder}'}")
    document = read_yaml(path, str(path))
    if isinstance(document, Problem):
        raise ContentError([document])
    if not isinstance(document.data, dict):
        raise click.UsageError(f"{path} holds no entry; run 'atlas validate'")
    return document.data


def _answers(kind: str, lists: Lists, given: dict[str, Any], ask: Ask) -> dict[str, Any]:
    """What the author says to the fields that must be filled."""
    found: dict[str, Any] = {}
    for field in fields_of(KINDS[kind]).values():
        if not field.required or field.container or field.name in ("schema_version", "slug", "a", "b"):
            continue
        choices = _choices(field, lists)
        if not choices and field.name not in ("name", "summary"):
            continue  # longer texts are written in an editor
        default = str(given.get(field.name, choices[0][0] if choices else ""))
        answer = ask(field.help, choices, default).strip()
        if answer:
            found[field.name] = int(answer) if answer.isdigit() and choices else answer
    return found


def _choices(field: FieldShape, lists: Lists) -> Sequence[tuple[str, str]]:
    if field.value.list_name:
        return lists[field.value.list_name]
    return [(choice, "") for choice in field.value.choices]
