"""What understanding a question needs beside the passages: names, and how often each word occurs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from assistant.evidence import word_stems
from assistant.records import Passage

_WORD = re.compile(r"[^\W_]+(?:'[a-z]+)?")


def word_counts(passages: Sequence[Passage]) -> Counter[str]:
    """How often each word stands in the passages, as it is written."""
    return Counter(word for passage in passages for word in _WORD.findall(passage.text))


def stem_counts(passages: Sequence[Passage]) -> Counter[str]:
    """In how many passages each word stands, without endings; also in what they are about."""
    counts: Counter[str] = Counter()
    for passage in passages:
        counts.update(set(word_stems(f"{passage.context} {passage.text}")))
    return counts
