"""Gathers what a training run learns from and what it is measured on."""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import TrainingDataError
from assistant.squad import Question, load_questions, split_by_article
from assistant.tune_content import content_passages, groups_from_content
from assistant.tune_groups import Group, groups_from_squad, off_topic_groups
from generator.content import Content

# Questions without an answer teach the level of the scores; a few are enough, and each costs time.
_UNANSWERABLE = 0.25
_OFF_TOPIC = 0.03  # of all groups
_HELD_OUT_CONTENT = 0.1


@dataclass(frozen=True)
class TrainingData:
    """What to train on, and what of the same files is kept from training."""

    groups: tuple[Group, ...]
    held_out: tuple[Question, ...]  # of articles nothing is learnt from
    content_held_out: tuple[Group, ...]
    articles: tuple[str, ...]  # titles held out

    @property
    def kinds(self) -> Mapping[str, int]:
        """How many groups of each kind there are."""
        return dict(sorted(Counter(group.kind for group in self.groups).items()))


def gather(paths: Sequence[Path], content: Content, seed: int) -> TrainingData:
    """Groups from SQuAD-format files and content; the same for the same files, content and seed."""
    rng = random.Random(seed)
    split = split_by_article([question for path in paths for question in load_questions(path)])
    if not any(q.right for q in split.train) or not any(q.right for q in split.held_out):
        raise TrainingDataError(
            f"{', '.join(map(str, paths)) or 'No file'}: at least five articles with answered questions are "
            "needed, so that some can be held out. Give more data."
        )
    squad = groups_from_squad(split.train, rng)
    none = [group for group in squad if not group.has_answer]
    chosen = rng.sample(none, round(len(none) * _UNANSWERABLE))
    own = groups_from_content(content, rng)
    groups = [group for group in squad if group.has_answer] + chosen
    groups += [group for group in own if not _is_held_out(group)]
    passages, asked = content_passages(content), [q.text for q in split.train]
    groups += off_topic_groups(asked, passages, round(len(groups) * _OFF_TOPIC), rng)
    rng.shuffle(groups)
    return TrainingData(
        groups=tuple(groups),
        held_out=split.held_out,
        content_held_out=tuple(group for group in own if _is_held_out(group)),
        articles=tuple(sorted({question.article for question in split.held_out})),
    )


def _is_held_out(group: Group) -> bool:
    """Decided by the first right passage, whatever the question's wording."""
    digest = hashlib.sha256(group.passages[0].sentences[0].encode()).digest()
    return digest[0] < 256 * _HELD_OUT_CONTENT
