"""Whole sites kept from builds that warned of nothing: the quick way where nothing has changed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

from generator.store import Store, digest
from generator.versions import files_under

_MOST = 3  # sites remembered
_BATCH = 4_000_000  # bytes from which what waits is written, in one transaction
_PIECE = 4_000_000  # bytes of a file that are read and kept at once: the largest grows with the content

Files = dict[str, str]  # path from the site's root -> checksums of its pieces, mostly one


class KeptSites:
    """Sites by what they were made from, each a list of files with checksums."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def find(self, key: str) -> Files | None:
        """The files of the site made from exactly this, if it is known."""
        row = self._store.one("SELECT files FROM sites WHERE key = ?", key)
        checksum, _, text = row[0].partition("\n") if row else ("", "", "")
        return json.loads(text) if row and checksum == digest(text) else None

    def restore(self, files: Files, folder: Path) -> bool:
        """Write a known site into an empty folder; False if a file is gone or damaged."""
        for path, wanted in files.items():
            place = folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            with place.open("wb") as file:
                for name in wanted.split():
                    data = self._data(name)
                    if data is None:
                        return False
                    file.write(data)
        return True

    def keep(self, key: str, folder: Path) -> None:
        """Remember the site in `folder` under what it was made from."""
        files: Files = {}
        kept = self._names("SELECT html_digest FROM pages")
        waiting: list[tuple[str, bytes]] = []
        weight = 0
        for path in files_under(folder):
            names = []
            for piece in _pieces(path):
                names.append(name := digest(piece))
                if name not in kept:
                    kept.add(name)
                    waiting.append((name, piece))
                    if (weight := weight + len(piece)) >= _BATCH:
                        weight = self._write(waiting)
            files[_inside(folder, path)] = " ".join(names)
        self._write(waiting)
        text = json.dumps(files)
        self._store.write("DELETE FROM sites WHERE key = ?", [(key,)])
        self._store.write("INSERT INTO sites VALUES (?, ?)", [(key, f"{digest(text)}\n{text}")])
        self._forget_old_ones()

    def _write(self, waiting: list[tuple[str, bytes]]) -> int:
        """Writes and empties the list; returns what waits now, nothing."""
        self._store.write("INSERT OR REPLACE INTO files VALUES (?, ?)", waiting)
        waiting.clear()
        return 0

    def _names(self, query: str) -> set[str]:
        return {name for (name,) in self._store.all(query)}

    def _data(self, wanted: str) -> bytes | None:
        for query in (
            "SELECT html FROM pages WHERE html_digest = ?",
            "SELECT data FROM files WHERE digest = ?",
        ):
            row = self._store.one(query, wanted)
            if row and digest(row[0]) == wanted:
                return bytes(row[0])
        return None

    def _forget_old_ones(self) -> None:
        self._store.write(
            "DELETE FROM sites WHERE key NOT IN (SELECT key FROM sites ORDER BY rowid DESC LIMIT ?)",
            [(_MOST,)],
        )
        keys = [key for (key,) in self._store.all("SELECT key FROM sites")]
        used = {name for key in keys for names in (self.find(key) or {}).values() for name in names.split()}
        left = self._names("SELECT digest FROM files") - used
        self._store.write("DELETE FROM files WHERE digest = ?", [(name,) for name in left])


def holds(folder: Path, files: Files) -> bool:
    """Whether a folder holds exactly these files, byte for byte."""
    if not folder.is_dir():
        return False
    found = {_inside(folder, path): path for path in files_under(folder)}
    return found.keys() == files.keys() and all(
        " ".join(map(digest, _pieces(path))) == files[name] for name, path in found.items()
    )


def _inside(folder: Path, path: str) -> str:
    """A file's place in the folder that lists it."""
    return path[len(str(folder)) + 1 :].replace(os.sep, "/")


def _pieces(path: str) -> Iterator[bytes]:
    """What a file holds, one piece after the other; of an empty file an empty one."""
    with open(path, "rb") as file:
        yield file.read(_PIECE)
        while piece := file.read(_PIECE):
            yield piece
