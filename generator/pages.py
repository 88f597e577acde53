"""What a page is, and what its template calls while it is written."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from generator.correct import correction
from generator.markup import PageMarkup
from generator.names import heading_anchor, title_of
from generator.site_map import relative
from schema.evidence import Fact

if TYPE_CHECKING:
    from generator.page_renderer import PageRenderer


@dataclass(frozen=True)
class Heading:
    """A heading of a page, for its table of contents."""

    level: int
    id: str
    text: str


@dataclass(frozen=True)
class Page:
    """A finished page.

    `path` is that of its Markdown file (`methods/lora.md`), `url` its address from the
    root (`methods/lora/`), `body` HTML or Markdown without the title, `source_file` the
    YAML file it is made from (`methods/lora.yaml`), empty for pages made from many.
    """

    path: str
    url: str
    title: str
    description: str
    body: str
    headings: tuple[Heading, ...] = field(repr=False)
    source_file: str = ""
    siblings: tuple[tuple[str, str], ...] = field(default=(), repr=False)  # (title, url)
    aliases: tuple[str, ...] = ()
    wide: bool = False  # a table or chart that wants the margins
    json_ld: str = field(default="", repr=False)  # schema.org markup, safe in a script element


@dataclass(frozen=True)
class PagePlan:
    """A page that can be made: its path, what it is called, and `make`, which does the work.

    Only `make` reads content through the view that takes notes, so that a page which is kept
    from an earlier build costs nothing. `source_file` is that of the page.
    """

    path: str
    title: str
    description: str
    source_file: str
    make: Callable[[], Page] = field(repr=False)


@dataclass
class PageWriter(PageMarkup):
    """What templates call `p`: prose, headings and links of the page being written."""

    headings: list[Heading] = field(default_factory=list)

    def __init__(self, renderer: PageRenderer, url: str, slug: str, file: str) -> None:
        super().__init__(renderer.site, renderer.light, url, slug, renderer.mode)
        self.headings, self._file = [], file
        self._ids: dict[str, int] = {}
        self._contents, self._frame = renderer.content, renderer.frame

    def heading(self, level: int, text: str, id: str) -> Markup:
        """A heading with an anchor, noted for the table of contents."""
        count = self._ids[id] = self._ids.get(id, 0) + 1
        if count > 1:
            id = f"{id}-{count}"
        self.headings.append(Heading(level, id, text))
        if self._mode == "markdown":
            plain = re.sub(r"([\\`*_{}\[\]<>#])", r"\\\1", text)
            return Markup(f"\n\n{'#' * level} {plain} {{: #{id} }}\n\n")
        return Markup(
            f'<h{level} id="{id}">{escape(text)}<a class="headerlink" href="#{id}"'
            f' title="Permanent link" aria-label="Permanent link: {escape(text)}">¶</a></h{level}>'
        )

    def code(self, text: str) -> Markup:
        """Code as it stands."""
        return Markup(f'<pre class="atlas-code" tabindex="0"><code>{escape(text.rstrip())}</code></pre>\n\n')

    def anchor(self, text: str) -> str:
        """An address for a heading, made of its first words."""
        return heading_anchor(text)

    def to(self, url: str) -> str:
        """Address of any page by its address from the root."""
        path, _, anchor = url.partition("#")
        return relative(self._url, path) + (f"#{anchor}" if anchor else "")

    def title(self, slug: str) -> str:
        """Name of an entry, pair or table."""
        return title_of(self._contents, slug)

    def link(self, slug: str) -> Markup:
        """A link to any entry, pair or table by its name."""
        return Markup(f'<a href="{self.href(slug)}">{escape(self.title(slug))}</a>')

    def correct_fact(self, fact: Fact) -> str:
        """Address of an issue about a fact; empty where the site knows no repository."""
        where = f"{self._url}#fact-{fact.id}"
        return correction(self._frame, where, self._file, f"facts, id {fact.id}", fact.statement)

    def used_terms(self) -> list[str]:
        """Entries this page has linked with a definition so far, by name."""
        found = [slug for slug in self.terms if slug != self._slug]
        return sorted(found, key=lambda slug: self.title(slug).casefold())


def page_url(path: str) -> str:
    """Address of the page with this path."""
    stem = path.removesuffix(".md")
    return "" if stem == "index" else stem.removesuffix("index") if stem.endswith("/index") else f"{stem}/"
