"""Internal links of rendered pages: does each lead to a page and an anchor that exist?"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator, Sequence

from generator.pages import Page

_HREF = re.compile(r'[\s:]href="([^"]*)"')
_ID = re.compile(r'\sid="([^"]+)"')
_EXTERNAL = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.I)


def broken_links(pages: Sequence[Page], assets: Collection[str]) -> Iterator[str]:
    """A message for each link of HTML pages to a page or anchor that is not there."""
    anchors = {page.url: {"top", *_ID.findall(page.body)} for page in pages}
    for page in pages:
        for href in dict.fromkeys(_HREF.findall(page.body)):
            if _EXTERNAL.match(href):
                continue
            path, _, anchor = href.partition("#")
            path = path.partition("?")[0]  # what a tool starts with
            target = _resolve(page.url, path)
            if target not in anchors:
                if target not in assets:
                    yield f"{page.source_file or page.path}: the link '{href}' leads nowhere"
            elif anchor and anchor not in anchors[target]:
                yield f"{page.source_file or page.path}: '{href}' names an anchor that is not there"


def _resolve(url: str, path: str) -> str:
    if not path:
        return url
    joined = posixpath.normpath(posixpath.join(url, path))
    target = "" if joined in (".", "/") else joined
    return f"{target}/" if target and path.endswith("/") else target
