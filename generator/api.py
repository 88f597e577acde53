"""The data of the site as files under `/api/v1/`: JSON of every entry, fact, source and table."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from generator import derive
from generator.bibliography import source_addresses
from generator.compare import table_view
from generator.content import Content, Entry
from generator.data_file import DataFile
from generator.derive import Cell
from generator.method_view import changes, glance
from generator.names import title_of
from generator.plain import plain_text
from generator.relations import Relations
from generator.site_map import SiteMap, entry_url
from generator.texts import texts
from generator.usage import Usage, find_usage
from schema import api
from schema.comparison import Comparison
from schema.guide import Guide
from schema.method import Method
from schema.tables import Table
from schema.term import Term

ROOT = "api/v1/"
LICENCE = "CC-BY-4.0"
CHANGES = Path(__file__).parent / "api_changes.json"
LISTED = ("methods", "terms", "guides", "comparisons")
COLLECTIONS = (*LISTED, "facts", "sources", "tables")


@cache
def api_changes() -> tuple[api.Change, ...]:
    """Versions of the API, the newest first."""
    return tuple(api.Change(**item) for item in json.loads(CHANGES.read_text(encoding="utf-8")))


def api_files(content: Content) -> Iterator[DataFile]:
    """Every file of the API but its description. Each item is put into words once.

    The words are kept as bytes, and each item only until it is put into words: together they are several
    times as large as the content.
    """
    told: dict[str, dict[str, bytes]] = {}
    listed: dict[str, list[bytes]] = {name: [] for name in LISTED}
    for name, items in api_items(content).items():
        told[name] = {}
        for item in items:
            told[name][_key(item)] = _json(item)
            if name in listed:
                listed[name].append(_json(_reference(content, item)))
    index = _json(_index(content, {name: len(items) for name, items in told.items()}))
    yield _file("index.json", index)
    yield DataFile(f"{ROOT}all.json", b"".join(_everything(index, told)))
    for name, references in listed.items():
        yield _file(f"{name}.json", _list(references))
    for name in COLLECTIONS[len(LISTED) :]:
        yield _file(f"{name}.json", _list(told[name].values()))
    for name, by_key in told.items():
        for key, data in by_key.items():
            yield _file(f"{name}/{key}.json", data)


def api_items(content: Content) -> dict[str, Iterator[Any]]:
    """The whole content in the shape of the API, item by item, by collection."""
    site = SiteMap(content)
    usage, relations = find_usage(site), Relations.of(content)
    return {
        "methods": (_method(content, relations, m) for m in content.methods.values()),
        "terms": (_term(content, usage, term) for term in content.terms.values()),
        "guides": (api.GuideItem(entry=g, **_common(content, "guide", g)) for g in content.guides.values()),
        "comparisons": (
            api.ComparisonItem(entry=c, **_common(content, "comparison", c))
            for c in content.comparisons.values()
        ),
        "facts": _facts(content, site),
        "sources": _sources(content, usage),
        "tables": (_table(content, table) for table in content.tables.tables),
    }


def _index(content: Content, counts: Mapping[str, int]) -> api.Index:
    return api.Index(
        name=content.site.name,
        summary=content.site.summary,
        version=api_changes()[0].version,
        licence=LICENCE,
        counts=dict(counts),
        files={name: f"{name}.json" for name in counts} | {"everything": "all.json"},
        changes=list(api_changes()),
    )


def _common(content: Content, kind: str, entry: Entry | Comparison) -> dict[str, Any]:
    comparison = isinstance(entry, Comparison)
    return {
        "kind": kind,
        "page": f"comparisons/{entry.slug}/" if isinstance(entry, Comparison) else entry_url(entry),
        "file": f"content/{'comparisons' if comparison else f'{kind}s'}/{entry.slug}.yaml",
        "plain": _plain(content, entry),
    }


def _plain(content: Content, entry: Entry | Comparison) -> dict[str, str]:
    found = {}
    for where, text, _ in texts(entry):
        plain = plain_text(text, content.facts, entry.slug)
        if plain != text:
            found[dotted(where)] = plain
    return found


def dotted(where: Sequence[str | int]) -> str:
    """`questions[2].answer`."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in where)
    return "".join(parts).lstrip(".")


