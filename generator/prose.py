"""The light Markdown of content files: citations, facts, links, and the numbers in it.

`[@key]` cites a source, `{entry#fact}` (or `{#fact}` in the fact's own entry) prints a
fact's value with its note, `[words](slug)` links to an entry.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

CITATION = re.compile(r"\[@([^\]\s]+)\]")
FACT = re.compile(r"\{([a-z0-9-]*)#([a-z0-9-]+)\}")
# Quotes, backticks and the like in an address could break out of the attribute it is printed in.
_LINK_PARTS = r"([^\[\]@][^\[\]]*)\]\(([^()\s<>\"'`\\]*)\)"
LINK = re.compile(r"(?<!\!)\[" + _LINK_PARTS)
HTML = re.compile(r"<[A-Za-z/!?]")
IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
CODE = re.compile(r"^```.*?^```[ ]*$|`[^`\n]+`", re.S | re.M)
# All of the above in one, as whoever prints prose reads it, so that nothing unchecked is printed.
# Each part begins with its letter and looks back over it: a search for a few letters is fast.
# `lastindex` tells which part it was; code has none.
TOKEN = re.compile(
    r"`(?<![^\n]`)``.*?^```[ ]*$|`[^`\n]+`"
    rf"|{CITATION.pattern}|{FACT.pattern}|\[(?<!\!\[){_LINK_PARTS}",
    re.S | re.M,
)
IS_CITATION, IS_FACT, IS_LINK = 1, 3, 5
ESTIMATE = re.compile(r"\((?:estimate|example)\b[^)]*\)")
SENTENCE_END = re.compile(
    r"(?<=[.!?])[\"”')\]]*\s+(?=[\"“'(*`\[{]*[A-Z0-9])|\n\s*\n|\n(?=\s*(?:[-*]|\d+\.)\s)"
)


@dataclass(frozen=True)
class References:
    """Everything a piece of prose points to."""

    sources: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]  # (entry or "", fact id)
    links: tuple[str, ...]


def find_references(text: str) -> References:
    """What the text cites and links to, code apart."""
    if "[" not in text and "{" not in text:
        return _NOTHING
    sources: list[str] = []
    facts: list[tuple[str, str]] = []
    links: list[str] = []
    for source, owner, fact, _, target in TOKEN.findall(text):
        if source:
            sources.append(source)
        elif fact:
            facts.append((owner, fact))
        elif target:
            links.append(target)
    return References(tuple(sources), tuple(facts), tuple(links))


_NOTHING = References((), (), ())

_DIGIT = re.compile(r"\d")
_MARKS = re.compile(r"\[@[^\]\s]+\]|\{[a-z0-9-]*#[a-z0-9-]+\}")
_ITEM_NUMBER = re.compile(r"^(\s*)\d+\.\s", re.M)  # of a numbered list
_NUMBER = re.compile(r"\d(?:[\d.,]*\d)?")
_FORMAT_SUFFIX = re.compile(r"-(?:bit|shot|gram|way|dimensional|D\b)|[A-Za-zµ]")
_PREFIX_NAME = re.compile(r"(?:[A-Za-z][-–.]?|[A-Za-z]\()$")
_NAME_BEFORE = re.compile(r"(?:^|[\s(“\"])([A-Z][\w.+-]*)\s$")
_KNOWN_NAMES = frozenset(
    "Llama Qwen Mistral Gemma Phi Claude Gemini Python Section Table Figure Chapter Stage Step Level "
    "Tier Version Article Act Apache".split()
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def words_of(text: str) -> Iterator[str]:
    """The running words of a text, piece by piece: code, citations, facts and links apart."""
    position = 0
    for token in TOKEN.finditer(text):
        yield text[position : token.start()]
        position = token.end()
    yield text[position:]


def sentences(text: str) -> Iterator[str]:
    """Sentences and list items of a text, one by one, code removed."""
    text = _ITEM_NUMBER.sub(r"\1- ", CODE.sub(" code ", text))
    for sentence in SENTENCE_END.split(text):
        if sentence and sentence.strip():
            yield sentence.strip()


def uncited_numbers(text: str) -> Iterator[tuple[str, str]]:
    """Numbers without evidence, each with its sentence.

    A number is fine in a sentence that cites a source, prints a fact, or carries a mark
    such as `(estimate)`, `(estimate: 6·N·D)` or `(example)`. Digits in code, dates, years,
    names (GPT-3, FP16, 8B) and formats (4-bit, few-shot) need none.
    """
    # Most digits stand in the names of sources and facts: look past those before splitting.
    if not _DIGIT.search(text) or not _DIGIT.search(_MARKS.sub("", text)):
        return
    for sentence in sentences(text):
        if CITATION.search(sentence) or FACT.search(sentence) or ESTIMATE.search(sentence):
            continue
        bare = _DATE.sub("", LINK.sub(r"\1", sentence))
        for match in _NUMBER.finditer(bare):
            if not _is_name(bare, match):
                yield match.group(), sentence


def _is_name(text: str, match: re.Match[str]) -> bool:
    number = match.group()
    before, after = text[: match.start()], text[match.end() :]
    if _YEAR.fullmatch(number) and not after.startswith(("%", " %")):
        return True
    if _PREFIX_NAME.search(before) or _FORMAT_SUFFIX.match(after):
        return True
    name = _NAME_BEFORE.search(before)
    if not name:
        return False
    word = name.group(1)
    inside_sentence = before[: name.start(1)].strip() != ""
    return word in _KNOWN_NAMES or inside_sentence or any(c.isupper() for c in word[1:])
