"""An encoder for tests: texts that share words are near. It needs no weights."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

import numpy as np

from assistant.records import Reading, Scores, Vectors


class WordsEncoder:
    """Hashes words into 384 places. Real arithmetic on real text, small enough to be followed by hand."""

    def __init__(self, fingerprint: str = "words-1") -> None:
        self._fingerprint = fingerprint
        self.embedded: list[str] = []

    @property
    def fingerprint(self) -> str:
        return self._fingerprint

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.embedded += texts
        vectors = np.zeros((len(texts), 384), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.lower()):
                vectors[row, zlib.crc32(word.encode()) % 384] += 1.0
        return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)

    def read(self, question: str, passages: Sequence[Reading]) -> list[Scores]:
        """Share of the question's words in each sentence and its heading, from -2 (none) to 2 (all)."""
        wanted = _words(question)
        return [
            np.array(
                [
                    4 * len(wanted & _words(f"{p.heading} {text}")) / max(len(wanted), 1) - 2
                    for text in p.sentences
                ],
                dtype=np.float32,
            )
            for p in passages
        ]


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))
