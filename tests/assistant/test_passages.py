"""Passages: whole, unique, and printed where they say."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest

from assistant.passages import MOST_WORDS, paragraphs, passages_of
from assistant.records import Passage
from generator.content import Content, load_content
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def real() -> list[Passage]:
    """Passages of the real content."""
    return passages_of(load_content(ROOT / "content"))


def test_ids_are_unique_and_texts_are_not_empty(real: list[Passage]) -> None:
    """An id names one passage, which has something to say and a title."""
    assert len({p.id for p in real}) == len(real) > 5000
    assert [p.id for p in real if not p.text.strip() or not p.title.strip()] == []


def test_no_markup_is_left_in_a_text(real: list[Passage]) -> None:
    """Citations and facts are resolved; no note or brace reaches an answer."""
    assert [p.id for p in real if re.search(r"\[@|\{[a-z-]*#", p.text)] == []


def test_every_entry_has_its_definition_first(base: Content) -> None:
    """The summary of each entry is a passage of its page."""
    found = {p.id: p for p in passages_of(base)}
    for slug, entry in base.entries.items():
        assert found[f"{slug}/summary"].text == " ".join(entry.summary.split())


def test_a_list_stays_with_its_introduction_and_is_cut_when_long() -> None:
    """`Use:` and its items are one part; paragraphs apart are two."""
    assert list(paragraphs("One.\n\nUse:\n\n- a\n  b\n- c\n\nTwo\nlines.")) == [
        ["One."],
        ["Use:", "- a b", "- c"],
        ["Two lines."],
    ]


def test_no_list_is_longer_than_the_encoder_reads(real: list[Passage]) -> None:
    """A passage of several lines is within the bound; facts printed in full may add a little."""
    assert [p.id for p in real if "\n" in p.text and len(p.text.split()) > 1.2 * MOST_WORDS] == []


def test_code_is_no_passage(base: Content) -> None:
    """A block of code in prose is left out, the sentences around it stay."""
    assert list(paragraphs("Before.\n\n```\ncode(1)\n```\n\nAfter.")) == [["Before."], ["After."]]


def words(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", text.lower())


def printed(element: Element) -> str:
    """All text of an element without the numbers of notes, letters and digits only."""
    parts: list[str] = []

    def walk(node: Element) -> None:
        # Numbers of notes and anchors of headings are no part of the sentence around them.
        if node.get("class") not in ("atlas-cite", "headerlink"):
            parts.append(node.text or "")
            for child in node:
                walk(child)
                parts.append(child.tail or "")

    walk(element)
    return words("".join(parts))


def test_every_passage_is_printed_on_its_page_and_its_anchor_exists(site: Path, real: list[Passage]) -> None:
    """Quoted prose stands word for word on the page it names, and the link leads to a place there."""
    by_page: dict[str, list[Passage]] = defaultdict(list)
    for passage in real:
        by_page[passage.url.partition("#")[0]].append(passage)
    lost = []
    for page, passages in by_page.items():
        tree = html5lib.parse((site / page / "index.html").read_bytes(), namespaceHTMLElements=False)
        ids = {element.get("id") for element in tree.iter()}
        text = printed(tree.find("body"))
        for passage in passages:
            anchor = passage.url.partition("#")[2]
            if anchor and anchor not in ids:
                lost.append(f"{passage.id}: no anchor {anchor}")
            lines = passage.text.split("\n") if not passage.derived else values(passage)
            lost += [f"{passage.id}: {line}" for line in lines if words(line) not in text]
    assert lost == []


def values(passage: Passage) -> list[str]:
    """What a derived sentence says after its name and label, piece by piece as the table's cells hold it."""
    if (
        passage.field == "origin"
    ):  # "… first published in 2021." or "… introduced by Hu et al. (2021): title."
        paper = re.fullmatch(r".* was introduced by (.+) \((\d{4})\): (.+)\.", passage.text)
        year = re.search(r"first published in (\d{4})\.$", passage.text)
        assert paper or year, passage.text
        return list(paper.groups()) if paper else [year.group(1)] if year else []
    said = passage.text.rstrip(".").split(": ", 1)[1]
    value = said.split(": ", 1)[-1]
    if passage.field == "effects":
        return [re.sub(r" \([-+0-9]+\)$", "", value)]
    return [piece for piece in re.split(r"; | \((?=\d)|\)$|, ", value) if piece]
