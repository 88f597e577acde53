"""How much larger some channels of a model's states are than others, found with a few fixed texts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime

from assistant.base_model import Architecture
from assistant.graph import build_states
from assistant.graph_nodes import Array, Scales, Weights
from assistant.packing import Tokenizing
from assistant.records import Reading

# Everyday sentences and some of the subject: which channels stand out hardly depends on the text.
TEXTS = (
    "Fine-tuning changes the weights of a model with examples of the wanted answers, often some thousands.",
    "The river rises in the mountains north of the old town and reaches the sea after 240 kilometres.",
    "How much memory does it need? About 16 GB for a model of 7 billion parameters, less when quantized.",
    "Retrieval looks up documents at the time of the question and puts the best ones into the prompt.",
    "She was elected in 1987 and, although her party lost the next vote, stayed in office until May 1995.",
    "Do not use it if your facts change every day; use it if the form of the answer matters more than speed.",
    "BM25: ranks passages by the words they share with a query. Cost: low. Data: none. Examples: search.",
    "After the war, the factory's 1,200 workers built engines, pumps and (from 1952 on) small tractors.",
)
QUESTION = "Which of the methods needs the fewest examples, and when was it used first?"
_Sample = tuple[list[int], list[int]]  # ids and types of one text, or of question and text


def samples_of(tokenizer: Path, *, pairs: bool) -> list[_Sample]:
    """The fixed texts as a model reads them; with `pairs` each behind the question."""
    tokenizing = Tokenizing(tokenizer)
    if pairs:
        packed = [part for text in TEXTS for part in tokenizing.pack(QUESTION, Reading("", (text,)))]
        return [(part.ids, part.types) for part in packed]
    ids = [[tokenizing.start, *ids, tokenizing.end] for ids in tokenizing.ids(TEXTS)]
    return [(found, [0] * len(found)) for found in ids]


def find_scales(weights: Weights, sizes: Architecture, samples: Sequence[_Sample]) -> Scales:
    """For every normalisation the divisors of its channels, (hidden,), geometric mean 1.

    The square root of the largest state of a channel against the largest weight it meets: thus the
    states and the matrix after them share the burden.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(
        build_states(weights, sizes), options, providers=["CPUExecutionProvider"]
    )
    names = [output.name for output in session.get_outputs()]
    peaks = dict.fromkeys(names, np.zeros(sizes.hidden, np.float32))
    for ids, types in samples:
        states = session.run(names, {"input_ids": np.array([ids]), "token_type_ids": np.array([types])})
        for name, values in zip(names, states, strict=True):
            peaks[name] = np.maximum(peaks[name], np.abs(values).max(axis=0))
    return {name: _divisors(peaks[name], _meets(weights, name)) for name in names}


def _meets(weights: Weights, name: str) -> Array:
    """The matrices that multiply the output of a normalisation, beside each other, (hidden, outputs)."""
    layer, _, place = name.rpartition(".")
    if place == "middle":
        return weights[f"{layer}.intermediate.dense.weight"].T
    number = 0 if name == "embedded" else int(layer.rpartition(".")[2]) + 1
    parts = (f"encoder.layer.{number}.attention.self.{part}.weight" for part in ("query", "key", "value"))
    return np.concatenate([weights[part].T for part in parts], axis=1)


def _divisors(peaks: Array, matrix: Array) -> Array:
    ratio = np.sqrt(np.maximum(peaks, 1e-6) / np.maximum(np.abs(matrix).max(axis=1), 1e-6))
    return np.asarray(ratio / np.exp(np.log(ratio).mean()), np.float32)
