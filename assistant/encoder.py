"""The small model at work: vectors of texts, and scores of texts for a question, by onnxruntime."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from assistant import adapter_files
from assistant.assemble import MANIFEST, Variant, assemble, embedder_mark
from assistant.base_model import TOKENIZER
from assistant.errors import ModelError
from assistant.machine import processor
from assistant.packing import MAX_TOKENS, Packed, Tokenizing
from assistant.records import Reading, Scores, Vectors

MANY = 16  # texts that are worth several threads; a question never is, as others may wait beside it
MOST_THREADS = 8
# The plain base has no head: a cosine of 0.5 counts as "perhaps", 0.1 more or less as one logit.
_PLAIN_MIDDLE = 0.5
_PLAIN_SLOPE = 10.0
# Farthest that quantized models may be from the stored fp32 results: some times what a sound machine
# shows, and far less than what saturating arithmetic does.
MIN_COSINE = 0.995
MAX_LOGIT_ERROR = 1.0
_AGREED = "agreed"  # file beside the models: under which circumstances they were compared and found right

_log = logging.getLogger(__name__)


class OnnxEncoder:
    """Two sessions of one thread each, which load when first used. Implements `records.Encoder`.

    Texts are run one by one, without padding: batching buys nothing on a CPU, and so no score or
    vector depends on the texts beside it. Many texts are shared out among threads. May be used from
    several threads.
    """

    def __init__(self, folder: Path, variant: Variant, mark: str) -> None:
        self.folder = folder
        self.variant = variant
        self._mark = mark

    @property
    def fingerprint(self) -> str:
        """Names what vectors are made with: base, code and form. The adapter changes no vector."""
        return self._mark

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), hidden size), float32."""
        size = self._embedder.get_outputs()[0].shape[1]
        vectors = np.empty((len(texts), size), np.float32)
        tokenizing = self._tokenizing

        def fill(row: int, ids: list[int]) -> None:
            kept = [tokenizing.start, *ids[: MAX_TOKENS - 2], tokenizing.end]
            vectors[row] = _run(self._embedder, kept, [0] * len(kept))

        rows = enumerate(tokenizing.ids(texts))
        if len(texts) < MANY:
            for row, ids in rows:
                fill(row, ids)
            return vectors
        with ThreadPoolExecutor(min(os.cpu_count() or 1, MOST_THREADS)) as pool:
            list(pool.map(lambda given: fill(*given), rows))
        return vectors

    def read(self, question: str, passages: Sequence[Reading]) -> list[Scores]:
        """For each passage a logit a sentence, float32, that it holds the answer; above 0 is yes."""
        if self.variant.selector == "plain":
            return [self._likeness(question, passage.sentences) for passage in passages]
        packed = (self._tokenizing.pack(question, passage) for passage in passages)
        none = np.empty(0, np.float32)
        return [np.concatenate([none, *(self._scores(part) for part in parts)]) for parts in packed]

    def score(self, question: str, texts: Sequence[str]) -> Scores:
        """The logit of each text, each a passage of one sentence; shape (len(texts),)."""
        found = self.read(question, [Reading("", (text,)) for text in texts])
        return np.concatenate(found) if found else np.empty(0, np.float32)

    def _likeness(self, question: str, texts: Sequence[str]) -> Scores:
        vectors = self.embed([question, *texts])
        return np.asarray((vectors[1:] @ vectors[0] - _PLAIN_MIDDLE) * _PLAIN_SLOPE, np.float32)

    def _scores(self, packed: Packed) -> Scores:
        return np.asarray(_run(self._selector, packed.ids, packed.types, means=packed.means()), np.float32)

    def warm_up(self) -> None:
        """Loads everything now, so that the first question waits for nothing."""
        self.score("", [""])
        self.embed([""])

    @cached_property
    def _embedder(self) -> onnxruntime.InferenceSession:
        return _session(self.folder / self.variant.files[0])

    @cached_property
    def _selector(self) -> onnxruntime.InferenceSession:
        return _session(self.folder / self.variant.files[1])

    @cached_property
    def _tokenizing(self) -> Tokenizing:
        return Tokenizing(self.folder / TOKENIZER)


