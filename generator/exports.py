"""Files beside the pages: data that they read, and what stands at old addresses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from pydantic_core import to_json

from generator import amounts, derive
from generator.api import api_files
from generator.content import Content
from generator.data_file import DataFile
from generator.explorer import explorer_data
from generator.feeds import feed_files
from generator.finder import finder_data
from generator.frame import Frame
from generator.history import History
from generator.llms import text_files
from generator.names import short
from generator.openapi import openapi_files
from generator.parts import parts_of
from generator.plain import plain_text
from generator.side_by_side import side_by_side_data
from generator.site_map import SiteMap, entry_url, relative
from generator.spectrum import spectrum_data
from generator.suggest import suggest_data
from generator.table_files import csv_files, embed_files
from schema.method import Method
from schema.method_parts import Reason
from schema.wizard import Option, Question


def render_data(
    content: Content, frame: Frame | None = None, history: History | None = None
) -> list[DataFile]:
    """Every file beside the pages; the same content, addresses and history give the same files."""
    return list(data_files(content, frame or Frame(), history or History()))


def data_files(content: Content, frame: Frame, history: History) -> Iterator[DataFile]:
    """The same one by one: together they are larger than the pages."""
    for old, new in SiteMap(content).redirects.items():
        yield _moved(old, new)
    # What the Ask button finds where no server answers at this address.
    yield DataFile.of("api/health", _json({"status": "ok", "assistant": False}))
    yield DataFile.of("css/groups.css", group_colours(content))
    yield DataFile.of("data/advise.json", _json(advise_data(content)))
    for part in parts_of(len(content.methods)):
        yield DataFile.of(f"data/explorer{part.mark}.json", _json(explorer_data(content, part)))
    yield DataFile.of("data/compare.json", _json(side_by_side_data(content)))
    yield DataFile.of("data/suggest.json", _json(suggest_data(content)))
    yield DataFile.of("data/names.json", _json(finder_data(content)))
    yield DataFile.of("data/spectrum.json", _json(spectrum_data(content)))
    yield from api_files(content)
    yield from openapi_files(content)
    yield from csv_files(content)
    yield from embed_files(content, frame)
    yield from feed_files(content, frame, history)
    yield from text_files(content, frame)


def group_colours(content: Content) -> str:
    """A colour for each group, in the order of the vocabulary; there are eight, then they begin again."""
    return "".join(
        f".atlas-group--{group.key} {{ --c: var(--atlas-{place % 8 + 1}); }}\n"
        for place, group in enumerate(content.vocabulary.groups)
    )


def _moved(old: str, new: str) -> DataFile:
    """A page at an old address that leads to the new one."""
    there = relative(old, new)
    html = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>This page has moved</title>'
        f'<link rel="canonical" href="{there}"><meta http-equiv="refresh" content="0; url={there}">'
        f'</head><body><p>This page has moved to <a href="{there}">{there}</a>.</p></body></html>\n'
    )
    return DataFile.of(f"{old}index.html", html)


def _json(data: Any) -> str:
    return to_json(data).decode() + "\n"


def advise_data(content: Content) -> dict[str, Any]:
    """What `advise.js` needs to give the same advice as `advise.py`."""
    wizard, vocabulary = content.wizard, content.vocabulary
    ordinals = {}
    for name in ("access", "hardware", "expertise"):
        scale = getattr(content.scales.ordinals, name)
        ordinals[name] = {"label": scale.label, "levels": [[v.key, v.label] for v in scale.levels]}
    return {
        "axes": [[axis.key, axis.label] for axis in vocabulary.axes],
        "tags": {tag.key: tag.label for tag in vocabulary.tags},
        "effects": [[effect.key, effect.label] for effect in vocabulary.effects],
        "ordinals": ordinals,
        "hosted_access": wizard.hosted_access,
        "data_units": wizard.data_units,
        "tokens_per_example": content.scales.complexity.tokens_per_example,
        "questions": [_question(content, question) for question in wizard.questions],
        "stages": [stage.model_dump() for stage in wizard.stages],
        "methods": [_method(content, m) for m in content.methods.values() if not m.family],
    }


def _need(content: Content, m: Method) -> str | dict[str, Any]:
    need = amounts.need_of(content, m)
    return need if isinstance(need, str) else asdict(need)


def _question(content: Content, question: Question) -> dict[str, Any]:
    found = question.model_dump(exclude_defaults=True)
    for option, shown in zip(question.options, found["options"], strict=True):
        if counted := _counted(content, option):
            shown["note"] = counted
    return found


def _counted(content: Content, option: Option) -> str:
    """How many an answer is taken to mean: the largest amount it names, in its unit."""
    units = content.wizard.data_units
    pairs = [(amount, units[kind]) for kind, amount in option.data.items() if kind in units]
    if not pairs:
        return ""
    amount, unit = max(pairs)
    return f"counted as {derive.number_text(amount)} {derive.label_of(content.vocabulary.amount_units, unit)}"


def _method(content: Content, m: Method) -> dict[str, Any]:
    def plain(text: str) -> str:
        return plain_text(text, content.facts, m.slug)

    def reasons(items: list[Reason]) -> list[list[Any]]:
        return [[reason.tag, reason.weight, plain(reason.why)] for reason in items]

    when = m.when
    return {
        "slug": m.slug,
        "name": short(m),
        "url": entry_url(m),
        "axis": m.axis,
        "group": m.group,
        "access": m.access,
        "hosted": bool(m.hosted),
        "hardware": m.compute.hardware if m.compute else None,
        "expertise": m.expertise,
        "need": _need(content, m),
        "effects": m.effects,
        "requires": [[item.any_of, plain(item.why)] for item in when.requires] if when else [],
        "good": reasons(when.good_if) if when else [],
        "bad": reasons(when.avoid_if) if when else [],
    }
