"""Checked content kept as it stands in memory, so that a question need not wait for all YAML.

A snapshot holds the hash of the content folder and of the schema it was made with, and its own
checksum. Whatever does not agree is made anew, never used. It is a pickle, which is read three
times as fast as JSON and needs no validators; of the objects a pickle can name, only the schema's
models and dates are let in, so that a forged one can run nothing.
"""

from __future__ import annotations

import datetime
import hashlib
import io
import json
import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pydantic

from assistant.lexicon import stem_counts, word_counts
from assistant.records import Passage
from generator.content import FILES, FOLDERS, Content
from generator.publish import write_bytes
from schema.base import Model

VERSION = 2  # of the file's structure
_PROTOCOL = 5
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
    content = snapshot.content
    parts = {name: getattr(content, name) for name in (*FILES, *FOLDERS, "drafts")}
    body = pickle.dumps((parts, dict(snapshot.words), dict(snapshot.stems)), _PROTOCOL)
    head = {**_head(content_hash), "sha256": hashlib.sha256(body).hexdigest()}
    write_bytes(path, json.dumps(head).encode() + b"\n" + body)


def load_snapshot(path: Path, content_hash: str) -> Snapshot | None:
    """The snapshot of this content, or None if there is none that can be trusted."""
    try:
        head, _, body = path.read_bytes().partition(b"\n")
        if json.loads(head) != {**_head(content_hash), "sha256": hashlib.sha256(body).hexdigest()}:
            return None
        parts, words, stems = _OnlyContent(io.BytesIO(body)).load()
        return Snapshot(Content(**parts, documents={}), words, stems)
    except (OSError, ValueError, TypeError, LookupError, AttributeError, ImportError, pickle.UnpicklingError):
        return None


class _OnlyContent(pickle.Unpickler):
    """Makes models of the schema and dates, and refuses to look up anything else."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("datetime", "date"):
            return datetime.date
        found = super().find_class(module, name) if module.startswith("schema.") else None
        if isinstance(found, type) and issubclass(found, Model):
            return found
        raise pickle.UnpicklingError(f"{module}.{name} is no part of content")


def _head(content_hash: str) -> dict[str, Any]:
    """What a snapshot must agree with: pydantic too, for it decides how a model is kept."""
    digest = hashlib.sha256()
    for path in sorted(SCHEMA.glob("*.py")):
        digest.update(path.read_bytes())
    made_with = {"schema": digest.hexdigest(), "pydantic": pydantic.VERSION}
    return {"version": VERSION, "content": content_hash, **made_with}
