"""An answer's words, numbers and links, as Markdown, text and JSON."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from assistant.records import Answer, Block, Claim, Connective, Part, Passage
from assistant.render import answer_json, escaped, render_markdown, render_sources, render_text

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
RISE = Passage("sourdough/how/1", "methods/sourdough/#how", "Sourdough: how", "sourdough", "how", "It rises.")
TIME = Passage(
    "sourdough/time",
    "methods/sourdough/#time",
    "Sourdough: time",
    "sourdough",
    "time",
    "12 hours",
    derived=True,
)


def claim(passage: Passage, text: str | None = None) -> Claim:
    words = text or passage.text
    return Claim(words, passage, 0, len(words))


def answer(
    *cells: tuple[Part, ...], kind: str = "paragraph", refused: bool = False, **more: object
) -> Answer:
    block = Block(kind, tuple((cell,) for cell in cells))  # type: ignore[arg-type]
    return Answer("Why?", (block,), refused, "why", 0.9, **more)  # type: ignore[arg-type]


def test_each_claim_carries_the_number_and_the_link_of_its_source() -> None:
    shown = answer((claim(RISE), Connective("It takes"), claim(TIME), Connective(".")), (claim(RISE),))
    first = "It rises. [\\[1\\]](/methods/sourdough/#how)"
    second = "It takes 12 hours [\\[2\\]](/methods/sourdough/#time)."
    assert render_markdown(shown) == f"{first} {second}\n\n{first}"
    html = MARKDOWN.render(render_markdown(shown))
    assert '<a href="/methods/sourdough/#how">[1]</a>' in html


def test_the_number_waits_while_a_sentence_goes_on_with_the_same_source() -> None:
    shown = answer((claim(TIME, "12 hours"), Connective("or"), claim(TIME, "14 hours"), Connective(".")))
    assert render_text(shown).splitlines()[0] == "12 hours or 14 hours [1]."


def test_two_sentences_of_one_source_each_have_its_number() -> None:
    shown = answer((claim(RISE), claim(RISE)))
    assert render_text(shown).splitlines()[0] == "It rises. [1] It rises. [1]"


def test_bullets_and_tables() -> None:
    assert render_text(answer((claim(RISE),), (claim(TIME),), kind="bullets")).startswith(
        "- It rises. [1]\n- 12 hours [2]"
    )
    table = Block(
        "table", (((Connective("Method"),), (Connective("Time"),)), ((Connective("a|b"),), (claim(TIME),)))
    )
    shown = Answer("Why?", (table,), False, "value", 0.9)
    assert render_markdown(shown).splitlines() == [
        "| Method | Time |",
        "| --- | --- |",
        "| a\\|b | 12 hours [\\[1\\]](/methods/sourdough/#time) |",
    ]


def test_a_source_behind_several_cells_of_a_row_stands_at_the_last() -> None:
    table = Block("table", (((Connective("a"),), (Connective("b"),)), ((claim(TIME),), (claim(TIME),))))
    shown = Answer("Why?", (table,), False, "value", 0.9)
    assert render_text(shown).splitlines()[2] == "| 12 hours | 12 hours [1] |"


def test_a_refusal_says_what_is_covered_names_no_source_and_offers_the_nearest_topics() -> None:
    shown = Answer("Why?", (), True, "why", 0.1, nearest=(("Sourdough", "methods/sourdough/"),))
    assert render_sources(shown) == ""
    assert render_markdown(shown, "Every way to raise <bread>.") == (
        "The content holds no answer to this. What it covers: Every way to raise \\<bread\\>.\n\n"
        "Nearest topics: [Sourdough](/methods/sourdough/)."
    )
    assert render_text(shown) == "The content holds no answer to this.\n\nNearest topics: Sourdough."
    told = answer_json(shown)
    assert told["citations"] == told["sources"] == []
    assert told["nearest"] == [{"title": "Sourdough", "url": "/methods/sourdough/"}]


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "a *b* _c_ `d` ~~e~~ snake_case",
        "[x](javascript:alert(1))",
        "1. one",
        "- one",
        "# one",
        "&lt;b&gt;",
        "> quoted",
        "\\*",
    ],
)
def test_no_mark_of_the_words_comes_through(text: str) -> None:
    """Markdown shows the words themselves, whatever they are."""
    html = MARKDOWN.render(escaped(text))
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert html == f"<p>{plain}</p>\n"


def test_json_gives_the_span_of_every_claim() -> None:
    shown = answer((claim(RISE), claim(TIME)), read_as="Why does sourdough rise?", follow_ups=("How long?",))
    told = answer_json(shown, site="https://atlas.example/")
    assert told["citations"] == [f"https://atlas.example/methods/sourdough/#{a}" for a in ("how", "time")]
    assert [(s["number"], s["passage"], s["start"], s["end"], s["text"]) for s in told["sources"]] == [
        (1, "sourdough/how/1", 0, 9, "It rises."),
        (2, "sourdough/time", 0, 8, "12 hours"),
    ]
    assert answer_json(shown, site=None)["answer"] == "It rises. [1] 12 hours [2]"
    assert answer_json(shown, site=None)["citations"][0] == "methods/sourdough/#how"
    assert told["read_as"] == "Why does sourdough rise?"
    assert told["follow_ups"] == ["How long?"]


def test_sources_are_numbered_as_in_the_text_and_link_to_anchors() -> None:
    shown = answer((claim(TIME), claim(RISE), claim(TIME)))
    assert render_sources(shown).splitlines() == [
        "1. [Sourdough: time](/methods/sourdough/#time)",
        "2. [Sourdough: how](/methods/sourdough/#how)",
    ]
