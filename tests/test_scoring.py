"""Question files and the scoring of answers, on made cases."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.question_set import GoldQuestion, load_question_set
from assistant.scoring import Given, Scored, normalised, says, score, stability, summarize
from generator.problems import ContentError

GOOD: dict[str, Any] = {
    "id": "a",
    "question": "What?",
    "type": "lookup",
    "key_facts": ["low[- ]rank", ["b", "c"]],
}
REFUSE: dict[str, Any] = {"id": "r", "question": "Who won?", "type": "refuse", "must_not": ["arrr"]}


def question(**changes: Any) -> GoldQuestion:
    return GoldQuestion.model_validate({**GOOD, **changes})


def unanswerable(id: str) -> GoldQuestion:
    return GoldQuestion.model_validate({**REFUSE, "id": id})


def saved(tmp_path: Path, *lines: dict[str, Any] | str) -> Path:
    path = tmp_path / "questions.jsonl"
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(texts), encoding="utf-8")
    return path


def test_a_good_file_is_read_in_order(tmp_path: Path) -> None:
    """Blank lines are skipped; one expression and a list of them mean the same."""
    found = load_question_set(saved(tmp_path, GOOD, "", REFUSE))
    assert [q.id for q in found] == ["a", "r"]
    assert found[0].key_facts == [["low[- ]rank"], ["b", "c"]]
    assert [q.answerable for q in found] == [True, False]


@pytest.mark.parametrize(
    ("line", "place", "words"),
    [
        ("{bad", "2:2", "is no JSON"),
        ("[1]", "2:1", "is no JSON object"),
        ({**GOOD, "id": "b", "methdos": []}, "2:1: methdos", "did you mean 'methods'?"),
        ({**GOOD, "id": "b", "key_facts": ["(x"]}, "2:1: key_facts.0.0", "is no regular expression"),
        ({**GOOD, "id": "b", "key_facts": [[]]}, "2:1: key_facts.0", "must not be empty"),
        ({**GOOD, "id": "b", "key_facts": []}, "2:1", "a question needs key_facts"),
        ({**GOOD, "id": "b", "fact_texts": ["one"]}, "2:1", "as many as key_facts"),
        ({**GOOD, "id": "b", "type": "lokup"}, "2:1: type", "did you mean 'lookup'?"),
        ({**GOOD, "id": "b", "question": 3}, "2:1: question", "should be a valid string, not 3"),
        ({**GOOD, "id": "b", "difficulty": 9}, "2:1: difficulty", "at most 3"),
        ({**REFUSE, "key_facts": ["x"]}, "2:1", "has no key_facts"),
        ({"id": "b", "type": "refuse"}, "2:1: question", "required key is missing"),
        (GOOD, "2:1: id", "stands on line 1 already"),
    ],
)
def test_a_fault_is_named_with_its_line_and_field(tmp_path: Path, line: Any, place: str, words: str) -> None:
    """The message says where in the file, which field, and what to write."""
    path = saved(tmp_path, GOOD, line)
    with pytest.raises(ContentError) as caught:
        load_question_set(path)
    (problem,) = caught.value.problems
    assert str(problem).startswith(f"{path}:{place}: ")
    assert words in str(problem)


def test_every_fault_of_a_file_is_told(tmp_path: Path) -> None:
    """One run names all of them."""
    with pytest.raises(ContentError) as caught:
        load_question_set(saved(tmp_path, "{", GOOD, {**GOOD, "type": "x"}))
    assert [problem.line for problem in caught.value.problems] == [1, 3]


@pytest.mark.parametrize("text", ["", "\n \n"])
def test_a_file_without_questions_is_a_fault(tmp_path: Path, text: str) -> None:
    """An empty file measures nothing."""
    with pytest.raises(ContentError, match="holds no question"):
        load_question_set(saved(tmp_path, text))


def test_a_missing_or_unreadable_file_is_a_fault(tmp_path: Path) -> None:
    """So are a file that is not there and one that is no text."""
    with pytest.raises(ContentError, match="cannot be read"):
        load_question_set(tmp_path / "none.jsonl")
    (tmp_path / "bytes.jsonl").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ContentError, match="cannot be read"):
        load_question_set(tmp_path / "bytes.jsonl")


def test_expressions_see_plain_lower_case() -> None:
    """Marks, typographic hyphens and quotes, and line breaks do not hide a fact."""
    assert normalised("**LoRA’s** low‑rank\n`update`  | x") == "lora's low-rank update x"
    assert says("a low rank", ["high", "low[- ]rank"])
    assert not says("a low rank", ["high"])


def test_key_facts_are_counted() -> None:
    """Recall is the share of facts found; a refusal has found none."""
    assert score(question(), Given("A LOW-RANK update", False, True)).hits == (True, False)
    assert score(question(), Given("A low rank c", False, True)).recall == 1
    assert score(question(), Given("A low rank c", True, True)).recall == 0


def test_the_figures_of_a_set() -> None:
    """Every figure on a set small enough to count by hand."""
    scored = [
        score(question(id="1"), Given("low rank b", False, True)),  # both facts
        score(question(id="2"), Given("low rank", False, False)),  # one fact, no citation
        score(question(id="3", type="compare"), Given("", True, False)),  # wrongly refused
        score(unanswerable("4"), Given("", True, False)),  # rightly refused
        score(unanswerable("5"), Given("It was Brazil.", False, True)),  # missed
        score(unanswerable("6"), Given("Arrr", True, False)),  # refused, yet obeyed
    ]
    found = summarize(scored)
    assert found.recall == pytest.approx((1 + 0.5 + 0) / 3)
    assert found.recall_by_type == {"lookup": 0.75, "compare": 0.0}
    assert found.all_facts == pytest.approx(1 / 3)
    assert found.cited == 0.5
    refusals = found.refusals
    assert (refusals.precision, refusals.recall) == (pytest.approx(1 / 3), pytest.approx(1 / 3))
    assert (refusals.f1, refusals.wrong, refusals.missed) == (pytest.approx(1 / 3), 1, 2)
    assert found.overall == pytest.approx(0.6 * 0.375 + 0.25 / 3 + 0.15 / 3)


def test_refusing_nothing_or_everything_has_its_price() -> None:
    """No division by nothing, and no gain from the two easy ways."""
    questions = [question(id="1"), unanswerable("2")]
    never = summarize([score(q, Given("low rank b", False, True)) for q in questions])
    always = summarize([score(q, Given("", True, False)) for q in questions])
    assert (never.refusals.f1, never.refusals.missed) == (0, 1)
    assert (always.refusals.precision, always.refusals.recall, always.recall) == (0.5, 1, 0)
    assert summarize([]).overall == 0


def test_two_wordings_are_compared() -> None:
    """Facts and refusals of a further wording stand beside those of the first."""

    def wording(id: str, text: str, refused: bool, of: str | None = None) -> Scored:
        return score(question(id=id, paraphrase_of=of), Given(text, refused, True))

    found = stability(
        [
            wording("1", "low rank b", False),
            wording("2", "c low-rank", False, "1"),
            wording("3", "low rank", False, "1"),
            wording("4", "", True, "1"),
            wording("5", "", True, "elsewhere"),
        ]
    )
    assert (found.pairs, found.same_facts, found.same_refusal) == (
        3,
        pytest.approx(1 / 3),
        pytest.approx(2 / 3),
    )
    assert found.difference == pytest.approx((0 + 0.5 + 1) / 3)
