"""What is kept of questions: for a while, without an address, and not at all when switched off."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from assistant.desk import Desk
from assistant.feedback import DAY, FeedbackFile, NoFeedback, Remark
from assistant.gaps import group_gaps, render_gaps
from assistant.limits import LimitError
from assistant.metrics import Metrics
from assistant.records import Vectors
from assistant.settings import Settings, load_settings
from generator.problems import ContentError
from tests.faces import BreadAsker


def desk(feedback: FeedbackFile | NoFeedback) -> Desk:
    return Desk(BreadAsker(), Settings(), feedback, Metrics())


def test_unanswered_questions_and_judgements_are_kept_without_an_address(tmp_path: Path) -> None:
    path = tmp_path / "state" / "readers.sqlite"
    feedback = FeedbackFile(path, 90)
    at = desk(feedback)
    asyncio.run(at.ask("10.1.2.3", "Why sourdough?"))
    assert feedback.remarks() == []
    assert not path.exists()
    asyncio.run(at.ask("10.1.2.3", "How  tall is\nthe tower?"))
    asyncio.run(at.judge("10.1.2.3", "Why sourdough?", liked=False))
    asyncio.run(at.judge("10.1.2.3", "Why sourdough?", liked=True))
    assert feedback.remarks() == [
        Remark("unanswered", "How tall is the tower?"),
        Remark("disliked", "Why sourdough?"),
        Remark("liked", "Why sourdough?"),
    ]
    assert b"10.1.2.3" not in path.read_bytes()


def test_what_is_older_than_the_days_is_deleted_from_the_file(tmp_path: Path) -> None:
    path, now = tmp_path / "readers.sqlite", 20_000.0 * DAY
    old = FeedbackFile(path, 30, clock=lambda: now)
    old.add("unanswered", "An old riddle")
    assert FeedbackFile(path, 30, clock=lambda: now + 29 * DAY).remarks() == [
        Remark("unanswered", "An old riddle")
    ]
    later = FeedbackFile(path, 30, clock=lambda: now + 30 * DAY)
    assert later.remarks() == []
    assert b"riddle" not in path.read_bytes()  # not only out of sight


def test_an_addition_deletes_what_is_too_old(tmp_path: Path) -> None:
    """A server that runs for months forgets as well."""
    now = 20_000.0 * DAY
    feedback = FeedbackFile(tmp_path / "readers.sqlite", 1, clock=lambda: now)
    feedback.add("unanswered", "first")
    now += DAY
    feedback.add("unanswered", "second")
    assert feedback.remarks() == [Remark("unanswered", "second")]


def test_switched_off_nothing_is_written(tmp_path: Path) -> None:
    at = desk(NoFeedback())
    asyncio.run(at.ask("a", "How tall is the tower?"))
    asyncio.run(at.judge("a", "Why sourdough?", liked=True))
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_written_costs_no_answer(tmp_path: Path) -> None:
    path = tmp_path / "readers.sqlite"
    path.write_bytes(b"this is no database, and long enough to be seen as none" * 20)
    with pytest.raises(sqlite3.DatabaseError):
        FeedbackFile(path, 90)
    path.unlink()
    feedback = FeedbackFile(path, 90)
    path.mkdir()
    assert asyncio.run(desk(feedback).ask("a", "How tall is the tower?")).refused


def test_judgements_count_against_the_rate(tmp_path: Path) -> None:
    at = Desk(BreadAsker(), Settings(per_minute=1, burst=1), NoFeedback(), Metrics())
    asyncio.run(at.judge("a", "Why sourdough?", liked=True))
    with pytest.raises(LimitError):
        asyncio.run(at.judge("a", "Why sourdough?", liked=True))


def embed(texts: Sequence[str]) -> Vectors:
    """One direction for towers, one for rye, one for the rest."""
    rows = [
        [float("tower" in t), float("rye" in t), float("tower" not in t and "rye" not in t)] for t in texts
    ]
    vectors = np.array(rows, np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_gaps_group_questions_by_likeness_and_count_them() -> None:
    asked = ["How tall is the tower?", "how tall is  the tower", "Which tower is best?", "Is rye better?"]
    gaps = group_gaps(asked, embed)
    assert [(gap.count, gap.questions[0][0]) for gap in gaps] == [
        (3, "How tall is the tower?"),
        (1, "Is rye better?"),
    ]
    assert gaps[0].questions == (("How tall is the tower?", 2), ("Which tower is best?", 1))
    report = render_gaps(gaps, [], most=1)
    assert "Asked, and not answered (4, in 2 groups)" in report
    assert "3×  How tall is the tower?" in report
    assert "1 more groups" in report
    assert "disliked" not in report


def test_without_remarks_there_are_no_gaps() -> None:
    assert group_gaps([], embed) == []
    assert render_gaps([], [], 5) == "Nothing is recorded: no gaps are known."


def test_settings_that_cannot_be_are_told_with_their_place(tmp_path: Path) -> None:
    path = tmp_path / "assistant.yaml"
    path.write_text("keep_days: 0\nhosts: [a b]\nper_minut: 5\n")
    with pytest.raises(ContentError) as caught:
        load_settings(path)
    told = str(caught.value)
    assert f"{path}:1:12: keep_days" in told
    assert "hosts[1]" in told
    assert "did you mean 'per_minute'?" in told


def test_the_settings_that_come_along_are_the_defaults_they_say_they_are() -> None:
    """The comments of the file promise it."""
    shipped = load_settings(Path(__file__).parent.parent / "site_config" / "assistant.yaml")
    assert shipped.model_copy(update={"examples": []}) == Settings()
    assert load_settings(Path("no such file")) == Settings()
