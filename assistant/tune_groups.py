"""What the selector learns from: questions, each with passages whose sentences hold the answer or do not."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.records import Reading
from assistant.squad import Question

RIGHT, WRONG, UNUSED = 1, 0, -1
_FOREIGN = 0.35  # share of questions that get another passage of the article as well
_HEADLESS = 0.3  # share of passages without their heading, so that it is a hint and no crutch
_WORD = re.compile(r"[A-Za-z0-9]+")


@dataclass(frozen=True)
class Group:
    """One question and passages to compare; a label for each sentence of each."""

    question: str
    passages: tuple[Reading, ...]
    labels: tuple[tuple[int, ...], ...]
    kind: str  # where it comes from, for the model card

    @property
    def has_answer(self) -> bool:
        """Whether any sentence is right."""
        return any(RIGHT in labels for labels in self.labels)

    @property
    def has_wrong(self) -> bool:
        """Whether any sentence is wrong."""
        return any(WRONG in labels for labels in self.labels)


def group_of(question: str, right: Iterable[Reading], wrong: Iterable[Reading], kind: str) -> Group:
    """A group of whole passages, without empty or doubled ones; what is right is never wrong as well.

    Of a right passage it is only known that some sentence answers.
    """
    labels = {passage: RIGHT for passage in right if _has_words(passage)}
    said = {sentence for passage in labels for sentence in passage.sentences}
    for passage in wrong:
        if _has_words(passage) and not said & set(passage.sentences):
            labels.setdefault(passage, WRONG)
    each = tuple((label,) * len(passage.sentences) for passage, label in labels.items())
    return Group(question, tuple(labels), each, kind)


def groups_from_squad(questions: Sequence[Question], rng: random.Random) -> list[Group]:
    """One group a question: its passage, and for some another passage of the same article.

    A sentence that has the answer's words without being annotated is neither right nor wrong.
    """
    passages: dict[str, dict[str, Question]] = defaultdict(dict)
    for question in questions:
        passages[question.article][question.passage] = question
    groups = []
    for question in questions:
        others = [other for text, other in passages[question.article].items() if text != question.passage]
        read = [question.reading]
        labels = [tuple(_label(question, number) for number in range(len(question.sentences)))]
        if others and question.right and rng.random() < _FOREIGN:
            read.append(rng.choice(others).reading)
            labels.append(tuple(UNUSED if question.holds(text) else WRONG for text in read[-1].sentences))
        headed = (Reading("", r.sentences) if rng.random() < _HEADLESS else r for r in read)
        kind = "squad" if question.right else "squad-unanswerable"
        groups.append(Group(vary(question.text, rng, 0.1), tuple(headed), tuple(labels), kind))
    return groups


def _label(question: Question, number: int) -> int:
    if number in question.right:
        return RIGHT
    return UNUSED if question.holds(question.sentences[number]) else WRONG


def off_topic_groups(
    questions: Sequence[str], passages: Sequence[Reading], count: int, rng: random.Random
) -> list[Group]:
    """Questions of one field against passages of another: nothing there can be an answer."""
    asked = rng.sample(list(questions), min(count, len(questions)))
    return [_off_topic(question, passages, rng) for question in asked]


def _off_topic(question: str, passages: Sequence[Reading], rng: random.Random) -> Group:
    sample = rng.sample(list(passages), min(24, len(passages)))
    return group_of(question, [], hardest(question, sample, 2, rng), "off-topic")


def hardest(question: str, passages: Sequence[Reading], count: int, rng: random.Random) -> list[Reading]:
    """The passages that share most of the question's longer words, with some chance in the order."""
    wanted = _stems(question)

    def shared(passage: Reading) -> float:
        return len(wanted & _stems(" ".join(passage.sentences))) + rng.random() * 1.5

    return sorted(passages, key=shared, reverse=True)[:count]


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


def _has_words(passage: Reading) -> bool:
    return any(sentence.strip() for sentence in passage.sentences)
