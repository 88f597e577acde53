"""From a reader's own words to the wizard's options: what they have, need and cannot do.

The words that stand for an option are content (`cues` and `amounts` in `wizard.yaml`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from generator.advise import Situation, situation_of
from generator.content import Content
from schema.wizard import Option, Property, Wizard
from schema.wizard import Question as WizardQuestion

_GAP = r"(?:\W+[\w'’]+){0,4}?\W+"
_NUMBER = r"(\d[\d,]*(?:\.\d+)?)\s*(k\b|m\b|bn?\b|thousand|million|billion)?"
_SIZES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "b": 1e9, "bn": 1e9, "billion": 1e9}
_DIGIT = re.compile(r"\d")
_NEGATED = re.compile(r"(?:\b(?:no|not|without|never|lack\w*|cannot|nor)\b|n[o']t\b)(?:\W+\w+){0,2}\W*$")


@dataclass(frozen=True)
class Told:
    """What a question tells about a situation: option keys by question, as the wizard's address has them."""

    options: Mapping[str, tuple[str, ...]]
    situation: Situation
    subject: bool = False  # it speaks of what the content gives advice on
    words: tuple[str, ...] = ()  # those by which options and subject were recognised

    def tells(self, clause: str) -> bool:
        """Whether a part of the text holds some of those words."""
        plain = _flat(clause)
        return any(word in plain for word in self.words)

    @property
    def count(self) -> int:
        """How many options were recognised."""
        return sum(map(len, self.options.values()))


def situation_in(content: Content, text: str) -> Told:
    """The options whose cues or amounts stand in a text, and the situation behind them.

    What was not said excludes nothing: only a choice among alternatives, or the option that
    stands for having nothing, denies the others of its question.
    """
    plain = _flat(text)
    wizard = content.wizard
    words: list[str] = []
    found = {q.key: keys for q in wizard.questions if (keys := tuple(_matching(q, plain, words)))}
    denied = _denied(wizard, found)
    subjects = [held for cue in wizard.subjects if (held := says(cue, plain, denied=True))]
    situation = replace(situation_of(content, found), denied=denied)
    return Told(found, situation, bool(subjects), (*words, *subjects))


def count_in(text: str) -> float | None:
    """The first number of a text, with what makes it thousands or more; None if there is none."""
    match = re.search(rf"(?<![\w.]){_NUMBER}", _flat(text))
    return float(match[1].replace(",", "")) * _SIZES.get(match[2], 1.0) if match else None


def properties_in(content: Content, text: str) -> list[tuple[Property, bool]]:
    """Properties of methods a text asks for, each with whether it is one to have or to be without."""
    plain = _flat(text)
    found = []
    for item in content.wizard.properties:
        if any(says(cue, plain, denied=True) for cue in item.denials):
            found.append((item, False))
        elif any(says(cue, plain) for cue in item.cues):
            found.append((item, True))
    return found


def is_beyond(content: Content, text: str) -> bool:
    """Whether a text is on a neighbouring subject that the content says it does not cover."""
    plain = _flat(text)
    return any(says(cue, plain, denied=True) for cue in content.wizard.beyond)


def _flat(text: str) -> str:
    return re.sub(r"[-–—_/]", " ", text.lower()).replace("’", "'")


def says(cue: str, plain: str, *, denied: bool = False) -> str:
    """The words of a flat text that a cue stands for, "" if there are none or they are denied.

    `denied`: the cue itself is one of denial, which nothing before it can turn.
    """
    if _rarest(cue) not in plain:  # most are told apart by this, before their pattern is even made
        return ""
    for match in _pattern(cue).finditer(plain):
        if denied or not _NEGATED.search(plain[: match.start()]):
            return match.group()
    return ""


def _matching(question: WizardQuestion, text: str, words: list[str]) -> Iterator[str]:
    keys, has_number = [], _DIGIT.search(text) is not None
    for option in question.options:
        if held := _held(option, text, has_number):
            keys.append(option.key)
            words.append(held)
    yield from keys if question.several else keys[-1:]


def _held(option: Option, text: str, has_number: bool) -> str:
    """The words by which an option is recognised."""
    for cue in option.cues:
        if found := says(cue, text):
            return found
    if not has_number:
        return ""
    for amount in option.amounts:
        for words in amount.words:
            for found, value in _values(words, text):
                if value >= amount.min and (amount.below is None or value < amount.below):
                    return found
    return ""


def _values(words: str, text: str) -> Iterator[tuple[str, float]]:
    if _rarest(words) in text:
        for match in _amount_pattern(words).finditer(text):
            number, size = match.group(1, 2)
            yield match.group(), float(number.replace(",", "")) * _SIZES.get(size, 1.0)


@cache
def _pattern(cue: str) -> re.Pattern[str]:
    """`updat* ... weekly`: a star ends any word, three dots stand for up to four words."""
    return re.compile(_words(cue))


@cache
def _amount_pattern(cue: str) -> re.Pattern[str]:
    """A number, up to two words, and the words counted: `500 labelled support examples`."""
    pattern = rf"(?<![\w.]){_NUMBER}(?:\s*|(?:\W+[\w']+){{0,2}}?\W+){_words(cue, start='')}"
    return re.compile(pattern)


@cache
def _rarest(cue: str) -> str:
    """The longest word of a cue, without its star: it must stand in a text that the cue matches."""
    pieces = re.split(r"[^\w']+", cue.lower().replace("...", " ").replace("*", " "))
    return max(pieces, key=len)


def _words(cue: str, start: str = r"\b") -> str:
    parts = [
        _GAP if word == "..." else re.escape(word).replace(r"\*", r"\w*") for word in cue.lower().split()
    ]
    pattern = start
    for number, part in enumerate(parts):
        plain_after_plain = number and part is not _GAP and parts[number - 1] is not _GAP
        pattern += (r"\W+" if plain_after_plain else "") + part
    return pattern + r"\b"


def _denied(wizard: Wizard, found: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    denied: set[str] = set()
    for question in wizard.questions:
        chosen = [option for option in question.options if option.key in found.get(question.key, ())]
        if chosen and (not question.several or not any(option.tags for option in chosen)):
            offered = {tag for option in question.options for tag in option.tags}
            denied |= offered - {tag for option in chosen for tag in option.tags}
    told = {
        tag
        for question in wizard.questions
        for option in question.options
        if option.key in found.get(question.key, ())
        for tag in option.tags
    }
    return frozenset(denied - told)
