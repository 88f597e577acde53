"""Internal links of finished pages: does each lead to a page and an anchor that exist?"""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Linked:
    """A page as others see it: its address, what it is made from, its links and its anchors."""

    url: str
    made_from: str
    links: tuple[str, ...]
    anchors: tuple[str, ...]


def broken_links(pages: Sequence[Linked], assets: Collection[str]) -> Iterator[tuple[Linked, str]]:
    """Each page with a message for each of its links to a page or anchor that is not there."""
    anchors = {page.url: frozenset(page.anchors) for page in pages}
    for page in pages:
        for href in page.links:
            path, _, anchor = href.partition("#")
            path = path.partition("?")[0]  # what a tool starts with
            target = _resolve(page.url, path)
            if target not in anchors:
                if target not in assets:
                    yield page, f"{page.made_from}: the link '{href}' leads nowhere"
            elif anchor and anchor not in anchors[target]:
                yield page, f"{page.made_from}: '{href}' names an anchor that is not there"


def _resolve(url: str, path: str) -> str:
    if not path:
        return url
    joined = posixpath.normpath(posixpath.join(url, path))
    target = "" if joined in (".", "/") else joined
    return f"{target}/" if target and path.endswith("/") else target
