"""What entries, pairs, tables and headings are called where there is little room."""

from __future__ import annotations

import re
from typing import Any

from generator.content import Content


def short(entry: Any) -> str:
    """The shortest name readers will recognise."""
    return getattr(entry, "short_name", None) or str(entry.name).split(" (")[0]


def pair_title(a: Any, b: Any) -> str:
    """`LoRA or full fine-tuning?`: a second name that is an ordinary word starts small."""
    return f"{short(a)} or {lower_first(short(b))}?"


def lower_first(text: str) -> str:
    """With a small first letter, unless the first word is a name or an abbreviation."""
    word = text.split()[0]
    ordinary = word[:1] + word[1:].lower() == word and "-" not in word[:2]
    return text[:1].lower() + text[1:] if ordinary else text


def title_of(content: Content, slug: str) -> str:
    """Name of whatever a slug stands for."""
    if slug in content.entries:
        return content.entries[slug].name
    if "--" in slug:
        a, b = (content.entries[part] for part in slug.split("--"))
        return pair_title(a, b)
    return next(table.title for table in content.tables.tables if table.slug == slug)


def sort_name(name: str) -> str:
    """What a name is sorted by: without marks before it, whatever its case."""
    return re.sub(r"^[^\w]+", "", name).casefold()


def heading_anchor(text: str) -> str:
    """An address for a heading, made of its first words."""
    return "-".join(re.findall(r"[a-z0-9]+", text.lower())[:9]) or "section"
