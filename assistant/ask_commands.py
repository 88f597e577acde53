"""The work of `atlas ask` and `atlas chat`: one question, many from a file, or a conversation."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.assistant import Assistant
from assistant.records import Answer, Turn
from assistant.render import answer_json, render_text
from generator.publish import write_text

MOST_TURNS = 6  # of a conversation that are kept


class QuestionFileError(Exception):
    """A file of questions cannot be read; the message names the line."""


@dataclass(frozen=True)
class Item:
    """A question of a file."""

    id: str
    question: str


def read_questions(path: Path) -> list[Item]:
    """Questions of a JSON Lines file, `id` and `question` each; QuestionFileError names a bad line."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionFileError(f"{path} cannot be read: {error}") from None
    return [_item(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]


def _item(path: Path, number: int, line: str) -> Item:
    try:
        read = json.loads(line)
        return Item(str(read["id"]), str(read["question"]))
    except (ValueError, KeyError, TypeError):
        raise QuestionFileError(
            f'{path}:{number}: expected a line such as {{"id": "1", "question": "What is LoRA?"}}'
        ) from None


def answer_file(
    assistant: Assistant, questions: Path, out: Path, progress: Callable[[int, int], None]
) -> int:
    """Answer every question of a file into another; the old one stays until all are answered."""
    items = read_questions(questions)
    lines = list(_answered(assistant, items, progress))
    write_text(out, "".join(lines))
    return len(lines)


def _answered(assistant: Assistant, items: list[Item], progress: Callable[[int, int], None]) -> Iterator[str]:
    covers = assistant.content.site.summary
    for number, item in enumerate(items, 1):
        answer, milliseconds = timed(assistant, item.question)
        data: dict[str, Any] = {"id": item.id, **answer_json(answer, covers, site=None)}
        data["latency_ms"] = milliseconds
        yield json.dumps(data, ensure_ascii=False) + "\n"
        progress(number, len(items))


def timed(assistant: Assistant, question: str, history: list[Turn] | None = None) -> tuple[Answer, float]:
    """An answer and the milliseconds it took."""
    started = time.perf_counter()
    answer = assistant.ask(question, history or [])
    return answer, round((time.perf_counter() - started) * 1000, 1)


def converse(assistant: Assistant, read: Callable[[], str | None], write: Callable[[str], None]) -> None:
    """Answer until nothing more is asked; each question sees the turns before it."""
    history: list[Turn] = []
    while (question := read()) is not None:
        if not question.strip():
            continue
        answer = assistant.ask(question, history)
        write(render_text(answer, assistant.content.site.summary))
        if not answer.refused:
            history = [*history, answer.turn()][-MOST_TURNS:]
