"""What the assistant's commands share: an option, how failures are told, and how far long work is."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from assistant.errors import ModelError
from generator.problems import ContentError
from generator.reporting import stop_on

CACHE = click.option(
    "--cache",
    "cache_dir",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(".cache/atlas"),
    show_default=True,
    help="Folder of the assembled model and the index.",
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


def progress(what: str) -> Callable[[int, int], None]:
    """Tells on standard error how far long work is, at every tenth."""

    told = 0

    def tell(done: int, total: int) -> None:
        nonlocal told  # work comes in steps of any size, so the last tenth told is remembered
        if (tenth := done * 10 // total) > told:
            told = tenth
            click.echo(f"{what} {done} of {total}", err=True)

    return tell
