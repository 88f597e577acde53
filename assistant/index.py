"""Finds passages: vectors in FAISS and BM25 in SQLite's full-text index, fused.

On disk an index is a folder: `manifest.json` (what it was made from, and the checksum of each file),
`passages.db` (passages and their words) and `vectors.npy` (a row each, in the same order). Sentences
derived from values come last and have neither words nor vectors: they are found by their entry.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sqlite3
import zlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, astuple, dataclass, fields
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from assistant.cues import FUNCTION_WORDS
from assistant.records import Encoder, Hit, Passage, Vectors
from generator.publish import replaced_folder

VERSION = 3  # of the folder's structure; raise it whenever what is written changes its meaning
FILES = ("passages.db", "vectors.npy")
COMMON = 0.1  # share of the passages from which on a word tells little of them, and costs much to rank
_WORD = re.compile(r"\w+")
_COLUMNS = [field.name for field in fields(Passage)]


class IndexFault(Exception):
    """An index that must not be used; the message says why and what to do."""


@dataclass(frozen=True)
class Fusion:
    """How the two rankings become one (reciprocal rank fusion)."""

    depth: int = 60  # candidates taken from each ranking
    constant: float = 20.0  # the larger, the less the first ranks stand out
    lexical: float = 1.0  # weight of BM25's ranks; 0 leaves BM25 out
    dense: float = 1.0  # weight of the vectors' ranks; 0 leaves them out


@dataclass(frozen=True)
class Manifest:
    """What an index was made from."""

    version: int
    model: str
    content: str
    passages: int
    files: dict[str, str]


class Index:
    """A loaded index. Safe to search from several threads."""

    def __init__(self, folder: Path, manifest: Manifest, encoder: Encoder, fusion: Fusion) -> None:
        self.manifest, self.fusion = manifest, fusion
        self._encoder = encoder
        self._rows = sqlite3.connect(
            f"{(folder / 'passages.db').absolute().as_uri()}?mode=ro&immutable=1",
            uri=True,
            check_same_thread=False,
        )
        self._rows.execute("PRAGMA cache_size = -16384")  # all of it: ranking looks up every row it meets
        self._vectors: Vectors = np.load(folder / "vectors.npy")
        self._searched = False
        self._holding = lru_cache(maxsize=4096)(self._count)  # the commonest, which cost most, come again

    def search(self, question: str, k: int = 20) -> list[Hit]:
        """The `k` best passages, the best first; their scores are comparable within one search only."""
        dense = self._dense(question) if self.fusion.dense else {}
        lexical = self._lexical(question) if self.fusion.lexical else {}
        scores: dict[int, float] = {}
        for weight, ranking in ((self.fusion.dense, dense), (self.fusion.lexical, lexical)):
            for rank, row in enumerate(ranking):
                scores[row] = scores.get(row, 0.0) + weight / (self.fusion.constant + rank)
        best = sorted(scores, key=lambda row: (-scores[row], row))[:k]
        found = self._passages(best)
        return [Hit(found[row], scores[row], dense.get(row, 0.0), lexical.get(row, 0.0)) for row in best]

    def passages_of(self, slug: str) -> list[Passage]:
        """Every passage of an entry, pair or table, prose first, in the order of its page."""
        rows = self._rows.execute(f"{_SELECT} WHERE slug = ? ORDER BY number", (slug,))
        return [_passage(row[1:]) for row in rows]

    def passage(self, id: str) -> Passage | None:
        """The passage of that id, if there is one."""
        row = self._rows.execute(f"{_SELECT} WHERE id = ?", (id,)).fetchone()
        return _passage(row[1:]) if row else None

    def _dense(self, question: str) -> dict[int, float]:
        asked, depth = self._encoder.embed([question]), self.fusion.depth
        if not self._searched:
            # A process may be started for one question: importing FAISS takes longer than this product.
            self._searched = True
            alike = (self._vectors @ asked[0]).tolist()
            return {row: alike[row] for row in sorted(range(len(alike)), key=lambda n: -alike[n])[:depth]}
        scores, rows = self._faiss.search(asked, depth)
        found = zip(rows[0].tolist(), scores[0].tolist(), strict=True)
        return {row: score for row, score in found if row >= 0}

    @cached_property
    def _faiss(self) -> Any:
        import faiss

        made = faiss.IndexFlatIP(self._vectors.shape[1])
        made.add(self._vectors)
        return made

    def _lexical(self, question: str) -> dict[int, float]:
        # Words that stand everywhere cost most of the time and rank nothing.
        asked = dict.fromkeys(_WORD.findall(question.lower()))
        told = [word for word in asked if word not in FUNCTION_WORDS] or list(asked)
        told = [word for word in told if self._holding(word) <= COMMON * len(self._vectors)] or told
        words = " OR ".join(map(_quoted, told))
        if not words:
            return {}
        return dict(self._rows.execute(_BEST_WORDS, (words, self.fusion.depth)).fetchall())

    def _count(self, word: str) -> int:
        """How many passages have a word, in any of its forms."""
        (count,) = self._rows.execute(_COUNT, (_quoted(word),)).fetchone()
        return int(count)

    def _passages(self, numbers: Sequence[int]) -> dict[int, Passage]:
        marks = ",".join("?" * len(numbers))
        rows = self._rows.execute(f"{_SELECT} WHERE number IN ({marks})", list(numbers))
        return {row[0]: _passage(row[1:]) for row in rows}


_SELECT = f"SELECT number, {', '.join(_COLUMNS)} FROM passages"


_COUNT = "SELECT count(*) FROM words WHERE words MATCH ?"
_BEST_WORDS = "SELECT rowid, -rank FROM words WHERE words MATCH ? ORDER BY rank LIMIT ?"  # rank is BM25
_WORD_TABLE = "CREATE VIRTUAL TABLE words USING fts5(text, context, content='', tokenize='porter unicode61')"


def _quoted(word: str) -> str:
    """As a word and nothing else: what a reader types is no operator of the query language."""
    return f'"{word}"'


def _passage(row: Sequence[object]) -> Passage:
    values = dict(zip(_COLUMNS, row, strict=True))
    return Passage(**{**values, "derived": bool(values["derived"])})  # type: ignore[arg-type]


def content_hash(root: Path) -> str:
    """Names a content folder's state: SHA-256 over the names, sizes and bytes of its YAML files."""
    digest = hashlib.sha256()
    for path in sorted(os.path.join(at, name) for at, _, names in os.walk(root) for name in names):
        if path.endswith(".yaml"):
            with open(path, "rb", buffering=0) as file:
                read = file.read()
            digest.update(f"{os.path.relpath(path, root)}\0{len(read)}\0".encode())
            digest.update(read)
    return digest.hexdigest()


