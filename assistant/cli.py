"""The assistant's commands of `atlas`; heavy imports wait until a command runs."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant.errors import ModelError
from generator.cli import serve as serve_site_alone
from generator.problems import ContentError
from generator.reporting import CONTENT, HOST, PORT, SITE_DIR, existing, report, stop_on

if TYPE_CHECKING:
    from assistant.assistant import Assistant

CACHE = click.option(
    "--cache",
    "cache_dir",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(".cache/atlas"),
    show_default=True,
    help="Folder of the assembled model and the index.",
)
STATE = click.option(
    "--state",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(".atlas"),
    show_default=True,
    help="Folder of what outlives the server: readers' feedback, and the secret of their histories.",
)

SETTINGS = click.option(
    "--settings",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("site_config/assistant.yaml"),
    show_default=True,
    help="The server's limits, host names, and what it records.",
)


@contextmanager
def reported() -> Iterator[None]:
    """Prints what went wrong and ends: 1 if the content failed, 2 if the model or its files did."""
    try:
        yield
    except ContentError as error:
        stop_on(error.problems)
    except ModelError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(2)


@click.command()
@CONTENT
@CACHE
def index(content_dir: Path, cache_dir: Path) -> None:
    """Make or refresh the index the assistant searches; only what changed is read by the model again."""
    from assistant.encoder import load_encoder
    from assistant.opening import refresh

    existing(content_dir)
    with reported():
        done = refresh(content_dir, cache_dir, load_encoder(cache_dir), _progress("embedded"))
    click.echo(f"{done.passages} passages in {cache_dir}, {done.embedded} embedded anew.")


@click.command()
@CONTENT
@CACHE
@click.argument("question", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the answer with its sources as JSON.")
@click.option(
    "--batch",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Answer a file instead: a line of JSON with `id` and `question` for each.",
)
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="Where the answers to --batch go."
)
def ask(
    content_dir: Path,
    cache_dir: Path,
    question: str | None,
    as_json: bool,
    batch: Path | None,
    out: Path | None,
) -> None:
    """Answer a question from the content, with sources, or say that it holds no answer."""
    from assistant import ask_commands
    from assistant.render import answer_json, render_text

    if (question is None) == (batch is None) or (batch is None) != (out is None):
        raise click.UsageError("give a question in quotation marks, or --batch FILE with --out FILE")
    assistant = _opened(content_dir, cache_dir)
    if question is not None:
        answer, milliseconds = ask_commands.timed(assistant, question)
        covers = assistant.content.site.summary
        data = {**answer_json(answer, covers, site=None), "latency_ms": milliseconds}
        click.echo(json.dumps(data, indent=1, ensure_ascii=False) if as_json else render_text(answer, covers))
        return
    assert batch
    assert out
    try:
        count = ask_commands.answer_file(assistant, batch, out, _progress("answered"))
    except ask_commands.QuestionFileError as error:
        raise click.UsageError(str(error)) from None
    click.echo(f"{count} answers written to {out}.")


@click.command()
@CONTENT
@CACHE
def chat(content_dir: Path, cache_dir: Path) -> None:
    """Ask one question after another in the terminal."""
    from assistant.ask_commands import converse

    assistant = _opened(content_dir, cache_dir)
    click.echo("Ask a question; an empty line or Ctrl+D ends.")

    def read() -> str | None:
        try:
            return input("\n> ") or None
        except (EOFError, KeyboardInterrupt):
            return None

    converse(assistant, read, click.echo)


@click.command()
@CONTENT
@CACHE
@SITE_DIR
@STATE
@HOST
@PORT
@SETTINGS
@click.option("--site-only", is_flag=True, help="Serve no assistant.")
@click.pass_context
def serve(
    context: click.Context,
    content_dir: Path,
    cache_dir: Path,
    site_dir: Path,
    state: Path,
    host: str,
    port: int,
    settings: Path,
    site_only: bool,
) -> None:
    """Serve a site that is already built, and the assistant with it.

    The site is at /, the chat at /chat, the API at /api/ask (see /api/openapi.json), counts and times
    at /metrics. Without the extra `assistant` the site is served alone.
    """
    if not site_only and not find_spec("gradio"):
        click.echo("The assistant is not installed (extra 'assistant'); serving the site alone.", err=True)
        site_only = True
    if site_only:
        context.invoke(serve_site_alone, site_dir=site_dir, host=host, port=port)
        return
    from assistant.serving import Folders, serve_all

    try:
        serve_all(Folders(site_dir, state, settings), lambda: _opened(content_dir, cache_dir), host, port)
    except ContentError as error:
        report(error.problems, "text")
        sys.exit(2)


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
    card. Needs the extra "train". The same options, data and content give the same adapter.
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
    "--baselines", is_flag=True, help="Also BM25 only, dense only, no LoRA, and fp32, each calibrated."
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
    evaluation = Evaluation(content_dir, cache_dir, _progress)
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


@click.command()
@CACHE
@STATE
@SETTINGS
@click.option("--limit", default=30, show_default=True, type=click.IntRange(1), help="Groups to print.")
def gaps(cache_dir: Path, state: Path, settings: Path, limit: int) -> None:
    """Print what readers asked and the content lacks, grouped by likeness."""
    from assistant.errors import ModelError
    from assistant.serving import print_gaps

    try:
        print_gaps(cache_dir, state, settings, limit)
    except ContentError as error:
        report(error.problems, "text")
        sys.exit(2)
    except ModelError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(1)


def _opened(content_dir: Path, cache_dir: Path) -> Assistant:
    from assistant.opening import open_assistant

    existing(content_dir)
    with reported():
        return open_assistant(content_dir, cache_dir, progress=_progress("embedded"))


def _progress(what: str) -> Callable[[int, int], None]:
    """Tells on standard error how far long work is, at every tenth."""

    def tell(done: int, total: int) -> None:
        if done == total or done * 10 // total != (done - 1) * 10 // total:
            click.echo(f"{what} {done} of {total}", err=True)

    return tell
