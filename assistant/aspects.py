"""Answers on one aspect of an entry: good and bad sides, numbers, tools, members."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant import cues
from assistant.draft import Draft, claims_of, firsts, heading_of, join, name_of
from assistant.question import Asked
from assistant.records import Claim, Label, Passage, Row
from assistant.shelf import Shelf
from generator.content import Content
from generator.names import heading_anchor

# Which values answer which aspect of a question: part of an entry's page, and a key of `_labels`.
VALUES: dict[str, tuple[tuple[str, str], ...]] = {
    "data": (("numbers", "data"), ("numbers", "labelling")),
    "time": (("numbers", "training"), ("numbers", "setup"), ("numbers", "calendar")),
    "cost": (("numbers", "compute"), ("numbers", "training"), ("cost", "0"), ("cost", "1"), ("cost", "2")),
    "memory": (("numbers", "hardware"), ("numbers", "compute"), ("numbers", "memory")),
    "speed": (("numbers", "latency"), ("numbers", "extra_input")),
    "skill": (("glance", "expertise"), ("glance", "maturity")),
    "access": (("glance", "access"),),
}
SIDES = ("pros", "when", "cons", "risks")
SIDE = 3  # advantages or drawbacks listed when something else is asked too
REMARK_WORDS = 50
ANSWER_WORDS = 120
_SAID = re.compile(r"^(?P<name>[^:]+): (?P<label>[^:]+): (?P<rest>.+)\.$", re.S)


def sides(shelf: Shelf, asked: Asked, slug: str) -> Draft:
    """Advantages, drawbacks, risks, when to use something, and what else is asked of it.

    The draft is empty if the page of the entry has nothing on any of them.
    """
    draft = Draft()
    draft.paragraph(claims_of(shelf.first(slug, "summary")))
    wanted = [aspect for aspect in (*SIDES, *VALUES) if aspect in asked.aspects]
    most = SIDE if len(wanted) > 1 else 2 * SIDE
    found = False
    for number, aspect in enumerate(wanted):
        share = draft.left // (len(wanted) - number)
        for lead, field in _fields(aspect, asked.text):
            found |= draft.bullets(firsts(shelf.field(slug, field), most), lead, share)
        if aspect in VALUES:
            found |= draft.paragraph(_remarks(shelf, slug, aspect), most=share)
    return draft if found else Draft()


def answered(shelf: Shelf, asked: Asked, slug: str) -> Draft:
    """The answer on the entry's own page to a question on the same quantity; empty if there is none."""
    draft = Draft()
    for aspect in (aspect for aspect in asked.aspects if aspect in VALUES):
        for passage in shelf.field(slug, "questions"):
            if cues.ASPECTS[aspect].search(heading_of(passage).text):
                draft.paragraph(claims_of(passage), most=ANSWER_WORDS)
                return draft
    return draft


def _fields(aspect: str, text: str) -> list[tuple[str, str]]:
    """The connective and the field of one side of an entry."""
    if aspect != "when":
        leads = {"pros": "advantages", "cons": "drawbacks", "risks": "risks"}
        return [(leads[aspect], aspect)] if aspect in leads else []
    good, bad = ("use_if", "when.good_if"), ("avoid_if", "when.avoid_if")
    return [bad] if cues.AVOID.search(text) else [good, bad]


def _remarks(shelf: Shelf, slug: str, aspect: str) -> list[Claim]:
    """What an entry's page says on a quantity: the answer to a question on it, or single remarks."""
    asks = cues.ASPECTS[aspect].search
    for passage in shelf.field(slug, "questions"):
        if asks(heading_of(passage).text):
            return claims_of(passage, REMARK_WORDS)
    passages = shelf.some(slug, ("impact", "pros", "cons", "aspects"))
    return [claim for passage in passages for claim in claims_of(passage) if asks(claim.text)][:2]


def values(content: Content, shelf: Shelf, asked: Asked, slugs: Sequence[str]) -> list[Row]:
    """A table of the values an aspect asks for: quantity, value, scenario and evidence."""
    labels = _labels(content)
    wanted = dict.fromkeys(place for aspect in asked.aspects for place in VALUES.get(aspect, ()))
    rows: list[Row] = []
    for slug in slugs:
        for part, key in wanted:
            passage = shelf.one(f"{slug}/{part}/{heading_anchor(labels.get(key, key))}")
            if passage and (row := _value_row(passage)):
                rows.append(row)
    head: Row = tuple((join(key),) for key in ("quantity", "value", "scenario"))
    return [head, *rows] if rows else []


def _labels(content: Content) -> dict[str, str]:
    """What the page of a method calls its values."""
    words, ordinals = content.words, content.scales.ordinals
    return {
        "setup": "Setup",
        "calendar": "Start to result",
        "labelling": "Labelling work",
        "compute": content.scales.compute.label,
        **{key: words[key] for key in ("training", "latency", "memory", "extra_input")},
        **{key: getattr(ordinals, key).label for key in ("hardware", "expertise", "access", "maturity")},
    }


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


def said_of(passage: Passage) -> Claim | None:
    """A sentence made from a name, a label and a value, without the evidence behind it."""
    row = _value_row(passage)
    value = row[1][0] if row else None
    return _span(passage, 0, value.end) if isinstance(value, Claim) else None


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
