"""One training run from data to a finished adapter: weights, configuration, checks, model card."""

from __future__ import annotations

import dataclasses
import json
import os
import random
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant import adapter_files
from assistant.assemble import Variant
from assistant.base_model import MINILM, Base, find_base
from assistant.encoder import load_encoder
from assistant.errors import ModelError
from assistant.packing import Tokenizing
from assistant.records import Reading, Scores
from assistant.selector_figures import Figures, WordScore, measure_selector, right_sentence
from assistant.squad import Question, load_questions
from assistant.tune import Recipe, Selector, build_model, read, train, trained_weights
from assistant.tune_card import render_card
from assistant.tune_data import gather
from generator.content import Content

SPEC = MINILM  # the base that adapters are trained for
PROGRESS_QUESTIONS = 150  # held-out questions that are measured while training runs
MEASURED_QUESTIONS = 1500  # of a set, at most; drawn at random, as a larger set takes long
CHECK_QUESTION = "How much data does LoRA need?"
CHECK_TEXTS = (
    "LoRA shows an effect from about 50 good examples, and some hundreds to some thousands are typical.",
    "Retrieval looks up documents at the time of the question and puts them into the prompt.",
    "The amount depends on the task.",
    "BM25 ranks passages by the words they share with the query, rare words first; it needs no training, "
    "no graphics card and no labelled data, and it can explain why a passage was found.",
)

Say = Callable[[str], None]


@dataclass(frozen=True)
class Places:
    """Files and folders of a run."""

    data: tuple[Path, ...]  # SQuAD-format files to learn from
    evaluation: tuple[Path, ...]  # SQuAD-format files that are only measured on
    out: Path  # the adapter's folder
    work: Path  # checkpoints
    base: Path | None = None


def run(places: Places, content: Content, recipe: Recipe, resume: bool, say: Say) -> None:
    """Trains, then writes adapter, checks and card to `places.out`; a ModelError says what was wrong."""
    base = find_base(places.base, SPEC)
    _settle(places.work, recipe, resume)
    data = gather(places.data, content, recipe.seed)
    other = [question for path in places.evaluation for question in load_questions(path)]
    say(f"{len(data.groups)} groups to learn from, {len(data.held_out)} questions held out")
    model = build_model(base, recipe)
    tokenizing = Tokenizing(base.tokenizer)
    measure = _progress(data.held_out, tokenizing, recipe.seed)
    log = train(model, data.groups, tokenizing, recipe, places.work, measure, resume)
    if os.environ.get("RANK", "0") != "0":
        return  # another process of the same run writes
    export(model, base, recipe, places.out)
    say(f"Adapter written to {places.out}; measuring it")
    figures = measure_adapter(places.out, data.held_out, other, places.base, say)
    card = render_card(base.spec, recipe, data, _names(places), figures, log)
    adapter_files.replace(places.out / "README.md", card.encode())


def export(model: Selector, base: Base, recipe: Recipe, out: Path) -> None:
    """Writes what was trained, fp16, with the fp32 results of the fixed inputs."""
    weights = {_plain_name(name): values.numpy() for name, values in trained_weights(model).items()}
    config = {
        "base": dataclasses.asdict(base.spec),
        "rank": recipe.rank,
        "alpha": recipe.alpha,
        "recipe": dataclasses.asdict(recipe),
    }
    adapter_files.save_adapter(out, weights, config)
    with tempfile.TemporaryDirectory() as cache:
        exact = load_encoder(
            Path(cache),
            variant=Variant("fp32", "fp32"),
            base_folder=base.folder,
            adapter_folder=out,
            check=False,
        )
        scores = exact.score(CHECK_QUESTION, CHECK_TEXTS)
        checks = adapter_files.Checks(CHECK_QUESTION, CHECK_TEXTS, exact.embed(CHECK_TEXTS), scores)
    adapter_files.save_checks(out, checks)


def measure_adapter(
    adapter: Path, held_out: Sequence[Question], other: Sequence[Question], base: Path | None, say: Say
) -> dict[str, dict[str, Figures | float]]:
    """Figures by data ("held out", "other") and by who scores: int8, fp32, plain base, BM25."""
    found: dict[str, dict[str, Figures | float]] = {}
    with tempfile.TemporaryDirectory() as cache:

        def scorer(selector: str) -> Callable[[str, Reading], Scores]:
            variant = Variant(selector, "fp32")  # type: ignore[arg-type]
            encoder = load_encoder(
                Path(cache), variant=variant, base_folder=base, adapter_folder=adapter, check=False
            )
            return lambda question, passage: encoder.read(question, [passage])[0]

        for name, questions in (("held out", held_out), ("other", other)):
            if not any(question.right for question in questions):
                continue
            questions = random.Random(0).sample(questions, min(MEASURED_QUESTIONS, len(questions)))
            say(f"{name}: int8")
            row: dict[str, Figures | float] = {"int8": measure_selector(questions, scorer("int8"))}
            for selector in ("fp32", "plain"):
                say(f"{name}: {selector}")
                row[selector] = right_sentence(questions, scorer(selector))
            row["bm25"] = measure_selector(questions, WordScore(questions))
            found[name] = row
    return found


def _progress(
    held_out: Sequence[Question], tokenizing: Tokenizing, seed: int
) -> Callable[[Selector], dict[str, float]]:
    answered = [question for question in held_out if question.right]
    sample = random.Random(seed).sample(answered, min(PROGRESS_QUESTIONS, len(answered)))

    def measure(model: Selector) -> dict[str, float]:
        return {"right_sentence": right_sentence(sample, lambda q, p: read(model, tokenizing, q, p))}

    return measure


def _settle(work: Path, recipe: Recipe, resume: bool) -> None:
    """A run goes on only with the recipe it began with, if for more steps; a new one starts afresh."""
    noted = work / "recipe.json"
    stated = json.dumps(dataclasses.asdict(recipe) | {"threads": None, "steps": None}, sort_keys=True)
    if resume and noted.is_file() and noted.read_text("utf-8") != stated:
        raise ModelError(f"{noted} holds another recipe: repeat its options, or leave out --resume.")
    if not resume and os.environ.get("RANK", "0") == "0":
        for old in work.glob("checkpoint-*"):
            shutil.rmtree(old)
    work.mkdir(parents=True, exist_ok=True)
    noted.write_text(stated, "utf-8")


def _plain_name(name: str) -> str:
    """A weight's name in the adapter's file: that of the base, and which factor of its update it is."""
    return name.removeprefix("bert.").replace(".default.weight", "")


def _names(places: Places) -> Mapping[str, tuple[str, ...]]:
    return {
        "data": tuple(path.name for path in places.data),
        "evaluation": tuple(path.name for path in places.evaluation),
    }
