"""Reads question data in SQuAD's format and splits its passages into sentences."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import TrainingDataError
from assistant.records import Reading

_END = re.compile(r"(?<=[.!?])[\"”’')\]]*\s+(?=[\"“‘'(\[]*[A-Z0-9])")
# After these a full stop ends no sentence: titles, initials, common abbreviations.
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"“])(?:[A-Z]|[A-Z]\.[A-Z]|Mr|Mrs|Ms|Dr|Prof|St|Mt|Gen|Col|Lt|Sgt|Capt|Sen|Rep|Gov|Jr|Sr|"
    r"No|Nos|vol|vols|pp?|ca|[cr]|fl|cf|vs|etc|approx|Inc|Ltd|Co|Corp|Bros|Op|Fig|e\.g|i\.e)\.$"
)


@dataclass(frozen=True)
class Question:
    """A question about one passage."""

    id: str
    text: str
    article: str
    passage: str
    sentences: tuple[str, ...]  # of the passage, in order
    right: frozenset[int]  # sentences that hold an annotated answer; empty: the passage has none
    answers: tuple[str, ...]  # wordings of the answer

    @property
    def reading(self) -> Reading:
        """Its passage, under the title of the article."""
        return Reading(self.article.replace("_", " "), self.sentences)

    def holds(self, sentence: str) -> bool:
        """Whether a sentence has a wording of the answer in it, annotated there or not."""
        return any(answer.lower() in sentence.lower() for answer in self.answers)


@dataclass(frozen=True)
class Split:
    """Questions to learn from and questions of articles that are never learnt from."""

    train: tuple[Question, ...]
    held_out: tuple[Question, ...]


def load_questions(path: Path) -> list[Question]:
    """All questions of a SQuAD-format file (`.json` or `.json.gz`), version 1 or 2.

    TrainingDataError names file and place of what cannot be read. Nothing is left out: a question
    without an answer in its passage has an empty `right`.
    """
    try:
        raw = path.read_bytes()
        data = json.loads(gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw)
    except (OSError, EOFError, ValueError) as error:
        raise TrainingDataError(
            f"{path}: cannot be read ({error}). Give a file in SQuAD's format."
        ) from error
    try:
        articles = data["data"]
        return [question for number, article in enumerate(articles) for question in _article(article, number)]
    except _Misplaced as error:
        raise TrainingDataError(f"{path}: {error}. Give a file in SQuAD's format.") from error
    except (KeyError, TypeError) as error:
        raise TrainingDataError(
            f"{path}: no list 'data' ({error!r}). Give a file in SQuAD's format."
        ) from error


class _Misplaced(ValueError):
    """Something is not where the format has it; the message says where."""


def _article(article: Any, number: int) -> Iterator[Question]:
    place = f"data[{number}]"
    try:
        title, paragraphs = str(article.get("title", number)), article["paragraphs"]
        for index, paragraph in enumerate(paragraphs):
            place = f"data[{number}].paragraphs[{index}]"
            context, spans = paragraph["context"], sentence_spans(paragraph["context"])
            for index_, item in enumerate(paragraph["qas"]):
                place = f"data[{number}].paragraphs[{index}].qas[{index_}]"
                yield _question(item, title, context, spans)
    except (KeyError, TypeError, AttributeError) as error:
        raise _Misplaced(f"{place} lacks or misplaces {error}") from error


def _question(item: Any, article: str, passage: str, spans: Sequence[tuple[int, int]]) -> Question:
    answers = [] if item.get("is_impossible") else item["answers"]
    right = set()
    for answer in answers:
        start, end = answer["answer_start"], answer["answer_start"] + len(answer["text"])
        overlaps = [min(end, b) - max(start, a) for a, b in spans]
        right.add(max(range(len(spans)), key=overlaps.__getitem__))
    return Question(
        id=str(item["id"]),
        text=item["question"].strip(),
        article=article,
        passage=passage,
        sentences=tuple(passage[a:b] for a, b in spans),
        right=frozenset(right),
        answers=tuple(sorted({answer["text"] for answer in answers})),
    )


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Start and end of every sentence; together they cover all but the space between them."""
    spans, start = [], 0
    for match in _END.finditer(text):
        if _ABBREVIATION.search(text[start : match.start()].rstrip("\"”’')]")):
            continue
        end = match.start() + len(match.group().rstrip())
        spans.append((start, end))
        start = match.end()
    spans.append((start, len(text.rstrip()) if text.strip() else len(text)))
    return [(a, b) for a, b in spans if b > a] or [(0, len(text))]


def split_by_article(questions: Sequence[Question], share: float = 0.2) -> Split:
    """Holds out about `share` of the articles, chosen by a hash of their titles and so always the same."""
    titles = sorted({q.article for q in questions}, key=lambda t: hashlib.sha256(t.encode()).hexdigest())
    held = set(titles[: round(len(titles) * share)])
    return Split(
        train=tuple(q for q in questions if q.article not in held),
        held_out=tuple(q for q in questions if q.article in held),
    )
