"""A BERT of a few kilobytes with random weights, and an adapter for it, as files like the real ones."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import string
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

from assistant import adapter_files
from assistant.base_model import BaseSpec

LAYERS, HIDDEN, HEADS, INNER, PLACES = 2, 32, 2, 64, 256
RANK, ALPHA = 4, 8
MARKS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
LETTERS = string.ascii_lowercase + string.digits
VOCABULARY = [*MARKS, *LETTERS, *(f"##{letter}" for letter in LETTERS), *"?.,-"]
MATRICES = {
    "attention.self.query": (HIDDEN, HIDDEN),
    "attention.self.key": (HIDDEN, HIDDEN),
    "attention.self.value": (HIDDEN, HIDDEN),
    "attention.output.dense": (HIDDEN, HIDDEN),
    "intermediate.dense": (INNER, HIDDEN),
    "output.dense": (HIDDEN, INNER),
}

Weights = dict[str, NDArray[np.float32]]


def make_base(folder: Path, seed: int = 0) -> BaseSpec:
    """Writes a base to the folder and returns the spec that fits it."""
    folder.mkdir(parents=True, exist_ok=True)
    save_file(_weights(np.random.default_rng(seed)), folder / "model.safetensors")
    config = {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_act": "gelu",
        "num_hidden_layers": LAYERS,
        "hidden_size": HIDDEN,
        "num_attention_heads": HEADS,
        "intermediate_size": INNER,
        "layer_norm_eps": 1e-12,
        "max_position_embeddings": PLACES,
        "type_vocab_size": 2,
        "vocab_size": len(VOCABULARY),
        "pad_token_id": 0,
    }
    (folder / "config.json").write_text(json.dumps(config), "utf-8")
    _save_tokenizer(folder)
    digest = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    return BaseSpec(hub="tests/small", sha256=digest, licence="Apache-2.0")


def make_adapter(folder: Path, base: BaseSpec, seed: int = 1, scale: float = 0.1) -> Weights:
    """Writes an adapter with checks of zeros; returns its weights."""
    rng = np.random.default_rng(seed)
    weights: Weights = {}
    for layer in range(LAYERS):
        for name, (outputs, inputs) in MATRICES.items():
            key = f"encoder.layer.{layer}.{name}"
            weights[f"{key}.lora_A"] = _random(rng, RANK, inputs) * scale
            weights[f"{key}.lora_B"] = _random(rng, outputs, RANK) * scale
    weights["head.hidden.weight"] = _random(rng, HIDDEN, 2 * HIDDEN) * scale
    weights["head.hidden.bias"] = _random(rng, HIDDEN)
    weights["head.output.weight"] = _random(rng, 1, HIDDEN)
    weights["head.output.bias"] = _random(rng, 1)
    weights["head.slope"] = np.array([4.0], np.float32)
    config = {"base": dataclasses.asdict(base), "rank": RANK, "alpha": ALPHA}
    adapter_files.save_adapter(folder, weights, config)
    return weights


def _weights(rng: np.random.Generator) -> Weights:
    weights = {
        "embeddings.word_embeddings.weight": _random(rng, len(VOCABULARY), HIDDEN),
        "embeddings.position_embeddings.weight": _random(rng, PLACES, HIDDEN) * 0.3,
        "embeddings.token_type_embeddings.weight": _random(rng, 2, HIDDEN) * 0.5,
        "pooler.dense.weight": _random(rng, HIDDEN, HIDDEN),
        "pooler.dense.bias": _random(rng, HIDDEN),
    }
    weights |= _norm(rng, "embeddings.LayerNorm")
    for layer in range(LAYERS):
        prefix = f"encoder.layer.{layer}"
        for name, (outputs, inputs) in MATRICES.items():
            weights[f"{prefix}.{name}.weight"] = _random(rng, outputs, inputs) * 0.2
            weights[f"{prefix}.{name}.bias"] = _random(rng, outputs) * 0.1
        weights |= _norm(rng, f"{prefix}.attention.output.LayerNorm")
        weights |= _norm(rng, f"{prefix}.output.LayerNorm")
    return {name: values.astype(np.float32) for name, values in weights.items()}


def _norm(rng: np.random.Generator, name: str) -> Weights:
    return {f"{name}.weight": 1 + _random(rng, HIDDEN) * 0.1, f"{name}.bias": _random(rng, HIDDEN) * 0.1}


def _random(rng: np.random.Generator, *shape: int) -> NDArray[np.float32]:
    return rng.standard_normal(shape).astype(np.float32)


def _save_tokenizer(folder: Path) -> None:
    vocabulary = {piece: number for number, piece in enumerate(VOCABULARY)}
    tokenizer = Tokenizer(WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = BertNormalizer()
    tokenizer.pre_tokenizer = BertPreTokenizer()
    tokenizer.add_special_tokens(list(MARKS))
    tokenizer.enable_truncation(16)  # as real ones come: the loading code must not rely on it
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "vocab.txt").write_text("\n".join(VOCABULARY) + "\n", "utf-8")
    marks = {"cls": "[CLS]", "sep": "[SEP]", "pad": "[PAD]", "unk": "[UNK]", "mask": "[MASK]"}
    settings = {"tokenizer_class": "BertTokenizer", "do_lower_case": True, "model_max_length": PLACES}
    settings |= {f"{name}_token": mark for name, mark in marks.items()}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings), "utf-8")
