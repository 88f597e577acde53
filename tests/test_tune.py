"""Training data and training: what is learnt from, what is kept apart, and a few real steps."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.errors import ModelError, TrainingDataError
from assistant.records import Reading
from assistant.selector_figures import WordScore, auc, measure_selector, right_sentence
from assistant.squad import Question, load_questions, sentence_spans, split_by_article
from assistant.tune_content import groups_from_content, plain
from assistant.tune_data import gather
from assistant.tune_groups import RIGHT, UNUSED, WRONG, group_of, groups_from_squad, vary
from generator.content import Content

CITIES = ("Arden", "Belmar", "Corvo", "Delft", "Elmira", "Farrow")


def article(city: str) -> dict[str, Any]:
    """An article of two passages, as SQuAD has them, with an unanswerable question."""
    mayor = f"Dr. Ada Stone, mayor of {city}, was born in 1950."
    first = f"{city} lies on a river. {mayor} {city}'s ships carry grain."
    second = f"The old bridge of {city} fell in 1820. A new bridge in {city} was opened by a queen."
    return {
        "title": f"City_of_{city}",
        "paragraphs": [
            {
                "context": first,
                "qas": [
                    question(f"{city}-1", f"When was the mayor of {city} born?", first, "1950"),
                    question(f"{city}-2", f"What do ships of {city} carry?", first, "grain"),
                    question(f"{city}-3", f"Who founded the library of {city}?", first, None),
                ],
            },
            {
                "context": second,
                "qas": [question(f"{city}-4", f"Who opened the bridge of {city}?", second, "a queen")],
            },
        ],
    }


def question(key: str, text: str, context: str, answer: str | None) -> dict[str, Any]:
    answers = [] if answer is None else [{"text": answer, "answer_start": context.index(answer)}]
    return {"id": key, "question": text, "answers": answers, "is_impossible": answer is None}


@pytest.fixture
def squad(tmp_path: Path) -> Path:
    path = tmp_path / "cities.json.gz"
    path.write_bytes(gzip.compress(json.dumps({"data": [article(city) for city in CITIES]}).encode()))
    return path


def test_sentences_end_at_their_stops_and_not_at_abbreviations() -> None:
    """Titles, initials and numbers with a point do not split; spans point into the text."""
    text = 'Dr. A. Stone paid 3.5 dollars. "Why?" she asked. The U.S. Army came. It left (see No. 4).'
    parts = [text[start:end] for start, end in sentence_spans(text)]
    assert parts == [
        "Dr. A. Stone paid 3.5 dollars.",
        '"Why?" she asked.',
        "The U.S. Army came.",
        "It left (see No. 4).",
    ]


def test_the_right_sentence_is_the_one_that_holds_the_answer(squad: Path) -> None:
    """Answers are found by their place in the passage; an unanswerable question has no right sentence."""
    questions = {question.id: question for question in load_questions(squad)}
    born = questions["Arden-1"]
    assert [born.sentences[number] for number in born.right] == [
        "Dr. Ada Stone, mayor of Arden, was born in 1950."
    ]
    assert questions["Arden-3"].right == frozenset()


def test_articles_are_never_shared(squad: Path) -> None:
    """The split is by article, covers everything, and is the same each time."""
    questions = load_questions(squad)
    split = split_by_article(questions, 0.34)
    titles = [{question.article for question in part} for part in (split.train, split.held_out)]
    assert [len(part) for part in titles] == [4, 2]
    assert not titles[0] & titles[1]
    assert {q.article for q in split_by_article(questions[::-1], 0.34).held_out} == titles[1]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"not json", "cannot be read"),
        (b"\x1f\x8bbroken", "cannot be read"),
        (b"[]", "no list 'data'"),
        (b'{"data": [{"title": "x"}]}', r"data\[0\] lacks or misplaces 'paragraphs'"),
        (
            b'{"data": [{"title": "x", "paragraphs": [{"context": "A.", "qas": [{"question": "?"}]}]}]}',
            r"data\[0\].paragraphs\[0\].qas\[0\] lacks or misplaces 'answers'",
        ),
    ],
)
def test_an_unreadable_file_is_named_with_the_place(tmp_path: Path, content: bytes, message: str) -> None:
    """File, place and remedy stand in the message."""
    path = tmp_path / "bad.json"
    path.write_bytes(content)
    with pytest.raises(TrainingDataError, match=message) as caught:
        load_questions(path)
    assert str(path) in str(caught.value)
    assert "SQuAD's format" in str(caught.value)


def test_groups_judge_every_sentence_of_the_passage(squad: Path) -> None:
    """The annotated sentence is right, others are wrong unless they have the answer's words too."""
    questions = load_questions(squad)
    groups = groups_from_squad(questions, random.Random(0))
    assert [group.kind for group in groups[:3]] == ["squad", "squad", "squad-unanswerable"]
    born = groups[0]
    assert born.passages[0].sentences == questions[0].sentences
    assert born.labels[0] == (WRONG, RIGHT, WRONG)
    assert not groups[2].has_answer
    foreign = [group for group in groups if len(group.passages) == 2]
    assert foreign
    assert all(set(group.labels[1]) <= {WRONG, UNUSED} for group in foreign)


