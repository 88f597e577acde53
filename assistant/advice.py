"""Answers to a described situation: the method that fits, reasons, and what speaks against others."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.draft import Draft, claims_of
from assistant.properties import holds
from assistant.question import Asked
from assistant.records import Claim
from assistant.sentences import whole
from assistant.shelf import Shelf
from assistant.situation import Told
from generator import derive
from generator.advise import Advice, advise
from generator.content import Content

SECOND = 0.6  # of the best method's worth that another must have to be named beside it
FULL_SCORE = 10  # of a method's reasons; more counts no further
VOTE = 0.4  # weight of a step or rule whose conditions all hold
LATER = 0.05  # less for each place a step names a method after its first
FOUND = 0.15  # for a method whose page retrieval found for the question
USES = 0.25  # for a method that learns from, or shows, the data a reader has
MOST_OTHERS = 2  # methods named beside the best one
PROMINENCE = {1: 0.15, 2: 0.0, 3: -0.05}  # by tier: what people should hear of first
LEAST = 0.3  # worth below which nothing is recommended


@dataclass(frozen=True)
class Choice:
    """A method worth recommending, and the step or rule of the wizard that leads to it."""

    slug: str
    worth: float
    passage: str  # id of the sentence that says why, "" if none does


def recommend(
    content: Content,
    shelf: Shelf,
    asked: Asked,
    found: Collection[str] = (),
) -> tuple[Draft, list[str]]:
    """A draft for the situation, and the slugs of the methods it recommends; none if nothing fits,
    or if only a limit is told, which rules methods out and speaks for none.

    Where the question names a family or a property, what belongs to it comes first; among equals,
    what retrieval `found`. `finish` says what is left to say.
    """
    told, named = asked.told, asked.slugs
    tags = told.situation.tags
    ranked = advise(content, told.situation)
    if not (told.situation.wants or told.situation.data or asked.wanted or any(_votes(content, tags))):
        return Draft(), []
    first = [a for a in ranked if _first(content, a.slug, asked)]
    choices = _choices(content, first, told, found) if first else []
    choices = choices or _choices(content, ranked, told, found) or _otherwise(content, ranked)
    draft = Draft()
    if not choices:
        return draft, []
    best, *others = choices
    draft.paragraph([*claims_of(shelf.one(best.passage)), *claims_of(shelf.first(best.slug, "summary"))])
    draft.paragraph(_reasons(content, shelf, best.slug, tags, "good_if")[:2])
    for other in others[:MOST_OTHERS]:
        reasons = _reasons(content, shelf, other.slug, tags, "good_if")
        draft.paragraph([*claims_of(shelf.first(other.slug, "summary")), *reasons[:1]], "also")
    draft.paragraph(_against(content, shelf, ranked, best.slug, tags, named)[:2], "against")
    return draft, [best.slug, *(other.slug for other in others[:MOST_OTHERS])]


def finish(draft: Draft, shelf: Shelf, slug: str) -> None:
    """What the recommended method needs, brings and costs, as far as there is room."""
    draft.paragraph(claims_of(shelf.one(f"{slug}/aspects/data_requirement")))
    draft.paragraph(claims_of(shelf.first(slug, "impact")))
    draft.paragraph(claims_of(shelf.first(slug, "cons")))


def _first(content: Content, slug: str, asked: Asked) -> bool:
    """Whether a method belongs to a family that is named, and has the properties asked for."""
    families = [
        named for named in asked.slugs if content.methods.get(named) and content.methods[named].family
    ]
    if families and not any(slug == m.slug for named in families for m in derive.members_of(content, named)):
        return False
    fits = [holds(content, content.methods[slug], item) is wanted for item, wanted in asked.wanted]
    return all(fits) and bool(families or fits)


def _choices(content: Content, ranked: Sequence[Advice], told: Told, found: Collection[str]) -> list[Choice]:
    """Usable methods by their own reasons and by the wizard's steps and rules, the best of each axis."""
    tags, data = told.situation.tags, told.situation.data
    usable = {
        a.slug: a
        for a in ranked
        if not a.excluded and (a.score > 0 or a.slug in found or _uses(content, a.slug, data))
    }
    votes: dict[str, tuple[float, str]] = {}
    for share, slug, passage in _votes(content, tags):
        if slug in usable:
            before, first = votes.get(slug, (0.0, passage))
            votes[slug] = (before + share, first)
    rated = []
    for slug, advice in usable.items():
        vote, passage = votes.get(slug, (0.0, ""))
        worth = min(advice.score, FULL_SCORE) / FULL_SCORE + VOTE * min(vote, 1.0) + FOUND * (slug in found)
        worth += USES * _uses(content, slug, data)
        rated.append(Choice(slug, worth + PROMINENCE[content.methods[slug].tier], passage))
    rated.sort(key=lambda choice: -choice.worth)
    kept: list[Choice] = []
    for choice in rated:
        axes = {usable[k.slug].axis for k in kept}
        if choice.worth >= max(LEAST, SECOND * rated[0].worth) and usable[choice.slug].axis not in axes:
            kept.append(choice)
    return kept


