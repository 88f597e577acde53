"""Which methods have a property, fit a machine or an access, or take the least of something."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant import asks, cues
from assistant.aspects import said_of
from assistant.draft import Draft, join, name_of
from assistant.properties import holds, shown_at
from assistant.quantities import amount, printed_at
from assistant.question import Asked
from assistant.records import Block, Claim
from assistant.shelf import Shelf
from generator import amounts, derive
from generator.advise import Advice, advise
from generator.content import Content
from generator.names import heading_anchor

MOST_ITEMS = 15
FIRST = 5  # items of a list in an order
GOOD = 1  # rating of an effect from which a method is said to help


def listed(content: Content, shelf: Shelf, asked: Asked) -> tuple[Draft, list[str]] | None:
    """The methods that qualify, with the value that says so; None if the question wants no such list."""
    families = [slug for slug in asked.slugs if slug in content.methods and content.methods[slug].family]
    single = [slug for slug in asked.slugs if slug in content.methods and slug not in families]
    order = next((name for name, pattern in asks.LEAST.items() if pattern.search(asked.text)), None)
    in_a_situation = bool(cues.SCENARIO.search(asked.text))
    several = asks.ALL_OF.search(asked.text)
    if asked.wanted and not in_a_situation:  # of `Which method needs no training?` several are right
        several = several or asks.ONE_OF.search(asked.text)
    if single or not several:
        return None
    places = list(_places(content, asked))
    told = asked.told.situation
    # Whoever describes a situation wants advice; but a limit alone speaks for nothing, and what it leaves
    # is a list.
    speaks_for = bool(told.wants) or any(told.data.values())
    described = in_a_situation and speaks_for and not asked.wanted
    if not order and (described or not places):
        return None
    members = {m.slug for family in families for m in derive.members_of(content, family)}
    found = [a for a in _usable(content, asked) if not members or a.slug in members]
    if order:
        found = _ordered(content, found, order)
        places = [printed_at(content, order), *places]
    return _draft(content, shelf, found, places, ordered=bool(order))


def _places(content: Content, asked: Asked) -> Iterator[str]:
    """Where the values asked for are printed."""
    scales, told = content.scales.ordinals, asked.told.situation
    yield from (shown_at(content, item) for item, _ in asked.wanted)
    wanted = {item.field for item, _ in asked.wanted}
    if told.hardware and "hardware" not in wanted:
        yield f"numbers/{heading_anchor(scales.hardware.label)}"
    if told.access:
        yield f"glance/{heading_anchor(scales.access.label)}"
    if told.expertise:
        yield f"glance/{heading_anchor(scales.expertise.label)}"
    if "data" in asked.told.options:
        yield f"numbers/{heading_anchor('Data')}"
    for effect in content.vocabulary.effects:
        if effect.key in told.wants:
            yield f"effects/{heading_anchor(effect.label)}"


def _usable(content: Content, asked: Asked) -> list[Advice]:
    """Methods that nothing told rules out, that have what is wanted, the best known first."""
    told, methods = asked.told.situation, content.methods
    nothing = bool(told.data) and not any(told.data.values())

    def fits(advice: Advice) -> bool:
        method = methods[advice.slug]
        helps = not told.wants or any(method.effects.get(want, 0) >= GOOD for want in told.wants)
        has = all(holds(content, method, item) is wanted for item, wanted in asked.wanted)
        needless = not nothing or amounts.need_of(content, method) == "nothing"
        return helps and has and needless and not advice.excluded and not advice.unknown

    return sorted(filter(fits, advise(content, told)), key=lambda a: (methods[a.slug].tier, -a.score))


def _ordered(content: Content, found: Sequence[Advice], quantity: str) -> list[Advice]:
    known = [(value, a) for a in found if (value := amount(content, content.methods[a.slug], quantity))]
    return [a for _, a in sorted(known, key=lambda pair: pair[0])][:FIRST]


def _draft(
    content: Content, shelf: Shelf, found: Sequence[Advice], places: Sequence[str], *, ordered: bool
) -> tuple[Draft, list[str]]:
    draft, shown = Draft(), []
    known = [(a.slug, claims) for a in found if (claims := _values(shelf, a.slug, places))]
    whole = len(known) <= MOST_ITEMS and not ordered
    lead = "first" if ordered else "all" if whole else "some"
    draft.open(Block("paragraph", (((join(lead),),),)))
    for slug, claims in known[:MOST_ITEMS]:
        draft.item(name_of(claims[0].passage), claims)
        shown.append(slug)
    return (draft, shown) if shown else (Draft(), [])


def _values(shelf: Shelf, slug: str, places: Sequence[str]) -> list[Claim]:
    """The values printed at these places; none if one of them is missing."""
    passages = [shelf.one(f"{slug}/{place}") for place in places]
    claims = [claim for passage in passages if passage and (claim := said_of(passage))]
    return claims if len(claims) == len(places) else []
