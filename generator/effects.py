"""What follows from a change: labels, tables, pages and advice that readers will see differently."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.advise import advise, best_per_axis, situation_of
from generator.compare import table_view
from generator.content import Content
from generator.derive import Cell, complexity, expand
from generator.explorer import COLUMNS, cells
from generator.meaning import FileChange
from generator.names import short
from generator.prose import find_references
from generator.site_map import SiteMap
from generator.texts import texts
from schema.method import Method

MOST_ADVISED = 3  # methods of an axis that a reader looks at


@dataclass(frozen=True)
class Effect:
    """Something readers see: where, and what it says before and after ("" where it is not there)."""

    where: str
    before: str
    after: str


@dataclass(frozen=True)
class Effects:
    """Everything derived that moved."""

    labels: tuple[Effect, ...] = ()
    tables: tuple[Effect, ...] = ()
    advice: tuple[Effect, ...] = ()
    pages: tuple[Effect, ...] = ()
    evidence: tuple[Effect, ...] = ()
    situations: int = 0  # how many were compared


def effects_of(before: Content, after: Content, files: list[FileChange]) -> Effects:
    """Compare what is derived from two contents."""
    names = [change.file for change in files]
    methods = any(name.startswith("methods/") or "/" not in name for name in names)
    situations = _situations(after) if methods else []
    return Effects(
        tuple(_labels(before, after)) if methods else (),
        tuple(_tables(before, after)) if methods else (),
        tuple(_advice(before, after, situations)),
        tuple(_pages(before, after)),
        tuple(_evidence(after, files)),
        len(situations),
    )


def _labels(before: Content, after: Content) -> Iterator[Effect]:
    for slug in sorted(before.methods.keys() & after.methods.keys()):
        old, new = before.methods[slug], after.methods[slug]
        pairs = zip(COLUMNS, cells(before, old, COLUMNS), cells(after, new, COLUMNS), strict=True)
        for column, was, now in pairs:
            if was.text != now.text:
                yield Effect(f"{short(new)}: {column.label}", was.text, now.text)
        was_at, now_at = _place(before, old), _place(after, new)
        if was_at != now_at:
            yield Effect(f"{short(new)}: place on the chart", was_at, now_at)


def _place(content: Content, method: Method) -> str:
    span = complexity(content, expand(content, [method]))
    return "not known" if span is None else f"{span[0]:.0f} to {span[1]:.0f} of 100"


def _tables(before: Content, after: Content) -> Iterator[Effect]:
    old = {table.slug: _table(before, table) for table in before.tables.tables}
    new = {table.slug: _table(after, table) for table in after.tables.tables}
    for slug in sorted(old.keys() | new.keys()):
        title = next(t.title for c in (after, before) for t in c.tables.tables if t.slug == slug)
        was, now = old.get(slug, {}), new.get(slug, {})
        for place in [*was, *(place for place in now if place not in was)]:
            if was.get(place) != now.get(place):
                yield Effect(f"{title}: {place[0]}, {place[1]}", was.get(place, ""), now.get(place, ""))


def _table(content: Content, table: Any) -> Mapping[tuple[str, str], str]:
    view = table_view(content, table)
    return {
        (heading, row.label): _shown(cell)
        for row in view.rows
        for heading, cell in zip(view.headings, row.cells, strict=True)
        if heading
    }


def _shown(cell: Cell) -> str:
    return f"{cell.text} ({cell.numbers})" if cell.numbers else cell.text


def _situations(content: Content) -> list[dict[str, str]]:
    """Each single answer of the wizard, and each pair of answers to its first two questions."""
    questions = content.wizard.questions
    single = [{q.key: option.key} for q in questions for option in q.options]
    if len(questions) < 2:
        return single
    first, second = questions[:2]
    return single + [{first.key: a.key, second.key: b.key} for a in first.options for b in second.options]


def _advice(before: Content, after: Content, situations: list[dict[str, str]]) -> Iterator[Effect]:
    axes = {axis.key: axis.label for axis in [*before.vocabulary.axes, *after.vocabulary.axes]}
    for answers in situations:
        was, now = _advised(before, answers), _advised(after, answers)
        for axis in axes:
            if was.get(axis) != now.get(axis):
                where = f"{_said(after, answers)}: {axes[axis]}"
                yield Effect(where, was.get(axis, "nothing"), now.get(axis, "nothing"))


def _advised(content: Content, answers: Mapping[str, str]) -> dict[str, str]:
    found = best_per_axis(advise(content, situation_of(content, {q: [a] for q, a in answers.items()})))
    return {
        axis: ", ".join(short(content.methods[item.slug]) for item in items[:MOST_ADVISED])
        for axis, items in found.items()
    }


def _said(content: Content, answers: Mapping[str, str]) -> str:
    labels = [
        option.label
        for question in content.wizard.questions
        for option in question.options
        if answers.get(question.key) == option.key
    ]
    return " + ".join(f"“{label}”" for label in labels)


def _pages(before: Content, after: Content) -> Iterator[Effect]:
    old, new = SiteMap(before), SiteMap(after)
    was, now = set(old.urls.values()), set(new.urls.values())
    for url in sorted(was - now):
        yield Effect("page", url, new.redirects.get(url, ""))
    for url in sorted(now - was - {new.redirects.get(gone) for gone in was - now}):
        yield Effect("page", "", url)


def _evidence(after: Content, files: list[FileChange]) -> Iterator[Effect]:
    """Entries that print a changed fact or cite a changed source."""
    facts, sources = set(), set()
    for file in files:
        slug = file.file.rsplit("/", 1)[-1].removesuffix(".yaml")
        for change in file.changes:
            kind, _, rest = change.field.partition("[")
            name = rest.partition("]")[0]
            if kind == "facts" and name:
                facts.add(f"{slug}#{name}")
            elif kind == "sources" and name:
                sources.add(name)
    if not facts and not sources:
        return
    users: dict[str, list[str]] = {}
    for owner in [*after.entries.values(), *after.comparisons.values()]:
        for name in sorted(_cited(owner, facts, sources)):
            users.setdefault(name, []).append(owner.slug)
    for name in sorted(facts):
        yield Effect(f"fact {name}", "", _users(users.get(name)))
    for name in sorted(sources):
        yield Effect(f"source {name}", "", _users(users.get(name)))


def _users(slugs: list[str] | None) -> str:
    return f"used in {', '.join(slugs)}" if slugs else "used nowhere"


def _cited(owner: Any, facts: set[str], sources: set[str]) -> set[str]:
    found: set[str] = {fact.source for fact in owner.facts} | set(owner.further_reading)
    for _, text, _ in texts(owner):
        references = find_references(text)
        found.update(references.sources)
        found.update(f"{name or owner.slug}#{fact}" for name, fact in references.facts)
    return found & (facts | sources)
