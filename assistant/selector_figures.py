"""How good a selector is: the right sentence of a passage, and right passages against wrong ones."""

from __future__ import annotations

import random
import re
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.records import Reading, Scores
from assistant.squad import Question

Score = Callable[[str, Reading], Scores]
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Figures:
    """Shares are of questions with an answer in their passage."""

    questions: int
    right_sentence: float  # an answer is annotated in the best-scored sentence
    words_held: float  # the best-scored sentence has the words of an answer, annotated there or not
    wrong_passage_auc: float  # best sentence of the right passage against that of another passage
    wrong_article_auc: float  # the same against a passage of another article
    unanswerable_auc: float  # right passage against questions written to have no answer there


def right_sentence(questions: Sequence[Question], score: Score) -> float:
    """Share of the answered questions whose best-scored sentence holds an answer."""
    answered = [question for question in questions if question.right]
    hits = [int(np.argmax(score(q.text, q.reading))) in q.right for q in answered]
    return float(np.mean(hits))


def measure_selector(questions: Sequence[Question], score: Score, seed: int = 0) -> Figures:
    """All figures; wrong passages are drawn with `seed`, one a question."""
    rng = random.Random(seed)
    by_article: dict[str, list[Question]] = {}
    for question in questions:
        by_article.setdefault(question.article, []).append(question)
    hits, held, right, near, far = [], [], [], [], []
    for q in questions:
        if not q.right:
            continue
        scores = score(q.text, q.reading)
        best = int(np.argmax(scores))
        hits.append(best in q.right)
        held.append(best in q.right or q.holds(q.sentences[best]))
        right.append(float(scores.max()))
        same = [o for o in by_article[q.article] if o.passage != q.passage]
        other = [o for title, found in by_article.items() if title != q.article for o in found]
        near.append(float(score(q.text, rng.choice(same or other).reading).max()))
        far.append(float(score(q.text, rng.choice(other or same).reading).max()))
    none = [float(score(q.text, q.reading).max()) for q in questions if not q.right]
    shares = float(np.mean(hits)), float(np.mean(held))
    return Figures(len(hits), *shares, auc(right, near), auc(right, far), auc(right, none))


def auc(right: Sequence[float], wrong: Sequence[float]) -> float:
    """Chance that a right score is above a wrong one, ties counted half; NaN if one side is empty."""
    if not right or not wrong:
        return float("nan")
    ordered = np.sort(np.asarray(wrong))
    values = np.asarray(right)
    below = np.searchsorted(ordered, values, "left") + np.searchsorted(ordered, values, "right")
    return float(below.mean() / 2 / len(ordered))


class WordScore:
    """BM25 on word stems over all sentences of the questions' passages, the baseline of every figure."""

    def __init__(self, questions: Sequence[Question]) -> None:
        self._rows = {text: row for row, text in enumerate({s: 0 for q in questions for s in q.sentences}, 1)}
        self._words = sqlite3.connect(":memory:")
        self._words.execute("CREATE VIRTUAL TABLE words USING fts5(text, tokenize='porter unicode61')")
        self._words.executemany(
            "INSERT INTO words (rowid, text) VALUES (?, ?)", [(row, text) for text, row in self._rows.items()]
        )

    def __call__(self, question: str, passage: Reading) -> Scores:
        """BM25 of each sentence, which must be one of the questions given at the start."""
        terms = " OR ".join(f'"{word}"' for word in _WORD.findall(question))
        found = self._words.execute("SELECT rowid, -rank FROM words WHERE words MATCH ?", (terms or '""',))
        scores = dict(found.fetchall())
        return np.asarray([scores.get(self._rows[text], 0.0) for text in passage.sentences], np.float32)
