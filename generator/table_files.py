"""Tables as CSV, and as pages and badges that other sites can embed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from generator import derive, explorer
from generator.api import ROOT
from generator.compare import TableView, table_view
from generator.content import Content
from generator.data_file import DataFile
from generator.derive import Cell
from generator.frame import Frame
from generator.names import short
from generator.plain import plain_text
from generator.site_map import entry_url
from schema.method import Method

_FORMULA = re.compile(r"[=+@\-\t\r]")
EMBED = "embed/"


def csv_files(content: Content) -> Iterator[DataFile]:
    """CSV of the reference tables, the table of methods, the glossary, the facts and the sources."""
    for table in content.tables.tables:
        view = table_view(content, table)
        head = [content.words["methods"], *(row.label for row in view.rows)]
        lines = [
            [heading, *(_told(content, row.cells[column]) for row in view.rows)]
            for column, heading in enumerate(view.headings)
        ]
        yield DataFile.of(f"{ROOT}tables/{table.slug}.csv", csv_text([head, *lines]))
    yield DataFile.of(f"{ROOT}methods.csv", csv_text(_methods(content)))
    terms = [[t.slug, t.name, "; ".join(t.aliases), t.category, t.summary] for t in content.terms.values()]
    yield DataFile.of(
        f"{ROOT}terms.csv", csv_text([["slug", "name", "aliases", "category", "summary"], *terms])
    )
    head = ["id", "statement", "value", "source", "where", "checked", "on", "confidence"]
    facts = [
        [name, plain_text(f.statement, content.facts, name.split("#")[0]), f.value, f.source, f.where,
         f.checked, f.on.isoformat(), f.confidence]
        for name, f in content.facts.items()
    ]  # fmt: skip
    yield DataFile.of(f"{ROOT}facts.csv", csv_text([head, *facts]))
    head = ["key", "authors", "year", "title", "kind", "id", "url", "opened", "checked"]
    sources = [
        [s.key, s.authors, str(s.year), s.title, s.kind, s.id or "", s.url, s.opened.isoformat(), s.checked]
        for s in content.sources.values()
    ]
    yield DataFile.of(f"{ROOT}sources.csv", csv_text([head, *sources]))


def csv_text(lines: Iterable[Sequence[str]]) -> str:
    """RFC 4180; a leading sign would make a spreadsheet take the text for a formula."""

    def quoted(text: str) -> str:
        text = f"'{text}" if _FORMULA.match(text) else text
        return '"' + text.replace('"', '""') + '"'

    return "".join(",".join(map(quoted, line)) + "\r\n" for line in lines)


def _methods(content: Content) -> Iterator[list[str]]:
    labels = [column.label_in(content) for column in explorer.COLUMNS]
    yield ["slug", "name", "summary", *labels]
    for m in explorer.ranked(content):
        cells = explorer.cells(content, m, explorer.COLUMNS)
        yield [m.slug, m.name, m.summary, *(_told(content, cell) for cell in cells)]


def _told(content: Content, cell: Cell) -> str:
    if not cell.known:
        return ""
    text = plain_text(cell.text, content.facts, "")
    return f"{text} ({cell.numbers})" if cell.numbers else text


def embed_files(content: Content, frame: Frame) -> Iterator[DataFile]:
    """A page for a frame on another site for each table, and a badge for each method."""
    for table in content.tables.tables:
        html = _table_page(content, frame, table_view(content, table))
        yield DataFile.of(f"{EMBED}tables/{table.slug}.html", html)
    for m in content.methods.values():
        yield DataFile.of(f"{EMBED}badges/{m.slug}.svg", _badge(content.site.name, _badge_text(content, m)))


_STYLE = (
    ":root{color-scheme:light dark}"
    "body{font:14px/1.45 system-ui,sans-serif;margin:0;color:CanvasText;background:Canvas}"
    "div{overflow-x:auto}table{border-collapse:collapse;width:100%}"
    "caption{text-align:left;font-weight:600;padding:.5em .6em}"
    "th,td{text-align:left;vertical-align:top;padding:.45em .6em;min-width:7em;"
    "border-top:1px solid color-mix(in srgb,CanvasText 22%,Canvas)}"
    "small{color:color-mix(in srgb,CanvasText 72%,Canvas);display:block}p{padding:0 .6em}a{color:LinkText}"
)


def _table_page(content: Content, frame: Frame, view: TableView) -> str:
    """One page without scripts or other files, light or dark as its reader likes."""
    root, title = frame.site_url or "../../", escape(view.table.title)

    def cell(value: Cell) -> str:
        if not value.known:
            return f"<td><em>{escape(content.words['unknown'])}</em></td>"
        numbers = f"<small>{escape(value.numbers)}</small>" if value.numbers else ""
        return f"<td>{escape(plain_text(value.text, content.facts, ''))}{numbers}</td>"

    def heading(column: int) -> str:
        slug, text = view.links[column], escape(view.headings[column])
        inner = f'<a href="{root}methods/{slug}/">{text}</a>' if slug else text
        return f'<th scope="row">{inner}</th>'

    labels = "".join(f'<th scope="col">{escape(row.label)}</th>' for row in view.rows)
    lines = "".join(
        f"<tr>{heading(column)}{''.join(cell(row.cells[column]) for row in view.rows)}</tr>\n"
        for column in range(len(view.headings))
    )
    address = f"{root}comparisons/{view.table.slug}/"
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">'
        f'<link rel="canonical" href="{address}"><base target="_blank"><style>{_STYLE}</style></head>\n'
        f'<body><div role="region" tabindex="0" aria-label="{title}"><table><caption>{title}</caption>\n'
        f'<thead><tr><th scope="col">{escape(content.words["methods"])}</th>{labels}</tr></thead>\n'
        f"<tbody>{lines}</tbody></table></div>\n"
        f'<p><a href="{address}" rel="noopener">{escape(content.site.name)}</a>, '
        f'<a href="https://creativecommons.org/licenses/by/4.0/" rel="license noopener">CC BY 4.0</a></p>'
        "</body></html>\n"
    )


def _badge_text(content: Content, m: Method) -> str:
    """The method's short name, with how long it takes where that is known."""
    cell = derive.duration(content, derive.expand(content, [m]), "calendar")
    label = cell.text[:1].lower() + cell.text[1:]
    return f"{short(m)}: {label}" if cell.known and cell.numbers else short(m)


def _badge(left: str, right: str) -> str:
    """Two fields, dark on the left; widths guessed from letters, for a picture holds no font."""
    widths = [round(12 + 6.6 * len(text)) for text in (left, right)]
    total, label = sum(widths), escape(f"{left}: {right}")
    texts = (
        f'<text x="{widths[0] / 2}" y="14">{escape(left)}</text>'
        f'<text x="{widths[0] + widths[1] / 2}" y="14">{escape(right)}</text>'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{total}" height="20" role="img"'
        f' aria-label="{label}">'
        f'<title>{label}</title><rect width="{total}" height="20" rx="3" fill="#0f5c63"/>'
        f'<path d="M0 3a3 3 0 0 1 3-3h{widths[0] - 3}v20H3a3 3 0 0 1-3-3z" fill="#24323a"/>'
        f'<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">'
        f"{texts}</g></svg>\n"
    )


def badge_of(m: Method) -> tuple[str, str]:
    """Addresses of a method's badge and page."""
    return f"{EMBED}badges/{m.slug}.svg", entry_url(m)
