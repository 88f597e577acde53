"""A site under somebody's hands: pages are made when asked for, and again when what they rest on changes."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generator.built_pages import BuiltPage
from generator.data_file import DataFile
from generator.derived import Derived, derived_after
from generator.exports import render_data
from generator.frame import Frame
from generator.history import History
from generator.live_content import LiveContent
from generator.page_renderer import PageRenderer
from generator.pages import Page, PagePlan, page_url
from generator.problems import ContentError
from generator.traces import Names, State, Trace

Framing = Callable[[Page], str]


@dataclass(frozen=True)
class _Made:
    """A page as it was last made, and what it rests on."""

    built: BuiltPage
    trace: Trace = field(repr=False)
    names: Names = field(repr=False)
    told: tuple[str, str]  # title and description


class PreviewSite:
    """Pages by address, always those of the last good content; `error` says what is wrong with newer.

    May be used from several threads: one at a time works, page by page.
    """

    def __init__(self, content: Path, frame: Framing, addresses: Frame, history: History) -> None:
        self._live = LiveContent(content)
        self._frame = frame
        self.lock = threading.RLock()
        self.changed = threading.Condition()
        self.version = 0  # goes up whenever anything may look different
        self.error = ""
        self._made: dict[str, _Made] = {}
        self._data: dict[str, bytes] | None = None
        self._addresses, self._history = addresses, history
        self._renderer = PageRenderer(Derived.of(self._live.content), "html", addresses, feeds=bool(history))
        self._state = _state(self._renderer.plain)
        self._plans = {page_url(plan.path): plan for plan in self._renderer.plans()}

    def change(self, paths: Collection[Path]) -> bool:
        """Take over saved, new, renamed or deleted files; whether everything has been checked."""
        return self._take(lambda: self._live.change(paths))

    def check_all(self) -> None:
        """Read whatever has changed without anybody's telling, and check everything."""
        self._take(lambda: bool(self._live.check_all()))

    def page(self, url: str) -> BuiltPage | None:
        """The page at an address, made anew if anything it rests on has changed."""
        with self.lock:
            plan = self._plans.get(url)
            return self._current(plan) if plan else None

    def data(self, path: str) -> bytes | None:
        """A data file beside the pages."""
        with self.lock:
            if self._data is None:
                self._data = {file.path: file.data for file in self._files()}
            return self._data.get(path)

    def _files(self) -> list[DataFile]:
        return render_data(self._live.content, self._addresses, self._history)

    def urls(self) -> list[str]:
        """Addresses of all pages, in order."""
        return list(self._plans)

    def digest(self, url: str) -> str:
        """What changes when the page at an address does; empty if there is none."""
        built = self.page(url)
        return digest_of(built.html) if built else ""

    def _take(self, load: Callable[[], bool]) -> bool:
        """Load, and show what was loaded or why it could not be."""
        with self.lock:
            before, whole = self._live.content, True
            try:
                whole = load()
                error = ""
            except ContentError as problem:
                count = len(problem.problems)
                error = f"The content has {count} problem{'s' * (count > 1)}.\n{problem}"
            if self._live.content is not before:
                self._follow()
            elif error == self.error:
                return whole
            self.error = error
        with self.changed:
            self.version += 1
            self.changed.notify_all()
        return whole

    def _follow(self) -> None:
        old = self._renderer.plain
        self._renderer.follow(derived_after(old, self._live.content))
        self._data = None
        now = self._renderer.plain
        self._state = _state(now, self._state.names if old.site.names is now.site.names else None)
        if _listing_differs(old, now):
            self._plans = {page_url(plan.path): plan for plan in self._renderer.plans()}
            self._made = {url: made for url, made in self._made.items() if url in self._plans}

    def _current(self, plan: PagePlan) -> BuiltPage:
        made = self._made.get(page_url(plan.path))
        told = (plan.title, plan.description)
        if made and made.told == told and not made.trace.changes(self._state, made.names):
            return made.built
        reads = self._renderer.reads
        reads.start()
        page = plan.make()
        trace = Trace.of(reads, self._state)
        made = _Made(BuiltPage.of(page, self._frame(page)), trace, self._state.names, told)
        self._made[page.url] = made
        return made.built


def digest_of(html: str) -> str:
    """A short checksum of a page."""
    return hashlib.blake2b(html.encode(), digest_size=8).hexdigest()


def _state(derived: Derived, names: Names | None = None) -> State:
    return State(derived.fingerprints(), names or Names.of(derived.site.names))


def _listing_differs(old: Derived, now: Derived) -> bool:
    """Whether the list of pages or one of their titles may be another."""
    before, after = old.content, now.content
    models = [{**content.entries, **content.comparisons} for content in (before, after)]
    return (
        list(models[0]) != list(models[1])
        or list(old.site.pairs) != list(now.site.pairs)
        or before.tables is not after.tables
        or before.prices is not after.prices
        or before.site is not after.site
        or any(_told(a) != _told(b) for a, b in zip(*(m.values() for m in models), strict=True) if a is not b)
    )


def _told(model: Any) -> tuple[str, ...]:
    return tuple(getattr(model, name, "") for name in ("name", "short_name", "summary"))
