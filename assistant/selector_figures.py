"""How good a selector is: the right sentence of a passage, and right passages against wrong ones."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import bm25s
import numpy as np

from assistant.records import Scores
from assistant.squad import Question

Score = Callable[[str, Sequence[str]], Scores]


@dataclass(frozen=True)
class Figures:
    """Shares are of questions with an answer in their passage."""

    questions: int
    right_sentence: float  # the best-scored sentence holds an annotated answer
    wrong_passage_auc: float  # best sentence of the right passage against that of another passage
    wrong_article_auc: float  # the same against a passage of another article
    unanswerable_auc: float  # right passage against questions written to have no answer there


def right_sentence(questions: Sequence[Question], score: Score) -> float:
    """Share of the answered questions whose best-scored sentence holds an answer."""
    answered = [question for question in questions if question.right]
    hits = [int(np.argmax(score(q.text, q.sentences))) in q.right for q in answered]
    return float(np.mean(hits))


def measure_selector(questions: Sequence[Question], score: Score, seed: int = 0) -> Figures:
    """All figures; wrong passages are drawn with `seed`, one a question."""
    rng = random.Random(seed)
    by_article: dict[str, list[Question]] = {}
    for question in questions:
        by_article.setdefault(question.article, []).append(question)
    hits, right, near, far = [], [], [], []
    for q in questions:
        if not q.right:
            continue
        scores = score(q.text, q.sentences)
        hits.append(int(np.argmax(scores)) in q.right)
        right.append(float(scores.max()))
        same = [o for o in by_article[q.article] if o.passage != q.passage]
        other = [o for title, found in by_article.items() if title != q.article for o in found]
        near.append(float(score(q.text, rng.choice(same or other).sentences).max()))
        far.append(float(score(q.text, rng.choice(other or same).sentences).max()))
    none = [float(score(q.text, q.sentences).max()) for q in questions if not q.right]
    return Figures(len(hits), float(np.mean(hits)), auc(right, near), auc(right, far), auc(right, none))


def auc(right: Sequence[float], wrong: Sequence[float]) -> float:
    """Chance that a right score is above a wrong one, ties counted half; NaN if one side is empty."""
    if not right or not wrong:
        return float("nan")
    ordered = np.sort(np.asarray(wrong))
    values = np.asarray(right)
    below = np.searchsorted(ordered, values, "left") + np.searchsorted(ordered, values, "right")
    return float(below.mean() / 2 / len(ordered))


class WordScore:
    """BM25 over all sentences of the questions' passages, the baseline of every figure."""

    def __init__(self, questions: Sequence[Question]) -> None:
        self.rows = {text: row for row, text in enumerate({s for q in questions for s in q.sentences})}
        self.index = bm25s.BM25()
        self.index.index(bm25s.tokenize(list(self.rows), show_progress=False), show_progress=False)
        self._last: tuple[str, Scores] = ("", np.zeros(0, np.float32))

    def __call__(self, question: str, texts: Sequence[str]) -> Scores:
        """BM25 of each text, which must be a sentence of the questions given at the start."""
        if self._last[0] != question:
            words = bm25s.tokenize([question], return_ids=False, show_progress=False)[0]
            known = [word for word in words if word in self.index.vocab_dict]
            found = self.index.get_scores(known) if known else np.zeros(len(self.rows), np.float32)
            self._last = (question, found)
        return np.asarray([self._last[1][self.rows[text]] for text in texts], np.float32)