def _uses(content: Content, slug: str, data: Mapping[str, float]) -> bool:
    """Whether a method makes something of the data a reader has, and does nothing without any."""
    method = content.methods[slug]
    kinds = method.data.kinds if method.data else []
    return "none" not in kinds and any(data.get(kind) for kind in kinds)


def _otherwise(content: Content, ranked: Sequence[Advice]) -> list[Choice]:
    """Where the decision flow ends when nothing speaks for anything else."""
    usable = {a.slug for a in ranked if not a.excluded}
    return [Choice(slug, 0.0, "") for slug in content.wizard.otherwise if slug in usable]


def _votes(content: Content, tags: Collection[str]) -> Iterator[tuple[float, str, str]]:
    """(share of its conditions that hold, method, passage) for each step and rule."""
    steps = [(s.tags, s.then, f"choosing/flow/{s.key}") for s in content.wizard.flow]
    rules = [(r.tags, r.methods, f"choosing/rules/{r.key}") for r in content.wizard.rules]
    for wanted, slugs, passage in [*steps, *rules]:
        holding = len(set(wanted) & set(tags))
        for place, slug in enumerate(slugs if holding else ()):
            yield holding / len(wanted) + holding / 10 - LATER * place, slug, passage


def _against(
    content: Content,
    shelf: Shelf,
    ranked: Sequence[Advice],
    best: str,
    tags: Collection[str],
    named: Sequence[str],
) -> list[Claim]:
    """Why not the methods the question names, nor those people weigh against the recommended one."""
    rivals = [*named, *content.methods[best].relations.alternative_to, *_compared(content, best)]
    scores = {a.slug: a.score for a in ranked}
    rivals = [slug for slug in dict.fromkeys(rivals) if slug in scores and slug != best]
    found = [_reasons(content, shelf, slug, tags, "avoid_if")[:1] for slug in rivals]
    return [claim for claims in found for claim in claims]


def _compared(content: Content, slug: str) -> Iterator[str]:
    for comparison in content.comparisons.values():
        if slug in (comparison.a, comparison.b):
            yield comparison.b if comparison.a == slug else comparison.a


def _reasons(content: Content, shelf: Shelf, slug: str, tags: Collection[str], side: str) -> list[Claim]:
    """Why a method fits or does not, the weightiest reason first."""
    when = content.methods[slug].when
    if when is None:
        return []
    pairs = zip(getattr(when, side), shelf.field(slug, f"when.{side}"), strict=True)
    fitting = sorted((pair for pair in pairs if pair[0].tag in tags), key=lambda pair: -pair[0].weight)
    return [whole(passage) for _, passage in fitting]
