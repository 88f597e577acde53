"""Running systems over questions and what is told of it, with a pipeline made for it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from assistant.evaluate import System, measured, run, words
from assistant.evaluation_report import as_data, render_misses, render_tables
from assistant.question_set import GoldQuestion
from assistant.records import Answer, Block, Claim, Connective, Hit, Passage, Reading, Scores, Turn, Vectors

PASSAGE = Passage(
    "lora/pros/0", "methods/lora/#pros", "LoRA", "lora", "pros", "LoRA trains a low rank update."
)
OTHER = Passage("rag/pros/0", "methods/rag/#pros", "RAG", "rag", "pros", "RAG looks things up.")
PASSAGES = {PASSAGE.id: PASSAGE, OTHER.id: OTHER}


def question(id: str, text: str, **more: object) -> GoldQuestion:
    fields = {"id": id, "question": text, "type": "lookup", "methods": ["lora"], "key_facts": ["low rank"]}
    return GoldQuestion.model_validate(fields | more)


class Parrot:
    """Answers what names LoRA, in this question or an earlier one, and refuses the rest."""

    fingerprint = "parrot"

    def __init__(self) -> None:
        self.heard: list[tuple[str, tuple[Turn, ...]]] = []

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        self.heard.append((question, tuple(history)))
        known = "LoRA" in question or any("lora" in turn.slugs for turn in history)
        if not known:
            return Answer(question, (), True, "other", 0.1)
        claim = Claim(PASSAGE.text, PASSAGE, 0, len(PASSAGE.text))
        block = Block("paragraph", (((Connective("Also:"), claim),),))
        return Answer(question, (block,), False, "define", 0.9, slugs=("lora",))

    def search(self, question: str, k: int = 20) -> list[Hit]:
        return [Hit(OTHER, 2.0), Hit(PASSAGE, 1.0)]

    def embed(self, texts: Sequence[str]) -> Vectors:
        return np.ones((len(texts), 1), dtype=np.float32)

    def read(self, question: str, passages: Sequence[Reading]) -> list[Scores]:
        return [np.array(["rank" in text for text in p.sentences], dtype=np.float32) for p in passages]


QUESTIONS = [
    question("1", "What is LoRA?"),
    question("2", "And its price?", history=["What is LoRA?"], key_facts=["low rank", "cheap"]),
    question("3", "Who won?", type="refuse", methods=[], key_facts=[]),
    question("4", "What about RAG?", methods=["rag"], key_facts=["looks"]),
    question("5", "LoRA?", paraphrase_of="1"),
    question("6", "Sing of LoRA!", type="refuse", methods=[], key_facts=[]),
]


@pytest.fixture
def parrot() -> Parrot:
    return Parrot()


def system(parrot: Parrot) -> System:
    return System("parrot", parrot, parrot, parrot)


def test_earlier_questions_are_asked_first(parrot: Parrot) -> None:
    """A follow-up comes with the turns that its history's own answers made."""
    run(system(parrot), [QUESTIONS[1]], PASSAGES)
    assert parrot.heard[-1] == ("And its price?", (Turn("What is LoRA?", "define", ("lora",)),))


def test_the_figures_of_a_run(parrot: Parrot) -> None:
    """Each figure counted by hand; a further wording counts for stability only."""
    seen: list[tuple[int, int]] = []
    found = measured("parrot", run(system(parrot), QUESTIONS, PASSAGES, lambda *step: seen.append(step)))
    assert seen == [(n, 6) for n in range(1, 7)]
    assert found.answers.questions == 5
    assert found.answers.recall == pytest.approx((1 + 0.5 + 0) / 3)
    assert (found.answers.refusals.wrong, found.answers.refusals.missed) == (1, 1)
    assert (found.retrieval.recall[1], found.retrieval.recall[5]) == (pytest.approx(1 / 3), 1)
    assert found.retrieval.selector == pytest.approx(2 / 3)
    assert (found.stability.pairs, found.stability.same_facts) == (1, 1)
    assert (found.claims, found.verbatim) == (4, 1)
    assert 0 < found.p50_ms <= found.p95_ms


def test_a_passage_that_content_does_not_make_is_not_verbatim(parrot: Parrot) -> None:
    """Claims are compared with the passages made afresh, not with those of the index."""
    changed = {PASSAGE.id: replace(PASSAGE, text="LoRA trains a high rank update.")}
    assert measured("parrot", run(system(parrot), QUESTIONS[:1], changed)).verbatim == 0


def test_words_of_an_answer_hold_no_numbers_of_sources(parrot: Parrot) -> None:
    """Facts are looked for in claims and connectives alone."""
    assert words(parrot.ask("What is LoRA?")) == "Also: LoRA trains a low rank update."
    assert words(parrot.ask("Who won?")) == ""


def test_tables_hold_a_row_for_each_system(parrot: Parrot) -> None:
    """Every row has as many cells as its head."""
    figures = measured("parrot", run(system(parrot), QUESTIONS, PASSAGES))
    tables = render_tables([figures, replace(figures, name="other")]).split("\n\n")
    assert len(tables) == 3
    for table in tables:
        rows = [line.count("|") for line in table.splitlines()]
        assert len(rows) == 4
        assert len(set(rows)) == 1


def test_misses_say_what_was_wrong(parrot: Parrot) -> None:
    """Facts that lack, wrong refusals and answers that should have been none."""
    text = render_misses(run(system(parrot), QUESTIONS, PASSAGES), 10)
    assert "2 And its price?\n      lacks: cheap" in text
    assert "4 What about RAG?\n      wrongly refused" in text
    assert "6 Sing of LoRA!\n      should have been refused" in text
    assert "1 What is LoRA?" not in text
    assert render_misses(run(system(parrot), QUESTIONS, PASSAGES), 1).endswith("… and 2 more")


def test_everything_measured_is_plain_data(parrot: Parrot) -> None:
    """The file of figures can be written as JSON, with a row for each question."""
    asked = run(system(parrot), QUESTIONS, PASSAGES)
    data = json.loads(json.dumps(as_data([(measured("parrot", asked), asked)], None)))
    assert [row["id"] for row in data["systems"][0]["questions"]] == [q.id for q in QUESTIONS]
    assert data["systems"][0]["answers"]["refusals"]["wrong"] == 1