def test_an_unmarked_sentence_with_the_answers_words_is_left_out() -> None:
    """It may be right as well, so nothing is learnt from it."""
    sentences = ("Ada built it.", "It was built in 1820 by Ada.", "It is tall.")
    asked = Question("1", "Who built it?", "Tower", " ".join(sentences), sentences, frozenset({1}), ("Ada",))
    [group] = groups_from_squad([asked], random.Random(0))
    assert group.labels == ((UNUSED, RIGHT, WRONG),)


def test_a_right_passage_is_not_wrong_as_well() -> None:
    """Doubled and empty passages go, and so do those that share a sentence with a right one."""
    yes, no, empty = Reading("A", ("yes",)), Reading("A", ("no", "none")), Reading("A", (" ",))
    group = group_of("q", [yes], [Reading("B", ("yes",)), no, no, empty], "test")
    assert (group.passages, group.labels) == ((yes, no), ((RIGHT,), (WRONG, WRONG)))


def test_varied_questions_keep_their_words() -> None:
    """As typed by hand: smaller letters, a slip, no mark, and nothing else."""
    rng = random.Random(3)
    asked = "When should I use Retrieval?"
    typed = {vary(asked, rng, 1.0) for _ in range(60)}
    assert len(typed) > 10
    assert all(abs(len(text) - len(asked)) <= 2 for text in typed)
    assert vary(asked, rng, 0.0) == asked


def test_content_gives_groups_of_every_kind(base: Content) -> None:
    """Definitions, fields and pairs become questions; every group has right and wrong texts."""
    groups = groups_from_content(base, random.Random(0))
    kinds = {group.kind for group in groups}
    assert {"content-define", "content-pros", "content-cons", "content-question"} <= kinds
    assert all(group.has_answer and group.has_wrong for group in groups)
    texts = [text for group in groups for passage in group.passages for text in passage.sentences]
    assert not any(mark in text for text in texts for mark in ("[@", "{#", "]("))


def test_marks_are_printed_as_readers_see_them(base: Content) -> None:
    """Citations go, links keep their words."""
    assert (
        plain(base, "Use [the starter](sourdough) *daily* [@nobody-2020].", "x") == "Use the starter daily."
    )


def test_what_is_held_out_is_not_learnt(squad: Path, base: Content) -> None:
    """No held-out question or passage is among the groups; the same seed gives the same groups."""
    data = gather([squad], base, seed=1)
    learnt = {text for group in data.groups for read in group.passages for text in read.sentences}
    assert data.held_out
    assert not learnt & {text for question in data.held_out for text in question.sentences}
    assert data == gather([squad], base, seed=1)
    assert data.groups != gather([squad], base, seed=2).groups


