"""Tells of saved, new, renamed and deleted files under some folders, as soon as they are complete."""

from __future__ import annotations

import queue
import sys
from collections.abc import Iterable
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

# Linux also tells of opening and of closing without a change: whoever reads because of those is
# told of the own reading, for ever. A file being written is complete when it is closed; other
# systems tell of every write and never of the end.
_TOLD = {"moved", "deleted", "created", "closed" if sys.platform == "linux" else "modified"}


class Watch(FileSystemEventHandler):
    """A queue of changed paths. Use as a context manager; folders that are not there are left out."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self._folders = [folder.resolve() for folder in folders if folder.is_dir()]
        self._queue: queue.Queue[Path] = queue.Queue()
        self._observer = Observer()

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Note what may be news: called by the observer's thread."""
        if event.event_type not in _TOLD:
            return
        for path in (event.src_path, event.dest_path):
            place = Path(str(path)) if path else None
            if place and not place.name.startswith(".") and not place.name.endswith("~"):
                self._queue.put(place)

    def next(self, seconds: float) -> set[Path]:
        """Paths that changed since the last call, after the first of them; none after so long."""
        found: set[Path] = set()
        try:
            found.add(self._queue.get(timeout=seconds))
            while True:
                found.add(self._queue.get_nowait())
        except queue.Empty:
            return found

    @property
    def waiting(self) -> bool:
        """Whether there is news already."""
        return not self._queue.empty()

    def __enter__(self) -> Watch:
        for folder in self._folders:
            self._observer.schedule(self, str(folder), recursive=True)
        self._observer.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._observer.stop()
        self._observer.join(5)
