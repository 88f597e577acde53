"""The assistant's commands of `atlas`; heavy imports wait until a command runs."""

from __future__ import annotations

from pathlib import Path

import click

from generator.cli import CONTENT

CACHE = click.option(
    "--cache",
    "cache_dir",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(".cache/atlas"),
    show_default=True,
    help="Folder of the assembled model and the index.",
)


@click.command()
@CONTENT
@CACHE
def index(content_dir: Path, cache_dir: Path) -> None:
    """Make or refresh the index the assistant searches."""


@click.command()
@CONTENT
@CACHE
@click.argument("question", required=False)
def ask(content_dir: Path, cache_dir: Path, question: str | None) -> None:
    """Answer a question from the content, with sources."""


@click.command()
@CONTENT
@CACHE
def chat(content_dir: Path, cache_dir: Path) -> None:
    """Ask one question after another in the terminal."""


@click.command()
@CONTENT
@CACHE
def serve(content_dir: Path, cache_dir: Path) -> None:
    """Serve the site and the assistant together."""


@click.command()
def tune() -> None:
    """Train the adapter that makes the base model an evidence selector."""


@click.command()
@CACHE
def assemble(cache_dir: Path) -> None:
    """Merge base model and adapter into quantized ONNX models."""


@click.command()
@CONTENT
@CACHE
def evaluate(content_dir: Path, cache_dir: Path) -> None:
    """Measure retrieval, answers, refusal and latency."""


@click.command()
def gaps() -> None:
    """Print what readers asked and the content lacks, grouped."""
