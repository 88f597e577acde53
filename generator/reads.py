"""What a page reads of the content: a view that takes notes, and fingerprints of what was read.

A page rendered from `watched` content leaves a list of *cells* behind, such as
`methods/lora.summary` (one field of one entry), `methods/*.group` (that field of all of them)
or `used/lora` (its backlinks). As long as every cell has the fingerprint it had then, the page
would come out the same, so it need not be rendered. Nobody has to keep a list of what depends on
what: whatever a page reads, now or in future, is noted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from pydantic_core import to_json

from generator.content import FILES, FOLDERS, Content
from generator.site_map import NameIndex, SiteMap
from schema.base import Model

ENTRY_FOLDERS = ("methods", "terms", "guides")


class Reads:
    """Notes of the cells, and of the texts searched for names, since the last `start`."""

    def __init__(self) -> None:
        self.cells: set[str] = set()  # always this set: whoever takes notes holds it
        self.texts: dict[str, None] = {}

    def start(self) -> None:
        """Forget what was noted so far."""
        self.cells.clear()
        self.texts.clear()


class WatchedMap(Mapping[str, Any]):
    """A map that notes which keys are asked for; looking through all of it notes `name/*`.

    `asked(key)` and `listed(key)` give the value handed out for a key asked for, and for one met
    while looking through all. Without them the values themselves are noted.
    """

    def __init__(
        self,
        name: str,
        source: Mapping[str, Any],
        reads: Reads,
        asked: Callable[[str], Any] | None = None,
        listed: Callable[[str], Any] | None = None,
    ) -> None:
        self._name, self._source, self._reads = name, source, reads
        self._mark = "?" if asked else "/"
        self.asked = asked or source.__getitem__
        self.listed = listed or self.asked

    def __getitem__(self, key: str) -> Any:
        self._reads.cells.add(f"{self._name}{self._mark}{key}")
        return self.asked(key)

    def get(self, key: str, default: Any = None) -> Any:
        self._reads.cells.add(f"{self._name}{self._mark}{key}")
        return self.asked(key) if key in self._source else default

    def __contains__(self, key: object) -> bool:
        self._reads.cells.add(f"{self._name}?{key}")
        return key in self._source

    def __iter__(self) -> Iterator[str]:
        self._reads.cells.add(f"{self._name}/*")
        return iter(self._source)

    def __len__(self) -> int:
        self._reads.cells.add(f"{self._name}/*")
        return len(self._source)

    def values(self) -> Any:
        """Every value, in order."""
        return [self.listed(key) for key in self]

    def items(self) -> Any:
        """Every key with its value, in order."""
        return [(key, self.listed(key)) for key in self]


@cache
def _watched_class(model: type[Model]) -> type[Model]:
    """A subclass whose fields note that they were read; whatever reads all of it notes `cell.*`."""
    fields = frozenset(model.model_fields)
    plain = object.__getattribute__

    def read(self: Any, name: str) -> Any:
        if name in fields:
            note, prefix = plain(self, "_notes")
            note(prefix + name)
        elif name == "__dict__" or name[0] != "_":
            note, prefix = plain(self, "_notes")
            note(prefix + "*")
        return plain(self, name)

    body = {"__slots__": ("_notes",), "__getattribute__": read, "__module__": __name__}
    return type(model.__name__, (model,), {**body, "model_config": {"defer_build": True}})


def watched_model(model: Model, cell: str, reads: Reads) -> Any:
    """The same model, whose fields are noted as `cell.field` when read."""
    made = object.__new__(_watched_class(type(model)))
    for name in ("__dict__", "__pydantic_fields_set__", "__pydantic_extra__", "__pydantic_private__"):
        object.__setattr__(made, name, getattr(model, name))
    object.__setattr__(made, "_notes", (reads.cells.add, f"{cell}."))
    return made


def watched(content: Content, reads: Reads) -> Content:
    """A view of the content that notes in `reads` what is read through it.

    Drafts and files are no part of it: nothing rendered may depend on them.
    """
    parts: dict[str, Any] = {
        name: watched_model(getattr(content, name), f"shared/{name}", reads) for name in FILES
    }
    folder_of: dict[str, str] = {}
    for folder in FOLDERS:
        source: Mapping[str, Model] = getattr(content, folder)
        parts[folder] = WatchedMap(folder, source, reads, *_watchers(folder, source, reads))
        if folder in ENTRY_FOLDERS:
            folder_of.update(dict.fromkeys(source, folder))
    view = Content(**parts, drafts=(), documents={})
    vars(view).update(
        entries=WatchedMap(
            "entries",
            content.entries,
            reads,
            lambda slug: parts[folder_of[slug]].asked(slug),
            lambda slug: parts[folder_of[slug]].listed(slug),
        ),
        memo=_Forgetful(),
        words=WatchedMap("words", content.words, reads),
        sources=WatchedMap("sources", content.sources, reads),
        facts=WatchedMap("facts", content.facts, reads),
    )
    return view


def _watchers(folder: str, source: Mapping[str, Model], reads: Reads) -> tuple[Any, Any]:
    """Makers of the watched models of a folder: asked for by slug, or met in a list. One each."""
    return (
        cache(lambda slug: watched_model(source[slug], f"{folder}/{slug}", reads)),
        cache(lambda slug: watched_model(source[slug], f"{folder}/*", reads)),
    )


class _Forgetful(dict[str, Any]):
    """Keeps nothing: what one page has worked out and left for the next would hide the next one's reads."""

    def __setitem__(self, key: str, value: Any) -> None:
        pass