def _method(content: Content, relations: Relations, m: Method) -> api.MethodItem:
    members = derive.expand(content, [m])
    cells = [*glance(content, m, members), *changes(content, m, members)]
    return api.MethodItem.model_construct(
        entry=m,
        derived=[api.Derived(label=label, value=_value(cell)) for label, cell in cells],
        relations={name: list(slugs) for name, slugs in relations.by_slug[m.slug].items()},
        **_common(content, "method", m),
    )


def _term(content: Content, usage: Usage, term: Term) -> api.TermItem:
    used_in = list(usage.entries.get(term.slug, ()))
    return api.TermItem.model_construct(entry=term, used_in=used_in, **_common(content, "term", term))


def _facts(content: Content, site: SiteMap) -> Iterator[api.FactItem]:
    for name, fact in content.facts.items():
        owner = name.split("#", 1)[0]
        page = f"{site.urls[owner]}#fact-{fact.id}"
        yield api.FactItem(id=name, owner=owner, page=page, fact=fact, source=content.sources[fact.source])


def _sources(content: Content, usage: Usage) -> Iterator[api.SourceItem]:
    pages = source_addresses(content)
    for key, source in content.sources.items():
        cited, facts = usage.sources.get(key, ()), usage.facts.get(key, ())
        yield api.SourceItem(page=pages[key], source=source, cited_in=list(cited), facts=list(facts))


def _table(content: Content, table: Table) -> api.TableItem:
    view = table_view(content, table)
    headings = [api.Heading(title=t, method=slug) for t, slug in zip(view.headings, view.links, strict=True)]
    rows = [
        api.TableRow(key=aspect.key, label=row.label, values=[_value(cell, content) for cell in row.cells])
        for aspect, row in zip(table.aspects, view.rows, strict=True)
    ]
    return api.TableItem(
        slug=table.slug,
        title=table.title,
        summary=table.summary,
        page=f"comparisons/{table.slug}/",
        csv=f"tables/{table.slug}.csv",
        headings=headings,
        rows=rows,
    )


def _value(cell: Cell, content: Content | None = None) -> api.Value:
    text = plain_text(cell.text, content.facts, "") if content else cell.text
    return api.Value(
        text=text if cell.known else "",
        known=cell.known,
        numbers=cell.numbers,
        low=cell.low,
        high=cell.high,
        evidence=cell.evidence,
    )


def _reference(content: Content, item: Any) -> api.Reference:
    entry: Method | Term | Guide | Comparison = item.entry
    return api.Reference(
        kind=item.kind,
        slug=entry.slug,
        name=title_of(content, entry.slug),
        summary=entry.summary,
        page=item.page,
        data=f"{item.kind}s/{entry.slug}.json",
    )


def _key(item: Any) -> str:
    """What an item is found by, below its collection."""
    if isinstance(item, api.FactItem):
        return f"{item.owner}/{item.fact.id}"
    if isinstance(item, api.SourceItem):
        return item.source.key
    return str(item.slug if isinstance(item, api.TableItem) else item.entry.slug)


def _json(model: BaseModel) -> bytes:
    return model.model_dump_json(exclude_none=True).encode()


def _list(items: Iterable[bytes]) -> bytes:
    return b"[%b]" % b",".join(items)


def _everything(index: bytes, told: Mapping[str, Mapping[str, bytes]]) -> Iterator[bytes]:
    """One object with all collections, in pieces: the text is large enough without copies on the way."""
    yield b'{"index":%b' % index
    for name, items in told.items():
        yield b',"%b":[' % name.encode()
        for number, item in enumerate(items.values()):
            if number:
                yield b","
            yield item
        yield b"]"
    yield b"}\n"


def _file(path: str, data: bytes) -> DataFile:
    return DataFile(f"{ROOT}{path}", data + b"\n")
