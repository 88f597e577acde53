"""What kind of question a text is, and what its words outside of names ask."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from itertools import pairwise
from typing import Literal

from assistant import cues
from assistant.names import Mention, words_of
from assistant.situation import Told

Kind = Literal["define", "how", "compare", "combine", "value", "recommend", "list", "why", "howto", "other"]

MOST_BETWEEN = 6  # words between two names that are compared
SCENARIO_OPTIONS = 2  # recognised options that make a described situation a question for advice
MOST_BUILT = 1  # words with a topic after the name of what is built: `a RAG pipeline`
QUANTITIES = ("data", "time", "cost", "memory", "speed")


def kind_of(
    text: str, mentions: Sequence[Mention], aspects: Sequence[str], told: Told, methods: Container[str]
) -> Kind:
    """The kind of a question in which these names, aspects and options were found.

    `methods`: slugs of the entries whose pages have steps.
    """
    slugs = named(mentions)
    if slugs and slugs[0] in methods and _builds(text, mentions):
        return "how"
    if len(slugs) > 1 and cues.COMBINE.search(outside(text, mentions)) and cues.YES_NO.match(text):
        return "combine"
    if len(slugs) > 1 and _compares(text, mentions):
        return "compare"
    if slugs and cues.HOW_MUCH.search(text) and set(aspects) & set(QUANTITIES):
        return "value"
    if cues.HOW_WORKS.search(text) and slugs:
        return "how"
    if _defines(text, mentions):
        return "define"
    if slugs and "when" in aspects:
        return "list"
    enough = SCENARIO_OPTIONS if slugs and cues.QUESTION_WORDS.search(text) else 1
    described = bool(cues.SCENARIO.search(text) or cues.REMEDY.search(text))
    described = described or (told.subject and not cues.ASKS.search(text))
    if cues.RECOMMEND.search(text) or (described and told.count >= enough):
        return "recommend"
    if cues.LIST.search(text) or set(aspects) & {"pros", "cons", "risks"}:
        return "list"
    if cues.WHY.search(text):
        return "why"
    return "howto" if cues.HOW.search(text) else "other"


def named(mentions: Sequence[Mention]) -> tuple[str, ...]:
    """The entries named, each once, in order."""
    return tuple(dict.fromkeys(mention.slug for mention in mentions))


def outside(text: str, mentions: Sequence[Mention]) -> str:
    """The question without the names in it: `contrastive learning` compares nothing."""
    for mention in reversed(mentions):
        text = f"{text[: mention.start]}#{text[mention.end :]}"
    return text


def topic_words(text: str) -> list[str]:
    """The words of a text that carry a topic, in lower case."""
    return [w.text.lower() for w in words_of(text) if w.text.lower() not in cues.FUNCTION_WORDS]


def _compares(text: str, mentions: Sequence[Mention]) -> bool:
    """A joining word between two names, or a word for comparing anywhere outside of names.

    A name before the joined ones is what they are compared in, and the question is about that.
    """
    joined = [
        n for n, (a, b) in enumerate(pairwise(mentions))
        if a.slug != b.slug and cues.BETWEEN.search(words := text[a.end : b.start])
        and len(words.split()) <= MOST_BETWEEN
    ]  # fmt: skip
    if joined:
        return joined[0] == 0
    return bool(cues.COMPARE.search(outside(text, mentions)))


def _defines(text: str, mentions: Sequence[Mention]) -> bool:
    """Whether the question opens with what the first entry it names is, whatever it asks after that."""
    if not mentions:
        return False
    first = mentions[0]
    before, after = text[: first.start], text[first.end :]
    if not re.search(r"\w", before) and not re.search(r"\w", after):
        return True  # only a name
    if cues.HOW_DOES.match(before):
        return True
    opening = cues.DEFINE.match(before + " ")
    if not opening or not cues.NOTHING_MORE.match(before[opening.end() :]):
        return False
    return bool(cues.CLAUSE.match(after)) or len(topic_words(outside(text, mentions))) <= 1


def _builds(text: str, mentions: Sequence[Mention]) -> bool:
    """Whether the question asks how to do what it names, and little more."""
    first = mentions[0]
    rest = outside(text, mentions[1:])[first.end :]
    before = text[: first.start]
    builds = bool(cues.BUILDS.search(before) or cues.DOES.match(before))
    return builds and len(topic_words(rest)) <= MOST_BUILT
