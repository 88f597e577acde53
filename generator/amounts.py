"""Whether the data a reader has is as much as a method needs at least.

`site_config/assets/js/amounts.js` holds the same rules for the page. Whoever changes one
changes the other; a test runs both on the same situations.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from generator import derive
from generator.content import Content
from schema.method import Method
from schema.method_parts import Amount

Verdict = Literal["enough", "too_little", "too_little_so_far", "unknown"]


@dataclass(frozen=True)
class Need:
    """The least data a method asks for: any one of `kinds` in that amount will do."""

    kinds: tuple[str, ...]
    least: float
    unit: str
    text: str  # as readers see it


def need_of(content: Content, method: Method) -> Need | Literal["nothing", "unknown"]:
    """What a method needs, of the kinds of data the wizard asks about."""
    amount = method.data.amount if method.data else None
    if method.data is None or amount is None:
        return "unknown"
    # One example is written on the spot.
    if not isinstance(amount, Amount) or amount.min <= 1 or "none" in method.data.kinds:
        return "nothing"
    asked = {kind for q in content.wizard.questions for option in q.options for kind in option.data}
    kinds = tuple(kind for kind in method.data.kinds if kind in asked)
    return Need(kinds, amount.min, amount.unit, _text(content, amount, kinds)) if kinds else "unknown"


def _text(content: Content, amount: Amount, kinds: tuple[str, ...]) -> str:
    unit = derive.label_of(content.vocabulary.amount_units, amount.unit)
    names = derive.labels_of(content.vocabulary.data_kinds, kinds)
    rest = len(names) - 2
    listed = " or ".join(names) if rest <= 0 else f"{', '.join(names[:2])} or {rest} more kinds of data"
    listed = listed.replace("or 1 more kinds", "or 1 more kind")
    return f"at least {derive.number_text(amount.min)} {unit} ({listed})"


def judge(content: Content, need: Need, given: Mapping[str, float]) -> Verdict:
    """`given`: amount by kind, 0 for what an answered question offered and the reader has not.

    A kind that is missing in `given` was not asked about yet: it may still be there.
    """
    found = {_enough(content, need, kind, given[kind]) for kind in need.kinds if kind in given}
    if not found or True in found:
        return "enough"
    if None in found:
        return "unknown"
    return "too_little" if all(kind in given for kind in need.kinds) else "too_little_so_far"


def _enough(content: Content, need: Need, kind: str, amount: float) -> bool | None:
    """None where the two are counted in units that cannot be compared."""
    if amount == 0:
        return False
    unit = content.wizard.data_units.get(kind)
    if unit is None:  # one has it or not, and it gives as much as is asked of it
        return True
    have, least = (in_examples(content, *pair) for pair in ((amount, unit), (need.least, need.unit)))
    return have[0] >= least[0] if have[1] == least[1] else None


def in_examples(content: Content, value: float, unit: str) -> tuple[float, str]:
    """An amount and its unit, tokens as the examples they come to."""
    if unit == "tokens":
        return value / content.scales.complexity.tokens_per_example, "examples"
    return value, unit
