"""Content to passages: every piece that can be retrieved and quoted, with its page and anchor.

A passage's text is what the page prints at that anchor, without marks for notes. Prose is cut
at paragraphs; a list stays with the line that introduces it. Values become sentences here, by
the functions that print them in tables, so that answer and page cannot disagree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from assistant.passage_values import Origins, Said, method_values, table_values
from assistant.records import Passage
from generator.content import Content, Entry
from generator.names import heading_anchor, lower_first, pair_title, short
from generator.plain import plain_text
from generator.relations import Relations
from generator.site_map import SiteMap, entry_url
from schema.base import CommonQuestion
from schema.comparison import Comparison
from schema.evidence import Fact
from schema.guide import Guide
from schema.method import Method
from schema.term import Term

MOST_WORDS = 140  # of a passage made of several lines; 256 word pieces hold about as many
_BLANK_LINE = re.compile(r"\n\s*\n")
_ITEM = re.compile(r"^\s*(?:[-*]|\d+\.)\s+", re.M)
_FENCE = re.compile(r"^```.*?^```[ ]*$", re.S | re.M)


def passages_of(content: Content) -> list[Passage]:
    """Every passage, in the order of the pages; ids are unique and the same for the same content."""
    site, relations, origins = SiteMap(content), Relations.of(content), Origins(content)
    found: list[Passage] = []
    for entry in content.entries.values():
        found += _Entry(content, relations, origins, entry).passages()
    for slug, (a, b) in site.pairs.items():
        found += _pair(content, slug, a, b)
    found += _aspects(content, site)
    for table in content.tables.tables:
        url = f"comparisons/{table.slug}/"
        prose = _Prose(content, table.slug, url, table.title)
        found += prose.block("intro", "", table.intro)
        found += [prose.said(said) for said in table_values(content, table)]
        found += prose.block("notes", "", table.notes or "")
    return [*found, *_choosing(content)]


@dataclass(frozen=True)
class _Prose:
    """Makes the passages of one page."""

    content: Content
    slug: str
    url: str
    name: str

    def passage(
        self,
        field: str,
        anchor: str,
        text: str,
        heading: str = "",
        context: str = "",
        *,
        derived: bool = False,
    ) -> Passage:
        title = f"{self.name}: {lower_first(heading)}" if heading else self.name
        url = f"{self.url}#{anchor}" if anchor else self.url
        about = " ".join(part for part in (self.name, heading, context) if part)
        field_name = field.split("/")[0]
        return Passage(f"{self.slug}/{field}", url, title, self.slug, field_name, text, about, derived)

    def line(
        self, field: str, anchor: str, text: str | None, heading: str = "", context: str = ""
    ) -> Iterator[Passage]:
        if text:
            yield self.passage(field, anchor, self._plain(text), heading, context)

    def lines(self, field: str, anchor: str, texts: list[str], heading: str) -> Iterator[Passage]:
        for number, text in enumerate(texts):
            yield from self.line(f"{field}/{number}", anchor, text, heading)

    def block(
        self, field: str, anchor: str, text: str | None, heading: str = "", context: str = ""
    ) -> Iterator[Passage]:
        """Paragraphs and lists; each list with the paragraph before it. Blocks of code are left out."""
        for number, part in enumerate(part for whole in paragraphs(text or "") for part in _cut(whole)):
            lines = "\n".join(self._plain(line) for line in part)
            yield self.passage(f"{field}/{number}", anchor, lines, heading, context)

    def questions(self, questions: list[CommonQuestion]) -> Iterator[Passage]:
        for number, item in enumerate(questions):
            anchor = heading_anchor(item.question)
            yield from self.block(f"questions/{number}", anchor, item.answer, item.question)

    def facts(self, facts: list[Fact]) -> Iterator[Passage]:
        for fact in facts:
            yield from self.line(
                f"facts/{fact.id}", f"fact-{fact.id}", fact.statement, self.content.words["facts"]
            )

    def said(self, said: Said) -> Passage:
        return self.passage(said.field, said.anchor, said.text, said.heading, derived=True)

    def _plain(self, text: str) -> str:
        return plain_text(text, self.content.facts, self.slug)


def paragraphs(text: str) -> Iterator[list[str]]:
    """The parts of a prose field: a paragraph is one line, a list a line for each item."""
    waiting: list[str] = []  # a paragraph that may introduce the list after it
    for part in _BLANK_LINE.split(_FENCE.sub("", text).strip()):
        lines = _lines(part)
        is_list = bool(_ITEM.match(part))
        if waiting and not is_list:
            yield waiting
            waiting = []
        if is_list or len(lines) > 1:
            yield [*waiting, *lines]
            waiting = []
        elif lines:
            waiting = lines
    if waiting:
        yield waiting


def _cut(lines: list[str]) -> Iterator[list[str]]:
    """A long list in several parts: the encoder reads MOST_WORDS or so and no further."""
    part: list[str] = []
    for line in lines:
        if part and sum(len(other.split()) for other in [*part, line]) > MOST_WORDS:
            yield part
            part = []
        part.append(line)
    yield part


def _lines(part: str) -> list[str]:
    """A paragraph's text as one line, followed by the items of a list in it, one line each."""
    starts = [match.start() for match in _ITEM.finditer(part)]
    pieces = [part[: starts[0]] if starts else part]
    pieces += [part[start:end] for start, end in zip(starts, [*starts[1:], len(part)], strict=False)]
    return [" ".join(piece.split()) for piece in pieces if piece.strip()]


