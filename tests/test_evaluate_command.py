"""`atlas evaluate` from end to end on the content of breads, and what it says to wrong use."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from assistant.base_model import find_base
from assistant.errors import ModelError
from assistant.refusal import Judge
from generator.cli import main

CONTENT = Path(__file__).parent / "content_base"


def lookup(id: str, question: str, method: str, fact: str) -> dict[str, Any]:
    return {"id": id, "question": question, "type": "lookup", "methods": [method], "key_facts": [fact]}


def refuse(id: str, question: str) -> dict[str, Any]:
    return {"id": id, "question": question, "type": "refuse"}


ASKED = [
    lookup("1", "What is sourdough?", "sourdough", "living culture"),
    lookup("2", "What is a poolish?", "poolish", "equal parts"),
    refuse("3", "Who won the football cup in 1998?"),
]
CALIBRATION = [
    lookup("11", "What is tangzhong?", "tangzhong", "flour"),
    lookup("12", "What does preferment mean?", "preferment", "flour"),
    lookup("13", "How does sourdough work?", "sourdough", "culture"),
    refuse("14", "How do I repair my bicycle?"),
    refuse("15", "What is the capital of Peru?"),
    refuse("16", "Translate good morning into Danish"),
]


def saved(path: Path, rows: list[dict[str, Any]]) -> str:
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return str(path)


def evaluate(tmp_path: Path, *arguments: str) -> Result:
    places = ["--content", str(CONTENT), "--cache", str(tmp_path / "cache")]
    return CliRunner().invoke(main, ["evaluate", *places, *arguments])


def test_every_system_is_measured(tmp_path: Path) -> None:
    """The full pipeline answers, refuses and cites verbatim; each baseline has a row of its own."""
    try:
        find_base()
    except ModelError as error:
        pytest.skip(str(error))
    result = evaluate(
        tmp_path,
        *("--questions", saved(tmp_path / "asked.jsonl", ASKED)),
        *("--calibrate", saved(tmp_path / "calibration.jsonl", CALIBRATION)),
        *("--keep", str(tmp_path / "refusal.json"), "--json", str(tmp_path / "figures.json")),
        *("--baselines", "--misses", "5"),
    )
    assert result.exit_code == 0, result.output
    data = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))
    systems = {system["name"]: system for system in data["systems"]}
    assert {"full", "BM25 only", "dense only", "fp32"} <= set(systems)
    assert all(f"| {name} |" in result.stdout for name in systems)
    full = systems["full"]
    assert (full["answers"]["recall"], full["answers"]["refusals"]["f1"]) == (1, 1)
    assert (full["claims"] > 0, full["verbatim"]) == (True, 1)
    assert data["fresh_process"]["seconds"] > 0
    assert data["fresh_process"]["batch_bytes"] > 10_000_000
    assert 0 < Judge.load(tmp_path / "refusal.json").threshold < 1
    assert "6 questions, 3 of them unanswerable" in (tmp_path / "refusal.json").read_text(encoding="utf-8")


def test_a_bad_file_of_questions_ends_with_its_faults(tmp_path: Path) -> None:
    """Exit code 1, place and remedy, no traceback, and no model is touched."""
    result = evaluate(tmp_path, "--questions", saved(tmp_path / "q.jsonl", [{**ASKED[0], "type": "lokup"}]))
    assert result.exit_code == 1
    assert "q.jsonl:1:1: type: unknown value 'lokup'; did you mean 'lookup'?" in result.output
    assert not (tmp_path / "cache").exists()


def test_a_question_is_measured_once_and_calibrates_nothing(tmp_path: Path) -> None:
    """An id in two files, or a question that also chooses the thresholds, would falsify the figures."""
    first = saved(tmp_path / "a.jsonl", ASKED)
    twice = evaluate(tmp_path, "--questions", first, "--questions", saved(tmp_path / "b.jsonl", ASKED[:1]))
    assert (twice.exit_code, "another file too" in twice.output) == (1, True)
    tuned = evaluate(tmp_path, "--questions", first, "--calibrate", first)
    assert (tuned.exit_code, "used for nothing else" in tuned.output) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "Missing option '--questions'"),
        (["--questions", "x", "--keep", "y"], "--keep needs --calibrate"),
        (["--questions", "x", "--baselines"], "--baselines needs --calibrate"),
        (["--questions", "x", "--content", "nowhere"], "there is no folder nowhere"),
    ],
)
def test_wrong_usage_is_told(tmp_path: Path, arguments: list[str], words: str) -> None:
    """Exit code 2 and what to write instead."""
    result = evaluate(tmp_path, *arguments)
    assert result.exit_code == 2
    assert words in result.output
