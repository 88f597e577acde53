"""`Content -> pages`: a pure function; whoever publishes them adds the frame."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jinja2
import yaml
from markupsafe import Markup, escape

from generator import derive, views
from generator.compare import table_view
from generator.content import Content
from generator.cost_view import cost_view, plain_number
from generator.derived import Derived
from generator.markup import Mode, PageMarkup, light_markdown
from generator.method_view import method_view
from generator.names import pair_title, short, title_of
from generator.reads import Reads, WatchedMap, watched, watched_site
from generator.relations import Relations
from generator.site_map import relative
from generator.usage import Usage
from schema.comparison import Comparison
from schema.method import Method
from schema.tables import Table

TEMPLATES = Path(__file__).parent / "templates"
WORDS = Path(__file__).parent / "words.yaml"

_WIDE = frozenset(
    (
        "calculator.j2",
        "choosing.j2",
        "compare.j2",
        "comparisons.j2",
        "home.j2",
        "methods.j2",
        "pair.j2",
        "table.j2",
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

    def __init__(self, renderer: PageRenderer, url: str, slug: str) -> None:
        super().__init__(renderer.site, renderer.light, url, slug, renderer.mode)
        self.headings = []
        self._ids: dict[str, int] = {}
        self._contents = renderer.content

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
        return "-".join(re.findall(r"[a-z0-9]+", text.lower())[:9]) or "section"

    def to(self, url: str) -> str:
        """Address of any page by its address from the root."""
        path, _, anchor = url.partition("#")
        return relative(self._url, path) + (f"#{anchor}" if anchor else "")

    def title(self, slug: str) -> str:
        """Name of an entry, pair or table."""
        return title_of(self._contents, slug)

    def used_terms(self) -> list[str]:
        """Entries this page has linked with a definition so far, by name."""
        found = [slug for slug in self.terms if slug != self._slug]
        return sorted(found, key=lambda slug: self.title(slug).casefold())


def render_pages(content: Content, mode: Mode = "html") -> list[Page]:
    """Every page of the site, in the order of navigation; the same content gives the same pages."""
    return [plan.make() for plan in PageRenderer(Derived.of(content), mode).plans()]


class PageRenderer:
    """Renders one content in one mode; `reads` notes what the page being made has read."""

    def __init__(self, derived: Derived, mode: Mode = "html") -> None:
        self.reads = Reads()
        self.mode = mode
        self.light = light_markdown()
        self._environment = _environment()
        self.follow(derived)

    def follow(self, derived: Derived) -> None:
        """Render this content from now on; plans made before keep their titles and use it too."""
        self.plain = derived
        self.content = watched(derived.content, self.reads)
        self.site = watched_site(derived.site, self.content, self.reads)
        maps = {name: WatchedMap(name, source, self.reads) for name, source in derived.maps().items()}
        self.usage = Usage(maps["used"], maps["source-used"], maps["source-facts"])
        self.relations = Relations(maps["relations"])
        self.siblings, self.pairs_of = maps["siblings"], maps["pairs-of"]
        self._environment.globals.update(
            content=self.content,
            site=self.site,
            label=_labels(self.content),
            level=_levels(self.content),
        )

    def plans(self) -> Iterator[PagePlan]:
        """Every page there is, in the order of navigation."""
        page = self._page
        yield page(
            "index.md", "home.j2", "Tuning Atlas", views.HOME_SUMMARY, lambda: views.home(self.content)
        )
        yield page("choosing.md", "choosing.j2", "Choosing a method", views.CHOOSING_SUMMARY)
        yield page(
            "methods/index.md",
            "methods.j2",
            "Methods",
            views.METHODS_SUMMARY,
            lambda: views.methods(self.content),
        )
        yield page(
            "comparisons/index.md",
            "comparisons.j2",
            "Comparisons",
            views.COMPARISONS_SUMMARY,
            lambda: views.comparisons(self.content, self.site.pairs),
        )
        yield page(
            "comparisons/compare.md",
            "compare.j2",
            "Compare methods",
            views.COMPARE_SUMMARY,
            lambda: views.compare(self.content, self.site.pairs),
        )
        yield from self._plans_of_shared_files()
        yield page(
            "glossary/index.md",
            "glossary.j2",
            "Glossary",
            views.GLOSSARY_SUMMARY,
            lambda: views.glossary(self.content),
        )
        yield page(
            "sources.md",
            "sources.j2",
            "Sources",
            views.SOURCES_SUMMARY,
            lambda: views.sources(self.content, self.usage),
        )
        yield from self._plans_of_entries()

    def _plans_of_shared_files(self) -> Iterator[PagePlan]:
        plain = self.plain.content
        if plain.prices.calculator:
            yield self._page(
                "cost.md",
                "calculator.j2",
                "Cost calculator",
                views.COST_SUMMARY,
                lambda: cost_view(self.content.prices),
                "prices.yaml",
            )
        if plain.guides:
            yield self._page("guides/index.md", "guides.j2", "Guides", views.GUIDES_SUMMARY)

    def _plans_of_entries(self) -> Iterator[PagePlan]:
        plain = self.plain.content
        for number, table in enumerate(plain.tables.tables):
            yield self._table(number, table)
        for method in plain.methods.values():
            yield self._method(method)
        for slug, (a, b) in self.plain.site.pairs.items():
            yield self._pair(slug, a, b)
        for guide in plain.guides.values():
            yield self._entry("guides", "guide.j2", guide, lambda m: {"minutes": views.reading_minutes(m)})
        for term in plain.terms.values():
            yield self._entry("glossary", "term.j2", term, lambda m: {"used_in": self._used_in(m.slug)})

    def _table(self, number: int, table: Table) -> PagePlan:
        def view() -> dict[str, Any]:
            return {"view": table_view(self.content, self.content.tables.tables[number])}

        path = f"comparisons/{table.slug}.md"
        return self._page(path, "table.j2", table.title, table.summary, view, "tables.yaml")

    def _method(self, method: Method) -> PagePlan:
        def view(m: Method) -> dict[str, Any]:
            pairs = self.pairs_of.get(m.slug, [])
            used = {"used_in": self._used_in(m.slug)}
            return method_view(self.content, m, self.relations, pairs) | used

        return self._entry("methods", "method.j2", method, view)

    def _pair(self, slug: str, a: Any, b: Any) -> PagePlan:
        def view() -> dict[str, Any]:
            own = self.content.comparisons[slug] if comparison else None
            return views.pair(self.content, self.relations, own, *self.site.pairs[slug])

        comparison: Comparison | None = self.plain.content.comparisons.get(slug)
        summary = comparison.summary if comparison else f"{a.name} and {b.name}, compared aspect by aspect."
        file = f"comparisons/{slug}.yaml" if comparison else ""
        return self._page(f"comparisons/{slug}.md", "pair.j2", pair_title(a, b), summary, view, file)

    def _used_in(self, slug: str) -> list[str]:
        """Pages that name an entry, a bounded number of them."""
        return list(self.usage.entries.get(slug, ()))[: views.MOST_BACKLINKS]

    def _entry(
        self, place: str, template: str, entry: Any, view: Callable[[Any], Mapping[str, Any]]
    ) -> PagePlan:
        def context() -> dict[str, Any]:
            m = self.content.entries[entry.slug]
            return {"m": m, **view(m)}

        folder = "terms" if place == "glossary" else place
        path, file = f"{place}/{entry.slug}.md", f"{folder}/{entry.slug}.yaml"
        return self._page(path, template, entry.name, entry.summary, context, file)

    def _page(
        self,
        path: str,
        template: str,
        title: str,
        description: str,
        context: Callable[[], Mapping[str, Any]] = dict,
        file: str = "",
    ) -> PagePlan:
        """Title and description are part of the page's name, and of what it is kept by."""

        def make() -> Page:
            values = context()
            writer = PageWriter(self, _url(path), getattr(values.get("m"), "slug", ""))
            body = self._template(template).render(values, p=writer).strip() + "\n"
            group = getattr(values.get("m"), "group", None)
            return Page(
                path,
                _url(path),
                title,
                description,
                body,
                tuple(writer.headings),
                file,
                self.siblings.get(group, ()) if group else (),
                tuple(getattr(values.get("m"), "aliases", ())),
                template in _WIDE,
            )

        return PagePlan(path, title, description, file, make)

    @functools.cache  # noqa: B019  one renderer lives as long as one rendering
    def _template(self, name: str) -> jinja2.Template:
        return self._environment.get_template(name)


def _url(path: str) -> str:
    stem = path.removesuffix(".md")
    return "" if stem == "index" else stem.removesuffix("index") if stem.endswith("/index") else f"{stem}/"


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.globals.update(
        w=yaml.safe_load(WORDS.read_text(encoding="utf-8")),
        checked=views.CHECKED,
        short=short,
        plain_number=plain_number,
    )
    return environment


def _labels(content: Content) -> Callable[[str, str], str]:
    """`label(list, key)`: what readers see for a key of a closed list."""

    def label(name: str, key: str) -> str:
        return derive.label_of(getattr(content.vocabulary, name), key)

    return label


def _levels(content: Content) -> Callable[[str, str], str]:
    def level(name: str, key: str) -> str:
        return derive.label_of(getattr(content.scales.ordinals, name).levels, key)

    return level
