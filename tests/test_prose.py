"""The light Markdown of content files: what it points to, and which numbers lack evidence."""

from __future__ import annotations

import pytest

from generator.content import Content
from generator.prose import find_references, sentences, uncited_numbers, words_of
from generator.texts import texts
from generator.yaml_reader import field_name


def numbers(text: str) -> list[str]:
    return [number for number, _ in uncited_numbers(text)]


def test_citations_facts_and_links_are_found_in_order() -> None:
    """Each kind of reference is listed as it stands in the text."""
    found = find_references(
        "It rises [@b-2020] in {levain#time} or {#own}, see [the crumb](crumb#holes) and [@a-2019]."
    )
    assert found.sources == ("b-2020", "a-2019")
    assert found.facts == (("levain", "time"), ("", "own"))
    assert found.links == ("crumb#holes",)


def test_code_holds_no_references() -> None:
    """What stands in backticks or in a fence is shown as it is."""
    text = "Write `[@key]` or `{entry#fact}`.\n\n```\n[words](slug)\n```\n\nAnd [@real-2020]."
    found = find_references(text)
    assert (found.sources, found.facts, found.links) == (("real-2020",), (), ())


def test_a_reference_is_not_hidden_by_a_lone_backtick() -> None:
    """A backtick inside a link or a citation does not begin code that would swallow it."""
    assert find_references("[a ` b](slug) and ` c").links == ("slug",)
    assert find_references("[@a`b`c]").sources == ("a`b`c",)


@pytest.mark.parametrize(
    "text",
    [
        "![image](slug)",
        "[words](two words)",
        "[words]",
        "[words][reference]",
        '[words](https://bread.example/"x)',
        "[words](https://bread.example/`x)",
        "[words](https://bread.example/<x>)",
        "[words](https://bread.example/\\)",
        "[words](javascript:alert(1))",
    ],
)
def test_what_is_not_a_plain_link_is_no_link(text: str) -> None:
    """Only `[words](address)` links, and no address may hold what could leave an attribute."""
    assert find_references(text).links == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It takes 12 hours.", ["12"]),
        ("It takes 12 to 14 hours.", ["12", "14"]),
        ("It costs 1,200.50 a year.", ["1,200.50"]),
        ("It rises by 40%.", ["40"]),
        ("It rises by 2020%.", ["2020"]),
        ("Use 5 loaves.", ["5"]),
        ("One source says so [@a-2020]. The next 7 days do not.", ["7"]),
        ("The first [@a-2020].\n\nThe second takes 3 days.", ["3"]),
        ("- It takes 3 days [@a-2020].\n- It takes 4 days.", ["4"]),
        ("1. It takes 3 days [@a-2020].\n2. It takes 4 days.", ["4"]),
        ("See [the 9 steps](steps).", ["9"]),
    ],
)
def test_a_number_without_evidence_is_found(text: str, expected: list[str]) -> None:
    """A number counts in its own sentence or list item only."""
    assert numbers(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "It takes 12 hours [@a-2020].",
        "It takes 12 hours. [@a-2020] Nothing else does.",
        "It takes {levain#time}, or 12 hours.",
        "It takes 12 hours (estimate).",
        "It takes 12 hours (estimate: 3 x 4).",
        "Take 500 g of flour and 350 g of water (example).",
        "It was baked in 1920 and on 2026-11-21.",
        "Write `bake(12)` and the rest follows.",
        "```\nbake 12\n```",
        "GPT-3 and T5 used FP16 on an H100; Llama 3 is 8B large.",
        "A 4-bit model is a 2-way street.",
        "1. Mix it.\n2. Bake it.\n3. Wait.",
        "Few numbers, many words.",
        "See [the steps](https://bread.example/9/steps).",
    ],
)
def test_a_number_that_needs_no_evidence_is_left_alone(text: str) -> None:
    """Cited numbers, estimates, examples, dates, names, code and list numbers are fine."""
    assert numbers(text) == []


def test_the_sentence_of_a_number_is_told() -> None:
    """A number comes with the sentence it stands in."""
    assert list(uncited_numbers("All is well. It takes 5 days. Good.")) == [("5", "It takes 5 days.")]


def test_sentences_and_items_are_told_apart() -> None:
    """Full stops, blank lines and list items end a sentence; a full stop before a small letter does not."""
    text = "It rises, e.g. on a shelf. Then bake it!\n\nThe steps:\n\n1. Mix it.\n2. Knead `a. B` it."
    assert list(sentences(text)) == [
        "It rises, e.g. on a shelf.",
        "Then bake it!",
        "The steps:",
        "- Mix it.",
        "- Knead  code  it.",
    ]


def test_running_words_leave_out_what_is_marked() -> None:
    """Code, citations, facts and links are no running words."""
    text = "One `two` three [@four-2020] {five#six} [seven](eight) nine."
    assert " ".join(words_of(text)).split() == ["One", "three", "nine."]


def test_running_text_is_found_wherever_it_stands(base: Content) -> None:
    """Text in lists, maps and nested parts is found with its place; other strings are not."""
    found = {field_name(where): text for where, text, _ in texts(base.methods["sourdough"])}
    expected = {
        "aspects.taste",
        "cons[3]",
        "examples[1].text",
        "facts[2].statement",
        "how_it_works",
        "impact",
        "misconceptions[1].correction",
        "objective.text",
        "pros[1]",
        "quality.basis",
        "questions[5].answer",
        "risks[2].text",
        "scenarios.weekend.basis",
        "summary",
        "when.good_if[2].why",
    }
    assert expected <= found.keys()
    assert found["cons[3]"] == "It varies with the weather."
    assert not {"name", "slug", "sources[1].title", "examples[1].code", "typical_tasks[1]"} & found.keys()


def test_running_text_carries_what_it_may_hold(base: Content) -> None:
    """A summary holds no markup; a fact's statement needs no evidence beside its source."""
    marks = {field_name(where): mark for where, _, mark in texts(base.methods["sourdough"])}
    assert (marks["summary"].markup, marks["summary"].numbers) == (False, True)
    assert (marks["facts[1].statement"].markup, marks["facts[1].statement"].numbers) == (True, False)
    assert (marks["pros[1]"].markup, marks["pros[1]"].numbers) == (True, True)
