"""Pages as they go to disk: each taken from the cache where nothing it rests on has changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from generator.links import Linked
from generator.page_renderer import PageRenderer
from generator.pages import Page, PagePlan
from generator.search_entries import search_entries
from generator.traces import Names, State, Trace

# Both start with fixed letters, which makes the search several times as fast.
_HREF = re.compile(r'href="([^"]*)"')
_ID = re.compile(r' id="([^"]+)"')
_EXTERNAL = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.I)


@dataclass(frozen=True)
class BuiltPage:
    """A page with its frame: the whole file, what search finds in it, and where it links to."""

    html: str = field(repr=False)
    entries: list[dict[str, Any]] = field(repr=False)  # of the search index
    linked: Linked

    @classmethod
    def of(cls, page: Page, html: str) -> BuiltPage:
        links = tuple(h for h in dict.fromkeys(_HREF.findall(page.body)) if not _EXTERNAL.match(h))
        anchors = ("top", *_ID.findall(page.body))
        linked = Linked(page.url, page.source_file or page.path, links, anchors)
        return cls(html, list(search_entries(page)), linked)


class PageCache(Protocol):
    """Where built pages are kept between builds."""

    def find(self, plan: PagePlan, state: State) -> BuiltPage | str:
        """The kept page, or why there is none that can be used."""

    def keep(self, plan: PagePlan, built: BuiltPage, trace: Trace, names: Names) -> None:
        """Keep a page under what it rests on."""


@dataclass(frozen=True)
class Step:
    """What was done for one page: `why` it was built, empty if it was kept."""

    plan: PagePlan
    built: BuiltPage
    why: str


def build_pages(
    renderer: PageRenderer,
    frame: Callable[[Page], tuple[str, bool]],
    cache: PageCache | None,
) -> Iterator[Step]:
    """Every page in order. `frame` gives the whole file, and whether it was made without a warning."""
    state = State(renderer.plain.fingerprints(), Names.of(renderer.plain.site.names))
    for plan in renderer.plans():
        found = cache.find(plan, state) if cache else "the cache is not used"
        if isinstance(found, BuiltPage):
            yield Step(plan, found, "")
            continue
        renderer.reads.start()
        page = plan.make()
        html, clean = frame(page)
        built = BuiltPage.of(page, html)
        if cache and clean:
            cache.keep(plan, built, Trace.of(renderer.reads, state), state.names)
        yield Step(plan, built, found)
