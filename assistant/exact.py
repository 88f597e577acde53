"""What an entry is and how it works, from its own page."""

from __future__ import annotations

from assistant import asks, cues
from assistant.compose import best_run
from assistant.draft import Draft, claim_in, claims_of, firsts, fitting, words_in
from assistant.lexicon import Lexicon
from assistant.question import Asked
from assistant.records import Claim, Passage
from assistant.shelf import Shelf

HOW_WORDS = 60  # of an answer that go to how something works
ENOUGH = 60  # words of an answer to which nothing is added
LEAST_ROOM = 20  # words; less is not worth another paragraph


def define(shelf: Shelf, asked: Asked, slug: str, limit: int | None = None) -> Draft:
    """What an entry is, how it works, what it brings and what it costs.

    With `limit`, no more than so many words: something else is asked too.
    """
    draft = Draft()
    end = draft.limit if limit is None else limit

    def room() -> int:
        return end - draft.used

    summary = claims_of(shelf.first(slug, "summary"))
    draft.paragraph([*summary, *_workings(shelf, slug, min(HOW_WORDS, room() // 2))], most=room())
    if cues.WHY.search(asked.text):
        draft.paragraph(claims_of(shelf.first(slug, "objective")), most=room())
    draft.paragraph(claims_of(shelf.first(slug, "impact")), most=room())
    draft.paragraph(firsts(shelf.field(slug, "cons"), 1), most=room())
    for passage in shelf.some(slug, ("explanation", "what_it_is")):
        if room() > LEAST_ROOM:
            draft.paragraph(claims_of(passage, room()))
    return draft


def first(shelf: Shelf, asked: Asked) -> Draft:
    """When something was first published, and by whom; empty where the content does not say."""
    draft = Draft()
    origin = {passage.id.rpartition("/")[2]: passage for passage in shelf.field(asked.focus[0], "origin")}
    if asks.WHO_FIRST.search(asked.text) and "paper" not in origin:
        return draft
    draft.paragraph(claims_of(origin.get("paper") or origin.get("year")))
    if draft.blocks:
        draft.paragraph(claims_of(shelf.first(asked.focus[0], "summary")))
    return draft


def explain(shelf: Shelf, asked: Asked, slug: str) -> Draft:
    """How an entry works, step by step where its page has steps."""
    texts = shelf.field(slug, "how_it_works")
    if not texts:
        return define(shelf, asked, slug)
    draft = Draft()
    draft.paragraph(claims_of(shelf.first(slug, "summary")))
    for passage in texts:
        if draft.left > LEAST_ROOM:
            _with_steps(draft, passage, draft.left)
    draft.paragraph(claims_of(shelf.first(slug, "impact")))
    return draft


def complete(draft: Draft, shelf: Shelf, lexicon: Lexicon, asked: Asked) -> None:
    """Add what the page of the entry in focus says on the question, to an answer that is short."""
    for passage in shelf.some(asked.focus[0], ("how_it_works", "explanation", "what_it_is", "summary")):
        if draft.used > ENOUGH:
            return
        run = best_run(lexicon, asked.text, passage, 3, min(draft.left, HOW_WORDS))
        draft.paragraph([sentence.claim() for sentence in run])


def _with_steps(draft: Draft, passage: Passage, room: int) -> None:
    """Running text and, below it, the items of its list."""
    head, *items = passage.text.split("\n")
    told = [c for c in claims_of(passage) if c.end <= len(head)]
    start = draft.used
    if items and head.endswith(":") and len(told) <= 1:  # a heading, which says nothing without an item
        told = []
        heading = claim_in(passage, head)
        if words_in([heading]) + len(items[0].split()) <= room:
            draft.announce(heading)
    draft.paragraph(told, most=room)
    draft.bullets([claim_in(passage, line) for line in items], most=room - (draft.used - start))


def _workings(shelf: Shelf, slug: str, words: int) -> list[Claim]:
    """The first sentences on how an entry works; none that only announces a list left out here."""
    for field in ("how_it_works", "explanation", "what_it_is"):
        source = shelf.first(slug, field)
        if source is None:
            continue
        line, *items = source.text.split("\n")
        found = [claim for claim in claims_of(source) if claim.end <= len(line)]
        kept = fitting(found[:-1] if items else found, words)
        if kept:
            return kept
    return []