def build_index(
    passages: Sequence[Passage],
    content: str,
    encoder: Encoder,
    folder: Path,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> int:
    """Write an index of `passages` to `folder`; returns how many texts had to be embedded.

    `content` is the `content_hash` of what the passages come from. Vectors of texts that the
    index in `folder` holds already, made by the same model, are taken from there. The old index
    stays until the new one is complete. `progress` is told (done, total).
    """
    passages = sorted(passages, key=lambda passage: passage.derived)
    texts = [embedded_text(passage) for passage in passages if not passage.derived]
    known = _known_vectors(folder, encoder.fingerprint)
    new = [text for text in dict.fromkeys(texts) if text not in known]
    for start in range(0, len(new), 64):
        part = new[start : start + 64]
        known.update(zip(part, encoder.embed(part), strict=True))
        progress(start + len(part), len(new))
    with replaced_folder(folder) as fresh:
        np.save(fresh / "vectors.npy", np.stack([known[text] for text in texts]).astype(np.float32))
        _write_passages(fresh / "passages.db", passages)
        hashes = {name: _checksum(fresh / name) for name in FILES}
        manifest = Manifest(VERSION, encoder.fingerprint, content, len(passages), hashes)
        (fresh / "manifest.json").write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
    return len(new)


def embedded_text(passage: Passage) -> str:
    """What stands for a passage among the vectors: what it is about, and its text."""
    return f"{passage.context}. {passage.text}"


def load_index(folder: Path, content: str, encoder: Encoder, fusion: Fusion | None = None) -> Index:
    """The index in `folder`, if it is whole and made from this content by this model.

    Raises IndexFault naming what is wrong otherwise.
    """
    manifest = _manifest(folder)
    if manifest.version != VERSION:
        raise IndexFault(f"the index in {folder} was written by another version; run 'atlas index'")
    if manifest.model != encoder.fingerprint:
        raise IndexFault(f"the index in {folder} was made with another model; run 'atlas index'")
    if manifest.content != content:
        raise IndexFault(f"the content has changed since the index in {folder} was made; run 'atlas index'")
    for name, expected in manifest.files.items():
        if _checksum(folder / name) != expected:
            raise IndexFault(f"{folder / name} is damaged; delete {folder} and run 'atlas index'")
    return Index(folder, manifest, encoder, fusion or Fusion())


def _manifest(folder: Path) -> Manifest:
    try:
        read = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        manifest = Manifest(**read)
    except FileNotFoundError:
        raise IndexFault(f"there is no index in {folder}; run 'atlas index'") from None
    except (OSError, ValueError, TypeError) as error:
        raise IndexFault(f"the index in {folder} cannot be read ({error}); run 'atlas index'") from None
    if set(manifest.files) != set(FILES):
        raise IndexFault(f"the index in {folder} is incomplete; run 'atlas index'")
    return manifest


def _checksum(path: Path) -> str:
    """Tells a damaged file; nobody who could write here needs to forge it."""
    try:
        return f"{zlib.crc32(path.read_bytes()):08x}"
    except OSError:
        return ""


def _known_vectors(folder: Path, model: str) -> dict[str, Vectors]:
    """Vectors by embedded text of an earlier index; nothing if it is damaged or another model's."""
    try:
        manifest = _manifest(folder)
    except IndexFault:
        return {}
    whole = all(_checksum(folder / name) == expected for name, expected in manifest.files.items())
    if not whole or manifest.model != model or manifest.version != VERSION:
        return {}
    rows = sqlite3.connect(f"{(folder / 'passages.db').absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        passages = [_passage(row[1:]) for row in rows.execute(f"{_SELECT} WHERE NOT derived ORDER BY number")]
    finally:
        rows.close()
    return dict(zip(map(embedded_text, passages), np.load(folder / "vectors.npy"), strict=True))


def _write_passages(path: Path, passages: Sequence[Passage]) -> None:
    rows = [(number, *astuple(passage)) for number, passage in enumerate(passages)]
    database = sqlite3.connect(path)
    try:
        with database:
            database.execute(f"CREATE TABLE passages (number INTEGER PRIMARY KEY, {', '.join(_COLUMNS)})")
            database.execute("CREATE INDEX by_slug ON passages (slug)")
            database.execute("CREATE UNIQUE INDEX by_id ON passages (id)")
            database.execute(_WORD_TABLE)
            marks = ",".join("?" * (len(_COLUMNS) + 1))
            database.executemany(f"INSERT INTO passages VALUES ({marks})", rows)
            database.executemany(
                "INSERT INTO words (rowid, text, context) VALUES (?, ?, ?)",
                [
                    (number, passage.text, passage.context)
                    for number, passage in enumerate(passages)
                    if not passage.derived
                ],
            )
        database.execute("INSERT INTO words (words) VALUES ('optimize')")
        database.commit()
    finally:
        database.close()
