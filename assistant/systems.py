"""The pipelines an evaluation compares: the whole one, and the same with one part left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assistant.adapter_files import is_present
from assistant.assemble import Variant
from assistant.assistant import Assistant
from assistant.encoder import load_encoder
from assistant.evaluate import System, turns
from assistant.evidence import Weights
from assistant.index import Fusion
from assistant.opening import open_assistant
from assistant.question_set import GoldQuestion
from assistant.refusal import Judge, Signs, calibrate, signs_of

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Recipe:
    """What differs between two systems. `place`: a folder in the cache, for an index of its own."""

    name: str
    variant: Variant = field(default_factory=Variant)
    fusion: Fusion = field(default_factory=Fusion)
    weights: Weights = field(default_factory=Weights)
    place: str = ""


WHOLE = Recipe("full")
BM25_ONLY = Recipe("BM25 only", fusion=Fusion(dense=0))
DENSE_ONLY = Recipe("dense only", fusion=Fusion(lexical=0))
WITHOUT_SELECTOR = Recipe("no selector", weights=Weights(selector=0))
WITHOUT_LORA = Recipe("selector without LoRA", Variant("plain"))
FP32 = Recipe("fp32", Variant("fp32", "fp32"), place="fp32")


def recipes(baselines: bool) -> list[Recipe]:
    """The whole pipeline, and on demand what it is compared with.

    Where there is no adapter, the whole pipeline has no LoRA either.
    """
    if not baselines:
        return [WHOLE]
    without = [WITHOUT_LORA] if is_present() else []
    return [WHOLE, BM25_ONLY, DENSE_ONLY, WITHOUT_SELECTOR, *without, FP32]


def open_system(
    recipe: Recipe,
    content_dir: Path,
    cache_dir: Path,
    calibration: Sequence[GoldQuestion] = (),
    progress: Progress = lambda done, total: None,
) -> tuple[System, Assistant]:
    """A system ready to be asked, its refusals calibrated anew if there are questions for it.

    Another model or way of searching shifts every sign, so that thresholds of one system would be
    unfair to another. Raises what `open_assistant` raises.
    """
    encoder = load_encoder(cache_dir, variant=recipe.variant)
    place = cache_dir / recipe.place
    assistant = open_assistant(content_dir, place, encoder=encoder, fusion=recipe.fusion, progress=progress)
    assistant.gatherer.weights = recipe.weights
    if calibration:
        assistant.judge = calibrated(assistant, calibration)
    return System(recipe.name, assistant, assistant.shelf.source, encoder), assistant


def calibrated(assistant: Assistant, questions: Sequence[GoldQuestion]) -> Judge:
    """When this assistant should refuse, from questions used for nothing else."""
    return calibrate([(signs(assistant, question), question.answerable) for question in questions])


def signs(assistant: Assistant, question: GoldQuestion) -> Signs:
    """What a refusal of this question would be decided by, in its conversation."""
    asked = assistant.reader.read(question.question, turns(assistant, question.history))
    return signs_of(assistant.lexicon, asked, assistant.gatherer.gather(asked))
