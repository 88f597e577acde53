"""What the page about the data shows."""

from __future__ import annotations

from html import escape
from typing import Any

from generator.api import ROOT, api_changes
from generator.content import Content
from generator.feeds import FEEDS
from generator.frame import Frame
from generator.names import short
from generator.openapi import PATHS, TEXT_PATHS
from generator.site_map import entry_url
from generator.table_files import EMBED


def data_view(content: Content, frame: Frame, *, feeds: bool) -> dict[str, Any]:
    """Files with an example of each, and what to paste into another page."""
    lists = {"/methods.csv": content.words["methods"], "/terms.csv": content.words["glossary"],
             "/facts.csv": content.words["facts"], "/sources.csv": content.words["sources"]}  # fmt: skip
    tables = [(f"tables/{table.slug}.csv", table.title) for table in content.tables.tables]
    return {
        "root": frame.page(ROOT),
        "files": [(path, told, _example(content, path)) for path, (_, _, told) in PATHS.items()],
        "schemas": sorted({model.__name__ for model, _, _ in PATHS.values()}),
        "tables": tables + [(path.strip("/"), lists[path]) for path in TEXT_PATHS if path in lists],
        "feeds": list(FEEDS.items()) if feeds and frame.site_url else [],
        "frames": [
            (table.title, _frame_code(frame, table.slug, table.title)) for table in content.tables.tables[:1]
        ],
        "badge": _badge(content, frame),
        "changes": api_changes(),
    }


def _example(content: Content, path: str) -> str:
    """An address of that form which exists; empty if the content has none."""
    if "{" not in path:
        return path.strip("/")
    folder = path.split("/")[1]
    if folder == "facts":
        return next((f"facts/{name.replace('#', '/')}.json" for name in content.facts), "")
    if folder == "tables":
        return next((f"tables/{table.slug}.json" for table in content.tables.tables), "")
    return next((f"{folder}/{key}.json" for key in getattr(content, folder)), "")


def _frame_code(frame: Frame, slug: str, title: str) -> str:
    address = frame.page(f"{EMBED}tables/{slug}.html")
    return (
        f'<iframe src="{address}" title="{escape(title)}" width="100%" height="480" loading="lazy"></iframe>'
    )


def _badge(content: Content, frame: Frame) -> dict[str, str] | None:
    m = max(content.methods.values(), key=lambda m: (-m.tier, len(m.questions)), default=None)
    if m is None:
        return None
    image, alt = f"{EMBED}badges/{m.slug}.svg", f"{content.site.name}: {short(m)}"
    code = f"[![{alt}]({frame.page(image)})]({frame.page(entry_url(m))})"
    return {"image": image, "alt": alt, "code": code}
