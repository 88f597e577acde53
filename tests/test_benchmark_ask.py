"""The table of `benchmarks.ask`, without running it."""

from __future__ import annotations

from pathlib import Path

from benchmarks.ask import Compared, Side, _spread, render

QUESTIONS = Path(__file__).parent.parent / "benchmarks" / "questions" / "dev.jsonl"


def test_ratios_stand_beside_their_targets() -> None:
    """Faster is the peer's time over ours; a target says whether it was met."""
    table = render(Compared(60, 58, Side(50, 100, 0.25, 120), Side(250, 400, 1.5, 600)))
    assert "| answer, p50 ms | 50 | 250 | 5.0 | 4 met |" in table
    assert "| process start to first embedding, s | 0.25 | 1.50 | 6.0 | 8 missed |" in table
    assert "60 questions, 58 with the same answer on both sides." in table


def test_questions_are_spread_over_the_file() -> None:
    """A part of the questions holds some of the beginning and some of the end, and no follow-ups."""
    found = _spread(QUESTIONS, 10)
    assert len(set(found)) == 10
    assert not set(found) <= set(_spread(QUESTIONS, 1000)[:100])
