"""Base and adapter become the ONNX models that answer, in seconds and without torch."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assistant import adapter_files
from assistant.base_model import MINILM, TOKENIZER, BaseSpec, find_base
from assistant.errors import ModelError

# Raised whenever the cache's files would differ although base and adapter do not.
FORMAT_VERSION = 3
MANIFEST = "manifest.json"
_FOLDER = "model"

SelectorForm = Literal["int8", "blocks", "fp32", "plain"]
EmbedderForm = Literal["int8", "blocks", "fp32"]


@dataclass(frozen=True)
class Variant:
    """Which forms of the two models are wanted.

    "blocks" is a little nearer to fp32 than "int8" and takes twice as long; a "plain" selector is a cosine,
    without the adapter.
    """

    selector: SelectorForm = "int8"
    embedder: EmbedderForm = "int8"

    @property
    def files(self) -> tuple[str, ...]:
        """Names of its ONNX files."""
        selector = () if self.selector == "plain" else (f"selector.{self.selector}.onnx",)
        return (f"embedder.{self.embedder}.onnx", *selector)

    @property
    def is_exact(self) -> bool:
        """Whether no part of it is quantized."""
        return self.embedder == "fp32" and self.selector in ("fp32", "plain")

    def exact(self) -> Variant:
        """The same without quantization."""
        return Variant("plain" if self.selector == "plain" else "fp32", "fp32")


@dataclass(frozen=True)
class Assembled:
    """A folder of finished models."""

    folder: Path
    fingerprint: str  # of base, adapter and code, hex
    fresh: bool  # made by this call, not found


def fingerprint(adapter_folder: Path = adapter_files.FOLDER) -> str:
    """Names what the models are made from: base, adapter and this code. Opens no weights of the base."""
    digest = hashlib.sha256(f"{FORMAT_VERSION} {_spec(adapter_folder).sha256}".encode())
    for name in (adapter_files.CONFIG, adapter_files.WEIGHTS):
        path = adapter_folder / name
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()


def embedder_mark(adapter_folder: Path, variant: Variant) -> str:
    """Names what vectors depend on; the adapter is no part of it."""
    words = f"{FORMAT_VERSION} {_spec(adapter_folder).sha256} {variant.embedder}"
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def assemble(
    cache: Path,
    *,
    base_folder: Path | None = None,
    adapter_folder: Path = adapter_files.FOLDER,
    variant: Variant | None = None,
    force: bool = False,
) -> Assembled:
    """Makes what the variant needs in `cache`, or finds it there; a ModelError says why it cannot.

    The folder is named by the fingerprint and appears by a rename, so that a reader never sees half a model.
    Models of other fingerprints are removed.
    """
    variant = variant or Variant()
    mark = fingerprint(adapter_folder)
    folder = cache / f"{_FOLDER}-{mark[:16]}"
    if not force and all(is_whole(folder, name) for name in (*variant.files, TOKENIZER)):
        return Assembled(folder, mark, fresh=False)
    cache.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=".assembling-", dir=cache))
    try:
        _write(fresh, variant, base_folder, adapter_folder)
        if not force:
            _keep_whole_files(folder, fresh)
        _write_manifest(fresh)
        _put_in_place(fresh, folder)
    except OSError as error:
        raise ModelError(f"{cache}: the models cannot be written there ({error}).") from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    for old in cache.glob(f"{_FOLDER}-*"):
        if old != folder:
            shutil.rmtree(old, ignore_errors=True)
    return Assembled(folder, mark, fresh=True)


def is_whole(folder: Path, name: str) -> bool:
    """Whether the file is there with the size and checksum its manifest states."""
    try:
        stated = json.loads((folder / MANIFEST).read_text("utf-8"))[name]
        content = (folder / name).read_bytes()
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return bool(stated == {"bytes": len(content), "crc32": zlib.crc32(content)})


def _spec(adapter_folder: Path) -> BaseSpec:
    if adapter_files.is_present(adapter_folder):
        return adapter_files.load_adapter(adapter_folder).base
    return MINILM


def _write(folder: Path, variant: Variant, base_folder: Path | None, adapter_folder: Path) -> None:
    # Not needed where the models are there already, and slow to import.
    from assistant.graph import build_embedder, build_selector
    from assistant.graph_nodes import Weights
    from assistant.smoothing import find_scales, samples_of

    base = find_base(base_folder, _spec(adapter_folder))
    weights, sizes = adapter_files.load_base_weights(base), base.architecture
    for name in variant.files:
        kind, form, _ = name.split(".")
        is_selector = kind == "selector"
        states: Weights = weights
        head: Weights = {}
        if is_selector:
            states, head = adapter_files.merge(weights, adapter_files.load_adapter(adapter_folder))
        samples = samples_of(base.tokenizer, pairs=is_selector) if form == "int8" else []
        scales = find_scales(states, sizes, samples) if samples else {}
        if is_selector:
            model = build_selector(states, head, sizes, form, scales)  # type: ignore[arg-type]
        else:
            model = build_embedder(states, sizes, form, scales)  # type: ignore[arg-type]
        (folder / name).write_bytes(model)
    shutil.copyfile(base.tokenizer, folder / TOKENIZER)


def _keep_whole_files(old: Path, fresh: Path) -> None:
    """Another variant of the same model stays beside the new one."""
    for path in old.glob("*.onnx"):
        if not (fresh / path.name).exists() and is_whole(old, path.name):
            os.link(path, fresh / path.name)


def _write_manifest(folder: Path) -> None:
    stated = {}
    for path in sorted(folder.iterdir()):
        content = path.read_bytes()
        stated[path.name] = {"bytes": len(content), "crc32": zlib.crc32(content)}
    (folder / MANIFEST).write_text(json.dumps(stated, indent=1) + "\n", "utf-8")


def _put_in_place(fresh: Path, folder: Path) -> None:
    """A folder cannot be renamed onto a full one: the old one steps aside first."""
    fresh.chmod(0o755)
    if folder.exists():
        aside = Path(tempfile.mkdtemp(prefix=".replaced-", dir=folder.parent))
        folder.rename(aside / "old")
        fresh.rename(folder)
        shutil.rmtree(aside, ignore_errors=True)
    else:
        fresh.rename(folder)
