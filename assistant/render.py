"""An Answer as Markdown, plain text or JSON: numbered citations that link to the site's anchors.

The engine knows no view and the views know no engine: everything that shows an answer (command
line, chat, API) shows what these functions return.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.records import Answer, Block, Claim, Part, Passage, Row

REFUSAL = "The content holds no answer to this."
COVERS = "What it covers:"
NEAREST = "Nearest topics:"
# Characters that Markdown or HTML would read as marks. "_" only matters at the edge of a word.
_MARKS = re.compile(r"([\\`*\[\]<>|~]|(?<!\w)_|_(?!\w)|&(?=#?\w+;))")
_AT_START = re.compile(r"(?:[-+#=]|\d+[.)])(?=\s|$)")
_NO_SPACE_BEFORE = (",", ".", ";", ":", ")", "!", "?", "%")
_ENDS_SENTENCE = re.compile(r"[.!?][\"')\]]*$")


def render_blocks(answer: Answer, covers: str = "", site: str | None = "/") -> list[str]:
    """The answer as blocks of CommonMark with tables; each claim is followed by its source's number.

    `site` is put before every address: "/" on the site's own host, "https://host/path/" elsewhere;
    with None nothing is escaped and numbers are no links, as a terminal shows it.
    Parts of a cell are joined by one space, but none stands before punctuation or after an opening
    bracket; a number is left out where a sentence, or a row of a table, goes on with the same source.
    A refusal says so, then what the content `covers`, and offers the nearest topics, which are no
    sources. No HTML comes through: the words of content and of questions are escaped.
    """
    return _Writer(_numbers(answer), site).answer(answer, covers)


def render_markdown(answer: Answer, covers: str = "", site: str | None = "/") -> str:
    """The same in one piece."""
    return "\n\n".join(render_blocks(answer, covers, site))


def render_text(answer: Answer, covers: str = "") -> str:
    """The answer for a terminal: how it was read, what it says, numbered sources with their addresses."""
    read_as = [f"(Read as: {answer.read_as})"] if answer.read_as else []
    sources = [f"[{n}] {passage.title} ({passage.url})" for n, passage in enumerate(answer.passages(), 1)]
    parts = [*read_as, *render_blocks(answer, covers, None), "\n".join(sources)]
    return "\n\n".join(part for part in parts if part)


def render_sources(answer: Answer, site: str = "/") -> str:
    """A numbered list of the sources, titles linking to the anchors; empty for a refusal."""
    write = _Writer(_numbers(answer), site)
    links = (write.link(passage.title, passage.url) for passage in answer.passages())
    return "\n".join(f"{number}. {link}" for number, link in enumerate(links, 1))


def answer_json(answer: Answer, covers: str = "", site: str | None = "/") -> dict[str, Any]:
    """What programs get; plain types only.

    `answer` is what `render_markdown` gives, `citations` the addresses once each (from the site's root
    if `site` is None), `sources` one for each claim in reading order: the number shown, passage id and
    span (`text == passage.text[start:end]`); `turn` is what a client sends back as history with a
    follow-up question.
    """
    root = site or ""
    return {
        "question": answer.question,
        "read_as": answer.read_as or answer.question,
        "answer": render_markdown(answer, covers, site),
        "refused": answer.refused,
        "kind": answer.kind,
        "confidence": round(answer.confidence, 4),
        "citations": list(dict.fromkeys(root + passage.url for passage in answer.passages())),
        "sources": [_source(claim, _numbers(answer), root) for claim in answer.claims()],
        "nearest": [{"title": title, "url": root + url} for title, url in answer.nearest],
        "follow_ups": list(answer.follow_ups),
        "turn": {"question": answer.question, "kind": answer.kind, "slugs": list(answer.slugs)},
    }


def escaped(text: str) -> str:
    """Text that Markdown shows as it is, in one line."""
    line = _MARKS.sub(r"\\\1", " ".join(text.split()))
    return _AT_START.sub(lambda found: f"{found[0][:-1]}\\{found[0][-1]}", line, count=1) if line else line


def _numbers(answer: Answer) -> dict[str, int]:
    return {passage.id: number for number, passage in enumerate(answer.passages(), 1)}


def _source(claim: Claim, numbers: dict[str, int], site: str) -> dict[str, Any]:
    passage = claim.passage
    return {
        "number": numbers[passage.id],
        "title": passage.title,
        "url": site + passage.url,
        "passage": passage.id,
        "start": claim.start,
        "end": claim.end,
        "text": claim.text,
        "derived": passage.derived,
    }


@dataclass(frozen=True)
class _Writer:
    """Writes parts as Markdown, or as plain text if there is no `site` to link to."""

    numbers: dict[str, int]
    site: str | None

    def answer(self, answer: Answer, covers: str) -> list[str]:
        if not answer.refused:
            return [self._block(block) for block in answer.blocks]
        told = [f"{REFUSAL} {COVERS} {self._words(covers)}" if covers else REFUSAL]
        if answer.nearest:
            told.append(f"{NEAREST} {', '.join(self.link(*topic) for topic in answer.nearest)}.")
        return told

    def link(self, label: str, url: str) -> str:
        if self.site is None:
            return label
        target = (self.site + url).replace("(", "%28").replace(")", "%29").replace(" ", "%20")
        return f"[{escaped(label)}]({target})"

    def _block(self, block: Block) -> str:
        if block.kind == "table":
            lines = ["| " + " | ".join(self._row(row)) + " |" for row in block.rows]
            return "\n".join([lines[0], "|" + " --- |" * len(block.rows[0]), *lines[1:]])
        cells = [self._cell(cell) for row in block.rows for cell in row]
        return "\n".join(f"- {cell}" for cell in cells) if block.kind == "bullets" else "\n\n".join(cells)

    def _row(self, row: Row) -> Iterator[str]:
        """The cells of a table's row; a source behind several of them stands at the last."""
        last = {part.passage.id: n for n, cell in enumerate(row) for part in cell if isinstance(part, Claim)}
        for position, cell in enumerate(row):
            yield self._cell(cell, {id for id, at in last.items() if at > position})

    def _cell(self, parts: Sequence[Part], later: Collection[str] = ()) -> str:
        text = ""
        for piece in self._pieces(parts, later):
            glued = not text or piece.startswith(_NO_SPACE_BEFORE) or text.endswith("(")
            text += piece if glued else f" {piece}"
        return text

    def _pieces(self, parts: Sequence[Part], later: Collection[str]) -> Iterator[str]:
        for position, part in enumerate(parts):
            yield self._words(part.text)
            if not isinstance(part, Claim) or part.passage.id in later:
                continue
            if not _goes_on(part, parts[position + 1 :]):
                yield self._number(part.passage)

    def _words(self, text: str) -> str:
        return text.strip() if self.site is None else escaped(text)

    def _number(self, passage: Passage) -> str:
        number = f"[{self.numbers[passage.id]}]"
        return number if self.site is None else self.link(number, passage.url)


def _goes_on(claim: Claim, rest: Sequence[Part]) -> bool:
    """Whether the sentence continues with words of the same passage."""
    later = next((part for part in rest if isinstance(part, Claim)), None)
    same = later is not None and later.passage.id == claim.passage.id
    return same and not _ENDS_SENTENCE.search(claim.text)
