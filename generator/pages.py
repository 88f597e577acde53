"""`Content -> pages`: a pure function; whoever publishes them adds the frame."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup, escape

from generator import timeline, views
from generator.cite import bibtex, cite_block
from generator.compare import table_view
from generator.content import Content
from generator.correct import correction
from generator.cost_view import cost_view, plain_number
from generator.data_view import data_view
from generator.field_reference import reference_view
from generator.frame import Frame
from generator.markup import Mode, PageMarkup, light_markdown
from generator.method_view import method_view
from generator.names import heading_anchor, pair_title, short, title_of
from generator.relations import Relations
from generator.site_map import SiteMap, relative
from generator.structured import page_data
from generator.usage import Usage, find_usage
from schema.comparison import Comparison
from schema.evidence import Fact
from schema.guide import Guide
from schema.method import Method
from schema.vocabulary import LIST_NAMES

TEMPLATES = Path(__file__).parent / "templates"

_WIDE = frozenset(
    (
        "calculator.j2",
        "choosing.j2",
        "compare.j2",
        "comparisons.j2",
        "fields.j2",
        "home.j2",
        "methods.j2",
        "pair.j2",
        "suggest.j2",
        "table.j2",
        "timeline.j2",
    )
)


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


@dataclass
class PageWriter(PageMarkup):
    """What templates call `p`: prose, headings and links of the page being written."""

    headings: list[Heading] = field(default_factory=list)

    def __init__(self, renderer: _Renderer, url: str, slug: str, file: str) -> None:
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

    def correct_fact(self, fact: Fact) -> str:
        """Address of an issue about a fact; empty where the site knows no repository."""
        where = f"{self._url}#fact-{fact.id}"
        return correction(self._frame, where, self._file, f"facts, id {fact.id}", fact.statement)

    def used_terms(self) -> list[str]:
        """Entries this page has linked with a definition so far, by name."""
        found = [slug for slug in self.terms if slug != self._slug]
        return sorted(found, key=lambda slug: self.title(slug).casefold())


def render_pages(
    content: Content, mode: Mode = "html", frame: Frame | None = None, *, feeds: bool = False
) -> list[Page]:
    """Every page of the site, in the order of navigation; the same arguments give the same pages.

    `frame` holds the addresses of site and repository, `feeds` whether there are feeds to link to.
    """
    return list(_Renderer(content, mode, frame or Frame(), feeds=feeds).pages())


class _Renderer:
    """Renders one content in one mode; everything it needs is built once, here."""

    def __init__(self, content: Content, mode: Mode, frame: Frame, *, feeds: bool) -> None:
        self.content, self.mode, self.frame, self.feeds = content, mode, frame, feeds
        self.site = SiteMap(content)
        self.light = light_markdown()
        self.usage: Usage = find_usage(self.site)
        self.relations = Relations.of(content)
        self.siblings = views.siblings(content)
        self.pairs_of_method: dict[str, list[str]] = {}
        for slug, pair in self.site.pairs.items():
            for entry in pair:
                self.pairs_of_method.setdefault(entry.slug, []).append(slug)
        self._environment = _environment(content, self.site)

    def pages(self) -> Iterator[Page]:
        content, w = self.content, self.content.words
        yield self._page("index.md", "home.j2", content.site.name, content.site.summary, views.home(content))
        yield self._page("choosing.md", "choosing.j2", "Choosing a method", w["summary_choosing"], {})
        yield self._page(
            "methods/index.md", "methods.j2", "Methods", w["summary_methods"], views.methods(content)
        )
        yield self._page(
            "comparisons/index.md",
            "comparisons.j2",
            "Comparisons",
            w["summary_comparisons"],
            views.comparisons(content, self.site.pairs),
        )
        view = views.compare(content, self.site.pairs)
        yield self._page(
            "comparisons/compare.md", "compare.j2", "Compare methods", w["summary_compare"], view
        )
        view = timeline.timeline(content, self.relations)
        yield self._page("methods/timeline.md", "timeline.j2", "Timeline of methods", timeline.SUMMARY, view)
        if content.prices.calculator:
            view = cost_view(content.prices)
            yield self._page(
                "cost.md", "calculator.j2", "Cost calculator", w["summary_cost"], view, "prices.yaml"
            )
        if content.guides:
            yield self._page("guides/index.md", "guides.j2", "Guides", w["summary_guides"], {})
        yield self._page(
            "glossary/index.md", "glossary.j2", "Glossary", w["summary_glossary"], views.glossary(content)
        )
        yield self._page(
            "sources.md", "sources.j2", "Sources", w["summary_sources"], views.sources(content, self.usage)
        )
        view = data_view(content, self.frame, feeds=self.feeds)
        yield self._page("data.md", "data.j2", w["data"], w["summary_data"], view)
        yield self._page(
            "suggest.md", "suggest.j2", w["suggest"], w["summary_suggest"], {"new_file": self.frame.new_file}
        )
        view = reference_view(content)
        yield self._page("contributing/fields.md", "fields.j2", w["fields"], w["summary_fields"], view)
        for table in content.tables.tables:
            view = {"view": table_view(content, table)}
            yield self._page(
                f"comparisons/{table.slug}.md", "table.j2", table.title, table.summary, view, "tables.yaml"
            )
        for method in content.methods.values():
            yield self._method(method)
        for slug, (a, b) in self.site.pairs.items():
            yield self._pair(slug, a, b)
        for guide in content.guides.values():
            yield self._guide(guide)
        for term in content.terms.values():
            context = {"m": term, "used_in": self._used_in(term.slug)}
            yield self._entry(f"glossary/{term.slug}.md", "term.j2", term, context, f"terms/{term.slug}.yaml")

    def _method(self, method: Method) -> Page:
        pairs = self.pairs_of_method.get(method.slug, [])
        context = method_view(self.content, method, self.relations, pairs) | {
            "m": method,
            "used_in": self._used_in(method.slug),
        }
        siblings = self.siblings.get(method.group, ())
        return self._entry(
            f"methods/{method.slug}.md", "method.j2", method, context, f"methods/{method.slug}.yaml", siblings
        )

    def _pair(self, slug: str, a: Any, b: Any) -> Page:
        comparison: Comparison | None = self.content.comparisons.get(slug)
        context = views.pair(self.content, self.relations, comparison, a, b)
        title = pair_title(a, b)
        summary = comparison.summary if comparison else f"{a.name} and {b.name}, compared aspect by aspect."
        file = f"comparisons/{slug}.yaml" if comparison else ""
        return self._page(f"comparisons/{slug}.md", "pair.j2", title, summary, context, file)

    def _guide(self, guide: Guide) -> Page:
        context = {"m": guide, "minutes": views.reading_minutes(guide)}
        return self._entry(f"guides/{guide.slug}.md", "guide.j2", guide, context, f"guides/{guide.slug}.yaml")

    def _used_in(self, slug: str) -> list[str]:
        """Pages that name an entry, a bounded number of them."""
        return list(self.usage.entries.get(slug, ()))[: views.MOST_BACKLINKS]

    def _entry(
        self,
        path: str,
        template: str,
        entry: Any,
        context: Mapping[str, Any],
        file: str,
        siblings: tuple[tuple[str, str], ...] = (),
    ) -> Page:
        return self._page(path, template, entry.name, entry.summary, context, file, siblings)

    def _page(
        self,
        path: str,
        template: str,
        title: str,
        description: str,
        context: Mapping[str, Any],
        file: str = "",
        siblings: tuple[tuple[str, str], ...] = (),
    ) -> Page:
        url = _url(path)
        writer = PageWriter(self, url, getattr(context.get("m"), "slug", ""), file)
        body = self._template(template).render(context, p=writer)
        aliases = tuple(getattr(context.get("m"), "aliases", ()))
        headings = tuple(writer.headings)
        body = body.strip() + "\n" + self._citation(url, title, context.get("m")) + self._foot(url, file)
        wide = template in _WIDE
        data = page_data(self.content, self.frame, file, url)
        return Page(path, url, title, description, body, headings, file, siblings, aliases, wide, data)

    def _citation(self, url: str, title: str, entry: Any) -> str:
        """Below an entry, how to cite its page."""
        if entry is None:
            return ""
        address = self.frame.page(url) if self.frame.site_url else ""
        cited = bibtex(self.content.site.name, entry.slug, title, address, entry.reviewed)
        return cite_block(self.content.words["cite_page"], cited)

    def _foot(self, url: str, file: str) -> str:
        """Below every page, the way to say that something on it is wrong."""
        address, words = correction(self.frame, url, file), self.content.words
        if not address:
            return ""
        link = f'<a href="{escape(address)}" rel="noopener">{escape(words["correct_page"])}</a>'
        return f'\n<p class="atlas-correct">{link}</p>\n'

    @functools.cache  # noqa: B019  one renderer lives as long as one rendering
    def _template(self, name: str) -> jinja2.Template:
        return self._environment.get_template(name)


def _url(path: str) -> str:
    stem = path.removesuffix(".md")
    return "" if stem == "index" else stem.removesuffix("index") if stem.endswith("/index") else f"{stem}/"


def _environment(content: Content, site: SiteMap) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.globals.update(
        content=content,
        site=site,
        w=content.words,
        checked=views.CHECKED,
        kinds={choice.key: choice.label for choice in content.vocabulary.source_kinds},
        label=_labels(content),
        level=_levels(content),
        short=short,
        plain_number=plain_number,
    )
    return environment


def _labels(content: Content) -> Callable[[str, str], str]:
    """`label(list, key)`: what readers see for a key of a closed list."""
    known = {
        name: {choice.key: choice.label for choice in getattr(content.vocabulary, name)}
        for name in LIST_NAMES
    }
    return lambda name, key: known[name][key]


def _levels(content: Content) -> Callable[[str, str], str]:
    known = {name: {v.key: v.label for v in scale.levels} for name, scale in content.scales.ordinals}
    return lambda name, key: known[name][key]
