"""Whether this turn's evidence answers the question: a few signs, weighed by calibrated values.

The values are made by `calibrate` from questions that are used for nothing else, after the
model was quantized, and stand in `refusal.json`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant import cues
from assistant.draft import heading_of
from assistant.evidence import Evidence
from assistant.lexicon import Lexicon
from assistant.names import words_of
from assistant.question import Asked

Vector = NDArray[np.float64]

VALUES = Path(__file__).with_name("refusal.json")


@dataclass(frozen=True)
class Signs:
    """What speaks for the content holding an answer. All are between 0 and 1, or near it."""

    nearest: float  # cosine of the nearest passage
    near: float  # mean cosine of the five nearest
    selector: float  # the selector's highest probability
    covered: float  # share of the question's words, by weight, in the best passage
    asked_before: float  # likeness to a question the content answers
    named: float  # 1 if the question names an entry that few passages mention, less for common words
    familiar: float  # how usual its words are in the content
    unknown: float  # share of its words, by weight, that the content never uses
    strangers: float  # names in capitals the content never uses: 0, 0.5, 1
    situation: (
        float  # recognised options of a situation; one alone may be chance unless it speaks of the subject
    )
    advice: float  # 1 if advice is asked for in so many words, and a situation is told


def signs_of(lexicon: Lexicon, asked: Asked, evidence: Evidence) -> Signs:
    """The signs for a question; of a follow-up, its own words count, not the conversation's."""
    candidates = evidence.candidates
    cosines = sorted((c.hit.dense for c in candidates), reverse=True) or [0.0]
    own = cues.without_aspects(asked.core or asked.given)
    answered = [heading_of(c.passage).text for c in candidates if c.passage.field == "questions"]
    return Signs(
        nearest=cosines[0],
        near=sum(cosines[:5]) / 5,
        selector=max((c.selector for c in candidates if c.selector is not None), default=0.0),
        covered=max((c.covered for c in candidates[:5]), default=0.0),
        asked_before=max((lexicon.likeness(asked.text, other) for other in answered), default=0.0),
        named=max((lexicon.specificity(asked.text[m.start : m.end]) for m in asked.mentions), default=0.0),
        familiar=lexicon.familiar(own),
        unknown=lexicon.unknown(own),
        strangers=min(1.0, _strangers(lexicon, asked.core or asked.given) / 2),
        situation=min(1.0, max(0, asked.told.count - 1 + _belongs(asked)) / 2),
        advice=float(asked.told.count > 0 and (_belongs(asked) or bool(cues.RECOMMEND.search(asked.text)))),
    )


def _belongs(asked: Asked) -> bool:
    """Whether a described situation is one of those the content gives advice on."""
    return asked.kind == "recommend" and asked.told.count > 0 and asked.told.subject


def _strangers(lexicon: Lexicon, text: str) -> int:
    """Words in capitals, not at the start of a sentence, that the content does not hold."""
    return sum(
        word.text[0].isupper() and not lexicon.knows(word.text)
        for word in words_of(text)
        if word.start and text[: word.start].rstrip()[-1:] not in ".?!"
    )


@dataclass(frozen=True)
class Judge:
    """Calibrated values: a weight for each sign, a bias, and the confidence from which an answer is shown."""

    weights: dict[str, float]
    bias: float
    threshold: float

    @classmethod
    def load(cls, path: Path = VALUES) -> Judge:
        """The calibrated values that come with the assistant."""
        read = json.loads(path.read_text(encoding="utf-8"))
        return cls(read["weights"], read["bias"], read["threshold"])

    def confidence(self, signs: Signs) -> float:
        """How likely the content answers, 0 to 1."""
        total = self.bias + sum(self.weights[name] * value for name, value in asdict(signs).items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))

    def save(self, path: Path, note: str) -> None:
        """Write the values with a note on what they were made from."""
        rounded = {name: round(value, 4) for name, value in self.weights.items()}
        text = json.dumps(
            {
                "note": note,
                "weights": rounded,
                "bias": round(self.bias, 4),
                "threshold": round(self.threshold, 4),
            },
            indent=2,
        )
        path.write_text(text + "\n", encoding="utf-8")


def calibrate(
    examples: Sequence[tuple[Signs, bool]], *, ridge: float = 0.1, wrong: float = 1.0, steps: int = 50
) -> Judge:
    """Values from (signs, whether the content answers): logistic regression, then a threshold.

    Both classes weigh the same, however many questions each has. The threshold is that of the
    best F1 of refusals, less `wrong` times the share of answerable questions that are refused: F1
    alone would refuse too much where readers ask more that is answerable than `examples` hold.
    Cross-validated on the questions for calibration, the area under the curve is 0.965 with a
    `ridge` of 1 and 0.973 to 0.974 from 0.1 down.
    """
    names = [field.name for field in fields(Signs)]
    x = np.array([[getattr(signs, name) for name in names] + [1.0] for signs, _ in examples])
    y = np.array([1.0 if answered else 0.0 for _, answered in examples])
    share = np.where(y > 0, 0.5 / max(y.sum(), 1), 0.5 / max((1 - y).sum(), 1)) * len(y)
    penalty = np.diag([ridge] * len(names) + [0.0])
    w = np.zeros(len(names) + 1)
    for _ in range(steps):  # Newton's method
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        gradient = x.T @ (share * (p - y)) + penalty @ w
        hessian = (x * (share * p * (1 - p))[:, None]).T @ x + penalty + 1e-9 * np.eye(len(w))
        w -= np.linalg.solve(hessian, gradient)
    p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
    return Judge(dict(zip(names, w[:-1].tolist(), strict=True)), float(w[-1]), _best_threshold(p, y, wrong))


def _best_threshold(p: Vector, y: Vector, wrong: float) -> float:
    """The mean of the best thresholds, each in the middle between two confidences."""
    levels = np.unique(np.concatenate(([0.0], p, [1.0])))
    middles = (levels[:-1] + levels[1:]) / 2
    worth = np.array([_worth(p < middle, y < 0.5, wrong) for middle in middles])
    return float(middles[worth >= worth.max() - 1e-9].mean())


def _worth(refused: NDArray[np.bool_], unanswerable: NDArray[np.bool_], wrong: float) -> float:
    right = float((refused & unanswerable).sum())
    f1 = 2 * right / float(refused.sum() + unanswerable.sum()) if right else 0.0
    answerable = float((~unanswerable).sum())
    return f1 - wrong * float((refused & ~unanswerable).sum()) / max(1.0, answerable)
