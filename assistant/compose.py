"""An answer from evidence: most of the best passage, and what others add to it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.draft import Draft
from assistant.evidence import Candidate, Evidence
from assistant.lexicon import Lexicon
from assistant.names import Mention
from assistant.question import Asked
from assistant.records import Passage
from assistant.sentences import Sentence, sentences

LEAD_WORDS = 115  # of an answer that may come from a passage that answers this very question
SHARED_WORDS = 80  # of an answer that may come from its best passage otherwise
MORE = 3  # passages that may add to it
ADDED = 3  # sentences from each of those
ADDED_WORDS = 50
LEAST_WORDS = 8  # of a cell of a table; a shorter one leans on what heads its row
SURE = 0.5  # likeness from which an answered question is taken for the one that is asked
PICKED = 0.5  # weight of the selector beside the words in common, for a sentence
NEAR = 0.6  # of the best passage's worth that a passage must have to add something
_BARE = re.compile(r"(?:Yes|No|Not quite|Partly|Usually|Rarely|Often|Sometimes|It depends)\.", re.I)
WHOLE = frozenset(("questions", "explanation", "summary", "verdict"))  # quoted from their start


def compose(lexicon: Lexicon, asked: Asked, evidence: Evidence, draft: Draft | None = None) -> Draft:
    """Fill a draft from the evidence; what it holds already is not said again."""
    draft = draft or Draft()
    if not evidence.candidates:
        return draft
    first, *others = evidence.candidates
    sure = answers(lexicon, asked, first)
    lead(draft, lexicon, asked, first, LEAD_WORDS if sure else SHARED_WORDS, sure=sure)
    add(draft, lexicon, asked, others, NEAR * first.worth)
    return draft


def add(draft: Draft, lexicon: Lexicon, asked: Asked, candidates: Sequence[Candidate], floor: float) -> None:
    """A sentence or two from each of the next passages, as long as they are nearly as good."""
    added = 0
    for candidate in candidates:
        if added == MORE or draft.left < 12 or candidate.worth < floor:
            return
        if not _on_topic(asked, candidate.passage) or _leans_on_a_table(candidate.passage):
            continue
        run = best_run(
            lexicon, asked.text, candidate.passage, ADDED, min(draft.left, ADDED_WORDS), candidate.held
        )
        added += draft.paragraph([sentence.claim() for sentence in run])


def _on_topic(asked: Asked, passage: Passage) -> bool:
    """A question that names entries wants no remark from the page of another one."""
    named = set(asked.slugs)
    return (
        not named or bool(named & set(passage.slug.split("--"))) or passage.field in ("sections", "questions")
    )


def _leans_on_a_table(passage: Passage) -> bool:
    """`LoRA adds nothing` says nothing without the aspect it is about."""
    return passage.field == "aspects" and len(passage.text.split()) < LEAST_WORDS


def answers(lexicon: Lexicon, asked: Asked, candidate: Candidate) -> bool:
    """Whether a passage was written as the answer to this very question."""
    passage = candidate.passage
    if passage.field != "questions" or not all(_speaks_of(asked, m, passage) for m in asked.mentions):
        return False
    return lexicon.likeness(asked.text, passage.title.partition(": ")[2]) >= SURE


def _speaks_of(asked: Asked, mention: Mention, passage: Passage) -> bool:
    """Whether a passage is about a named entry, or at least says its name."""
    name = asked.text[mention.start : mention.end].lower()
    return mention.slug in passage.slug.split("--") or name in f"{passage.context} {passage.text}".lower()


def lead(
    draft: Draft, lexicon: Lexicon, asked: Asked, candidate: Candidate, most: int, *, sure: bool = False
) -> None:
    """The best passage: an answer from its start, a long text from its best sentence on.

    A bare "Yes." answers the question it was written for and no other.
    """
    passage, room = candidate.passage, min(most, draft.left)
    if passage.text.count("\n") > 1:
        with_items(draft, lexicon, asked.text, passage, room)
        return
    found = sentences(passage)
    if not sure and found and _BARE.fullmatch(found[0].text):
        found = found[1:]
    if passage.field not in WHOLE and (sum(s.words for s in found) > room or (found and found[0].leans)):
        found = best_run(lexicon, asked.text, passage, len(found), room, candidate.held)
    draft.paragraph([sentence.claim() for sentence in found], most=room)


def with_items(draft: Draft, lexicon: Lexicon, question: str, passage: Passage, room: int) -> None:
    """Running text with a list: its opening, and the items that answer best, in their order."""
    opening, *items = _lines(passage)
    draft.paragraph([sentence.claim() for sentence in opening], most=room)
    room -= sum(sentence.words for sentence in opening)
    sizes = [sum(sentence.words for sentence in item) for item in items]
    order = list(range(len(items)))
    if sum(sizes) > room:
        order.sort(key=lambda n: -lexicon.covered(question, " ".join(s.text for s in items[n])))
    kept: list[int] = []
    for number in order:
        if items[number] and sizes[number] <= room:
            room -= sizes[number]
            kept.append(number)
    joined = [Sentence(passage, items[n][0].start, items[n][-1].end) for n in sorted(kept)]
    draft.bullets([sentence.claim() for sentence in joined])


def _lines(passage: Passage) -> list[list[Sentence]]:
    """The sentences of each line of a passage."""
    found, lines, position = sentences(passage), [], 0
    for line in passage.text.split("\n"):
        end = position + len(line)
        lines.append([s for s in found if position <= s.start and s.end <= end])
        position = end + 1
    return lines


def best_run(
    lexicon: Lexicon,
    question: str,
    passage: Passage,
    count: int,
    room: int,
    held: Sequence[float] = (),
) -> list[Sentence]:
    """Neighbouring sentences that most likely answer, and lean on nothing left out.

    What counts is how many of the question's words they hold, and what the selector says of the
    best of them (`held`, a degree for each, as far as the passage was read).
    """
    found = sentences(passage)
    best: tuple[float, list[Sentence]] = (-1.0, [])
    for start, first in enumerate(found):
        run = [] if first.leans else fitting(found[start : start + count], room)
        if run:
            text = " ".join(sentence.text for sentence in run)
            worth = lexicon.covered(question, text) + 0.001 * len(text.split()) - 0.01 * start
            worth += PICKED * max(held[start : start + len(run)], default=0.0)
            best = max(best, (worth, run), key=lambda pair: pair[0])
    return best[1]


def fitting(found: Sequence[Sentence], room: int) -> list[Sentence]:
    """The first sentences that fit into so many words."""
    kept: list[Sentence] = []
    for sentence in found:
        room -= sentence.words
        if room < 0:
            break
        kept.append(sentence)
    return kept
