"""The meaning of a change as text, Markdown or JSON.

What the files say is untrusted: in Markdown every word of it stands in code, where GitHub
sees no mention, link, picture or HTML.
"""

from __future__ import annotations

import dataclasses
import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from generator.effects import Effect, Effects
from generator.meaning import Change, FileChange
from generator.problems import Problem

MARK = "<!-- atlas-diff -->"  # by which the comment is found again
MOST_CHARACTERS = 60_000  # GitHub takes 65,536
MOST_VALUE = 280
MOST_ITEMS = 40
_CONTEXT = 60


@dataclass(frozen=True)
class Difference:
    """Everything `atlas diff` has to say."""

    files: tuple[FileChange, ...]
    effects: Effects | None  # None where one side has problems
    problems_before: tuple[Problem, ...]
    problems_after: tuple[Problem, ...]


_SECTIONS = (
    ("labels", "Labels that moved"),
    ("tables", "Cells of the comparison tables"),
    ("advice", "Advice of the wizard"),
    ("pages", "Pages"),
    ("evidence", "Facts and sources in use"),
)


def as_json(difference: Difference) -> str:
    """Everything, uncut."""
    return json.dumps(dataclasses.asdict(difference), indent=1, ensure_ascii=False) + "\n"


def as_text(difference: Difference) -> str:
    """For a terminal."""
    lines = [] if difference.files else ["No change of meaning."]
    for file in difference.files:
        lines.append(f"{_clean(file.file)}: {file.what}" + (f" from {file.was}" if file.was else ""))
        if file.what in ("changed", "renamed"):
            lines += [f"  {_clean(c.field)}: {_arrow(*_texts(c))}" for c in file.changes]
    for name, title in _SECTIONS if difference.effects else ():
        effects = getattr(difference.effects, name)
        if effects:
            lines += [f"{title}:", *(f"  {_clean(e.where)}: {_arrow(e.before, e.after)}" for e in effects)]
    lines += [line for line, _ in _problem_lines(difference)]
    return "\n".join(lines) + "\n"


def _arrow(before: str, after: str) -> str:
    if not before:
        return f"+ {_clean(after)}" if after else "-"
    return f"{_clean(before)} -> {_clean(after)}" if after else f"- {_clean(before)}"


def as_markdown(difference: Difference, limit: int = MOST_CHARACTERS) -> str:
    """For a comment: what changed first, then what follows, cut at `limit` characters."""
    blocks = [f"{MARK}\n## What this change means\n"]
    blocks.append(_summary(difference))
    for line, problem in _problem_lines(difference):
        blocks.append(f"> [!WARNING]\n> {line if problem is None else code(line)}\n")
    blocks += [_file(file) for file in difference.files]
    if difference.effects:
        for name, title in _SECTIONS:
            blocks += _section(title, getattr(difference.effects, name), difference.effects.situations)
    return _cut(blocks, limit)


def _cut(blocks: Sequence[str], limit: int) -> str:
    note = "\n_Cut here: the rest is in `atlas diff`, run on a copy of the branch._\n"
    text = ""
    for block in blocks:
        if len(text) + len(block) + len(note) + 1 > limit:
            return text + note
        text += block + "\n"
    return text


def _summary(difference: Difference) -> str:
    if not difference.files:
        return "No change of meaning in the content.\n"
    counts = []
    for what in ("added", "changed", "renamed", "removed", "unreadable"):
        if number := sum(file.what == what for file in difference.files):
            counts.append(f"{number} {what}")
    for name, title in _SECTIONS[:3] if difference.effects else ():
        if effects := getattr(difference.effects, name):
            counts.append(f"{title.lower()}: {len(effects)}")
    return f"Entries: {'; '.join(counts)}.\n"


def _problem_lines(difference: Difference) -> Iterator[tuple[str, Problem | None]]:
    for side, problems in (("Before", difference.problems_before), ("After", difference.problems_after)):
        if problems:
            yield (f"{side} the change the content has {len(problems)} problem(s): labels, tables and advice "
                   "cannot be compared.", None)  # fmt: skip
            for problem in problems[:5]:
                yield str(problem), problem


def _file(file: FileChange) -> str:
    lines = [f"### {code(file.title)} {file.what}\n", code(file.file)]
    if file.was:
        lines[-1] += f" (was {code(file.was)})"
    lines[-1] += "\n"
    if file.what in ("removed", "unreadable"):
        return "\n".join(lines)
    for change in file.changes[:MOST_ITEMS]:
        lines.append(_change(change))
    if len(file.changes) > MOST_ITEMS:
        lines.append(f"- … and {len(file.changes) - MOST_ITEMS} more fields")
    return "\n".join(lines) + "\n"


def _change(change: Change) -> str:
    before, after = _texts(change)
    name = code(change.field)
    if change.before is None:
        return f"- {name} added: {code(after)}"
    if change.after is None:
        return f"- {name} removed: {code(before)}"
    if len(before) + len(after) < 90:
        return f"- {name}: {code(before)} → {code(after)}"
    return f"- {name}:\n  - before: {code(before)}\n  - after: {code(after)}"


def _section(title: str, effects: Sequence[Effect], situations: int) -> list[str]:
    if not effects:
        return []
    about = f", over {situations} situations of one or two answers" if title.startswith("Advice") else ""
    lines = [f"<details><summary>{title}: {len(effects)}{about}</summary>\n"]
    for effect in effects[:MOST_ITEMS]:
        before, after = code(_short(effect.before)), code(_short(effect.after))
        shown = (
            f"{before} → {after}" if effect.before and effect.after else before if effect.before else after
        )
        sign = "" if effect.before and effect.after else " −" if effect.before else " +"
        lines.append(f"- {code(effect.where)}:{sign} {shown}")
    if len(effects) > MOST_ITEMS:
        lines.append(f"- … and {len(effects) - MOST_ITEMS} more")
    return ["\n".join([*lines, "\n</details>\n"])]


def _texts(change: Change) -> tuple[str, str]:
    """Both values as short texts; of long ones the part that differs."""
    before, after = _flat(change.before), _flat(change.after)
    if len(before) <= MOST_VALUE and len(after) <= MOST_VALUE:
        return before, after
    if change.before is None or change.after is None:
        return _short(before), _short(after)
    same = next((n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), 0)
    start = max(0, same - _CONTEXT)
    return _short(before, start), _short(after, start)


def _short(text: str, start: int = 0) -> str:
    cut = text[start : start + MOST_VALUE]
    return ("…" if start else "") + cut + ("…" if start + MOST_VALUE < len(text) else "")


def _flat(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(_whole(value), ensure_ascii=False)


def _whole(value: Any) -> Any:
    """Whole numbers without their `.0`, as authors write them."""
    if isinstance(value, dict):
        return {key: _whole(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_whole(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _clean(text: str) -> str:
    """One line, without characters that could hide or reorder what is shown."""
    text = " ".join(text.split())
    return "".join(c if unicodedata.category(c)[0] != "C" else f"\\u{ord(c):04x}" for c in text)


def code(text: str) -> str:
    """Untrusted text as a code span, which nothing in it can end."""
    text = _clean(text) or " "
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    pad = " " if text[0] in "` " or text[-1] in "` " else ""
    return f"{fence}{pad}{text}{pad}{fence}"
