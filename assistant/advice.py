"""Answers to a described situation: methods that fit, reasons, and what speaks against the others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.draft import Draft, claims_of
from assistant.records import Claim, Passage
from assistant.sentences import sentences, whole
from assistant.shelf import Shelf
from assistant.situation import Told
from generator.advise import Advice, advise
from generator.content import Content

CHOICES = 3  # methods named, the best first
REASONS = 2  # shown for a method
AGAINST = 2  # methods that were ruled out and say why


def recommend(content: Content, shelf: Shelf, told: Told, named: Sequence[str]) -> tuple[Draft, list[str]]:
    """A draft for the situation, and the slugs of the methods it recommends; none if nothing fits."""
    ranked = advise(content, told.situation)
    best = [a for a in ranked if not a.excluded and a.score > 0]
    draft = Draft()
    if not best or not told.situation.tags:
        return draft, []
    chosen = _choices(best)
    tags = told.situation.tags
    first = chosen[0].slug
    draft.paragraph([*_rules(content, shelf, tags, first), *claims_of(shelf.first(first, "summary"))])
    draft.paragraph(_reasons(content, shelf, first, tags, "good_if"))
    for advice in chosen[1:]:
        reasons = _reasons(content, shelf, advice.slug, tags, "good_if")
        draft.paragraph(reasons[:1], most=draft.left - 30)
    against = [
        c
        for a in _weighed(ranked, chosen, named)
        for c in _reasons(content, shelf, a.slug, tags, "avoid_if")[:1]
    ]
    draft.paragraph(against[:AGAINST], "against")
    return draft, [advice.slug for advice in chosen]


def _choices(best: Sequence[Advice]) -> list[Advice]:
    """The best method, and the best of other axes where they fit nearly as well."""
    chosen = [best[0]]
    for advice in best[1:]:
        if (
            len(chosen) < CHOICES
            and advice.axis not in {a.axis for a in chosen}
            and 2 * advice.score >= best[0].score
        ):
            chosen.append(advice)
    return chosen


def _weighed(ranked: Sequence[Advice], chosen: Sequence[Advice], named: Sequence[str]) -> list[Advice]:
    """Methods that lost, those the question names first, then the most decisively."""
    lost = [a for a in ranked if a not in chosen and any(r.weight < 0 for r in a.reasons)]
    return sorted(lost, key=lambda a: (a.slug not in named, a.score))


def _reasons(content: Content, shelf: Shelf, slug: str, tags: Iterable[str], side: str) -> list[Claim]:
    """Why a method fits or does not, the weightiest reason first."""
    when = content.methods[slug].when
    if when is None:
        return []
    passages = shelf.field(slug, f"when.{side}")
    pairs = zip(getattr(when, side), passages, strict=True)
    fitting = sorted((p for p in pairs if p[0].tag in tags), key=lambda p: -p[0].weight)
    return [whole(passage) for _, passage in fitting[:REASONS]]


def _rules(content: Content, shelf: Shelf, tags: Iterable[str], slug: str) -> list[Claim]:
    """The note of the first step of the decision flow that leads to the method."""
    tags = set(tags)
    for step in content.wizard.flow:
        passage: Passage | None = shelf.one(f"choosing/flow/{step.key}")
        if slug in step.then and tags & set(step.tags) and passage:
            return [sentence.claim() for sentence in sentences(passage)]
    return []
