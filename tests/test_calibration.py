"""When to refuse, chosen from made signs."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import pytest

from assistant.refusal import Judge, Signs, calibrate

NOTHING = Signs(**{field.name: 0.0 for field in fields(Signs)})


def examples(*nearest: tuple[float, bool]) -> list[tuple[Signs, bool]]:
    return [(replace(NOTHING, nearest=value), answerable) for value, answerable in nearest]


def refused(judge: Judge, cases: list[tuple[Signs, bool]]) -> list[bool]:
    return [judge.confidence(signs) < judge.threshold for signs, _ in cases]


def test_what_can_be_told_apart_is() -> None:
    """A sign that separates the questions gets a weight, and the threshold lies between them."""
    cases = examples((0.9, True), (0.8, True), (0.7, True), (0.3, False), (0.2, False))
    judge = calibrate(cases)
    assert judge.weights["nearest"] > 0
    assert judge.weights["named"] == pytest.approx(0)
    assert refused(judge, cases) == [False, False, False, True, True]


def test_refusing_what_could_be_answered_costs_something() -> None:
    """By F1 alone the answerable questions among the unanswerable ones would all be refused."""
    cases = examples(*[(0.9, True)] * 4, *[(0.4, True)] * 3, *[(0.5, False)] * 4, *[(0.1, False)] * 4)
    by_f1, with_penalty = calibrate(cases, wrong=0), calibrate(cases, wrong=1)
    assert sum(refused(by_f1, cases)) == 11
    assert refused(with_penalty, cases) == [False] * 11 + [True] * 4


def test_what_is_kept_can_be_loaded(tmp_path: Path) -> None:
    """The file of values gives the same decisions again."""
    cases = examples((0.9, True), (0.1, False))
    judge = calibrate(cases)
    judge.save(tmp_path / "refusal.json", "made for a test")
    assert refused(Judge.load(tmp_path / "refusal.json"), cases) == refused(judge, cases) == [False, True]
