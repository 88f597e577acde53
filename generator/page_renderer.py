"""`Content -> pages`: a pure function; whoever publishes them adds the frame of the theme."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from markupsafe import escape

from generator import bibliography, timeline, views
from generator.cite import bibtex, cite_block
from generator.compare import table_view
from generator.content import Content
from generator.correct import correction
from generator.cost_view import cost_view
from generator.data_view import data_view
from generator.derived import Derived
from generator.field_reference import reference_view
from generator.frame import Frame
from generator.markup import Mode, light_markdown
from generator.method_view import method_view
from generator.names import pair_title
from generator.page_templates import labels, levels, page_environment
from generator.pages import Page, PagePlan, PageWriter, page_url
from generator.parts import Part, part_path, parts_of
from generator.reads import Reads, WatchedMap, watched, watched_site
from generator.relations import Relations
from generator.structured import page_data
from generator.usage import Usage
from schema.comparison import Comparison
from schema.method import Method
from schema.tables import Table

_WIDE_NAMES = "calculator choosing compare comparisons fields home methods pair suggest table timeline"
_WIDE = frozenset(f"{name}.j2" for name in _WIDE_NAMES.split())


def render_pages(
    content: Content, mode: Mode = "html", frame: Frame | None = None, *, feeds: bool = False
) -> list[Page]:
    """Every page of the site, in the order of navigation; the same arguments give the same pages.

    `frame` holds the addresses of site and repository, `feeds` whether there are feeds to link to.
    """
    renderer = PageRenderer(Derived.of(content), mode, frame, feeds=feeds)
    return [plan.make() for plan in renderer.plans()]


class PageRenderer:
    """Renders one content in one mode; `reads` notes what the page being made has read."""

    def __init__(
        self, derived: Derived, mode: Mode = "html", frame: Frame | None = None, *, feeds: bool = False
    ) -> None:
        self.reads = Reads()
        self.mode, self.frame, self.feeds = mode, frame or Frame(), feeds
        self.light = light_markdown()
        self._environment = page_environment()
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
        self.timeline = maps["timeline"]
        self._environment.globals.update(
            content=self.content,
            site=self.site,
            w=self.content.words,
            label=labels(self.content),
            level=levels(self.content),
        )

    def plans(self) -> Iterator[PagePlan]:
        """Every page there is, in the order of navigation."""
        yield from self._plans_of_lists()
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

    def _plans_of_lists(self) -> Iterator[PagePlan]:
        """The pages made from many entries. What they show is worked out when they are made."""
        page, plain, w = self._page, self.plain.content, self.plain.content.words

        def told(name: str) -> str:
            return w[f"summary_{name}"]

        yield page(
            "index.md", "home.j2", plain.site.name, plain.site.summary, lambda: views.home(self.content)
        )
        yield page("choosing.md", "choosing.j2", "Choosing a method", told("choosing"))
        yield from self._parts(
            "methods",
            "methods.j2",
            "Methods",
            told("methods"),
            lambda part: views.methods(self.content, part),
            len(plain.methods),
        )
        yield page(
            "comparisons/index.md",
            "comparisons.j2",
            "Comparisons",
            told("comparisons"),
            lambda: views.comparisons(self.content, self.site.pairs),
        )
        yield page(
            "comparisons/compare.md",
            "compare.j2",
            "Compare methods",
            told("compare"),
            lambda: views.compare(self.content, self.site.pairs),
        )
        yield from self._parts(
            timeline.SECTION,
            "timeline.j2",
            "Timeline of methods",
            timeline.SUMMARY,
            lambda part: timeline.timeline(self.content, self.relations, part),
            len(plain.methods),
        )
        if plain.prices.calculator:
            yield page(
                "cost.md",
                "calculator.j2",
                "Cost calculator",
                told("cost"),
                lambda: cost_view(self.content.prices),
                "prices.yaml",
            )
        if plain.guides:
            yield page("guides/index.md", "guides.j2", "Guides", told("guides"))
        yield from self._parts(
            "glossary",
            "glossary.j2",
            "Glossary",
            told("glossary"),
            lambda part: views.glossary(self.content, part),
            len(plain.methods) + len(plain.terms),
        )
        yield from self._parts(
            bibliography.SECTION,
            "sources.j2",
            "Sources",
            told("sources"),
            lambda part: bibliography.sources(self.content, self.usage, part),
            len(plain.sources),
        )
        yield page(
            "data.md",
            "data.j2",
            w["data"],
            told("data"),
            lambda: data_view(self.content, self.frame, feeds=self.feeds),
        )
        yield page(
            "suggest.md",
            "suggest.j2",
            w["suggest"],
            told("suggest"),
            lambda: {"new_file": self.frame.new_file},
        )
        yield page(
            "contributing/fields.md",
            "fields.j2",
            w["fields"],
            told("fields"),
            lambda: reference_view(self.content),
        )

    def _parts(
        self,
        section: str,
        template: str,
        title: str,
        description: str,
        view: Callable[[Part], dict[str, Any]],
        length: int,
    ) -> Iterator[PagePlan]:
        """A list of `length` items, on as many pages as it needs."""
        for part in parts_of(length):
            name = title if part.number == 1 else f"{title}, part {part.number}"
            context = functools.partial(view, part)
            yield self._page(part_path(section, part), template, name, description, context)

    def _table(self, number: int, table: Table) -> PagePlan:
        def view() -> dict[str, Any]:
            return {"view": table_view(self.content, self.content.tables.tables[number])}

        path = f"comparisons/{table.slug}.md"
        return self._page(path, "table.j2", table.title, table.summary, view, "tables.yaml")

    def _method(self, method: Method) -> PagePlan:
        def view(m: Method) -> dict[str, Any]:
            pairs = self.pairs_of.get(m.slug, [])
            own: dict[str, Any] = {"used_in": self._used_in(m.slug)}
            if m.introduced:
                own["timeline"] = self.timeline[m.slug]
            return method_view(self.content, m, self.relations, pairs) | own

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
            values, url = context(), page_url(path)
            m = values.get("m")
            writer = PageWriter(self, url, getattr(m, "slug", ""), file)
            body = self._template(template).render(values, p=writer).strip() + "\n"
            body += self._citation(url, title, m) + self._foot(url, file)
            group = getattr(m, "group", None)
            return Page(
                path,
                url,
                title,
                description,
                body,
                tuple(writer.headings),
                file,
                self.siblings.get(group, ()) if group else (),
                tuple(getattr(m, "aliases", ())),
                template in _WIDE,
                page_data(self.content, self.frame, file, url),
            )

        return PagePlan(path, title, description, file, make)

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
    def _template(self, name: str) -> Any:
        return self._environment.get_template(name)
