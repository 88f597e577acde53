"""`atlas serve`: settings, engine, site and chat put together in one place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.desk import Asker, Desk
from assistant.feedback import FeedbackFile, NoFeedback
from assistant.metrics import Metrics
from assistant.server import LateApp, about, build_app, run
from assistant.settings import load_settings
from generator.site import load_identity

if TYPE_CHECKING:
    from fastapi import FastAPI

FEEDBACK = "readers.sqlite"
SECRET = "chat.secret"


@dataclass(frozen=True)
class Folders:
    """Where the server finds things, and where it keeps what must outlive it."""

    site: Path
    config: Path  # mkdocs.yml
    settings: Path
    state: Path


def serve(folders: Folders, asker: Asker, host: str, port: int, started: Callable[[str], None]) -> None:
    """Serve until interrupted.

    Raises ContentError or SiteError for settings that cannot be read, OSError if the address is taken.
    """
    settings = load_settings(folders.settings)
    site = load_identity(folders.config)
    feedback = FeedbackFile(folders.state / FEEDBACK, settings.keep_days) if settings.record else NoFeedback()
    desk = Desk(asker, settings, feedback, Metrics())

    def chat() -> FastAPI:
        from assistant.chat import ChatPage, build_chat, load_secret

        secret = load_secret(folders.state / SECRET)
        return build_chat(desk, ChatPage(site.name, site.description, about(settings), secret))

    app = build_app(desk, folders.site, site, [host], LateApp(chat))
    run(app, host, port, started)
