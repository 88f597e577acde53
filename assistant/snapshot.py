"""Checked content kept as JSON, so that a question need not wait for all YAML to be read again.

A snapshot holds the hash of the content folder and of the schema it was made with, and its own
checksum. Whatever does not agree is made anew, never used.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.lexicon import stem_counts, word_counts
from assistant.records import Passage
from generator.content import FILES, FOLDERS, Content
from generator.publish import write_text

VERSION = 1  # of the file's structure
SCHEMA = Path(__file__).resolve().parent.parent / "schema"


@dataclass(frozen=True)
class Snapshot:
    """Content without its files, and how often each word and stem stands in the passages."""

    content: Content
    words: Mapping[str, int]
    stems: Mapping[str, int]


def take_snapshot(content: Content, passages: Sequence[Passage]) -> Snapshot:
    """What asking needs of content, freshly counted."""
    return Snapshot(content, word_counts(passages), stem_counts(passages))


def save_snapshot(path: Path, snapshot: Snapshot, content_hash: str) -> None:
    """Write it to a temporary file, then put that in place."""
    body = json.dumps(_body(snapshot), ensure_ascii=False)
    head = {**_head(content_hash), "sha256": hashlib.sha256(body.encode()).hexdigest()}
    write_text(path, f"{json.dumps(head)}\n{body}")


def load_snapshot(path: Path, content_hash: str) -> Snapshot | None:
    """The snapshot of this content, or None if there is none that can be trusted."""
    try:
        head, _, body = path.read_bytes().partition(b"\n")
        stated = json.loads(head)
        if stated != {**_head(content_hash), "sha256": hashlib.sha256(body).hexdigest()}:
            return None
        return _read(json.loads(body))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _head(content_hash: str) -> dict[str, Any]:
    digest = hashlib.sha256()
    for path in sorted(SCHEMA.glob("*.py")):
        digest.update(path.read_bytes())
    return {"version": VERSION, "content": content_hash, "schema": digest.hexdigest()}


def _body(snapshot: Snapshot) -> dict[str, Any]:
    content = snapshot.content
    body: dict[str, Any] = {name: getattr(content, name).model_dump_json() for name in FILES}
    for folder in FOLDERS:
        body[folder] = [model.model_dump_json() for model in getattr(content, folder).values()]
    return {**body, "drafts": content.drafts, "words": snapshot.words, "stems": snapshot.stems}


def _read(body: Mapping[str, Any]) -> Snapshot:
    """pydantic's ValidationError is a ValueError: a body of another shape is no snapshot."""
    parts: dict[str, Any] = {name: model.model_validate_json(body[name]) for name, model in FILES.items()}
    for folder, model in FOLDERS.items():
        models = [model.model_validate_json(text) for text in body[folder]]
        parts[folder] = {entry.slug: entry for entry in models}  # type: ignore[attr-defined]
    content = Content(**parts, drafts=tuple(body["drafts"]), documents={})
    return Snapshot(content, Counter(body["words"]), Counter(body["stems"]))
