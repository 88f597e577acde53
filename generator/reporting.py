"""What the commands share: their options, and how problems are printed."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.problems import Problem

if TYPE_CHECKING:
    from generator.content import Content

CONTENT = click.option(
    "--content",
    "content_dir",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("content"),
    show_default=True,
    help="Folder of the YAML files.",
)
CONFIG = click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("site_config/mkdocs.yml"),
    show_default=True,
    help="MkDocs configuration of the site.",
)
SITE_DIR = click.option(
    "--site-dir",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("site"),
    show_default=True,
    help="Folder of a built site.",
)
HOST = click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
PORT = click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port; 0 finds one."
)


def existing(content_dir: Path) -> Path:
    """The content folder, or a wrong-usage error that says how to name one."""
    if not content_dir.is_dir():
        raise click.UsageError(f"there is no folder {content_dir}; give one with --content")
    return content_dir


def loaded(content_dir: Path) -> Content:
    """The content; raises ContentError if it has problems."""
    from generator.content import load_content

    return load_content(existing(content_dir))


def stop_on(problems: Sequence[Problem]) -> None:
    """Print problems and end with exit code 1; do nothing where there are none."""
    if problems:
        report(problems, "text")
        sys.exit(1)


def report(problems: Sequence[Problem], form: str = "text") -> None:
    """Print problems as text for people, JSON for programs, or annotations for GitHub."""
    if form == "json":
        click.echo(json.dumps([vars(problem) for problem in problems], indent=1, ensure_ascii=False))
        return
    for problem in problems:
        click.echo(_github(problem) if form == "github" else _text(problem))
    if problems and form == "text":
        files = len({problem.file for problem in problems})
        click.echo(f"\n{counted(len(problems), 'problem')} in {counted(files, 'file')}.")


def counted(number: int, word: str) -> str:
    """`1 problem`, `2 problems`."""
    return f"{number} {word}{'s' * (number != 1)}"


def _text(problem: Problem) -> str:
    if not problem.source_line:
        return str(problem)
    line = problem.source_line
    start = max(0, problem.column - 60)  # keep the place in view in long lines
    shown = line[start : start + 110]
    return f"{problem}\n    {shown}\n    {' ' * (problem.column - 1 - start)}^"


def _github(problem: Problem) -> str:
    message = f"{problem.field}: {problem.message}" if problem.field else problem.message
    message = f"{message}; {problem.hint}" if problem.hint else message
    place = f"file={_property(problem.file)},line={problem.line},col={problem.column}"
    return f"::error {place}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """A file's name is the author's choice too: it must not add a property or end the list."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
