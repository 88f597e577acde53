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
from schema.wizard import Option, Wizard
from schema.wizard import Question as WizardQuestion

_GAP = r"(?:\W+[\w'’]+){0,4}?\W+"
_NUMBER = r"(\d[\d,]*(?:\.\d+)?)\s*(k\b|m\b|bn\b|thousand|million|billion)?"
_SIZES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9}
_NEGATED = re.compile(r"(?:\b(?:no|not|without|never|lack\w*|cannot|nor)\b|n[o']t\b)(?:\W+\w+){0,2}\W*$")


@dataclass(frozen=True)
class Told:
    """What a question tells about a situation: option keys by question, as the wizard's address has them."""

    options: Mapping[str, tuple[str, ...]]
    situation: Situation

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
    found = {q.key: keys for q in content.wizard.questions if (keys := tuple(_matching(q, plain)))}
    denied = _denied(content.wizard, found)
    return Told(found, replace(situation_of(content, found), denied=denied))


def _flat(text: str) -> str:
    return re.sub(r"[-–—_/]", " ", text.lower()).replace("’", "'")


def _matching(question: WizardQuestion, text: str) -> Iterator[str]:
    keys = [option.key for option in question.options if _holds(option, text)]
    yield from keys if question.several else keys[-1:]


def _holds(option: Option, text: str) -> bool:
    for cue in option.cues:
        for match in _pattern(cue).finditer(text):
            if not _NEGATED.search(text[: match.start()]):
                return True
    return any(
        (amount.below is None or value < amount.below) and value >= amount.min
        for amount in option.amounts
        for words in amount.words
        for value in _values(words, text)
    )


def _values(words: str, text: str) -> Iterator[float]:
    for number, size in _amount_pattern(words).findall(text):
        yield float(number.replace(",", "")) * _SIZES.get(size, 1.0)


@cache
def _pattern(cue: str) -> re.Pattern[str]:
    """`updat* ... weekly`: a star ends any word, three dots stand for up to four words."""
    return re.compile(_words(cue))


@cache
def _amount_pattern(cue: str) -> re.Pattern[str]:
    """A number, up to two words, and the words counted: `500 labelled support examples`."""
    return re.compile(rf"(?<![\w.]){_NUMBER}(?:\s*|(?:\W+[\w']+){{0,2}}?\W+){_words(cue, start='')}")


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
        for keys in (found,)
        for q in wizard.questions
        for o in q.options
        if o.key in keys.get(q.key, ())
        for tag in o.tags
    }
    return frozenset(denied - told)
