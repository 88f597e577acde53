"""An answer in the making: what fits into its words, and the check that nothing else is shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from assistant.records import Answer, Block, Claim, Connective, Label, Part, Passage, Row
from assistant.sentences import sentences

MOST_WORDS = 150  # of an answer, tables apart
SAME = 0.6  # share of words two sentences have in common if they say the same

# All words an answer may hold that stand in no passage. They join and claim nothing, but for `Yes.`,
# `No.`, `It depends.` and those on a list, which are derived from the fields whose values follow.
CONNECTIVES = {
    "advantages": "Advantages:",
    "drawbacks": "Drawbacks:",
    "risks": "Risks:",
    "use_if": "Use it if:",
    "avoid_if": "Avoid it if:",
    "fits": "What fits:",
    "why": "Why:",
    "against": "What speaks against the others:",
    "then": "Then:",
    "also": "Also:",
    "numbers": "In numbers:",
    "both": "Both can be used together:",
    "what_turns_it": "What would change this:",
    "yes": "Yes.",
    "no": "No.",
    "depends": "It depends.",
    "all": "What qualifies:",
    "some": "Among what qualifies:",
    "first": "In this order:",
    "quantity": "Quantity",
    "value": "Value",
    "scenario": "Scenario and evidence",
    "aspect": "Aspect",
    "method": "Method",
    "unknown": "Not known",
    "colon": ":",
    "semicolon": ";",
}


class UnfoundedAnswer(Exception):
    """An answer holds words that stand neither in a passage nor among the connectives."""


def join(key: str) -> Connective:
    """A connective by its name."""
    return Connective(CONNECTIVES[key])


def words_in(parts: Iterable[Part]) -> int:
    """How many words claims and connectives have together."""
    return sum(len(part.text.split()) for part in parts)


@dataclass
class Draft:
    """Collects blocks as long as they fit. Sentences that say the same again are left out."""

    limit: int = MOST_WORDS
    blocks: list[Block] = field(default_factory=list)
    said: list[set[str]] = field(default_factory=list)
    used: int = 0

    @property
    def left(self) -> int:
        """Words still free."""
        return self.limit - self.used

    def paragraph(self, claims: Sequence[Claim], lead: str = "", most: int | None = None) -> bool:
        """Add claims that fit and are new, in one paragraph, after a connective; tells if any did."""
        room = self.left if most is None else min(most, self.left)
        kept = self._new(claims, room - len(CONNECTIVES.get(lead, "").split()))
        if kept:
            parts: tuple[Part, ...] = (join(lead), *kept) if lead else tuple(kept)
            self._add(Block("paragraph", ((parts,),)))
        return bool(kept)

    def announce(self, claim: Claim) -> None:
        """Add words that lead to a list. They say nothing themselves, so nothing says them again."""
        self._add(Block("paragraph", (((claim,),),)))

    def open(self, block: Block) -> None:
        """Add a block as it is; what it claims is not said again."""
        self._add(block)
        self.said += [
            content_words(part.text)
            for row in block.rows for cell in row for part in cell if isinstance(part, Claim)
        ]  # fmt: skip

    def bullets(self, claims: Sequence[Claim], lead: str = "", most: int | None = None) -> bool:
        """Add claims that fit and are new as bullet points, below a connective; tells if any did."""
        room = self.left if most is None else min(most, self.left)
        kept = self._new(claims, room - len(CONNECTIVES.get(lead, "").split()))
        if kept and lead:
            self._add(Block("paragraph", (((join(lead),),),)))
        if kept:
            self._add(Block("bullets", tuple(((claim,),) for claim in kept)))
        return bool(kept)

    def item(self, label: Label, claims: Sequence[Claim]) -> None:
        """Add a bullet point of a name and what is said about it, below those that came just before."""
        named = bool(claims) and claims[0].text.startswith(label.text)
        parts: list[Part] = list(claims) if named else [label, join("colon"), *claims]
        if not claims or words_in(parts) > self.left:
            return
        row: Row = (tuple(parts),)
        last = self.blocks[-1] if self.blocks else None
        if last and last.kind == "bullets":
            self.blocks[-1] = Block("bullets", (*last.rows, row))
        else:
            self.blocks.append(Block("bullets", (row,)))
        self.used += words_in(parts)

    def table(self, rows: Sequence[Row]) -> None:
        """Add a table, the first row its heads; it takes no words."""
        if len(rows) > 1:
            self.blocks.append(Block("table", tuple(rows)))

    def has_said(self, text: str) -> bool:
        """Whether a sentence with nearly the same words stands in the draft."""
        words = content_words(text)
        return any(len(words & other) > SAME * min(len(words), len(other)) for other in self.said if other)

    def _new(self, claims: Sequence[Claim], room: int) -> list[Claim]:
        kept: list[Claim] = []
        for claim in claims:
            size = len(claim.text.split())
            if size > room:
                break
            if self.has_said(claim.text):
                continue
            room -= size
            kept.append(claim)
            self.said.append(content_words(claim.text))
        return kept

    def _add(self, block: Block) -> None:
        self.blocks.append(block)
        self.used += sum(words_in(cell) for row in block.rows for cell in row)


_WORD = re.compile(r"[^\W_]{3,}")


def content_words(text: str) -> set[str]:
    """The words of three letters or more, for comparing sentences."""
    return set(_WORD.findall(text.lower()))


def claims_of(passage: Passage | None, words: int | None = None) -> list[Claim]:
    """The sentences of a passage as claims, the first that fit into so many words."""
    found = [sentence.claim() for sentence in sentences(passage)] if passage else []
    return found if words is None else fitting(found, words)


def fitting(claims: Sequence[Claim], words: int) -> list[Claim]:
    """The first claims that fit into so many words."""
    kept: list[Claim] = []
    for claim in claims:
        words -= len(claim.text.split())
        if words < 0:
            break
        kept.append(claim)
    return kept


def firsts(passages: Iterable[Passage], count: int) -> list[Claim]:
    """The first sentence of each of the first passages."""
    return [claim for passage in list(passages)[:count] for claim in claims_of(passage)[:1]]


def claim_in(passage: Passage, text: str) -> Claim:
    """Words of a passage, found in it; ValueError if they are not there."""
    start = passage.text.index(text)
    return Claim(text, passage, start, start + len(text))


def name_of(passage: Passage) -> Label:
    """The name of the entry, pair or table a passage belongs to."""
    return Label(passage.title.partition(": ")[0], passage)


def heading_of(passage: Passage) -> Label:
    """The heading a passage stands under, as its page prints it."""
    name, _, heading = passage.title.partition(": ")
    start = len(name) + 1
    printed = passage.context[start : start + len(heading)]
    return Label(printed if printed.lower() == heading.lower() else heading or name, passage)


def check(answer: Answer) -> Answer:
    """The answer, if everything in it is founded and it keeps to its words.

    Raises UnfoundedAnswer otherwise; a refusal may hold nothing at all.
    """
    if answer.refused and answer.blocks:
        raise UnfoundedAnswer("a refusal must hold no claims")
    words = 0
    for block in answer.blocks:
        for row in block.rows:
            for cell in row:
                for part in cell:
                    _check_part(part)
                words += 0 if block.kind == "table" else words_in(cell)
    if words > MOST_WORDS:
        raise UnfoundedAnswer(f"an answer of {words} words; {MOST_WORDS} are allowed")
    if not answer.refused and not answer.passages():
        raise UnfoundedAnswer("an answer without a source")
    return answer


def _check_part(part: Part) -> None:
    if isinstance(part, Connective):
        if part.text not in CONNECTIVES.values():
            raise UnfoundedAnswer(f"'{part.text}' is no connective")
    elif isinstance(part, Label):
        if part.text not in part.passage.title and part.text not in part.passage.context:
            raise UnfoundedAnswer(f"'{part.text}' is no heading of {part.passage.id}")
    elif not part.text or part.passage.text[part.start : part.end] != part.text:
        raise UnfoundedAnswer(f"'{part.text}' does not stand in {part.passage.id}")
