"""Answers about two or more entries: what sets them apart, which to choose, and their aspects in a table."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, permutations

from assistant.draft import Draft, claim_in, claims_of, heading_of, join, name_of
from assistant.records import Claim, Passage, Row
from assistant.sentences import whole
from assistant.shelf import Shelf

MOST_COMPARED = 4
TOGETHER = ("/combines_with", "/precedes", "/preceded_by", "/needs", "/needed_by")


def compare(shelf: Shelf, slugs: Sequence[str], draft: Draft | None = None) -> Draft:
    """The verdict on a pair where there is one, what each side is, and a table of all aspects.

    It follows what a `draft` says already.
    """
    slugs = list(slugs[:MOST_COMPARED])
    pairs = ["--".join(sorted(pair)) for pair in combinations(slugs, 2)]
    judged = [pair for pair in pairs if shelf.first(pair, "summary")]
    draft = draft or Draft()
    if len(slugs) == 2 and judged:
        _judge(draft, shelf, slugs, judged[0])
    else:
        _set_beside(draft, shelf, slugs, judged)
    draft.table(_table(shelf, slugs, judged))
    return draft


def combine(shelf: Shelf, slugs: Sequence[str]) -> Draft:
    """Whether entries go together: what a verdict or their pages say on it, and what each is."""
    draft = Draft()
    pairs = ["--".join(sorted(pair)) for pair in combinations(slugs[:MOST_COMPARED], 2)]
    for pair in pairs:
        draft.paragraph(claims_of(shelf.first(pair, "together")))
    if not draft.blocks:
        _related(draft, shelf, slugs)
    if draft.blocks:
        draft.paragraph([claim for slug in slugs for claim in claims_of(shelf.first(slug, "summary"))])
        draft.paragraph([claim for pair in pairs for claim in claims_of(shelf.first(pair, "summary"))])
    return draft


def _related(draft: Draft, shelf: Shelf, slugs: Sequence[str]) -> None:
    """The lists of the first entries' pages that name another one of them."""
    for slug, other in permutations(slugs[:MOST_COMPARED], 2):
        name = shelf.first(other, "summary")
        for passage in shelf.field(slug, "relations") if name else ():
            if passage.id.endswith(TOGETHER) and _full_name(name) in passage.text:
                # The list can be long: its head and the one name that was asked about.
                head = passage.text.partition(": ")[0] + ": " + passage.text.split(": ")[1] + ":"
                draft.paragraph([claim_in(passage, head), claim_in(passage, _full_name(name))], "both")
                return


def _full_name(passage: Passage | None) -> str:
    """The name of an entry as lists print it, which its summary is found by."""
    return passage.context.removeprefix(f"{name_of(passage).text} ").split(", ")[0] if passage else ""


def _judge(draft: Draft, shelf: Shelf, slugs: Sequence[str], pair: str) -> None:
    """A pair somebody wrote a verdict on."""
    draft.paragraph(claims_of(shelf.first(pair, "summary")))
    draft.paragraph([claim for slug in slugs for claim in claims_of(shelf.first(slug, "summary"))])
    choose = [claim for name in ("choose_a", "choose_b") for claim in claims_of(shelf.first(pair, name))]
    draft.bullets(choose if pair.startswith(slugs[0]) else choose[::-1])
    for name in ("verdict", "together", "what_changes_it"):
        draft.paragraph(claims_of(shelf.first(pair, name), draft.left))


def _set_beside(draft: Draft, shelf: Shelf, slugs: Sequence[str], judged: Sequence[str]) -> None:
    """Entries without a verdict, or more than two."""
    draft.paragraph([claim for slug in slugs for claim in claims_of(shelf.first(slug, "summary"))])
    for pair in judged:
        draft.paragraph(claims_of(shelf.first(pair, "summary")))
    for name in ("impact", "cons"):
        firsts = [claims_of(shelf.first(slug, name)) for slug in slugs]
        draft.paragraph([claims[0] for claims in firsts if claims])


def _table(shelf: Shelf, slugs: Sequence[str], judged: Sequence[str]) -> list[Row]:
    """Rows written for the pair, then every aspect that all compared methods have words for."""
    heads = [name_of(p) for slug in slugs if (p := shelf.first(slug, "summary"))]
    rows = [*(_own_rows(shelf, slugs, judged[0]) if len(slugs) == 2 and judged else ()), *_rows(shelf, slugs)]
    return [((join("aspect"),), *((head,) for head in heads)), *rows] if rows else []


def _own_rows(shelf: Shelf, slugs: Sequence[str], pair: str) -> list[Row]:
    texts = shelf.field(pair, "aspects")
    sides = zip(texts[::2], texts[1::2], strict=True)
    turned = not pair.startswith(f"{slugs[0]}--")
    return [_row((b, a) if turned else (a, b)) for a, b in sides]


def _rows(shelf: Shelf, slugs: Sequence[str]) -> list[Row]:
    """One row an aspect, in the order of the pages; purposes have a field of their own."""
    found = [{p.id.partition("/")[2]: p for p in shelf.of(slug).get("aspects", ())} for slug in slugs]
    rows = [_row([aspects[key] for aspects in found]) for key in found[0] if all(key in a for a in found)]
    purposes = [shelf.first(slug, "objective") for slug in slugs]
    if rows and all(purposes):
        rows.insert(1, _row([p for p in purposes if p]))
    return rows


def _row(passages: Sequence[Passage]) -> Row:
    cells: list[tuple[Claim, ...]] = [(whole(passage),) for passage in passages]
    return ((heading_of(passages[0]),), *cells)
