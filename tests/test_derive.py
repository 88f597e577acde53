"""Numbers become labels in one place, and what is not known never passes for a number."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from generator import derive
from generator.content import Content
from generator.derive import UNKNOWN, Span
from schema.base import Estimated
from schema.method import Method
from schema.method_parts import Amount, Compute, DataNeed, Duration, Scenario


def hours(low: float, high: float, *facts: str) -> Estimated:
    return Estimated(min=low, max=high, scenario="usual", facts=list(facts))


def amount(low: float, high: float, unit: str) -> Amount:
    return Amount(min=low, max=high, scenario="usual", unit=unit)


def bread(base: Content, slug: str, **parts: Any) -> Method:
    """A method that states nothing but `parts`, for a scenario named after it."""
    title = f"Usual {slug}"
    scenario = Scenario(title=title, model="wheat", data="flour", hardware="oven", basis="judgement")
    bare = {"duration": None, "data": None, "compute": None, "expertise": None, "when": None, "changes": None}
    return base.methods["poolish"].model_copy(
        update={**bare, "slug": slug, "scenarios": {"usual": scenario}, **parts}
    )


@pytest.mark.parametrize(
    ("value", "label"),
    [(0, "Minutes"), (0.99, "Minutes"), (1, "Hours"), (23.9, "Hours"), (24, "Days"), (1e9, "Days")],
)
def test_a_label_holds_below_its_threshold(base: Content, value: float, label: str) -> None:
    """A value at a threshold belongs to the next label, and the last label has no end."""
    assert derive.step_label(base.scales.duration, value) == label


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (0, 0, "0 min"),
        (0.25, 12, "15 min – 12 h"),
        (0.01, 0.01, "0.6 min"),
        (1, 1.5, "1 h – 1.5 h"),
        (47, 48, "47 h – 2 days"),
        (160, 503, "7 days – 21 days"),
        (504, 2519, "3 weeks – 15 weeks"),
        (2520, 2520, "3 months"),
        (2920, 8760, "4 months – 12 months"),
    ],
)
def test_hours_are_told_in_the_unit_that_reads_best(low: float, high: float, text: str) -> None:
    """Minutes below an hour, hours below two days, then days, weeks and months."""
    assert derive.hours_text(low, high) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.004, "0.004"),
        (0.3, "0.3"),
        (1, "1"),
        (12.34, "12.3"),
        (50, "50"),
        (100.4, "100"),
        (5000, "5,000"),
        (1_000_000, "1 million"),
        (1_500_000, "1.5 million"),
        (2e9, "2 billion"),
        (1.5e13, "15 trillion"),
    ],
)
def test_numbers_are_told_as_people_read_them(value: float, text: str) -> None:
    """Large numbers get words, small ones few digits, and no digit is invented."""
    assert derive.number_text(value) == text


def test_a_range_of_one_value_is_told_once() -> None:
    """The same amount at both ends is one amount."""
    assert derive.amount_text(5, 5) == "5"
    assert derive.amount_text(0.3, 20) == "0.3 – 20"


def test_a_family_stands_for_its_members(base: Content) -> None:
    """A family is replaced by its published members, other methods stay."""
    methods = [base.methods["straight-dough"], base.methods["preferment"]]
    assert [m.slug for m in derive.expand(base, methods)] == ["straight-dough", "poolish", "sourdough"]


def test_members_of_members_belong_to_a_family(base: Content) -> None:
    """A family's members are found over generations, families between them left out."""
    stiff = base.methods["preferment"].model_copy(update={"slug": "stiff", "parent": "preferment"})
    biga = base.methods["poolish"].model_copy(update={"slug": "biga", "parent": "stiff"})
    content = dataclasses.replace(base, methods={**base.methods, "stiff": stiff, "biga": biga})
    assert [m.slug for m in derive.members_of(content, "preferment")] == ["poolish", "sourdough", "biga"]
    assert [m.slug for m in derive.members_of(content, "stiff")] == ["biga"]


def test_a_family_without_members_stands_for_itself(base: Content) -> None:
    """A family whose members are all drafts shows what it states itself."""
    content = dataclasses.replace(base, methods={"preferment": base.methods["preferment"]})
    assert [m.slug for m in derive.expand(content, content.methods.values())] == ["preferment"]


def test_ranges_roll_up_from_the_lowest_to_the_highest(base: Content) -> None:
    """Several methods show one range, and say over how many."""
    methods = [
        bread(base, "a", duration=Duration(training=hours(2, 4))),
        bread(base, "b", duration=Duration(training=hours(0.5, 30))),
        bread(base, "c"),
    ]
    cell = derive.duration(base, methods, "training")
    assert (cell.text, cell.numbers, cell.evidence) == ("Minutes to days", "30 min – 30 h", "over 2 methods")
    assert (cell.low, cell.high, cell.known) == (0.5, 30, True)


def test_a_range_names_the_scenario_it_was_estimated_for(base: Content) -> None:
    """The scenario is that of the method whose range is shown, even if others name theirs the same."""
    methods = [bread(base, "a"), bread(base, "b", duration=Duration(training=hours(2, 4)))]
    assert derive.duration(base, methods, "training").evidence == "Usual b (estimate)"


def test_a_range_with_facts_is_no_estimate(base: Content) -> None:
    """Only a range without facts behind it is called an estimate."""
    method = bread(base, "a", duration=Duration(training=hours(2, 4, "time")))
    assert derive.duration(base, [method], "training").evidence == "Usual a"


