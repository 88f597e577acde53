"""Atom feeds of new and of changed entries, dated by git."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.sax.saxutils import escape, quoteattr

from generator.content import Content
from generator.data_file import DataFile
from generator.frame import Frame
from generator.history import History
from generator.names import title_of
from generator.site_map import entry_url
from schema.comparison import Comparison

MOST = 50
FEEDS = {"feeds/new.xml": "New entries", "feeds/changed.xml": "Changed entries"}


def feed_files(content: Content, frame: Frame, history: History) -> Iterator[DataFile]:
    """Both feeds; none without the site's address or the history, for both are part of an entry."""
    if not (frame.site_url and history):
        return
    for (path, title), dates in zip(FEEDS.items(), (history.added, history.changed), strict=True):
        yield DataFile.of(path, _feed(content, frame, history, path, title, dates))


def _feed(
    content: Content, frame: Frame, history: History, path: str, title: str, dates: Mapping[str, str]
) -> str:
    entries = sorted(
        ((dates[file], file, slug) for file, slug in _files(content) if file in dates),
        key=lambda found: (found[0], found[1]),
        reverse=True,
    )[:MOST]
    here, name = frame.page(path), escape(content.site.name)
    latest = entries[0][0] if entries else "1970-01-01T00:00:00Z"
    head = (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">\n'
        f"<title>{name}: {escape(title.lower())}</title>\n<id>{escape(here)}</id>\n"
        f'<link rel="self" type="application/atom+xml" href={quoteattr(here)}/>\n'
        f'<link rel="alternate" type="text/html" href={quoteattr(frame.site_url)}/>\n'
        f"<updated>{latest}</updated>\n<author><name>{name}</name></author>\n"
        "<rights>CC BY 4.0</rights>\n"
    )
    return (
        head + "".join(_entry(content, frame, history, slug, file) for _, file, slug in entries) + "</feed>\n"
    )


def _entry(content: Content, frame: Frame, history: History, slug: str, file: str) -> str:
    owner = content.comparisons.get(slug) or content.entries[slug]
    url = entry_url(owner) if not isinstance(owner, Comparison) else f"comparisons/{slug}/"
    title = title_of(content, slug)
    address = frame.page(url)
    return (
        f"<entry>\n<title>{escape(title)}</title>\n<id>{escape(address)}</id>\n"
        f'<link rel="alternate" type="text/html" href={quoteattr(address)}/>\n'
        f"<published>{history.added[file]}</published>\n<updated>{history.changed[file]}</updated>\n"
        f"<category term={quoteattr(file.split('/')[0])}/>\n"
        f"<summary>{escape(owner.summary)}</summary>\n</entry>\n"
    )


def _files(content: Content) -> Iterator[tuple[str, str]]:
    for folder in ("methods", "terms", "guides", "comparisons"):
        for slug in getattr(content, folder):
            yield f"{folder}/{slug}.yaml", slug
