"""The commands of `atlas` about the small model: train it, assemble it, measure it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from assistant.reporting import CACHE, progress, reported
from generator.reporting import CONTENT, existing

BASE = click.option(
    "--base",
    "base_folder",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Folder of the base model, if it is neither installed as a package nor in the hub's cache.",
)
QUESTIONS = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.command()
@CONTENT
@BASE
@click.option("--data", type=QUESTIONS, multiple=True, required=True, help="SQuAD-format file to learn from.")
@click.option("--evaluation", type=QUESTIONS, multiple=True, help="SQuAD-format file to measure on only.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Folder for the adapter.")
@click.option(
    "--work",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(".cache/atlas-tune"),
    show_default=True,
    help="Folder for checkpoints.",
)
@click.option("--resume", is_flag=True, help="Go on from the last checkpoint.")
@click.option("--steps", type=click.IntRange(1), help="Steps of training.")
@click.option("--batch", type=click.IntRange(1), help="Questions a step.")
@click.option("--learning-rate", type=click.FloatRange(0, min_open=True), help="Highest learning rate.")
@click.option("--rank", type=click.IntRange(1, 64), help="Rank of the updates.")
@click.option("--alpha", type=click.IntRange(1), help="Scale of the updates, times the rank.")
@click.option("--seed", type=int, help="Seed of data and training.")
@click.option("--every", type=click.IntRange(1), help="Steps between metrics and checkpoints.")
@click.option("--bf16", is_flag=True, default=None, help="Train in bfloat16; pays only where it is fast.")
@click.option("--threads", type=click.IntRange(1), help="Processor threads.")
def tune(
    content_dir: Path,
    base_folder: Path | None,
    data: tuple[Path, ...],
    evaluation: tuple[Path, ...],
    out: Path | None,
    work: Path,
    resume: bool,
    **recipe: Any,
) -> None:
    """Train the adapter that makes the base model an evidence selector.

    Learns from question files in SQuAD's format and from the content, and writes adapter, checks and model
    card. Needs the extra "train". On one machine the same options, data and content give the same adapter.
    """
    from assistant.adapter_files import FOLDER
    from generator.content import load_content

    try:
        from assistant.tune import Recipe
        from assistant.tune_run import Places, run
    except ImportError as error:
        raise click.UsageError(f"{error}. Training needs the extra: pip install -e .[train]") from error

    chosen = Recipe(**{key: value for key, value in recipe.items() if value is not None})
    with reported():
        places = Places(data, evaluation, out or FOLDER, work, base_folder)
        run(places, load_content(content_dir), chosen, resume, click.echo)


@click.command()
@CACHE
@BASE
@click.option("--force", is_flag=True, help="Make the models even if they are up to date.")
@click.option("--exact", is_flag=True, help="Make the larger, slower fp32 models too.")
def assemble(cache_dir: Path, base_folder: Path | None, force: bool, exact: bool) -> None:
    """Merge base model and adapter into quantized ONNX models.

    Takes seconds and needs no torch. The other commands do this by themselves when it is due.
    """
    from assistant.assemble import Variant
    from assistant.assemble import assemble as make
    from assistant.encoder import load_encoder

    with reported():
        for variant in (Variant(), *([Variant().exact()] if exact else [])):
            made = make(cache_dir, base_folder=base_folder, variant=variant, force=force)
            force = False
            state = "made" if made.fresh else "up to date"
            click.echo(f"{', '.join(variant.files)}: {state} in {made.folder}")
        load_encoder(cache_dir, base_folder=base_folder)


@click.command()
@CONTENT
@CACHE
@click.option(
    "--questions",
    "files",
    required=True,
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="Questions with key facts, a line of JSON each; may be given more than once.",
)
@click.option(
    "--baselines",
    is_flag=True,
    help="Also BM25 only, dense only, no selector, no LoRA, and fp32, each calibrated.",
)
@click.option(
    "--calibrate",
    "calibration",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Choose when to refuse anew for each system, from questions used for nothing else.",
)
@click.option(
    "--keep",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write what --calibrate chose for the full pipeline to this file.",
)
@click.option("--misses", default=0, type=click.IntRange(0), help="List so many questions answered wrongly.")
@click.option(
    "--json", "out", type=click.Path(path_type=Path, dir_okay=False), help="Write every figure to this file."
)
@click.option("--fresh/--no-fresh", default=True, help="Time processes of their own, with their memory.")
def evaluate(
    content_dir: Path,
    cache_dir: Path,
    files: tuple[Path, ...],
    baselines: bool,
    calibration: Path | None,
    keep: Path | None,
    misses: int,
    out: Path | None,
    fresh: bool,
) -> None:
    """Measure retrieval, selector, answers, refusals, citations, time and memory on questions."""
    from assistant.evaluation import Evaluation, EvaluationFailed

    if keep and not calibration:
        raise click.UsageError("--keep needs --calibrate")
    if baselines and not calibration:
        raise click.UsageError("--baselines needs --calibrate: one system's thresholds mislead another")
    existing(content_dir)
    evaluation = Evaluation(content_dir, cache_dir, progress)
    try:
        with reported():
            evaluation.load(files, calibration)
            evaluation.run(baselines=baselines, keep=keep, fresh=fresh)
    except EvaluationFailed as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(1)
    click.echo(evaluation.tables())
    if misses:
        click.echo(f"\n{evaluation.misses(misses)}")
    if out:
        evaluation.save(out)
        click.echo(f"\nEvery figure is in {out}.")
