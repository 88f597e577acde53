"""Values of tables put into sentences, by the functions that print the tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from generator import derive
from generator.bibliography import source_addresses
from generator.compare import table_view
from generator.content import Content
from generator.derive import Cell
from generator.method_view import changes, costs, effects, glance, numbers, related
from generator.names import heading_anchor, lower_first, short, title_of
from generator.plain import plain_text
from generator.relations import Relations
from generator.timeline import timeline_addresses
from schema.method import Method
from schema.tables import Table


@dataclass(frozen=True)
class Said:
    """A sentence made from a value: its field, where the page prints the value, and the heading there."""

    field: str
    anchor: str
    heading: str
    text: str


def method_values(content: Content, relations: Relations, m: Method) -> Iterator[Said]:
    """The numbers, labels, costs, changes and effects of a method's page; what is not known is left out."""
    words, name = content.words, short(m)
    members = derive.expand(content, [m])
    shown = set()
    for label, cell, evidence in numbers(content, m, members):
        if cell.known:
            shown.add(label)
            text = f"{name}: {lower_first(label)}: {cell_text(cell)}{_because(evidence)}."
            yield Said(f"numbers/{heading_anchor(label)}", "time-data-cost", words["time_data_cost"], text)
    for label, cell in glance(content, m, members):
        if cell.known and label not in shown:
            text = f"{name}: {lower_first(label)}: {cell_text(cell)}."
            yield Said(f"glance/{heading_anchor(label)}", "at-a-glance", words["at_a_glance"], text)
    for number, item in enumerate(costs(content, m)):
        yield Said(f"cost/{number}", "fixed-cost", words["fixed_cost"], f"{name}: {lower_first(item)}.")
    for label, cell in changes(content, m, members):
        if cell.known:
            text = f"{name}: {lower_first(label)}: {cell_text(cell)}."
            yield Said(f"changes/{heading_anchor(label)}", "changes", words["changes"], text)
    for label, value, meaning in effects(content, m):
        rating = f"{value:+d}" if value else "0"
        text = f"{name}: effect on {lower_first(label)}: {meaning} ({rating})."
        yield Said(f"effects/{heading_anchor(label)}", "changes", words["changes"], text)
    if m.typical_tasks:
        text = f"{name}: typical tasks: {', '.join(m.typical_tasks)}."
        yield Said("typical_tasks", "examples" if m.examples else "", words["examples"], text)
    for key, label, slugs in related(relations, m):
        names = ", ".join(title_of(content, slug) for slug in slugs if slug in content.entries)
        if names:
            yield Said(
                f"relations/{key}", "relations", words["relations"], f"{name}: {lower_first(label)}: {names}."
            )
    if m.family:
        names = ", ".join(short(member) for member in derive.members_of(content, m.slug))
        yield Said("members", "members", words["members"], f"{name}: members of this family: {names}.")


class Origins:
    """What is known of where methods come from."""

    def __init__(self, content: Content) -> None:
        self._sources = content.sources.values()
        self._listed, self._papers = timeline_addresses(content), source_addresses(content)

    def of(self, m: Method) -> Iterator[tuple[str, str, str]]:
        """(key, address, sentence) of the year a method was first published in, and of the paper that did it.

        The paper is one of that year whose title holds a name of the method; where the content lists
        none, nothing is said on who it was.
        """
        if not m.introduced:
            return
        yield "year", self._listed[m.slug], f"{short(m)} was first published in {m.introduced}."
        names = {key for name in (m.name, short(m), *m.aliases) if (key := _letters(name.split(" (")[0]))}
        for source in self._sources:
            title = _letters(source.title)
            if (
                source.kind == "paper"
                and source.year == m.introduced
                and any(name in title for name in names)
            ):
                text = f"{short(m)} was introduced by {source.authors} ({source.year}): {source.title}."
                yield "paper", self._papers[source.key], text
                return


def _letters(text: str) -> str:
    return f" {' '.join(re.findall(r'[a-z0-9]+', text.lower()))} "


def table_values(content: Content, table: Table) -> Iterator[Said]:
    """Each cell of a reference table with its row and column."""
    view = table_view(content, table)
    for row, aspect in zip(view.rows, table.aspects, strict=True):
        for number, (heading, cell) in enumerate(zip(view.headings, row.cells, strict=True)):
            if cell.known:
                text = (
                    f"{heading}: {lower_first(row.label)}: {plain_text(cell_text(cell), content.facts, '')}"
                )
                yield Said(f"cells/{aspect.key}/{number}", "", row.label, text.rstrip(".") + ".")


def cell_text(cell: Cell) -> str:
    """A cell as tables print it: the label, and the numbers behind it."""
    return f"{cell.text} ({cell.numbers})" if cell.numbers else cell.text


def _because(evidence: str) -> str:
    return f"; {evidence}" if evidence else ""
