"""How much each word tells: rare words of the content much, common ones little, function words nothing."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.cues import FUNCTION_WORDS
from assistant.names import singular
from assistant.records import Passage

_WORD = re.compile(r"[^\W_]+(?:['’][a-z]+)?")
_ENDING = re.compile(r"(?:'s|ization|isation|ations?|ings?|ions?|ied|ies|ers?|ed|es|ly|e)$")
_FUNCTION_WORDS = sorted(word for word in FUNCTION_WORDS if len(word) > 2)
KEPT = 1024  # texts whose weights are remembered
_SHORTEST = 4  # letters a stem keeps
PHRASE = 0.7  # how much a name tells that is made of function words alone
PHRASE_WORDS = 3  # and how many of them it needs


@lru_cache(maxsize=1 << 15)
def stem(word: str) -> str:
    """A word without its common endings, so that `chunking` and `chunks` are one."""
    word = singular(word)
    cut = _ENDING.sub("", word)
    return cut if len(cut) >= _SHORTEST else word


@lru_cache(maxsize=1 << 12)  # passages come again with other questions, and a question with every passage
def stems(text: str) -> tuple[str, ...]:
    """The words of a text that carry a topic, without endings, in order."""
    words = (word.lower().replace("’", "'") for word in _WORD.findall(text))
    return tuple(stem(word) for word in words if word not in FUNCTION_WORDS and len(word) > 1)


def _held(wanted: frozenset[str], text: str) -> set[str]:
    """Which of the wanted stems a text has; the same as looking at all its stems, but faster."""
    words = (word.lower().replace("’", "'") for word in _beginning(wanted).findall(text)) if wanted else ()
    return {stem(word) for word in words if word not in FUNCTION_WORDS}


@lru_cache(maxsize=256)
def _beginning(wanted: frozenset[str]) -> re.Pattern[str]:
    """Words that begin like one of these stems: endings change no more than what comes after two letters."""
    beginnings = sorted({word[:3] if len(word) >= _SHORTEST else word[:2] for word in wanted})
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, beginnings))})[^\W_]*(?:['’][a-z]+)?", re.I)


@lru_cache(maxsize=4096)
def _is_slip(word: str) -> bool:
    """Whether a word is a function word with a typing error: `adn`, `shoud`."""
    return process.extractOne(word, _FUNCTION_WORDS, scorer=OSA.distance, score_cutoff=1) is not None


def word_counts(passages: Iterable[Passage]) -> Counter[str]:
    """How often each word stands in the passages, as it is written."""
    return Counter(word for passage in passages for word in _WORD.findall(passage.text))


def stem_counts(passages: Iterable[Passage]) -> Counter[str]:
    """In how many passages each stem stands, what they are about included."""
    counts: Counter[str] = Counter()
    for passage in passages:
        counts.update(set(stems(f"{passage.context} {passage.text}")))
    return counts


class Lexicon:
    """Weights of words, from the number of passages each stem stands in."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self.counts = counts
        self._most = max(counts.values(), default=1)
        # The stems of a text with their weights; those of a question are asked for many times.
        self.weighted = lru_cache(maxsize=KEPT)(self._weighted)

    @property
    def heaviest(self) -> float:
        """The weight of a word that stands nowhere."""
        return self.weight("")

    def weight(self, stemmed: str) -> float:
        """What a stem tells, 0.7 (in every passage) up to about 8."""
        return math.log(1 + self._most / (1 + self.counts.get(stemmed, 0)))

    def _weighted(self, text: str) -> Mapping[str, float]:
        return {word: self.weight(word) for word in stems(text)}

    def knows(self, word: str) -> bool:
        """Whether the content uses a word in some form."""
        return all(stemmed in self.counts for stemmed in stems(word))

    def covered(self, question: str, text: str) -> float:
        """Share of the question's words, by weight, that a text holds, 0 to 1."""
        words = self.weighted(question)
        held = _held(frozenset(words), text)
        return sum(w for word, w in words.items() if word in held) / (sum(words.values()) or 1.0)

    def likeness(self, a: str, b: str) -> float:
        """Weight of the words two texts share, against that of all their words, 0 to 1."""
        mine, other = self.weighted(a), self.weighted(b)
        both = sum(weight for word, weight in mine.items() if word in other)
        return both / (sum({**mine, **other}.values()) or 1.0)

    def unknown(self, text: str) -> float:
        """Share of a text's words, by weight, that the content never uses, 0 to 1."""
        words = self.weighted(text)
        missing = sum(w for word, w in words.items() if word not in self.counts and not _is_slip(word))
        return missing / (sum(words.values()) or 1.0)

    def familiar(self, text: str) -> float:
        """How usual the words of a text are in the content, 0 (it has none of them) to 1."""
        words = set(stems(text))
        usual = sum(math.log1p(self.counts.get(word, 0)) for word in words)
        return usual / (math.log1p(self._most) * len(words)) if words else 0.0

    def specificity(self, name: str) -> float:
        """1 for a name of rare words, near 0 for words that stand everywhere.

        A name of several words, all of them common (`making things up`), tells by their order.
        """
        weights = self.weighted(name).values()
        if not weights:
            return PHRASE if len(name.split()) >= PHRASE_WORDS else 0.0
        return min(1.0, 1.6 * max(weights) / self.heaviest)
