"""The one file that builds keep things in: SQLite, and nothing else loaded with it.

A build that is killed leaves whole rows or none. Two builds at once wait for each other; one that
waits too long, finds no space or may not write goes on without the file. A damaged file, or one
of another form, is made anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

_FORM = 1  # of the tables; another number starts anew
_WAIT = 10.0  # seconds for another build to finish writing
_TABLES = """
CREATE TABLE IF NOT EXISTS pages (
  path TEXT PRIMARY KEY, version TEXT, cells TEXT, prints BLOB, names TEXT, words TEXT,
  html BLOB, html_digest TEXT, rest TEXT, digest BLOB);
CREATE INDEX IF NOT EXISTS pages_by_html ON pages (html_digest);
CREATE TABLE IF NOT EXISTS names (digest TEXT PRIMARY KEY, lines TEXT);
CREATE TABLE IF NOT EXISTS sites (key TEXT PRIMARY KEY, files TEXT);
CREATE TABLE IF NOT EXISTS files (digest TEXT PRIMARY KEY, data BLOB);
"""


class Store:
    """Rows in a file, none of which is trusted for being there: callers check what they read."""

    def __init__(self, file: Path) -> None:
        self._database = _opened(file)

    def one(self, query: str, *values: Any) -> Any:
        """The first row, or None."""
        return next(iter(self.all(query, *values)), None)

    def all(self, query: str, *values: Any) -> list[Any]:
        """Every row; none if the file cannot be read."""
        with self._used() as database:
            return database.execute(query, values).fetchall() if database else []
        return []

    def write(self, query: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Run a statement for each row, all in one transaction."""
        if not rows:
            return
        with self._used() as database:
            if database:
                with database:
                    database.executemany(query, rows)

    def close(self) -> None:
        """Let go of the file."""
        with self._used() as database:
            if database:
                database.close()
        self._database = None

    @contextlib.contextmanager
    def _used(self) -> Iterator[sqlite3.Connection | None]:
        """The database; after an error there is none any more."""
        try:
            yield self._database
        except sqlite3.Error:
            self._database = None


def _opened(file: Path) -> sqlite3.Connection | None:
    for _ in range(2):
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            database = sqlite3.connect(file, timeout=_WAIT, check_same_thread=False)
            _prepare(database)
        except sqlite3.OperationalError:  # locked, or a place that cannot be written to
            return None
        except sqlite3.DatabaseError:
            for end in ("", "-wal", "-shm"):
                file.with_name(file.name + end).unlink(missing_ok=True)
        except OSError:
            return None
        else:
            return database
    return None


def _prepare(database: sqlite3.Connection) -> None:
    (form,) = database.execute("PRAGMA user_version").fetchone()
    if form == _FORM:
        return
    if form:
        raise sqlite3.DatabaseError("another form")
    database.execute("PRAGMA journal_mode = WAL")
    database.executescript(f"{_TABLES} PRAGMA user_version = {_FORM};")


def digest(*parts: str | bytes) -> str:
    """A checksum of several texts, each apart from the next."""
    found = hashlib.blake2b(digest_size=16)
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        found.update(len(raw).to_bytes(8, "big"))
        found.update(raw)
    return found.hexdigest()
