"""Answers from knowledge that needs no search: definitions, workings, good and bad sides, numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant import cues
from assistant.draft import Draft, claim_in, claims_of, join
from assistant.question import QUANTITIES, Asked
from assistant.records import Claim, Connective, Passage, Row
from assistant.sentences import sentences
from assistant.shelf import Shelf

HOW_WORDS = 60  # of an answer that go to how something works
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
_SAID = re.compile(r"^(?P<name>[^:]+): (?P<label>[^:]+): (?P<rest>.+)\.$", re.S)


def define(shelf: Shelf, asked: Asked, slug: str) -> Draft:
    """What an entry is, how it works, what it brings and what it costs."""
    draft = Draft()
    text = asked.text
    draft.paragraph([*claims_of(shelf.first(slug, "summary")), *_workings(shelf, slug, HOW_WORDS)])
    if cues.WHY.search(text):
        draft.paragraph(claims_of(shelf.first(slug, "objective")))
    draft.paragraph(claims_of(shelf.first(slug, "impact")))
    if "when" in asked.aspects:
        draft.bullets(_firsts(shelf.field(slug, "when.good_if"), 2), "use_if")
    draft.paragraph(_firsts(shelf.field(slug, "cons"), 1))
    _fill(draft, shelf, slug)
    return draft


def explain(shelf: Shelf, asked: Asked, slug: str) -> Draft:
    """How an entry works, step by step where its page has steps."""
    draft = Draft()
    draft.paragraph(claims_of(shelf.first(slug, "summary")))
    if not shelf.field(slug, "how_it_works"):
        return define(shelf, asked, slug)
    first, *rest = shelf.field(slug, "how_it_works")
    _with_steps(draft, first)
    for passage in rest:
        draft.paragraph(claims_of(passage, words=draft.left))
    draft.paragraph(claims_of(shelf.first(slug, "impact")))
    return draft


def _with_steps(draft: Draft, passage: Passage) -> None:
    """Running text and, below it, the items of its list."""
    lines = passage.text.split("\n")
    found = claims_of(passage)
    head = [c for c in found if c.end <= len(lines[0])]
    draft.paragraph(head)
    items = [claim_in(passage, line) for line in lines[1:]]
    draft.bullets(items)


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
    name, label = _span(passage, *match.span("name")), _span(passage, *match.span("label"))
    start, end = match.span("rest")
    cut = passage.text.find("; ", start)
    value = _span(passage, start, cut if cut > 0 else end)
    evidence = (_span(passage, cut + 2, end),) if cut > 0 else ()
    return ((name, join("colon"), label), (value,), evidence)


def _span(passage: Passage, start: int, end: int) -> Claim:
    return Claim(passage.text[start:end], passage, start, end)


def value_asked(asked: Asked) -> bool:
    """Whether the question wants a number the content derives."""
    return bool(asked.slugs) and any(a in VALUES for a in asked.aspects)


def quantity_asked(asked: Asked) -> bool:
    """Whether it wants an amount, time, cost, memory or speed."""
    return any(a in QUANTITIES for a in asked.aspects)


def _workings(shelf: Shelf, slug: str, words: int) -> list[Claim]:
    """The first sentences on how a method works, or of a term's explanation."""
    source = shelf.first(slug, "how_it_works") or shelf.first(slug, "explanation")
    if source is None:
        source = shelf.first(slug, "what_it_is")
    return claims_of(source, words)


def _firsts(passages: Iterable[Passage], count: int) -> list[Claim]:
    """The first sentence of each passage."""
    return [sentences(p)[0].claim() for p in list(passages)[:count] if p.text]


def _fill(draft: Draft, shelf: Shelf, slug: str) -> None:
    """A term has few fields: the rest of its explanation, then its first question's answer."""
    for passage in shelf.some(slug, ("explanation", "what_it_is")):
        if draft.left < 20:
            return
        draft.paragraph(claims_of(passage, draft.left))


__all__ = [
    "Connective", "define", "explain", "quantity_asked", "sides", "value_asked", "values",
]  # fmt: skip
