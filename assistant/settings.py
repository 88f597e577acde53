"""The server's settings: a small file beside the site's configuration."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints, ValidationError

from generator.content import problems_of
from generator.problems import ContentError, Problem
from generator.yaml_reader import read_yaml
from schema.base import Model

HostName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.\-\[\]:]+$", max_length=253)]
Origin = Annotated[str, StringConstraints(pattern=r"^https?://[A-Za-z0-9.\-\[\]]+(?::\d+)?$", max_length=270)]
Question = Annotated[str, StringConstraints(min_length=5, max_length=120)]


class Settings(Model):
    """Every field has a default; the file may leave all of them out."""

    examples: list[Question] = Field([], max_length=8, description="Questions the empty chat offers.")
    hosts: list[HostName] = Field(
        ["localhost", "127.0.0.1", "[::1]"],
        description="Names under which the server may be called, without port; others are refused, "
        "so that a foreign page cannot reach it by pointing its own name here.",
    )
    origins: list[Origin] = Field(
        [],
        description="Other sites that may ask in a reader's browser and show the chat in a frame, "
        "such as https://docs.example.org.",
    )
    question_chars: int = Field(500, ge=20, le=5000, description="Longest question, in characters.")
    history_turns: int = Field(20, ge=0, le=100, description="Earlier questions that may come with one.")
    body_kb: int = Field(256, ge=16, le=4096, description="Largest body of a request, in KiB.")
    per_minute: int = Field(60, ge=1, le=100_000, description="Questions a client may ask in a minute.")
    burst: int = Field(20, ge=1, le=10_000, description="Questions a client may ask at once.")
    concurrent: int = Field(2, ge=1, le=64, description="Questions answered at the same time.")
    waiting: int = Field(32, ge=0, le=1000, description="Questions that may wait for their turn.")
    seconds: int = Field(10, ge=1, le=120, description="Longest time for one answer, waiting included.")
    record: bool = Field(True, description="Keep unanswered questions and feedback for `atlas gaps`.")
    keep_days: int = Field(90, ge=1, le=3650, description="Days after which they are deleted.")


def load_settings(path: Path) -> Settings:
    """The settings of a file, or the defaults if there is none. Raises ContentError with every fault."""
    if not path.is_file():
        return Settings()
    document = read_yaml(path, str(path))
    if isinstance(document, Problem):
        raise ContentError([document])
    try:
        return Settings.model_validate(document.data or {})
    except ValidationError as error:
        raise ContentError(problems_of(error, document, Settings)) from None
