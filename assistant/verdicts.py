"""Yes or no to a question on one property of a method, or on two methods, from the fields that say so."""

from __future__ import annotations

from collections.abc import Sequence

from assistant import asks, cues
from assistant.draft import Draft, claims_of, join
from assistant.properties import holds, shown_at
from assistant.quantities import less, printed_at
from assistant.question import Asked
from assistant.records import Block, Claim
from assistant.shelf import Shelf
from assistant.situation import count_in
from generator.advise import advise
from generator.content import Content
from generator.names import heading_anchor
from schema.method_parts import Amount

_WORD = {True: "yes", False: "no", None: "depends"}


def judged(content: Content, shelf: Shelf, asked: Asked) -> tuple[Draft, str]:
    """A draft that opens with the verdict and the value behind it, and the method it is on.

    The draft is empty if the question is none on a single method, or no field decides it.
    """
    methods = [slug for slug in asked.slugs if slug in content.methods]
    if len(methods) != 1 or not cues.YES_NO.match(asked.text) or content.methods[methods[0]].family:
        return Draft(), ""
    slug = methods[0]
    if asked.wanted:
        item, wanted = asked.wanted[0]
        held = holds(content, content.methods[slug], item)
        verdict, places = None if held is None else held is wanted, [shown_at(content, item)]
    else:
        verdict, places = _allowed(content, asked, slug), _limits(content, asked)
    return _open(verdict, _values(shelf, [slug], places)), slug


def compared(content: Content, shelf: Shelf, asked: Asked) -> Draft:
    """The verdict on `is X cheaper than Y`, with what both take; empty if nothing of the kind is asked."""
    pair = [slug for slug in asked.slugs if slug in content.methods][:2]
    if len(pair) < 2 or not cues.YES_NO.match(asked.text):
        return Draft()
    a, b = (content.methods[slug] for slug in pair)
    for quantity, fewer, pattern in asks.LESS_OR_MORE:
        if pattern.search(asked.text):
            found = less(content, a, b, quantity)
            values = _values(shelf, pair, [printed_at(content, quantity), "aspects/resource_intensity"])
            return _open(None if found is None else found is fewer, values)
    return Draft()


def _limits(content: Content, asked: Asked) -> list[str]:
    """Where the pages print what the limits in the question are about."""
    told, scales = asked.told.situation, content.scales.ordinals
    given = (
        (told.access, f"glance/{heading_anchor(scales.access.label)}"),
        (told.hardware, f"numbers/{heading_anchor(scales.hardware.label)}"),
        ("data" in asked.told.options, f"numbers/{heading_anchor('Data')}"),
    )
    return [place for told_it, place in given if told_it]


def _allowed(content: Content, asked: Asked, slug: str) -> bool | None:
    """Whether the limits in the question rule a method out; where a provider may do it, it depends.

    An amount named for a method is one of the data that method takes, whatever kind that is.
    """
    amount, told = content.methods[slug].data, asked.told
    count = next((n for words in told.words if (n := count_in(words)) is not None), None)
    if "data" in told.options and count is not None and amount and isinstance(amount.amount, Amount):
        return None if amount.amount.unit == "tokens" else _enough(amount.amount, count)
    advice = next(a for a in advise(content, asked.told.situation) if a.slug == slug)
    if advice.excluded:
        return None if content.methods[slug].hosted and asked.told.situation.access else False
    return None if advice.unknown else True


def _enough(amount: Amount, count: float) -> bool | None:
    """No below the least, yes from what is met most often on; between them it depends."""
    if count < amount.min:
        return False
    usual = amount.typical if amount.typical is not None else amount.max
    return True if count >= usual else None


def _values(shelf: Shelf, slugs: Sequence[str], places: Sequence[str]) -> list[Claim]:
    passages = [shelf.one(f"{slug}/{place}") for place in places for slug in slugs]
    return [claim for passage in passages for claim in claims_of(passage)[:1]]


def _open(verdict: bool | None, values: Sequence[Claim]) -> Draft:
    draft = Draft()
    if values:
        draft.open(Block("paragraph", (((join(_WORD[verdict]), *values),),)))
    return draft
