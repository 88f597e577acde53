"""The theme's frame of pages that differ in a few values: printed once with holes, then filled in.

The theme takes longer over a page's frame than the page itself takes. Most pages share theirs, but
for title, description, addresses, table of contents and the like. The theme prints a made-up page
once; where its made-up values stand, the values of others go. Whether the theme does print them as
they are is not assumed: a mold that does not give, letter for letter, what the theme prints for a
real page is never used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from generator.pages import Page

_PLAIN = re.compile(r"""[^<>&"'\s]+(?: [^<>&"'\s]+)*""")  # what removing tags and escaping leave as it is
_SLUG = "atlas-mold-0slug0"
# Made-up values. Whatever a template does to text, such as escaping it, would show in them.
_HOLES: Mapping[str, str] = {
    "title": "Atlas mold 0 title 0",
    "description": "atlas mold 0 \"'&amp;<description>  & 0",
    "json_ld": "{atlas mold 0 \"'&amp;<json_ld>  0}",
    "content": "<h1>atlas mold 0 \"'&amp;&lt; content</h1>",
    "edit_url": "https://atlas.mold/edit/0?a=b&c",
    "canonical_url": "https://atlas.mold/0/?a=b&c",
    "toc": "<!-- atlas mold 0 toc -->",
    "siblings": "<!-- atlas mold 0 siblings -->",
}
_HOLE = re.compile("|".join(f"(?P<{name}>{re.escape(text)})" for name, text in _HOLES.items()))
# Templates that print a list of a page's own: they are run for each page, in the place of their hole.
_PARTS: Mapping[str, str] = {"toc": "partials/toc.html", "siblings": "partials/siblings.html"}
_MOST_CONTENTS = 1000  # tables of contents that are remembered

Context = dict[str, Any]


class Mold:
    """A frame with holes, and what the templates of its parts are given beside the page."""

    def __init__(self, text: str, context: Context) -> None:
        self.context = context
        self._texts: list[str] = []
        self._names: list[str] = []
        position = 0
        for hole in _HOLE.finditer(text):
            self._texts.append(text[position : hole.start()])
            self._names.append(str(hole.lastgroup))
            position = hole.end()
        self._last = text[position:]
        self.holes = frozenset(self._names)
        # An address of the made-up page elsewhere would be that of no other page.
        self.holds = "content" in self.holes and not any(_SLUG in text for text in (*self._texts, self._last))

    def filled(self, values: Mapping[str, str]) -> str:
        """The frame around these values, one for each of `holes`."""
        return "".join(self._pieces(values))

    def _pieces(self, values: Mapping[str, str]) -> Iterator[str]:
        for text, name in zip(self._texts, self._names, strict=True):
            yield text
            yield values[name]
        yield self._last


class Molds:
    """Molds by what their pages have in common.

    `whole(page)` has the theme print a page, `made_up(page, standing_in)` a page of which templates
    are replaced by texts, `context(page)` gives what templates are given, `template(name)` one of
    them, or None.
    """

    def __init__(
        self,
        whole: Callable[[Any], str],
        made_up: Callable[[Any, Mapping[str, str]], str],
        context: Callable[[Any], Context],
        template: Callable[[str], Any],
    ) -> None:
        self._whole, self._made_up, self._context = whole, made_up, context
        self._templates = {name: template(path) for name, path in _PARTS.items()}
        self._known: dict[tuple[Any, ...], Mold | bool] = {}  # True: seen once; False: it cannot be done
        self._contents: dict[tuple[Any, ...], tuple[str, bool]] = {}  # text, whether it came out twice

    def html(self, page: Any, source: Page, like: Callable[[str], Any]) -> str:
        """What the theme prints for a page. `like(slug)` makes one at an address beside it."""
        if not (_PLAIN.fullmatch(source.title) and page.canonical_url):
            return self._whole(page)
        kind = _kind(page, source)
        known = self._known.get(kind)
        if isinstance(known, Mold):
            return known.filled(self._values(known, page, source))
        text = self._whole(page)
        if known is None:
            self._known[kind] = True
        elif known:  # the second page of its kind: a mold for it pays, if it gives what the theme does
            mold = self._mold(like(_SLUG), page)
            same = mold.filled(self._values(mold, page, source)) == text
            self._known[kind] = mold if same and mold.holds else False
        return text

    def _mold(self, made_up: Any, page: Any) -> Mold:
        made_up.content, made_up.toc = _HOLES["content"], page.toc
        made_up.meta = {
            name: _HOLES.get(name, value) if value else value for name, value in page.meta.items()
        }
        made_up.title = _HOLES["title"]
        made_up.canonical_url = _HOLES["canonical_url"]
        made_up.edit_url = page.edit_url and _HOLES["edit_url"]
        parts = {path: _HOLES[name] for name, path in _PARTS.items() if self._templates[name]}
        return Mold(self._made_up(made_up, parts), self._context(made_up))

    def _values(self, mold: Mold, page: Any, source: Page) -> Mapping[str, str]:
        values = {name: str(page.meta.get(name, "")) for name in ("title", "description", "json_ld")}
        values |= {"content": page.content, "edit_url": page.edit_url, "canonical_url": page.canonical_url}
        if "siblings" in mold.holes:
            values["siblings"] = self._part("siblings", mold, page)
        if "toc" in mold.holes:
            values["toc"] = self._table_of_contents(mold, page, source)
        return values

    def _part(self, name: str, mold: Mold, page: Any) -> str:
        return str(self._templates[name].render(mold.context | {"page": page}))

    def _table_of_contents(self, mold: Mold, page: Any, source: Page) -> str:
        """Pages with the same headings share theirs, once two in a row came out the same."""
        key = (_kind(page, source), source.headings)
        text, settled = self._contents.get(key, ("", False))
        if settled:
            return text
        made = self._part("toc", mold, page)
        if len(self._contents) < _MOST_CONTENTS or key in self._contents:
            self._contents[key] = made, made == text
        return made


def _kind(page: Any, source: Page) -> tuple[Any, ...]:
    """What pages that share a frame have in common; addresses in one folder are equally far from all."""
    return (
        source.url.rstrip("/").rpartition("/")[0],
        source.wide,
        bool(source.siblings),
        bool(source.headings),
        bool(source.json_ld),
        bool(source.description),
        bool(page.edit_url),
    )
