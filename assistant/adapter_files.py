"""Reads and merges the adapter: low-rank updates of the base's matrices and the selector's head."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save

from assistant.base_model import Base, BaseSpec
from assistant.errors import AdapterError

FOLDER = Path(__file__).parent / "adapter"  # the adapter the package brings
WEIGHTS = "adapter.safetensors"
CONFIG = "config.json"
CHECKS = "checks.json"
HEAD = ("head.hidden.weight", "head.hidden.bias", "head.output.weight", "head.output.bias", "head.slope")

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Adapter:
    """An adapter as it lies on disk, and what it was trained on."""

    folder: Path
    base: BaseSpec
    scale: float  # alpha / rank, the factor of every update

    @property
    def weights(self) -> Path:
        """Its safetensors file, fp16."""
        return self.folder / WEIGHTS


@dataclass(frozen=True)
class Checks:
    """Fixed inputs with the results of fp32 models."""

    question: str
    texts: tuple[str, ...]
    vectors: Array  # of the texts, (len(texts), hidden)
    scores: Array  # of the texts for the question, (len(texts),)


def is_present(folder: Path = FOLDER) -> bool:
    """Whether the folder holds an adapter at all."""
    return (folder / CONFIG).is_file()


def load_adapter(folder: Path = FOLDER) -> Adapter:
    """Reads the adapter's configuration; AdapterError names what is wrong."""
    values = read_json(folder / CONFIG)
    try:
        adapter = Adapter(
            folder=folder,
            base=BaseSpec.from_mapping(values["base"]),
            scale=float(values["alpha"]) / float(values["rank"]),
        )
    except (KeyError, TypeError, ValueError, ZeroDivisionError) as error:
        raise AdapterError(f"{folder / CONFIG}: not an adapter's configuration ({error}).") from error
    if not adapter.weights.is_file():
        raise AdapterError(f"{adapter.weights} is missing: restore it, or train one with `atlas tune`.")
    return adapter


def save_adapter(folder: Path, weights: Mapping[str, Array], config: Mapping[str, Any]) -> None:
    """Writes weights (as fp16) and configuration, each whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    half = {name: np.ascontiguousarray(values, dtype=np.float16) for name, values in weights.items()}
    replace(folder / WEIGHTS, save(half))
    replace(folder / CONFIG, (json.dumps(config, indent=2) + "\n").encode())


def save_checks(folder: Path, checks: Checks) -> None:
    """Writes the inputs and results that machines are compared with."""
    values = {
        "question": checks.question,
        "texts": checks.texts,
        "vectors": np.round(checks.vectors.astype(float), 5).tolist(),
        "scores": np.round(checks.scores.astype(float), 4).tolist(),
    }
    replace(folder / CHECKS, (json.dumps(values) + "\n").encode())


def replace(path: Path, content: bytes) -> None:
    """Writes a file whole or not at all."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_bytes(content)
    fresh.replace(path)


def load_checks(folder: Path = FOLDER) -> Checks:
    """The inputs and results that a machine is compared with at start-up."""
    values = read_json(folder / CHECKS)
    try:
        return Checks(
            question=str(values["question"]),
            texts=tuple(str(text) for text in values["texts"]),
            vectors=np.array(values["vectors"], np.float32),
            scores=np.array(values["scores"], np.float32),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise AdapterError(f"{folder / CHECKS}: not the results of a check ({error}).") from error


def read_json(path: Path) -> Any:
    """The JSON in one of the adapter's files."""
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise AdapterError(
            f"{path} cannot be read ({error}): restore it, or train an adapter with `atlas tune`."
        ) from error


def load_base_weights(base: Base) -> dict[str, Array]:
    """The base's weights by name, fp32."""
    return {name: values for name, values in load_file(base.weights).items() if values.dtype == np.float32}


def merge(weights: Mapping[str, Array], adapter: Adapter) -> tuple[dict[str, Array], dict[str, Array]]:
    """The base's weights with every update added, and the head's own weights, all fp32."""
    try:
        stored = {name: values.astype(np.float32) for name, values in load_file(adapter.weights).items()}
    except (OSError, SafetensorError) as error:
        raise AdapterError(
            f"{adapter.weights} is damaged ({error}): restore it, or train one with `atlas tune`."
        ) from error
    merged = dict(weights)
    for name in (key.removesuffix(".lora_A") for key in stored if key.endswith(".lora_A")):
        target = f"{name}.weight"
        if target not in weights or f"{name}.lora_B" not in stored:
            raise _foreign(adapter, name)
        update = stored[f"{name}.lora_B"] @ stored[f"{name}.lora_A"] * np.float32(adapter.scale)
        if update.shape != weights[target].shape:
            raise _foreign(adapter, name)
        merged[target] = weights[target] + update
    missing = [name for name in HEAD if name not in stored]
    if missing:
        raise AdapterError(f"{adapter.weights} lacks {', '.join(missing)}: train one with `atlas tune`.")
    return merged, {name: stored[name] for name in HEAD}


def _foreign(adapter: Adapter, name: str) -> AdapterError:
    return AdapterError(
        f"{adapter.weights}: its update of '{name}' does not fit the base {adapter.base.hub}. "
        "Use the adapter with the base it was trained on, or train one with `atlas tune`."
    )