class _Entry:
    """Passages of a method, term or guide."""

    def __init__(self, content: Content, relations: Relations, origins: Origins, entry: Entry) -> None:
        self.relations, self.origins = relations, origins
        self.content, self.entry, self.words = content, entry, content.words
        self.prose = _Prose(content, entry.slug, entry_url(entry), short(entry))

    def passages(self) -> Iterator[Passage]:
        entry, prose = self.entry, self.prose
        names = "" if isinstance(entry, Guide) else ", ".join([entry.name, *entry.aliases, *entry.plurals])
        yield prose.passage("summary", "", " ".join(entry.summary.split()), "", names)
        if isinstance(entry, Method):
            yield from self._method(entry)
        elif isinstance(entry, Term):
            yield from prose.block("explanation", "", entry.explanation)
        else:
            yield from self._guide(entry)
        yield from prose.questions(entry.questions)
        yield from prose.facts(entry.facts)

    def _guide(self, guide: Guide) -> Iterator[Passage]:
        yield from self.prose.block("introduction", "", guide.introduction)
        for number, section in enumerate(guide.sections):
            anchor = heading_anchor(section.heading)
            yield from self.prose.block(f"sections/{number}", anchor, section.text, section.heading)

    def _method(self, m: Method) -> Iterator[Passage]:
        prose = self.prose
        top = "what-it-is" if m.what_it_is else "at-a-glance"
        yield from prose.block("what_it_is", "what-it-is", m.what_it_is, self.words["what_it_is"])
        if m.objective:
            yield from prose.line("objective", top, m.objective.text, self.words["purpose"])
        yield from prose.line("impact", top, m.impact, self.words["purpose"])
        yield from prose.block("how_it_works", "how-it-works", m.how_it_works, self.words["how_it_works"])
        yield from self._reasons(m)
        yield from map(prose.said, method_values(self.content, self.relations, m))
        yield from prose.lines("pros", "pros", m.pros, self.words["pros"])
        yield from prose.lines("cons", "cons", m.cons, self.words["cons"])
        for number, risk in enumerate(m.risks):
            kind = next(c.label for c in self.content.vocabulary.risks if c.key == risk.kind)
            yield from prose.line(f"risks/{number}", "risks", risk.text, self.words["risks"], kind)
        yield from self._cases(m)
        for key, url, text in self.origins.of(m):
            about = _Prose(self.content, m.slug, url, short(m))
            yield about.passage(f"origin/{key}", "", text, derived=True)

    def _reasons(self, m: Method) -> Iterator[Passage]:
        if m.when is None:
            return
        tags = {tag.key: tag.label for tag in self.content.vocabulary.tags}
        line = self.prose.line
        for number, needed in enumerate(m.when.requires):
            about = ", ".join(tags[tag] for tag in needed.any_of)
            yield from line(f"when.requires/{number}", "when", needed.why, self.words["when_to_use"], about)
        for name, reasons in (("good_if", m.when.good_if), ("avoid_if", m.when.avoid_if)):
            for number, reason in enumerate(reasons):
                yield from line(
                    f"when.{name}/{number}", "when", reason.why, self.words["when_to_use"], tags[reason.tag]
                )

    def _cases(self, m: Method) -> Iterator[Passage]:
        block, line = self.prose.block, self.prose.line
        for number, example in enumerate(m.examples):
            anchor = heading_anchor(example.title)
            yield from block(
                f"examples/{number}", anchor, example.text, example.title, self.words["examples"]
            )
        for number, wrong in enumerate(m.misconceptions):
            yield from line(
                f"misconceptions/{number}",
                "misconceptions",
                wrong.correction,
                self.words["misconceptions"],
                wrong.claim,
            )
        for number, tool in enumerate(m.tools):
            yield from line(f"tools/{number}", "tools", tool.note, self.words["tools"], tool.name)
        for number, offer in enumerate(m.availability):
            yield from line(
                f"availability/{number}", "tools", offer.note, self.words["tools"], offer.provider
            )


