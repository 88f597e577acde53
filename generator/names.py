"""What entries, pairs and tables are called where there is little room."""

from __future__ import annotations

from typing import Any

from generator.content import Content


def short(entry: Any) -> str:
    """The shortest name readers will recognise."""
    return getattr(entry, "short_name", None) or str(entry.name).split(" (")[0]


def pair_title(a: Any, b: Any) -> str:
    """`LoRA or full fine-tuning?`: a second name that is an ordinary word starts small."""
    second = short(b)
    word = second.split()[0]
    if word[:1] + word[1:].lower() == word and "-" not in word[:2]:
        second = second[:1].lower() + second[1:]
    return f"{short(a)} or {second}?"


def title_of(content: Content, slug: str) -> str:
    """Name of whatever a slug stands for."""
    if slug in content.entries:
        return content.entries[slug].name
    if "--" in slug:
        a, b = (content.entries[part] for part in slug.split("--"))
        return pair_title(a, b)
    return next(table.title for table in content.tables.tables if table.slug == slug)
