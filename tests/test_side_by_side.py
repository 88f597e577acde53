"""Columns of the page of comparisons: they say what the methods' pages say, and nothing else."""

from __future__ import annotations

import json

from generator import derive
from generator.content import Content
from generator.method_view import changes, effects, numbers
from generator.side_by_side import sections, side_by_side_data


def column(base: Content, slug: str) -> dict[str, dict[str, object]]:
    """Cells of a method by section and row."""
    data = side_by_side_data(base)
    method = next(m for m in data["methods"] if m["slug"] == slug)
    return {
        s["key"]: dict(zip([row[0] for row in s["rows"]], method["cells"][s["key"]], strict=True))
        for s in data["sections"]
    }


def test_every_row_a_methods_page_prints_has_its_place(base: Content) -> None:
    """A row added to the page of a method cannot be forgotten here."""
    rows = {s.key: {row.label for row in s.rows} for s in sections(base)}
    for m in base.methods.values():
        members = derive.expand(base, [m])
        assert {name for name, _, _ in numbers(base, m, members)} <= rows["numbers"]
        assert {name for name, _ in changes(base, m, members)} <= rows["change"]
        assert {name for name, _, _ in effects(base, m)} <= rows["effects"]


def test_a_number_brings_its_scenario_and_its_ends(base: Content) -> None:
    """The label, the numbers, what they refer to, and what to order them by."""
    cells = column(base, "sourdough")["numbers"]
    assert cells["Proofing"] == {
        "text": "Hours to days",
        "numbers": "12 h – 2 days",
        "note": "One loaf over a weekend; estimate",
        "range": [12.0, 48.0],
    }
    assert cells["Scenario"] == {
        "items": [["", "One loaf over a weekend: wheat flour with some rye; 500 g of flour; a home oven"]]
    }


def test_what_is_not_known_is_null_and_none_is_a_value(base: Content) -> None:
    """Unknown is not none: a step that does not exist has a cell."""
    assert column(base, "poolish")["numbers"]["Setup"] is None
    setup = column(base, "straight-dough")["numbers"]["Setup"]
    assert isinstance(setup, dict)
    assert (setup["text"], setup["range"]) == ("None", [0.0, 0.0])
    assert column(base, "poolish")["effects"] == {"Flavour": None, "Shelf life": None}


def test_text_is_plain(base: Content) -> None:
    """Citations and facts are resolved, so that the page need not know markup."""
    text = json.dumps(side_by_side_data(base))
    assert "[@" not in text
    assert "{#" not in text
    pros = column(base, "sourdough")["when"]["Advantages"]
    assert pros == {
        "items": [["", "It tastes of something."], ["", "It keeps for days."], ["", "It needs no packet."]]
    }


def test_pairs_of_methods_bring_their_verdict_and_pairs_of_terms_stay_out(base: Content) -> None:
    """Only what can be chosen is listed."""
    data = side_by_side_data(base)
    slugs = {m["slug"] for m in data["methods"]}
    assert all(set(pair.split("--")) <= slugs for pair in data["pairs"])
    pair = data["pairs"]["poolish--sourdough"]
    assert pair["url"] == "comparisons/poolish--sourdough/"
    assert [name for name, _ in pair["choose"]] == ["Poolish", "Sourdough"]