def test_too_little_data_is_said(tmp_path: Path, base: Content) -> None:
    """With one article nothing could be held out."""
    path = tmp_path / "one.json"
    path.write_text(json.dumps({"data": [article("Arden")]}), "utf-8")
    with pytest.raises(TrainingDataError, match="at least five articles"):
        gather([path], base, seed=1)


def test_figures_of_a_perfect_and_a_blind_selector(squad: Path) -> None:
    """Knowing the answers gives 1, knowing nothing gives half."""
    questions = load_questions(squad)
    answers = {q.text: {q.sentences[number] for number in q.right} for q in questions}

    def knows(asked: str, passage: Reading) -> Any:
        return np.array([float(text in answers[asked]) for text in passage.sentences], np.float32)

    perfect = measure_selector(questions, knows)
    assert (perfect.right_sentence, perfect.wrong_passage_auc, perfect.unanswerable_auc) == (1, 1, 1)
    blind = measure_selector(questions, lambda _, passage: np.zeros(len(passage.sentences), np.float32))
    assert blind.wrong_passage_auc == 0.5
    assert right_sentence(questions, WordScore(questions)) > 0.6


def test_auc_counts_pairs() -> None:
    """Three of four pairs are in order."""
    assert auc([1.0, 3.0], [0.0, 2.0]) == 0.75
    assert np.isnan(auc([], [1.0]))


@pytest.fixture
def torch_only() -> None:
    pytest.importorskip("peft", reason="needs the extra 'train' (torch)")