class WatchedNames(NameIndex):
    """Finds names, and notes the texts they were looked for in."""

    def watch(self, reads: Reads) -> WatchedNames:
        vars(self)["_reads"] = reads
        return self

    def find(self, text: str) -> Any:
        vars(self)["_reads"].texts[text] = None
        return super().find(text)


def watched_site(site: SiteMap, content: Content, reads: Reads) -> SiteMap:
    """The site map over watched content, noting which addresses, pairs and names are used."""
    view = SiteMap(content)
    names = WatchedNames(site.names.names, site.names.longest, site.names._found)

    def pair(slug: str) -> tuple[Any, ...]:
        return tuple(content.entries[entry.slug] for entry in site.pairs[slug])

    vars(view).update(
        pairs=WatchedMap("pairs", site.pairs, reads, pair),
        urls=WatchedMap("urls", site.urls, reads),
        redirects=WatchedMap("redirects", site.redirects, reads),
        names=names.watch(reads),
    )
    return view


class Fingerprints:
    """Fingerprints of cells, each worked out when first asked for.

    `derived`: what stands behind further maps that notes are taken of, by name.
    """

    def __init__(self, content: Content, site: SiteMap, derived: Mapping[str, Mapping[str, Any]]) -> None:
        shared = {name: getattr(content, name) for name in FILES}
        self._maps: dict[str, Mapping[str, Any]] = {
            "shared": shared,
            "entries": content.entries,
            "sources": content.sources,
            "facts": content.facts,
            "words": content.words,
            "pairs": site.pairs,
            "urls": site.urls,
            "redirects": site.redirects,
            **{folder: getattr(content, folder) for folder in FOLDERS},
            **derived,
        }
        self._known: dict[str, bytes] = {}

    def of(self, cell: str) -> bytes:
        """Eight bytes that change when what the cell holds changes; empty if there is no such cell."""
        found = self._known.get(cell)
        if found is None:
            found = self._known[cell] = _digest(self._value(cell))
        return found

    def each(self, cells: Iterable[str]) -> list[bytes]:
        """Of each of many cells."""
        known = self._known.get
        return [known(cell) or self.of(cell) for cell in cells]

    def _value(self, cell: str) -> Any:
        name, _, rest = cell.partition("/")
        if not rest:
            name, _, key = cell.partition("?")
            return key in self._maps[name]
        key, _, field = rest.partition(".")
        source = self._maps[name]
        if key != "*":
            value = source.get(key)
            if name == "pairs":
                return value and [entry.slug for entry in value]
            return value if field in ("", "*") else getattr(value, field, None)
        if not field:
            return list(source) if name in _MODELS else list(source.items())
        return [value if field == "*" else getattr(value, field) for value in source.values()]


# Maps whose models have cells of their own, so that looking through them reads no values yet.
_MODELS = frozenset((*FOLDERS, "entries", "pairs"))


def _digest(value: Any) -> bytes:
    return hashlib.blake2b(to_json(value), digest_size=8).digest()
