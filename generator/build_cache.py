"""Pages kept from one build for the next, found by path and used only by content.

Nothing is trusted for being there. A page is used only if its version (code, templates, theme,
configuration, dependencies) and every cell it rests on are as they were, and if the row still has
the checksum it was kept with.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from pydantic_core import to_json

from generator.built_pages import BuiltPage
from generator.links import Linked
from generator.pages import PagePlan
from generator.store import Store, digest
from generator.traces import Names, State, Trace

_BATCH = 100  # pages written in one transaction
_MOST_NAMES = 8  # sets of names kept: those of the last builds
_COLUMNS = "version, cells, prints, names, words, html, html_digest, rest, digest"


class BuildCache:
    """Built pages in a store."""

    def __init__(self, store: Store, version: str) -> None:
        self._store, self._version = store, version
        self._names: dict[str, Names | None] = {}
        self._waiting: list[tuple[Any, ...]] = []

    def add_to_version(self, *parts: str | None) -> None:
        """Pages also depend on this, which is known only once the content is read."""
        self._version = digest(self._version, *(part or "" for part in parts))

    def find(self, plan: PagePlan, state: State) -> BuiltPage | str:
        """The kept page, or why there is none that can be used."""
        row = self._store.one(f"SELECT {_COLUMNS} FROM pages WHERE path = ?", plan.path)
        if row is None:
            return "not built before"
        version, cells, prints, digest_of_names, words, html, html_digest, rest, checksum = row
        if version != self._version:
            return "code, theme, configuration or a package changed"
        if digest(html) != html_digest or checksum != digest(*row[1:5], html_digest, rest):
            return "the kept page is damaged"
        title, description, entries, linked = json.loads(rest)
        if (title, description) != (plan.title, plan.description):
            return "its title or description changed"
        trace = Trace(tuple(json.loads(cells)), prints, digest_of_names, words)
        changes = trace.changes(state, self._names_of(digest_of_names, state))
        if changes:
            return _told(changes)
        url, made_from, links, anchors = linked
        built = BuiltPage(html.decode(), entries, Linked(url, made_from, tuple(links), tuple(anchors)))
        if digest_of_names != state.names.digest:  # names changed, none of them in this page
            self.keep(plan, built, Trace(trace.cells, prints, state.names.digest, words), state.names)
        return built

    def keep(self, plan: PagePlan, built: BuiltPage, trace: Trace, names: Names) -> None:
        """Keep a page under what it rests on."""
        if trace.names not in self._names:
            self._names[trace.names] = names
            lines = "\n".join(sorted(names.lines))
            self._store.write("INSERT OR REPLACE INTO names VALUES (?, ?)", [(trace.names, lines)])
        linked = built.linked
        rest = _json(
            [plan.title, plan.description, built.entries,
             [linked.url, linked.made_from, linked.links, linked.anchors]]
        )  # fmt: skip
        html = built.html.encode()
        parts = (_json(trace.cells), trace.prints, trace.names, trace.words)
        html_digest = digest(html)
        checksum = digest(*parts, html_digest, rest)
        self._waiting.append((plan.path, self._version, *parts, html, html_digest, rest, checksum))
        if len(self._waiting) >= _BATCH:
            self._flush()

    def finish(self, paths: Collection[str], unkept: Collection[str] = ()) -> None:
        """Write what waits, and forget pages that are no more and those that warned."""
        self._flush()
        kept = {path for (path,) in self._store.all("SELECT path FROM pages")}
        gone = [(path,) for path in (kept - set(paths)) | set(unkept)]
        self._store.write("DELETE FROM pages WHERE path = ?", gone)
        self._store.write(
            "DELETE FROM names WHERE digest NOT IN (SELECT names FROM pages) AND digest NOT IN "
            "(SELECT digest FROM names ORDER BY rowid DESC LIMIT ?)", [(_MOST_NAMES,)],
        )  # fmt: skip

    def _names_of(self, digest_of_names: str, state: State) -> Names | None:
        if digest_of_names == state.names.digest:
            return state.names
        if digest_of_names not in self._names:
            row = self._store.one("SELECT lines FROM names WHERE digest = ?", digest_of_names)
            names = Names(frozenset(row[0].split("\n"))) if row else None
            self._names[digest_of_names] = names if names and names.digest == digest_of_names else None
        return self._names[digest_of_names]

    def _flush(self) -> None:
        rows, self._waiting = self._waiting, []
        self._store.write(
            f"INSERT OR REPLACE INTO pages (path, {_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?)", rows
        )


def _json(value: Any) -> str:
    return to_json(value).decode()  # a fraction of the time that the standard library takes


def _told(changes: list[str]) -> str:
    shown = ", ".join(changes[:3])
    return f"{shown} and {len(changes) - 3} more changed" if len(changes) > 3 else f"{shown} changed"