def test_none_and_not_known_are_different(base: Content) -> None:
    """`none` is a known answer with the lowest value; a missing key is not known and sorts last."""
    nothing = bread(base, "a", duration=Duration(training="none"))
    silent = bread(base, "b")
    assert derive.duration(base, [silent], "training") == UNKNOWN
    cell = derive.duration(base, [nothing, silent], "training")
    assert (cell.text, cell.known, cell.low, cell.high) == ("None", True, 0, 0)
    assert not UNKNOWN.known
    assert UNKNOWN.low is None


def test_none_beside_a_range_is_its_lower_end(base: Content) -> None:
    """Where some methods have no such step, the label starts at none and the numbers do not."""
    methods = [
        bread(base, "a", duration=Duration(training="none")),
        bread(base, "b", duration=Duration(training=hours(2, 4))),
    ]
    cell = derive.duration(base, methods, "training")
    assert (cell.text, cell.numbers, cell.low, cell.high) == ("None to hours", "2 h – 4 h", 0, 4)


def test_amounts_of_different_units_are_not_mixed(base: Content) -> None:
    """Only amounts in the unit of the first are rolled up and counted."""
    methods = [
        bread(base, "a", data=DataNeed(kinds=["test_bakes"], amount=amount(5, 20, "bakes"))),
        bread(base, "b", data=DataNeed(kinds=["none"], amount=amount(500, 9000, "grams"))),
    ]
    span = derive.derive_span(methods, lambda m: m.data.amount if m.data else None)
    assert span == Span(5, 20, "bakes", "Usual a (estimate)")
    assert derive.data_amount(base, methods).text == "Few to many"
    assert derive.data_amount(base, methods[::-1]).numbers == "500 – 9,000 grams of flour"


def test_compute_of_one_method_is_labelled_by_its_middle(base: Content) -> None:
    """A wide range of one method has one label, that of its geometric middle; several show both ends."""
    low = bread(base, "a", compute=Compute(gpu_hours=hours(0.1, 5)))
    high = bread(base, "b", compute=Compute(gpu_hours=hours(3, 5)))
    assert derive.compute(base, [low]).text == "Low"
    assert derive.compute(base, [low, high]).text == "Low to high"
    assert derive.compute(base, [bread(base, "c", compute=Compute(gpu_hours=hours(0, 0)))]).text == "Low"


def test_levels_roll_up_on_their_scale(base: Content) -> None:
    """Levels of several methods show from the lowest to the highest of the scale, not of the alphabet."""
    methods = [base.methods["sourdough"], base.methods["poolish"]]
    assert derive.ordinal(base, methods, "expertise").text == "Low to high"
    assert derive.ordinal(base, methods[:1], "expertise").text == "High"
    assert derive.ordinal(base, methods, "hardware").text == "A home oven"
    assert derive.ordinal(base, methods[1:], "hardware") == UNKNOWN


def test_labels_keep_the_order_of_their_list(base: Content) -> None:
    """Keys are shown in the order of the vocabulary, each once."""
    kinds = base.vocabulary.data_kinds
    assert derive.labels_of(kinds, ["flour_reports", "none", "flour_reports"]) == [
        "none",
        "reports on the flour",
    ]
    assert derive.label_of(kinds, "test_bakes") == "test bakes"


def test_complexity_orders_methods_from_0_to_100(base: Content) -> None:
    """What asks for more time, skill and oven lies further to the right, within the axis."""
    easy = derive.complexity(base, [base.methods["straight-dough"]])
    hard = derive.complexity(base, [base.methods["sourdough"]])
    assert easy
    assert hard
    assert 0 <= easy[0] <= easy[1] < hard[1] <= 100
    assert easy[0] < hard[0] <= hard[1]


def test_complexity_is_not_guessed_from_too_little(base: Content) -> None:
    """A method that states less than half of what enters the score has no place on the axis."""
    assert derive.complexity(base, [bread(base, "a", expertise="high")]) is None


def test_complexity_is_known_from_half_of_it(base: Content) -> None:
    """Measures with half of the weight suffice for a place on the axis."""
    method = bread(base, "a", expertise="high", duration=Duration(calendar=hours(720, 720)))
    assert derive.complexity(base, [method]) == (100, 100)


def test_complexity_without_weights_is_not_known(base: Content) -> None:
    """Measures that all count nothing give no score, and no failure."""
    definition = base.scales.complexity
    weightless = [measure.model_copy(update={"weight": 0.0}) for measure in definition.measures]
    scales = base.scales.model_copy(
        update={"complexity": definition.model_copy(update={"measures": weightless})}
    )
    content = dataclasses.replace(base, scales=scales)
    assert derive.complexity(content, [base.methods["sourdough"]]) is None


def test_complexity_compares_tokens_as_examples(base: Content) -> None:
    """Amounts in tokens are converted before they are compared, and only if tokens are what is counted."""
    few = amount(5, 10, "bakes")
    methods = [
        bread(base, "a", data=DataNeed(kinds=["none"], amount=few)),
        bread(base, "b", data=DataNeed(kinds=["none"], amount=amount(5000, 5000, "tokens"))),
    ]
    only_data = [measure for measure in base.scales.complexity.measures if measure.measure == "data"]
    complexity = base.scales.complexity.model_copy(update={"measures": only_data})
    data = {**base.scales.data, "tokens": base.scales.data["grams"]}
    bakes = base.vocabulary.amount_units[0]
    units = [bakes, bakes.model_copy(update={"key": "tokens"})]
    content = dataclasses.replace(
        base,
        scales=base.scales.model_copy(update={"complexity": complexity, "data": data}),
        vocabulary=base.vocabulary.model_copy(update={"amount_units": units}),
    )
    assert derive.complexity(content, methods) == derive.complexity(content, methods[:1])
    ten = bread(base, "c", data=DataNeed(kinds=["none"], amount=amount(10, 10, "bakes")))
    assert derive.complexity(content, methods[1:]) == derive.complexity(content, [ten])
