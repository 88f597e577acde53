"""`atlas serve` and `atlas gaps`: what the commands do, put together in one place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click
from starlette.types import ASGIApp

from assistant.api import about
from assistant.desk import Asker, Desk
from assistant.feedback import FeedbackFile, NoFeedback
from assistant.metrics import Metrics
from assistant.server import LateApp, build_app, run
from assistant.settings import Settings, load_settings
from schema.site import Site

if TYPE_CHECKING:
    from fastapi import FastAPI

    from assistant.assistant import Assistant

FEEDBACK = "readers.sqlite"
SECRET = "chat.secret"


@dataclass(frozen=True)
class Folders:
    """Where the server finds things, and where it keeps what must outlive it."""

    site: Path
    state: Path
    settings: Path


def serve_all(folders: Folders, open_engine: Callable[[], Assistant], host: str, port: int) -> None:
    """Serve site and assistant until interrupted; what is quickly found wrong is told before the rest.

    Raises ContentError for settings with problems, UsageError if there is no site or the address is taken.
    """
    if not (folders.site / "index.html").is_file():
        raise click.UsageError(f"there is no site in {folders.site}; run 'atlas build' first")
    settings = load_settings(folders.settings)
    engine = open_engine()
    app = join(folders, settings, engine.content.site, engine, host)
    try:
        run(app, host, port, lambda at: click.echo(f"Site on {at}, chat on {at}chat/ (Ctrl+C stops both)"))
    except OSError as error:
        message = f"cannot listen on {host}:{port} ({error.strerror}); choose another --port"
        raise click.UsageError(message) from None
    click.echo("Stopped.")


def join(folders: Folders, settings: Settings, site: Site, asker: Asker, host: str) -> ASGIApp:
    """The application of site, chat and API around an engine."""
    feedback = FeedbackFile(folders.state / FEEDBACK, settings.keep_days) if settings.record else NoFeedback()
    desk = Desk(asker, settings, feedback, Metrics(), site.summary)

    def chat() -> FastAPI:
        from assistant.chat import ChatPage, build_chat, load_secret

        secret = load_secret(folders.state / SECRET)
        return build_chat(desk, ChatPage(site.name, site.summary, about(settings), secret))

    return build_app(desk, folders.site, site, [host], LateApp(chat))


def print_gaps(cache: Path, state: Path, settings: Path, limit: int) -> None:
    """Print what is recorded, grouped.

    Raises ContentError for settings with problems, ModelError if there is no model to group with.
    """
    from assistant.encoder import load_encoder
    from assistant.gaps import group_gaps, render_gaps

    remarks = FeedbackFile(state / FEEDBACK, load_settings(settings).keep_days).remarks()
    embed = load_encoder(cache).embed if remarks else None
    groups = [
        group_gaps([remark.question for remark in remarks if remark.kind == kind], embed) if embed else []
        for kind in ("unanswered", "disliked")
    ]
    click.echo(render_gaps(groups[0], groups[1], limit))
