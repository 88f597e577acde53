"""What the site's search finds: one entry for a page and one for each of its sections."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from generator.pages import Page

# Everything on these pages is found on the page it comes from.
_NOT_SEARCHED = re.compile(r"(glossary|methods|sources)/(index/.*)?|comparisons/")
MOST_WITH_SECTIONS = 1500  # pages; in a larger site search finds pages, and only by their first words
_SHORTENED = 300  # characters
# Sections that only point elsewhere.
_SKIPPED = frozenset(("sources", "further-reading", "used-in", "terms", "see-also", "relations"))
_LEFT_OUT = re.compile(r'<sup class="atlas-cite">.*?</sup>|<svg.*?</svg>|<a class="headerlink".*?</a>', re.S)
_TAG = re.compile(r"<[^>]*>")
_HEADING = re.compile(r'<h([23]) id="([^"]+)">(.*?)</h\1>', re.S)
LONGEST = 2000  # characters of a section; more adds size and finds nothing new


def is_searched(page: Page) -> bool:
    """Whether search finds a page, rather than only the pages it comes from."""
    return not _NOT_SEARCHED.fullmatch(page.url)


def search_entries(page: Page) -> Iterator[dict[str, Any]]:
    """Entries in the form of the theme's search index: location, title, text, tags."""
    if not is_searched(page):
        return
    parts = _HEADING.split(_LEFT_OUT.sub("", page.body))
    entry: dict[str, Any] = {"location": page.url, "title": page.title, "text": _text(parts[0])}
    if page.aliases:
        entry["tags"] = list(page.aliases)
    yield entry
    for anchor, heading, body in zip(parts[2::4], parts[3::4], parts[4::4], strict=True):
        if anchor not in _SKIPPED and (text := _text(body)):
            yield {"location": f"{page.url}#{anchor}", "title": _text(heading), "text": text}


def bounded(entries: list[list[dict[str, Any]]]) -> Iterator[dict[str, Any]]:
    """The entries of all pages, one list for each: cut where whole texts would be too much to load."""
    if len(entries) <= MOST_WITH_SECTIONS:
        for found in entries:
            yield from found
        return
    for found in entries:
        for entry in found[:1]:
            yield entry | {"text": entry["text"][:_SHORTENED]}


def _text(html: str) -> str:
    text = " ".join(unescape(_TAG.sub(" ", html)).split())
    # The theme prints the text as HTML, so what was escaped must stay so.
    return text[:LONGEST].replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
