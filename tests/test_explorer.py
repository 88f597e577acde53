"""The data behind the table of methods: sort keys, filters, and what is not known."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator import explorer
from generator.content import Content, load_content
from generator.exports import render_data

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def data(base: Content) -> dict[str, Any]:
    return explorer.explorer_data(base)


def row(data: dict[str, Any], slug: str) -> dict[str, Any]:
    return next(row for row in data["rows"] if row["slug"] == slug)


def cell(data: dict[str, Any], slug: str, column: str) -> Any:
    keys = [key for key, _, _ in data["columns"]]
    return row(data, slug)["cells"][keys.index(column)]


def test_a_cell_holds_label_numbers_sort_keys_and_what_they_rest_on(data: dict[str, Any]) -> None:
    assert cell(data, "sourdough", "training") == [
        "Hours to days", "12 h – 2 days", 12.0, 48.0, "One loaf over a weekend (estimate)"
    ]  # fmt: skip


def test_what_is_not_known_is_null_and_answers_no_filter(data: dict[str, Any]) -> None:
    """Unknown is neither an empty text nor a zero."""
    assert cell(data, "poolish", "objective") is None
    assert "objective" not in row(data, "poolish")["has"]


def test_a_family_names_its_members_and_shows_their_range(data: dict[str, Any]) -> None:
    family = row(data, "preferment")
    assert {data["rows"][place]["slug"] for place in family["members"]} == {"poolish", "sourdough"}
    assert cell(data, "preferment", "training")[2:4] == [8.0, 48.0]


def test_levels_sort_by_their_order_and_say_what_they_need(data: dict[str, Any]) -> None:
    assert cell(data, "sourdough", "expertise") == ["High", "", 2.0, 2.0]
    assert row(data, "sourdough")["has"]["expertise"] == [2, "high"]


def test_every_key_a_row_has_is_an_option_of_the_filter(base: Content) -> None:
    """For the small and the real content: no filter misses a key."""
    for content in (base, load_content(ROOT / "content")):
        data = explorer.explorer_data(content)
        filters = {item["key"]: item for item in data["filters"]}
        for one in data["rows"]:
            assert set(one["has"]) <= set(filters)
            for key, has in one["has"].items():
                if filters[key]["kind"] == "any":
                    assert set(has) <= {option[0] for option in filters[key]["options"]}
            assert len(one["cells"]) == len(data["columns"])


def test_an_amount_in_another_unit_is_not_compared_but_said(base: Content) -> None:
    """Tokens are no examples: the filter cannot pass them, and the reason names them."""
    content = load_content(ROOT / "content")
    has = row(explorer.explorer_data(content), "pre-training")["has"]["data"]
    assert has[0] is None
    assert has[1].endswith("tokens")


def test_amounts_in_tokens_sort_by_the_examples_they_come_to(base: Content) -> None:
    content = load_content(ROOT / "content")
    amount = content.methods["pre-training"].data.amount  # type: ignore[union-attr]
    low = cell(explorer.explorer_data(content), "pre-training", "data")[2]
    assert low == amount.min / content.scales.complexity.tokens_per_example  # type: ignore[union-attr]


def test_a_method_a_provider_runs_needs_no_more_access_than_that() -> None:
    content = load_content(ROOT / "content")
    data = explorer.explorer_data(content)
    lora = row(data, "lora")
    assert lora["hosted"] is True
    assert lora["has"]["access"][0] == data["hosted"]
    assert cell(data, "lora", "access")[0] == "Weights to train"


def test_the_static_table_has_the_columns_shown_and_the_rows_in_the_same_order(base: Content) -> None:
    assert [method.slug for method in explorer.ranked(base)] == [
        row["slug"] for row in explorer.explorer_data(base)["rows"]
    ]
    assert [column.key for column in explorer.SHOWN] == [
        key for key, _, shown in explorer.explorer_data(base)["columns"] if shown
    ]


def test_labels_inside_a_sentence_keep_the_capitals_of_acronyms() -> None:
    assert explorer._lower("One data-centre GPU") == "one data-centre GPU"
    assert explorer._lower("API with probabilities") == "API with probabilities"


def test_the_file_is_the_same_for_the_same_content(base: Content) -> None:
    first, second = (
        next(file.text for file in render_data(base) if file.path == "data/explorer.json") for _ in range(2)
    )
    assert first == second
    assert json.loads(first) == json.loads(json.dumps(explorer.explorer_data(base)))
