"""Answers from knowledge that needs no search: definitions, workings, good and bad sides, numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant import cues
from assistant.compose import best_run
from assistant.draft import Draft, claim_in, claims_of, fitting, heading_of, join, name_of, words_in
from assistant.lexicon import Lexicon
from assistant.question import Asked
from assistant.records import Claim, Label, Passage, Row
from assistant.sentences import sentences
from assistant.shelf import Shelf
from generator.content import Content
from generator.names import heading_anchor

HOW_WORDS = 60  # of an answer that go to how something works
ENOUGH = 60  # words of an answer to which nothing is added
LEAST_ROOM = 20  # words; less is not worth another paragraph
SIDE = 3  # advantages or drawbacks listed when one side is asked for with the other

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


def complete(draft: Draft, shelf: Shelf, lexicon: Lexicon, asked: Asked) -> None:
    """Add what the page of the entry in focus says on the question, to an answer that is short."""
    for passage in shelf.some(asked.focus[0], ("how_it_works", "explanation", "what_it_is", "summary")):
        if draft.used > ENOUGH:
            return
        run = best_run(lexicon, asked.text, passage, 3, min(draft.left, HOW_WORDS))
        draft.paragraph([sentence.claim() for sentence in run])


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


def _firsts(passages: Iterable[Passage], count: int) -> list[Claim]:
    """The first sentence of each passage."""
    return [sentences(p)[0].claim() for p in list(passages)[:count] if p.text]
