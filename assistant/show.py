"""Answers as Markdown, as text and as plain data."""

from __future__ import annotations

from typing import Any

from assistant.records import Answer, Block, Claim, Part, Row

REFUSAL = "The content holds no answer to this."
COVERS = "It covers {topics}."
NEAREST = "The nearest topics are:"


def markdown(answer: Answer, covers: str = "") -> str:
    """The answer with numbered notes, or the refusal with the nearest topics."""
    if answer.refused:
        return refusal_text(answer, covers)
    numbers = {passage.id: number for number, passage in enumerate(answer.passages(), 1)}
    return "\n\n".join(_block(block, numbers) for block in answer.blocks)


def refusal_text(answer: Answer, covers: str = "") -> str:
    """What is said instead of an answer."""
    told = [REFUSAL, *([COVERS.format(topics=covers)] if covers else [])]
    if not answer.nearest:
        return " ".join(told)
    topics = "\n".join(f"- {title}" for title, _ in answer.nearest)
    return f"{' '.join(told)} {NEAREST}\n\n{topics}"


def plain(answer: Answer) -> str:
    """The answer for a terminal: Markdown, and below it the numbered sources."""
    listed = [f"[{n}] {p.title} ({p.url})" for n, p in enumerate(answer.passages(), 1)]
    read_as = [f"(Read as: {answer.read_as})"] if answer.read_as else []
    return "\n\n".join([*read_as, markdown(answer), *(["\n".join(listed)] if listed else [])])


def as_data(answer: Answer) -> dict[str, Any]:
    """The answer for programs: Markdown, citations, and each claim with its passage and span."""
    return {
        "answer": markdown(answer),
        "refused": answer.refused,
        "kind": answer.kind,
        "confidence": round(answer.confidence, 3),
        "citations": citations(answer),
        "sources": sources(answer),
        "nearest": [{"title": title, "url": url} for title, url in answer.nearest],
        "follow_ups": list(answer.follow_ups),
        "read_as": answer.read_as,
    }


def _block(block: Block, numbers: dict[str, int]) -> str:
    if block.kind == "paragraph":
        return _cell(block.rows[0][0], numbers)
    if block.kind == "bullets":
        return "\n".join(f"- {_cell(row[0], numbers)}" for row in block.rows)
    head, *rows = [_line(row, numbers) for row in block.rows]
    rule = "|" + " --- |" * len(block.rows[0])
    return "\n".join([head, rule, *rows])


def _line(row: Row, numbers: dict[str, int]) -> str:
    """A row of a table; a source that stands behind several of its cells is noted at the last."""
    last = {part.passage.id: n for n, cell in enumerate(row) for part in cell if isinstance(part, Claim)}
    cells = [
        _cell(cell, {id: numbers[id] for id, at in last.items() if at == n}) for n, cell in enumerate(row)
    ]
    return f"| {' | '.join(cell.replace('|', chr(92) + '|').replace(chr(10), ' ') for cell in cells)} |"


def _cell(parts: tuple[Part, ...], numbers: dict[str, int]) -> str:
    """Parts in a row; a note stands after the last of the claims that share a passage."""
    shown: list[str] = []
    for number, part in enumerate(parts):
        text = part.text
        if isinstance(part, Claim):
            following = parts[number + 1] if number + 1 < len(parts) else None
            goes_on = isinstance(following, Claim) and following.passage.id == part.passage.id
            if not goes_on and part.passage.id in numbers:
                text += f" [{numbers[part.passage.id]}]"
        shown.append(text)
    return " ".join(shown).replace(" :", ":")


def citations(answer: Answer) -> list[str]:
    """Addresses of the cited passages, each once, in order."""
    return list(dict.fromkeys(passage.url for passage in answer.passages()))


def sources(answer: Answer) -> list[dict[str, Any]]:
    """Each claim with its number, passage, span, title and address."""
    numbers = {passage.id: number for number, passage in enumerate(answer.passages(), 1)}
    return [
        {
            "number": numbers[claim.passage.id],
            "passage": claim.passage.id,
            "start": claim.start,
            "end": claim.end,
            "title": claim.passage.title,
            "url": claim.passage.url,
        }
        for claim in answer.claims()
    ]
