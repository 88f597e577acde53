"""What readers missed or judged, kept for a while in SQLite for `atlas gaps`.

Kept are the question, the day and the verdict; no address, name or conversation.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

Kind = Literal["unanswered", "liked", "disliked"]
DAY = 86_400  # seconds
_MOST_ROWS = 20_000  # a flood of questions cannot fill the disk

_SCHEMA = """
CREATE TABLE IF NOT EXISTS remark (
    id INTEGER PRIMARY KEY,
    day INTEGER NOT NULL,      -- days since 1970
    kind TEXT NOT NULL,
    question TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS remark_day ON remark (day);
"""


@dataclass(frozen=True)
class Remark:
    """A question that had no answer, or whose answer a reader judged."""

    kind: Kind
    question: str


class Feedback(Protocol):
    """Where remarks go."""

    def add(self, kind: Kind, question: str) -> None:
        """Keep one remark."""


class NoFeedback:
    """Recording is off: nothing is written."""

    def add(self, kind: Kind, question: str) -> None:
        """Do nothing."""


class FeedbackFile:
    """Remarks in one SQLite file, which is made with the first of them.

    Remarks older than `keep_days` are deleted at every opening and every addition.
    """

    def __init__(self, path: Path, keep_days: int, clock: Callable[[], float] = time.time) -> None:
        self._path = path
        self._keep_days = keep_days
        self._clock = clock
        if path.is_file():
            with self._open() as database:
                self._forget(database)

    def add(self, kind: Kind, question: str) -> None:
        """Keep one remark; safe from several threads and processes."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._open() as database:
            database.execute(
                "INSERT INTO remark (day, kind, question) VALUES (?, ?, ?)", (self._today(), kind, question)
            )
            self._forget(database)

    def remarks(self) -> list[Remark]:
        """What is kept, oldest first."""
        if not self._path.is_file():
            return []
        with self._open() as database:
            rows = database.execute("SELECT kind, question FROM remark ORDER BY id").fetchall()
        return [Remark(kind, question) for kind, question in rows]

    def _today(self) -> int:
        return int(self._clock() // DAY)

    def _forget(self, database: sqlite3.Connection) -> None:
        database.execute("DELETE FROM remark WHERE day <= ?", (self._today() - self._keep_days,))
        database.execute("DELETE FROM remark WHERE id <= (SELECT max(id) FROM remark) - ?", (_MOST_ROWS,))

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """A connection of its own for each use: rare, and so free of threads' rules."""
        database = sqlite3.connect(self._path, timeout=5)
        try:
            with database:
                database.execute("PRAGMA secure_delete = ON")
                database.executescript(_SCHEMA)
                yield database
        finally:
            database.close()
