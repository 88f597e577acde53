"""What readers asked and the content lacks, grouped by likeness."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.records import Vectors

ALIKE = 0.6  # cosine from which two questions count as one
_MOST = 2000  # different questions looked at, the most frequent ones


@dataclass(frozen=True)
class Gap:
    """One thing that was asked, in the words it was asked in."""

    questions: tuple[tuple[str, int], ...]  # with their counts, the most frequent first

    @property
    def count(self) -> int:
        """How often it was asked in all."""
        return sum(count for _, count in self.questions)


def group_gaps(questions: Sequence[str], embed: Callable[[Sequence[str]], Vectors]) -> list[Gap]:
    """Questions grouped around the most frequent of each group, the largest groups first.

    `embed`: texts to unit vectors, shape (n, d). Case, spaces and the final mark do not count.
    """
    counts: Counter[str] = Counter()
    words: dict[str, str] = {}
    for question in questions:
        key = " ".join(question.casefold().split()).rstrip("?!. ")
        counts[key] += 1
        words.setdefault(key, question)
    keys = [key for key, _ in counts.most_common(_MOST)]
    if not keys:
        return []
    vectors = embed(keys)
    leaders: list[int] = []
    members: list[list[int]] = []
    for row in range(len(keys)):
        likeness = vectors[leaders] @ vectors[row] if leaders else np.zeros(0)
        nearest = int(likeness.argmax()) if leaders else 0
        if leaders and likeness[nearest] >= ALIKE:
            members[nearest].append(row)
        else:
            leaders.append(row)
            members.append([row])
    gaps = [Gap(tuple((words[keys[r]], counts[keys[r]]) for r in rows)) for rows in members]
    return sorted(gaps, key=lambda gap: -gap.count)


def render_gaps(unanswered: Sequence[Gap], disliked: Sequence[Gap], most: int) -> str:
    """The report as plain text: what had no answer, then whose answers were disliked."""
    parts = [
        _section("Asked, and not answered", unanswered, most),
        _section("Answered, and disliked", disliked, most),
    ]
    return "\n\n".join(part for part in parts if part) or "Nothing is recorded: no gaps are known."


def _section(title: str, gaps: Sequence[Gap], most: int) -> str:
    if not gaps:
        return ""
    lines = [f"{title} ({sum(gap.count for gap in gaps)}, in {len(gaps)} group{'s' * (len(gaps) > 1)})"]
    for gap in gaps[:most]:
        (first, _), *others = gap.questions
        lines.append(f"{gap.count:5}×  {first}")
        lines += [f"          {question}" for question, _ in others[:4]]
        if len(others) > 4:
            lines.append(f"          … and {len(others) - 4} more")
    if len(gaps) > most:
        lines.append(f"        … and {len(gaps) - most} more groups; see --limit")
    return "\n".join(lines)
