"""The commands of `atlas` that answer questions; heavy imports wait until a command runs."""

from __future__ import annotations

import json
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.errors import ModelError
from assistant.reporting import CACHE, progress, reported
from generator.cli import serve as serve_site_alone
from generator.problems import ContentError
from generator.reporting import CONTENT, HOST, PORT, SITE_DIR, existing, report

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.records import Encoder

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


@click.command()
@CONTENT
@CACHE
def index(content_dir: Path, cache_dir: Path) -> None:
    """Make or refresh the index the assistant searches; only what changed is read by the model again."""
    from assistant.encoder import load_encoder
    from assistant.opening import refresh

    existing(content_dir)
    with reported():
        done = refresh(content_dir, cache_dir, load_encoder(cache_dir), progress("embedded"))
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
        count = ask_commands.answer_file(assistant, batch, out, progress("answered"))
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


@click.command()
@CACHE
@STATE
@SETTINGS
@click.option("--limit", default=30, show_default=True, type=click.IntRange(1), help="Groups to print.")
def gaps(cache_dir: Path, state: Path, settings: Path, limit: int) -> None:
    """Print what readers asked and the content lacks, grouped by likeness."""
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
    import gc
    from concurrent.futures import ThreadPoolExecutor

    from assistant.encoder import load_encoder

    def loaded() -> Encoder:
        encoder = load_encoder(cache_dir)
        encoder.warm_up()
        return encoder

    existing(content_dir)
    gc.disable()  # opening makes many objects that stay, and no garbage: looking for it costs a tenth of it
    try:
        with reported(), ThreadPoolExecutor(1) as aside:
            # The models load on a second core while the other half of the program is imported.
            loading = aside.submit(loaded)
            from assistant.opening import open_assistant

            return open_assistant(content_dir, cache_dir, encoder=loading, progress=progress("embedded"))
    finally:
        gc.freeze()
        gc.enable()