def load_encoder(
    cache: Path,
    *,
    variant: Variant | None = None,
    base_folder: Path | None = None,
    adapter_folder: Path = adapter_files.FOLDER,
    check: bool = True,
) -> OnnxEncoder:
    """The encoder for what lies in `cache`, assembled first if it is missing, stale or damaged.

    With `check`, a few fixed inputs are compared with their stored fp32 results, once for a processor
    and these files; where quantized arithmetic is wrong on this machine, the fp32 models are used
    instead and a warning says so.
    Raises ModelError with place and remedy.
    """
    wanted = variant or Variant()
    if wanted.selector != "plain" and not adapter_files.is_present(adapter_folder):
        raise ModelError(f"{adapter_folder} holds no adapter: restore it, or train one with `atlas tune`.")
    encoder = _load(cache, wanted, base_folder, adapter_folder)
    if not check or wanted.is_exact:
        return encoder
    circumstances = _circumstances(encoder, adapter_folder)
    if circumstances and _agreed_before(encoder) == circumstances:
        return encoder
    if problem := find_disagreement(encoder, adapter_files.load_checks(adapter_folder)):
        _log.warning("%s Using the slower fp32 models instead.", problem)
        return _load(cache, wanted.exact(), base_folder, adapter_folder)
    with contextlib.suppress(OSError):  # a cache that cannot be written to: compared again next time
        adapter_files.replace(encoder.folder / _AGREED, circumstances)
    return encoder


def _circumstances(encoder: OnnxEncoder, adapter_folder: Path) -> bytes:
    """Names all that a comparison depends on; b"" where the processor cannot be told from another."""
    if not (machine := processor()):
        return b""
    words = f"{machine} {onnxruntime.__version__} {encoder.variant} {MIN_COSINE} {MAX_LOGIT_ERROR}"
    digest = hashlib.sha256(words.encode())
    for path in (encoder.folder / MANIFEST, adapter_folder / adapter_files.CHECKS):
        digest.update(path.read_bytes() if path.is_file() else b"")
    return digest.hexdigest().encode()


def _agreed_before(encoder: OnnxEncoder) -> bytes:
    try:
        return (encoder.folder / _AGREED).read_bytes()
    except OSError:
        return b""


def find_disagreement(encoder: OnnxEncoder, checks: adapter_files.Checks) -> str:
    """What differs from the stored results by more than quantization explains; empty if nothing does."""
    vectors = encoder.embed(checks.texts)
    cosine = float((vectors * checks.vectors).sum(axis=1).min())
    if not cosine >= MIN_COSINE:  # also true for NaN
        return f"The quantized embedder disagrees with fp32 on this machine (cosine {cosine:.3f})."
    if encoder.variant.selector == "plain":
        return ""
    error = float(np.abs(encoder.score(checks.question, checks.texts) - checks.scores).max())
    if not error <= MAX_LOGIT_ERROR:
        return f"The quantized selector disagrees with fp32 on this machine (by {error:.2f} logits)."
    return ""


def _load(cache: Path, variant: Variant, base_folder: Path | None, adapter_folder: Path) -> OnnxEncoder:
    made = assemble(cache, base_folder=base_folder, adapter_folder=adapter_folder, variant=variant)
    return OnnxEncoder(made.folder, variant, embedder_mark(adapter_folder, variant))


def _session(path: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # two on a busy machine were slower than one
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # The graphs are written as they are to run: looking for improvements finds none and doubles the loading.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    try:
        return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime has no common class for its errors
        raise ModelError(
            f"{path} cannot be loaded ({error}): delete its folder, or run `atlas assemble --force`."
        ) from error


def _run(session: onnxruntime.InferenceSession, ids: list[int], types: list[int], **more: Vectors) -> Any:
    feed = {
        "input_ids": np.array([ids], dtype=np.int64),
        "token_type_ids": np.array([types], dtype=np.int64),
    }
    return session.run(None, feed | more)[0]