def _pair(content: Content, slug: str, a: Entry, b: Entry) -> Iterator[Passage]:
    """A verdict, the texts written for its own aspects, questions and facts."""
    prose = _Prose(content, slug, f"comparisons/{slug}/", pair_title(a, b))
    comparison: Comparison | None = content.comparisons.get(slug)
    names, words = f"{a.name}, {b.name}", content.words
    if comparison:
        yield prose.passage("summary", "", " ".join(comparison.summary.split()), "", names)
        yield from prose.block("verdict", "verdict", comparison.verdict, words["verdict"], names)
        line = partial(prose.line, anchor="verdict")
        yield from line("choose_a", text=comparison.choose_a, heading=words["choose"].format(name=short(a)))
        yield from line("choose_b", text=comparison.choose_b, heading=words["choose"].format(name=short(b)))
        yield from line("what_changes_it", text=comparison.what_changes_it, heading=words["what_changes_it"])
        yield from line("together", text=comparison.together, heading=words["together"])
        for number, own in enumerate(comparison.aspects):
            yield from prose.line(f"aspects/{number}/a", "aspects", own.a, own.label, names)
            yield from prose.line(f"aspects/{number}/b", "aspects", own.b, own.label, names)
        yield from prose.questions(comparison.questions)
        yield from prose.facts(comparison.facts)


def _aspects(content: Content, site: SiteMap) -> Iterator[Passage]:
    """Texts written for the rows of comparisons: each at the first pair whose page prints it."""
    seen: set[str] = set()
    for slug, pair in site.pairs.items():
        if not all(isinstance(entry, Method) for entry in pair):
            continue
        for method in pair:
            if isinstance(method, Method) and method.slug not in seen:
                seen.add(method.slug)
                prose = _Prose(content, method.slug, f"comparisons/{slug}/", short(method))
                for aspect in content.tables.pair_aspects:
                    text = method.aspects.get(aspect.key)
                    yield from prose.line(f"aspects/{aspect.key}", "aspects", text, aspect.label)


def _choosing(content: Content) -> Iterator[Passage]:
    """Rules of thumb and the notes of the decision flow."""
    prose = _Prose(content, "choosing", "choosing/", "Choosing a method")
    for rule in content.wizard.rules:
        yield from prose.line(f"rules/{rule.key}", f"rule-{rule.key}", rule.why, rule.when)
    for step in content.wizard.flow:
        yield from prose.line(f"flow/{step.key}", f"flow-{step.key}", step.note, step.ask)
