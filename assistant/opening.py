"""Opens the assistant: the one place where content, model and index are put together."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from assistant.assistant import Assistant
from assistant.encoder import load_encoder
from assistant.index import Fusion, IndexFault, build_index, content_hash, load_index
from assistant.names import Names
from assistant.records import Encoder
from assistant.snapshot import Snapshot, load_snapshot, save_snapshot, take_snapshot
from generator.content import load_content

INDEX, SNAPSHOT = "index", "content.snapshot"  # in the cache folder

Progress = Callable[[int, int], None]


def open_assistant(
    content_dir: Path,
    cache_dir: Path,
    *,
    encoder: Encoder | Future[Encoder] | None = None,
    fusion: Fusion | None = None,
    progress: Progress = lambda done, total: None,
) -> Assistant:
    """The assistant on this content; model, index and snapshot are made where they are missing or stale.

    Raises ContentError if the content has problems and ModelError if the base model is missing.
    `progress` is told (done, total) while an index is made. An encoder that is still loading is waited for.
    """
    mark = content_hash(content_dir)
    snapshot = load_snapshot(cache_dir / SNAPSHOT, mark)
    if isinstance(encoder, Future):
        encoder = encoder.result()
    encoder = encoder or load_encoder(cache_dir)
    try:
        index = load_index(cache_dir / INDEX, mark, encoder, fusion)
    except IndexFault:
        snapshot = refresh(content_dir, cache_dir, encoder, progress).snapshot
        index = load_index(cache_dir / INDEX, mark, encoder, fusion)
    if snapshot is None:
        snapshot = _snapshot(content_dir, cache_dir, mark)
    names = Names.of(snapshot.content, snapshot.words)
    return Assistant(snapshot.content, encoder, index, snapshot.stems, names)


@dataclass(frozen=True)
class Refreshed:
    """An index and snapshot just made: how many passages, and how many of them had to be embedded."""

    snapshot: Snapshot
    passages: int
    embedded: int


def refresh(
    content_dir: Path, cache_dir: Path, encoder: Encoder, progress: Progress = lambda done, total: None
) -> Refreshed:
    """Make index and snapshot anew from the content; only texts that changed are embedded."""
    from assistant.passages import passages_of  # and with it the markup: not for a question

    mark = content_hash(content_dir)
    content = load_content(content_dir)
    passages = passages_of(content)
    cache_dir.mkdir(parents=True, exist_ok=True)
    embedded = build_index(passages, mark, encoder, cache_dir / INDEX, progress)
    snapshot = take_snapshot(content, passages)
    save_snapshot(cache_dir / SNAPSHOT, snapshot, mark)
    return Refreshed(snapshot, len(passages), embedded)


def _snapshot(content_dir: Path, cache_dir: Path, mark: str) -> Snapshot:
    from assistant.passages import passages_of

    content = load_content(content_dir)
    snapshot = take_snapshot(content, passages_of(content))
    save_snapshot(cache_dir / SNAPSHOT, snapshot, mark)
    return snapshot
