"""What the selector learns from: questions, each with a few texts that hold the answer or do not."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.squad import Question

_WORD = re.compile(r"[A-Za-z0-9]+")


@dataclass(frozen=True)
class Group:
    """One question and texts to compare; a label of 1 says that the text holds the answer."""

    question: str
    texts: tuple[str, ...]
    labels: tuple[int, ...]
    kind: str  # where it comes from, for the model card


def group_of(question: str, right: Iterable[str], wrong: Iterable[str], kind: str) -> Group:
    """A group without empty or doubled texts; a text that is right is never wrong as well."""
    labels: dict[str, int] = {text: 1 for text in right if text.strip()}
    for text in wrong:
        if text.strip():
            labels.setdefault(text, 0)
    return Group(question, tuple(labels), tuple(labels.values()), kind)


def groups_from_squad(questions: Sequence[Question], rng: random.Random, wrong: int = 3) -> list[Group]:
    """One group a question.

    Wrong texts are sentences of the right passage, those that share most words with the question
    first, and one of another passage of the same article. Questions that their passage does not
    answer give a group of wrong texts alone.
    """
    passages: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for question in questions:
        passages[question.article][question.passage] = question.sentences
    groups = []
    for question in questions:
        others = [s for text, s in passages[question.article].items() if text != question.passage]
        foreign = hardest(question.text, rng.choice(others), 1, rng) if others else []
        right = [question.sentences[index] for index in sorted(question.right)][:2]
        near = [text for text in question.sentences if not _holds(text, question)]
        kind = "squad" if right else "squad-unanswerable"
        count = wrong if right else 2
        texts = [*hardest(question.text, near, count, rng), *(foreign if right else [])]
        groups.append(group_of(vary(question.text, rng, 0.1), right, texts, kind))
    return groups


def off_topic_groups(
    questions: Sequence[str], texts: Sequence[str], count: int, rng: random.Random
) -> list[Group]:
    """Questions of one field against texts of another: nothing there can be an answer."""
    asked = rng.sample(list(questions), min(count, len(questions)))
    return [_off_topic(question, texts, rng) for question in asked]


def _off_topic(question: str, texts: Sequence[str], rng: random.Random) -> Group:
    sample = rng.sample(list(texts), min(24, len(texts)))
    return group_of(question, [], hardest(question, sample, 2, rng), "off-topic")


def hardest(question: str, texts: Sequence[str], count: int, rng: random.Random) -> list[str]:
    """The texts that share most of the question's longer words, with some chance in the order."""
    wanted = _stems(question)

    def shared(text: str) -> float:
        return len(wanted & _stems(text)) + rng.random() * 1.5

    return sorted(texts, key=shared, reverse=True)[:count]


def vary(question: str, rng: random.Random, share: float) -> str:
    """The question, or with chance `share` as people type it: small letters, no mark, a slip."""
    if rng.random() >= share:
        return question
    typed = question.lower() if rng.random() < 0.7 else question
    typed = typed.rstrip("?. ") if rng.random() < 0.6 else typed
    return _slip(typed, rng) if rng.random() < 0.5 else typed


def _slip(text: str, rng: random.Random) -> str:
    """Two letters of one longer word change places, or one goes missing."""
    words = [match for match in _WORD.finditer(text) if len(match.group()) > 4]
    if not words:
        return text
    place = rng.choice(words).start() + rng.randrange(1, 4)
    if rng.random() < 0.5:
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    return text[:place] + text[place + 1 :]


def _stems(text: str) -> set[str]:
    return {word.lower()[:5] for word in _WORD.findall(text) if len(word) > 3}


def _holds(sentence: str, question: Question) -> bool:
    """Whether a sentence holds a wording of the answer, and so may not be wrong."""
    return any(answer.lower() in sentence.lower() for answer in question.answers)