@pytest.mark.filterwarnings("ignore")  # of the training libraries; ours are errors elsewhere
@pytest.mark.usefixtures("torch_only")
class TestTraining:
    """A few real steps on a small model."""

    @pytest.fixture
    def places(self, tmp_path: Path, squad: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
        from assistant.tune_run import Places
        from tests.small_model import make_base

        spec = make_base(tmp_path / "base")
        monkeypatch.setattr("assistant.tune_run.SPEC", spec)
        return Places((squad,), (squad,), tmp_path / "out", tmp_path / "work", tmp_path / "base")

    def test_a_run_writes_an_adapter_that_scores_as_the_trained_model(
        self, places: Any, base: Content, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Unmerged in torch and merged without it, the scores agree; the card says what was done."""
        from assistant import tune_run
        from assistant.assemble import Variant
        from assistant.encoder import load_encoder
        from assistant.packing import Tokenizing
        from assistant.tune import Recipe, read

        trained: list[Any] = []
        build = tune_run.build_model

        def keep(*arguments: Any) -> Any:
            trained.append(build(*arguments))
            return trained[-1]

        monkeypatch.setattr(tune_run, "build_model", keep)
        recipe = Recipe(steps=3, batch=2, rank=4, alpha=8, every=2, learning_rate=0.05)
        tune_run.run(places, base, recipe, resume=False, say=lambda _: None)
        encoder = load_encoder(
            places.work / "cache",
            variant=Variant("fp32", "fp32"),
            base_folder=places.base,
            adapter_folder=places.out,
        )
        asked, passage = tune_run.CHECK_QUESTION, Reading("LoRA", tune_run.CHECK_TEXTS)
        model, tokenizing = trained[0].eval(), Tokenizing(places.base / "tokenizer.json")
        unmerged = read(model, tokenizing, asked, passage)
        assert np.allclose(encoder.read(asked, [passage])[0], unmerged, atol=0.01)  # fp16 lies between
        for layer in model.modules():
            if hasattr(layer, "lora_B"):
                layer.lora_B["default"].weight.data.zero_()
        assert np.abs(unmerged - read(model, tokenizing, asked, passage)).max() > 0.05
        card = (places.out / "README.md").read_text("utf-8")
        assert "3 steps of 2 groups" in card
        assert "City of" in card

    def test_the_second_segment_is_told_apart(self, places: Any) -> None:
        """The numbers of the segments reach the model through all wrappers."""
        import torch

        from assistant.base_model import find_base
        from assistant.packing import Tokenizing
        from assistant.tune import Recipe, build_model, padded
        from assistant.tune_run import SPEC

        model = build_model(find_base(places.base, SPEC), Recipe(rank=4)).eval()
        tokenizing = Tokenizing(places.base / "tokenizer.json")
        chunk = padded(tokenizing.pack("a question", Reading("head", ("a text", "another"))))
        with torch.inference_mode():
            told = model.logits(chunk)
            blind = model.logits(chunk | {"token_type_ids": torch.zeros_like(chunk["input_ids"])})
        assert told.shape == (2,)
        assert chunk["token_type_ids"].max() == 1
        assert not torch.allclose(told, blind)

    def test_padding_and_company_change_nothing(self, places: Any) -> None:
        """A sentence has the same logit in a padded batch as alone."""
        import torch

        from assistant.base_model import find_base
        from assistant.packing import Tokenizing
        from assistant.tune import Recipe, build_model, padded, read
        from assistant.tune_run import SPEC

        model = build_model(find_base(places.base, SPEC), Recipe(rank=4)).eval()
        tokenizing = Tokenizing(places.base / "tokenizer.json")
        passages = [Reading("", ("one two", "three")), Reading("a longer head", ("four five six seven",))]
        packed = [part for passage in passages for part in tokenizing.pack("which?", passage)]
        with torch.inference_mode():
            together = model.logits(padded(packed)).numpy()
        alone = np.concatenate([read(model, tokenizing, "which?", passage) for passage in passages])
        assert np.allclose(together, alone, atol=1e-5)

    def test_only_updates_and_head_are_trained(self, places: Any) -> None:
        """Every matrix of the layers has its two factors, the head is whole, all else is frozen."""
        from assistant.base_model import find_base
        from assistant.tune import Recipe, build_model, trained_weights
        from assistant.tune_run import SPEC

        names = set(trained_weights(build_model(find_base(places.base, SPEC), Recipe(rank=4))))
        assert len([name for name in names if ".lora_" in name]) == 2 * 6 * 2
        rest = {name for name in names if ".lora_" not in name}
        linear = {f"head.{m}.{p}" for m in ("hidden", "output") for p in ("weight", "bias")}
        assert rest == linear | {"head.slope"}

    def test_an_interrupted_run_ends_as_one_that_was_not(self, places: Any, base: Content) -> None:
        """Two steps, then on to four, give the weights of four steps in one go; other recipes are refused."""
        import dataclasses

        from safetensors.numpy import load_file

        from assistant import tune_run
        from assistant.tune import Recipe

        recipe = Recipe(steps=4, batch=2, rank=4, alpha=8, every=2, learning_rate=0.01)
        tune_run.run(places, base, recipe, resume=False, say=lambda _: None)
        whole = load_file(places.out / "adapter.safetensors")
        (places.work / "checkpoint-4").rename(places.work / "put-aside")
        tune_run.run(places, base, recipe, resume=True, say=lambda _: None)
        again = load_file(places.out / "adapter.safetensors")
        assert all(np.array_equal(whole[name], again[name]) for name in whole)
        # A run that is over is only written.
        tune_run.run(places, base, recipe, resume=True, say=lambda _: None)
        once_more = load_file(places.out / "adapter.safetensors")
        assert all(np.array_equal(whole[name], once_more[name]) for name in whole)
        assert "| 5 |" not in (places.out / "README.md").read_text("utf-8")
        other = dataclasses.replace(recipe, learning_rate=0.5)
        with pytest.raises(ModelError, match="another recipe"):
            tune_run.run(places, base, other, resume=True, say=lambda _: None)
