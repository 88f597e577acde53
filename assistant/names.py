"""Finds the entries a question names: by name, alias, plural, other spelling, or with a typing error."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from generator.content import Content
from schema.method import Method
from schema.term import Term

MOST_WORDS = 6  # of a name; longer ones are titles nobody types
KEPT = 256  # texts whose names are remembered
SHORTEST_STEM = 5  # letters; `fine-tuned` and `fine-tuning` share one of them
LONG = 14  # letters of several words; a name so near to them is meant even if each word is a word
LETTERS_PER_ERROR = 7  # one error in a word of up to 13 letters, two from 14 on

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_BRACKETS = re.compile(r"\s*\(([^)]*)\)")


@dataclass(frozen=True)
class Word:
    """A word of the question with its place."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Mention:
    """A name found in a question, from `start` to `end`."""

    slug: str
    start: int
    end: int
    typo: bool = False  # it was written otherwise than any name of the entry


def words_of(text: str) -> list[Word]:
    """Words in order; hyphens and punctuation separate."""
    return [Word(m.group(), m.start(), m.end()) for m in _WORD.finditer(text)]


def fold(text: str) -> str:
    """One form for `Fine-Tuning`, `fine tuning` and `finetunings`: letters and digits, singular."""
    letters = re.sub(r"[^0-9a-z]+", "", _plain(text))
    return singular(letters)


def _plain(text: str) -> str:
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKD", text.lower())
    return "".join(c for c in text if not unicodedata.combining(c))


def singular(word: str) -> str:
    """A word without the `s` of its plural; good enough to compare two words treated alike."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


_ENDING = re.compile(
    r"(?:isations?|izations?|ations?|ating|ated|ates?|ings?|ions?|ised|ized|ises|izes|ise|ize|ed|es|e|s)$"
)


def _stem(key: str) -> str:
    """What `finetuning`, `finetune` and `finetuned` have in common."""
    return _ENDING.sub("", key)


def forms_of(entry: Method | Term) -> Iterator[str]:
    """Everything an entry is called, brackets also taken apart: `RAG` and the words it stands for."""
    names = [entry.name, *entry.aliases, *entry.plurals]
    if isinstance(entry, Method) and entry.short_name:
        names.append(entry.short_name)
    for name in names:
        yield name
        if _BRACKETS.search(name):
            yield _BRACKETS.sub("", name)
            yield from (inside for inside in _BRACKETS.findall(name) if len(inside) > 1)


class Names:
    """All names of the content, to be found in questions.

    `forms`: folded name -> (slug, how it is written if only that writing counts, else "").
    `known`: words of the content in lower case, which are no typing errors.
    """

    def __init__(self, forms: Mapping[str, tuple[str, str]], known: Collection[str]) -> None:
        self.forms, self._known = forms, known
        self._found = lru_cache(maxsize=KEPT)(self._find)  # a question is looked through several times
        self._stems: dict[str, str] = {}
        self._alike: dict[tuple[int, str], list[str]] = {}  # by length and first letter
        for key, (slug, exact) in forms.items():
            if not exact and len(stem := _stem(key)) >= SHORTEST_STEM:
                self._stems.setdefault(stem, slug)
        self._near_names = {key: slug for key, (slug, exact) in forms.items() if not exact} | self._stems
        for key in self._near_names:
            self._alike.setdefault((len(key), key[0]), []).append(key)

    @classmethod
    def of(cls, content: Content, words: Mapping[str, int]) -> Names:
        """The names of all methods and terms; the first that claims a name keeps it.

        `words` counts the words of the content as they are written. An acronym whose letters are
        mostly an ordinary word (`ReAct`, `ZeRO`) is only found as it is written.
        """
        forms: dict[str, tuple[str, str]] = {}
        entries: list[Method | Term] = [*content.methods.values(), *content.terms.values()]
        for entry in entries:
            for name in forms_of(entry):
                ordinary = _is_acronym(name) and words.get(name.lower(), 0) > words.get(name, 0)
                exact = name if ordinary else ""
                if key := fold(name):
                    forms.setdefault(key, (entry.slug, exact))
        return cls(forms, frozenset(word.lower() for word in words))

    def _find(self, question: str) -> tuple[Mention, ...]:
        words = words_of(question)
        taken: set[int] = set()
        found = [*self._exact(question, words, taken), *self._typos(question, words, taken)]
        return tuple(sorted(found, key=lambda mention: mention.start))

    def find(self, question: str) -> list[Mention]:
        """Names in order, without overlaps, the longest first; then what looks like a typing error."""
        return list(self._found(question))

    def knows(self, word: str) -> bool:
        """Whether the content uses a word, in the singular or the plural."""
        plain = word.lower()
        return plain in self._known or singular(plain) in self._known or f"{plain}s" in self._known

    def _exact(self, question: str, words: list[Word], taken: set[int]) -> Iterator[Mention]:
        for first, last in _windows(len(words), taken):
            text = question[words[first].start : words[last].end]
            if len(text) > 80 or re.search(r"[.,;:!?()]\s", text):
                continue
            if slug := self.named(text):
                taken.update(range(first, last + 1))
                yield Mention(slug, words[first].start, words[last].end)

    def named(self, text: str) -> str | None:
        """The entry that goes by these words."""
        key = fold(text)
        form = self.forms.get(key)
        if form is None:
            return self._stems.get(_stem(key))
        return form[0] if form[1] in text else None

    def _typos(self, question: str, words: list[Word], taken: set[int]) -> Iterator[Mention]:
        strange = {n for n, word in enumerate(words) if len(word.text) > 3 and not self.knows(word.text)}
        for first, last in _windows(len(words), taken):
            inside = range(first, last + 1)
            text = question[words[first].start : words[last].end]
            if re.search(r"[.,;:!?()]\s", text):
                continue
            key = fold(text)
            usual = not strange.intersection(inside)
            if usual and (first == last or len(key) < LONG):
                continue
            most = 1 if usual else 2
            if slug := self._near(key, most) or self._near(_stem(key), most):
                taken.update(inside)
                yield Mention(slug, words[first].start, words[last].end, typo=True)

    def _near(self, key: str, most: int) -> str | None:
        """The entry with a name at most so many errors away; words that are all known count as meant."""
        if len(key) < SHORTEST_STEM:
            return None
        errors = 1 if len(key) < 2 * LETTERS_PER_ERROR else most
        near = [k for n in range(-errors, errors + 1) for k in self._alike.get((len(key) + n, key[0]), ())]
        best = process.extractOne(key, near, scorer=OSA.distance, score_cutoff=errors)
        return self._near_names[best[0]] if best else None


def _windows(count: int, taken: set[int]) -> Iterator[tuple[int, int]]:
    """Runs of free words as (first, last), the longest first; `taken` may grow meanwhile."""
    for size in range(min(MOST_WORDS, count), 0, -1):
        for first in range(count - size + 1):
            if not taken.intersection(range(first, first + size)):
                yield first, first + size - 1


def _is_acronym(name: str) -> bool:
    return " " not in name and sum(character.isupper() for character in name) >= 2
