"""What was read of a content folder, so that the next reading reads only what has changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.problems import Problem
from generator.yaml_reader import Document


@dataclass(frozen=True)
class Loaded:
    """What could be read, for the checks across files. Keys of `entries` are file names."""

    shared: Mapping[str, Any]
    entries: Mapping[str, Mapping[str, Any]]  # folder -> slug -> model (None: has problems)
    documents: Mapping[str, Document]


@dataclass(frozen=True)
class Read:
    """What came of reading one file: its model, or its problems."""

    stamp: tuple[int, ...]
    lists: int  # which closed lists it was checked against
    document: Document | None
    model: Any
    problems: tuple[Problem, ...]


class Memory:
    """What was read before, by file. A file counts as changed if its size, time or inode did.

    Two writes in the same tick of the clock leave the time as it was: whoever is told of a change
    says so with `suspect`.
    """

    def __init__(self) -> None:
        self._read: dict[str, Read] = {}
        self.loaded: Loaded | None = None  # by the last reading that found no problem
        self.items: dict[str, Any] = {}  # of the checks, which work out much about each file

    def suspect(self, name: str) -> None:
        """The file `name` is to be read again, whatever its stamp."""
        self._read.pop(name, None)

    def find(self, name: str, stamp: tuple[int, ...], lists: int) -> Read | None:
        """What was read, if nothing has changed since."""
        read = self._read.get(name)
        return read if read and (read.stamp, read.lists) == (stamp, lists) else None

    def keep(self, name: str, read: Read) -> None:
        """Remember what was read."""
        self._read[name] = read

    def forget_all_but(self, names: Mapping[str, Any]) -> None:
        """Files that are gone need no room; those with problems are read again."""
        self._read = {name: read for name, read in self._read.items() if name in names}
        self.items = {name: item for name, item in self.items.items() if name in names}


def stamp_of(path: Path) -> tuple[int, ...]:
    """What changes when a file does: time, size and inode; empty if there is no file."""
    try:
        found = path.stat()
    except OSError:  # reading it will say what is wrong
        return ()
    return found.st_mtime_ns, found.st_size, found.st_ino
