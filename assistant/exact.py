"""Answers from knowledge that needs no search: definitions, workings, good and bad sides, numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant import cues
from assistant.draft import Draft, claim_in, claims_of, heading_of, join, name_of, words_in
from assistant.question import Asked
from assistant.records import Claim, Label, Passage, Row
from assistant.sentences import sentences
from assistant.shelf import Shelf

HOW_WORDS = 60  # of an answer that go to how something works
LEAST_ROOM = 20  # words; less is not worth another paragraph
SIDE = 3  # advantages or drawbacks listed when one side is asked for with the other

# Which values answer which aspect of a question, by the end of a passage's id.
VALUES: dict[str, tuple[str, ...]] = {
    "data": ("numbers/data", "numbers/labelling-work"),
    "time": ("numbers/training", "numbers/setup", "numbers/start-to-result"),
    "cost": ("numbers/compute", "numbers/training", "cost/0", "cost/1", "cost/2"),
    "memory": ("numbers/hardware", "numbers/compute", "numbers/serving-memory"),
    "speed": ("numbers/time-per-call", "effects/speed", "numbers/extra-prompt-tokens-per-call"),
    "skill": ("glance/expertise", "glance/organisation-needs"),
    "access": ("glance/access-to-the-model",),
}
SIDES = frozenset(("pros", "cons", "risks", "when"))
_SAID = re.compile(r"^(?P<name>[^:]+): (?P<label>[^:]+): (?P<rest>.+)\.$", re.S)


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
    draft.paragraph(_firsts(shelf.field(slug, "cons"), 1), most=room())
    for passage in shelf.some(slug, ("explanation", "what_it_is")):
        if room() > LEAST_ROOM:
            draft.paragraph(claims_of(passage, room()))
    return draft


def explain(shelf: Shelf, asked: Asked, slug: str) -> Draft:
    """How an entry works, step by step where its page has steps."""
    texts = shelf.field(slug, "how_it_works")
    if not texts:
        return define(shelf, asked, slug)
    draft = Draft()
    draft.paragraph(claims_of(shelf.first(slug, "summary")))
    impact = claims_of(shelf.first(slug, "impact"))
    reserved = words_in(impact)
    _with_steps(draft, texts[0], draft.left - reserved)
    for passage in texts[1:]:
        if draft.left - reserved > LEAST_ROOM:
            draft.paragraph(claims_of(passage, draft.left - reserved))
    draft.paragraph(impact)
    return draft


def _with_steps(draft: Draft, passage: Passage, room: int) -> None:
    """Running text and, below it, the items of its list."""
    lines = passage.text.split("\n")
    start = draft.used
    draft.paragraph([c for c in claims_of(passage) if c.end <= len(lines[0])], most=room)
    draft.bullets([claim_in(passage, line) for line in lines[1:]], most=room - (draft.used - start))


def sides(shelf: Shelf, asked: Asked, slug: str) -> Draft:
    """Advantages, drawbacks, risks, and when to use something, as far as they are asked for."""
    draft = Draft()
    wanted = [aspect for aspect in ("pros", "when", "cons", "risks") if aspect in asked.aspects]
    draft.paragraph(claims_of(shelf.first(slug, "summary")))
    most = SIDE if len(wanted) > 1 else 2 * SIDE
    share = draft.left // max(1, len(wanted))
    for aspect in wanted:
        if aspect == "when":
            share_each = share // 2
            if not _avoids(asked.text):
                draft.bullets(_firsts(shelf.field(slug, "when.good_if"), most), "use_if", share_each)
            draft.bullets(_firsts(shelf.field(slug, "when.avoid_if"), most), "avoid_if", share_each)
        else:
            lead = {"pros": "advantages", "cons": "drawbacks", "risks": "risks"}[aspect]
            draft.bullets(_firsts(shelf.field(slug, aspect), most), lead, share)
    return draft


def _avoids(text: str) -> bool:
    return bool(re.search(r"\b(?:avoid|not|never|bad idea|wrong)\b", text, re.I))


def values(shelf: Shelf, asked: Asked, slugs: Sequence[str]) -> list[Row]:
    """A table of the values an aspect asks for: quantity, value, scenario and evidence."""
    wanted = [a for a in asked.aspects if a in VALUES]
    ids = dict.fromkeys(id for aspect in wanted for id in VALUES[aspect])
    rows: list[Row] = []
    for slug in slugs:
        for id in ids:
            passage = shelf.one(f"{slug}/{id}")
            if passage and (row := _value_row(passage)):
                rows.append(row)
    head = tuple(((join(key),)) for key in ("quantity", "value", "scenario"))
    return [head, *rows] if rows else []


def _value_row(passage: Passage) -> Row | None:
    match = _SAID.match(passage.text)
    if not match:
        return None
    quantity = _span(passage, match.start("name"), match.end("label"))
    start, end = match.span("rest")
    cut = passage.text.find("; ", start)
    value = _span(passage, start, cut if cut > 0 else end)
    evidence = (_span(passage, cut + 2, end),) if cut > 0 else ()
    return ((quantity,), (value,), evidence)


def tools(shelf: Shelf, slug: str) -> Draft:
    """Software for an entry, each with what it offers."""
    draft = Draft()
    draft.paragraph(claims_of(shelf.first(slug, "summary")))
    for passage in shelf.field(slug, "tools"):
        draft.item(_last_words(passage), claims_of(passage))
    return draft


def _last_words(passage: Passage) -> Label:
    """The name of a tool: what a passage is about beyond its entry and heading."""
    about = f"{name_of(passage).text} {heading_of(passage).text}"
    return Label(passage.context[len(about) :].strip(), passage)


def kinds(shelf: Shelf, slug: str) -> Draft:
    """The members of a family."""
    draft = Draft()
    draft.paragraph([*claims_of(shelf.first(slug, "summary")), *claims_of(shelf.first(slug, "members"))])
    return draft


def _span(passage: Passage, start: int, end: int) -> Claim:
    return Claim(passage.text[start:end], passage, start, end)


def value_asked(asked: Asked) -> bool:
    """Whether the question wants a number the content derives."""
    return bool(asked.slugs) and any(a in VALUES for a in asked.aspects)


def _workings(shelf: Shelf, slug: str, words: int) -> list[Claim]:
    """The first sentences on how a method works, or of a term's explanation, without a list below."""
    source = shelf.first(slug, "how_it_works") or shelf.first(slug, "explanation")
    if source is None:
        return []
    line = len(source.text.split("\n")[0])
    return [claim for claim in claims_of(source, words) if claim.end <= line]


def _firsts(passages: Iterable[Passage], count: int) -> list[Claim]:
    """The first sentence of each passage."""
    return [sentences(p)[0].claim() for p in list(passages)[:count] if p.text]
