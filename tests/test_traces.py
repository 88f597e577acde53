"""What a page reads is noted completely: a page whose notes still hold would come out the same."""

from __future__ import annotations

import dataclasses
import random
import shutil
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from generator.content import Content, load_content
from generator.derived import Derived
from generator.page_renderer import PageRenderer
from generator.pages import Page
from generator.problems import ContentError
from generator.reads import Reads, WatchedMap, WatchedNames, watched, watched_site
from generator.site_map import SiteMap
from generator.traces import Names, State, Trace
from tests.conftest import TESTS

Told = tuple[str, str]


class Rendered:
    """All pages of one content with what each has read."""

    def __init__(self, content: Content) -> None:
        self.derived = Derived.of(content)
        self.renderer = PageRenderer(self.derived)
        self.state = State(self.derived.fingerprints(), Names.of(self.derived.site.names))
        self.pages: dict[str, Page] = {}
        self.traces: dict[str, Trace] = {}
        for plan in self.renderer.plans():
            self.renderer.reads.start()
            self.pages[plan.path] = plan.make()
            self.traces[plan.path] = Trace.of(self.renderer.reads, self.state)

    def stale_in(self, now: Rendered) -> set[str]:
        """Pages whose notes no longer hold."""
        return {
            path
            for path, trace in self.traces.items()
            if path in now.pages
            and (trace.changes(now.state, self.state.names) or self.told(path) != now.told(path))
        }

    def told(self, path: str) -> Told:
        return self.pages[path].title, self.pages[path].description


def changed_files(root: Path) -> Iterator[tuple[str, Callable[[], None]]]:
    """(what is done, do it): every string and number of every entry changed, one at a time."""
    for path in sorted(root.rglob("*.yaml")):
        data = yaml.safe_load(path.read_text("utf-8"))
        for place, value in leaves(data):
            if place[0] in ("slug", "schema_version"):
                continue
            yield f"{path.name}: {place}", lambda p=path, d=data, w=place, v=value: write(p, d, w, v)


def leaves(data: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from leaves(value, (*place, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from leaves(value, (*place, index))
    else:
        yield place, data


def write(path: Path, data: Any, place: tuple[Any, ...], value: Any) -> None:
    """The file with one value changed."""
    whole = yaml.safe_load(yaml.safe_dump(data))
    inside = whole
    for key in place[:-1]:
        inside = inside[key]
    if isinstance(value, bool):
        inside[place[-1]] = not value
    elif isinstance(value, int | float):
        inside[place[-1]] = value + 1
    else:
        inside[place[-1]] = f"{value} indeed" if " " in str(value) else f"{value}x"
    path.write_text(yaml.safe_dump(whole, sort_keys=False, allow_unicode=True, width=1000), "utf-8")


def agree(before: Rendered, now: Rendered, what: str) -> None:
    """Every page that differs is stale by its notes."""
    differ = {path for path, page in before.pages.items() if path in now.pages and now.pages[path] != page}
    missed = differ - before.stale_in(now)
    assert not missed, f"{what}: {sorted(missed)} changed unnoticed"


def test_every_change_of_a_small_content_is_noticed_by_the_pages_it_changes(tmp_path: Path) -> None:
    """Whatever value is changed, no page that shows it is taken for unchanged."""
    root = Path(shutil.copytree(TESTS / "content_base", tmp_path / "content"))
    before = Rendered(load_content(root))
    tried = random.Random(1).sample(list(changed_files(root)), 40)
    seen = 0
    for what, change in tried:
        saved = {path: path.read_bytes() for path in root.rglob("*.yaml")}
        change()
        try:
            content = load_content(root)
        except ContentError:
            continue
        else:
            seen += 1
            agree(before, Rendered(content), what)
        finally:
            for path, text in saved.items():
                if path.read_bytes() != text:
                    path.write_bytes(text)
    assert seen > 10


def test_nothing_of_the_content_can_be_read_past_the_notes(base: Content) -> None:
    """Every field and everything worked out on demand is watched, also what is added one day.

    Otherwise a page could rest on something that nobody noted, and be kept when it has changed.
    """
    reads = Reads()
    view = watched(base, reads)
    unread = {"drafts", "documents", "memo"}  # nothing rendered may depend on them
    on_demand = {name for name, value in vars(Content).items() if isinstance(value, cached_property)}
    names = {field.name for field in dataclasses.fields(Content)} | on_demand
    for name in names - unread:
        reads.start()
        part = vars(view)[name]  # not worked out from the view when it is first asked for
        list(part) if isinstance(part, WatchedMap) else part.model_dump()
        assert reads.cells, name
    assert view.drafts == ()
    assert not view.documents
    view.memo["found"] = True
    assert not view.memo
    site = watched_site(SiteMap(base), view, reads)
    kept = {name for name, value in vars(SiteMap).items() if isinstance(value, cached_property)}
    assert {name for name in kept if isinstance(vars(site)[name], WatchedMap | WatchedNames)} == kept
