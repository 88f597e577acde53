"""Comparison tables: every cell is derived from the entries, unless words are written for it."""

from __future__ import annotations

import dataclasses
from typing import get_args

import pytest

from generator import compare
from generator.content import Content
from generator.derive import UNKNOWN
from schema.method_parts import Reason, When
from schema.tables import Aspect, Show


def aspect(show: str) -> Aspect:
    return Aspect(key="any", label="Any", show=show)


def show(content: Content, name: str, *slugs: str) -> compare.Cell:
    return compare.cell(content, aspect(name), [content.methods[slug] for slug in slugs], "")


def test_a_table_has_a_row_for_each_aspect_and_a_cell_for_each_entry(base: Content) -> None:
    """A reference table is worked out whole: headings, links and cells."""
    view = compare.table_view(base, base.tables.tables[0])
    assert view.headings == ("Straight dough (direct method)", "Any preferment")
    assert view.links == ("straight-dough", "preferment")
    assert [(row.label, *(cell.text for cell in row.cells)) for row in view.rows] == [
        ("Rising time", "Hours", "Hours to days"),
        ("Practice", "None", "Few to many: test bakes, reports on the flour"),
        ("Mixing", "Everything at once.", "Part of the flour first."),
    ]
    assert [cell.numbers for cell in view.rows[0].cells] == ["1.5 h – 4 h", "8 h – 2 days"]


def test_an_entry_of_several_methods_links_to_none(base: Content) -> None:
    """Only an entry of one method has a page to link to."""
    table = base.tables.tables[0]
    both = table.entries[1].model_copy(update={"methods": ["poolish", "sourdough"]})
    view = compare.table_view(base, table.model_copy(update={"entries": [both]}))
    assert (view.headings, view.links) == (("Any preferment",), (None,))


def test_an_entry_whose_methods_are_gone_is_not_known(base: Content) -> None:
    """A table entry without published methods shows that nothing is known, and its written text."""
    content = dataclasses.replace(base, methods={})
    view = compare.table_view(content, base.tables.tables[0])
    assert view.rows[0].cells == (UNKNOWN, UNKNOWN)
    assert view.rows[2].cells[0].text == "Everything at once."


def test_a_pair_is_compared_by_every_aspect(base: Content) -> None:
    """Rows follow tables.yaml; a method's own words stand where it has some."""
    rows = compare.pair_rows(base, base.methods["poolish"], base.methods["sourdough"])
    assert [(row.label, row.help) for row in rows] == [
        ("Definition", ""),
        ("Taste", "What the crumb tastes of."),
        ("Rising time", ""),
        ("Use cases", ""),
    ]
    assert rows[1].cells == (UNKNOWN, compare.Cell("Sourdough tastes of yoghurt and apples."))
    assert [cell.numbers for cell in rows[2].cells] == ["8 h – 16 h", "12 h – 2 days"]
    assert rows[3].cells[0] == UNKNOWN


def test_own_words_keep_the_numbers_beside_them(base: Content) -> None:
    """Words written for a numeric aspect stand first, the derived label and numbers follow."""
    cell = compare.cell(base, aspect("training"), [base.methods["sourdough"]], "A day and a night.")
    assert cell.text == "A day and a night."
    assert cell.numbers == "Hours to days (12 h – 2 days)"
    assert (cell.low, cell.high, cell.known) == (12, 48, True)


def test_own_words_for_words_stand_alone(base: Content) -> None:
    """Words written for an aspect of words replace what would be derived."""
    cell = compare.cell(base, aspect("summary"), [base.methods["sourdough"]], "Wild yeast.")
    assert (cell.text, cell.numbers) == ("Wild yeast.", "")


def test_own_words_without_known_numbers_claim_none(base: Content) -> None:
    """Nothing is put beside the words where nothing is known."""
    cell = compare.cell(base, aspect("hardware"), [base.methods["poolish"]], "Any oven.")
    assert (cell.text, cell.numbers, cell.low) == ("Any oven.", "", None)


@pytest.mark.parametrize("name", get_args(Show))
def test_everything_that_can_be_shown_is_shown_or_not_known(base: Content, name: str) -> None:
    """Each kind of cell works for a full entry, a short one, a family and nothing at all."""
    for slugs in (["sourdough"], ["poolish"], ["preferment"], ["sourdough", "straight-dough"], []):
        cell = show(base, name, *slugs)
        assert cell.text
        assert cell.known is (cell.text != UNKNOWN.text)
    if name != "text":
        assert show(base, name, "sourdough").known


@pytest.mark.parametrize(
    ("name", "slugs", "text"),
    [
        ("axis", ["sourdough"], "What raises it"),
        ("group", ["sourdough", "straight-dough"], "Direct doughs, Preferments"),
        ("objective", ["sourdough", "straight-dough"], "Flavour, Speed"),
        ("calendar", ["straight-dough"], "Hours"),
        ("setup", ["straight-dough"], "None"),
        ("durations", ["straight-dough"], "Proofing: hours; start to result: hours"),
        ("resources", ["straight-dough"], "Oven time: low; equipment: a home oven; expertise: low"),
        ("data_kinds", ["preferment"], "test bakes, reports on the flour"),
        ("expertise", ["preferment"], "Low to high"),
        ("changes", ["preferment"], "Changes the starter, the dough"),
        ("change_speed", ["sourdough", "straight-dough"], "On the same day to in the following week"),
        ("advantage", ["straight-dough"], "It is fast [@weber-2020-ovens]."),
        ("consideration", ["straight-dough"], "It tastes plain."),
        ("tasks", ["straight-dough", "straight-dough"], "sandwich bread, rolls"),
        ("example", ["preferment"], "Not known"),
    ],
)
def test_a_cell_says_what_the_entries_say(base: Content, name: str, slugs: list[str], text: str) -> None:
    """Labels are those of the vocabulary; families speak for their members."""
    assert show(base, name, *slugs).text == text


def test_reasons_are_shown_by_weight_and_each_once(base: Content) -> None:
    """The four weightiest properties speak, whichever method they come from."""
    tags = ["no_starter", "wants_sour_taste", "short_of_time", "bakes_daily"]
    light = [Reason(tag=tag, weight=1, why="It helps.") for tag in tags]
    heavy = [Reason(tag="bakes_daily", weight=3, why="It helps much.")]
    first = base.methods["poolish"].model_copy(update={"when": When(good_if=light)})
    second = base.methods["sourdough"].model_copy(update={"when": When(good_if=heavy)})
    cell = compare.cell(base, aspect("good_if"), [first, second], "")
    assert cell.text == (
        "You bake every day; You keep no starter; The bread should taste sour; Bread is needed today"
    )


def test_rows_by_hand_are_shown_as_written(base: Content) -> None:
    """A comparison's own rows need nothing derived."""
    rows = compare.own_rows(base.comparisons["poolish--sourdough"])
    assert [(row.label, *(cell.text for cell in row.cells)) for row in rows] == [
        ("Upkeep", "None between bakes.", "Daily feeding, or a cold rest.")
    ]


def test_only_options_of_one_choice_exclude_each_other(base: Content) -> None:
    """Methods of different axes can be used together."""
    methods = base.methods
    handled = methods["poolish"].model_copy(update={"axis": "handling"})
    assert compare.share_axis(methods["poolish"], methods["sourdough"])
    assert not compare.share_axis(handled, methods["sourdough"])
