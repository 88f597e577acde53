"""What methods take, as numbers to order and compare them by, and where their pages print it."""

from __future__ import annotations

import math

from assistant.draft import Draft, claims_of
from assistant.shelf import Shelf
from generator.content import Content
from generator.method_cost import start_cost
from generator.names import heading_anchor
from schema.base import Estimated
from schema.method import Method

MUCH = 1.5  # times; two quantities nearer to each other than that are not told apart


def amount(content: Content, method: Method, quantity: str) -> float | None:
    """A middle value of what a method takes: dollars, hours, examples, level of skill; None if not known."""
    if quantity == "cost":
        span = start_cost(content, method)
        return math.sqrt(max(span[0], 1.0) * max(span[1], 1.0)) if span else None
    if quantity == "skill":
        levels = [level.key for level in content.scales.ordinals.expertise.levels]
        return 2.0 ** levels.index(method.expertise) if method.expertise else None
    if quantity == "data":
        value: object = method.data.amount if method.data else None
    else:
        value = method.duration.calendar if method.duration else None
    if value == "none":
        return 0.0
    return _middle(value) if isinstance(value, Estimated) else None


def printed_at(content: Content, quantity: str) -> str:
    """The part of a method's page that prints a quantity: field and anchor, or number, of its passage."""
    scales = content.scales.ordinals
    return {
        "cost": "cost/0",
        "time": f"numbers/{heading_anchor('Start to result')}",
        "skill": f"glance/{heading_anchor(scales.expertise.label)}",
        "data": f"numbers/{heading_anchor('Data')}",
    }[quantity]


def less(content: Content, a: Method, b: Method, quantity: str) -> bool | None:
    """Whether `a` takes clearly less than `b` (True) or more (False); None if neither is clear."""
    mine, other = amount(content, a, quantity), amount(content, b, quantity)
    if mine is None or other is None:
        return None
    if mine * MUCH <= other and mine < other:
        return True
    return False if other * MUCH <= mine and other < mine else None


def show(draft: Draft, shelf: Shelf, content: Content, slugs: tuple[str, ...], quantity: str) -> None:
    """The printed values of several methods, one bullet point each."""
    place = printed_at(content, quantity)
    draft.bullets([claim for slug in slugs for claim in claims_of(shelf.one(f"{slug}/{place}"))[:1]])


def _middle(value: Estimated) -> float:
    typical = value.typical
    return typical if typical is not None else math.sqrt(max(value.min, 1.0) * max(value.max, 1.0))
