"""Prose to plain words, for whoever prints no markup."""

from __future__ import annotations

import re
from collections.abc import Mapping

from generator.prose import IS_CITATION, IS_FACT, IS_LINK, TOKEN
from schema.evidence import Fact

_ITEM_MARK = re.compile(r"^\s*(?:[-*]|\d+\.)\s+", re.M)
_LATER_ITEM = re.compile(r"\n[^\S\n]*(?:[-*]|\d+\.)\s")  # beyond the first line; quickly found
_EMPHASIS = re.compile(r"[*_]{1,3}(?=\S)(.+?)(?<=\S)[*_]{1,3}")
_SET_ASIDE = "\ue000"  # a letter without meaning, which no text needs
_MARKED = re.compile(rf"[\[{{`*_{_SET_ASIDE}]")
_SPACE_BEFORE = re.compile(r" ([.,;:])")


def plain_text(text: str, facts: Mapping[str, Fact], slug: str) -> str:
    """Prose without any markup: facts as their values, links as their words."""
    words = " ".join(_without_markup(text, facts, slug).split())
    if " ." in words or " ," in words or " ;" in words or " :" in words:
        return _SPACE_BEFORE.sub(r"\1", words)
    return words


def _without_markup(text: str, facts: Mapping[str, Fact], slug: str) -> str:
    if not _MARKED.search(text) and not _has_items(text):
        return text
    literal: list[str] = []  # code and values, which hold no emphasis, set aside

    def words(match: re.Match[str]) -> str:
        if match.lastindex == IS_LINK:
            return str(match[4])
        if match.lastindex == IS_CITATION:
            return ""
        fact = match.lastindex == IS_FACT
        literal.append(facts[f"{match[2] or slug}#{match[3]}"].value if fact else match[0].strip("`"))
        return _SET_ASIDE

    text = TOKEN.sub(words, text.replace(_SET_ASIDE, ""))
    if _has_items(text):
        text = _ITEM_MARK.sub("", text)
    if "*" in text or "_" in text:
        text = _EMPHASIS.sub(r"\1", text)
    if not literal:
        return text
    aside = iter(literal)
    return re.sub(_SET_ASIDE, lambda _: next(aside), text)


def _has_items(text: str) -> bool:
    return bool(_ITEM_MARK.match(text) or _LATER_ITEM.search(text))
