"""Prose becomes HTML that holds what authors wrote and nothing they must not write."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from typing import Any

import html5lib
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.content import Content
from generator.markup import PageMarkup, _emphasised, light_markdown, plain_text
from generator.page_renderer import render_pages
from generator.prose import find_references
from generator.site_map import SiteMap

TAGS = {"p", "ul", "ol", "li", "em", "strong", "code", "pre", "a", "sup", "br", "blockquote"}
ATTRIBUTES = {"class", "href", "data-tip", "aria-label", "rel", "start"}
ADDRESS = re.compile(r"https?://|\.\./|\./|#|[a-z]+/")


def markup(content: Content, slug: str = "poolish", mode: Any = "html") -> PageMarkup:
    """The markup of one method's page."""
    return PageMarkup(SiteMap(content), light_markdown(), f"methods/{slug}/", slug, mode)


def elements(html: str) -> list[Any]:
    """Every element a browser would make of a piece of HTML."""
    return [
        e for e in html5lib.parseFragment(html, namespaceHTMLElements=False).iter() if isinstance(e.tag, str)
    ]


def assert_harmless(html: str) -> None:
    """Only the tags, attributes and addresses that the markup itself writes."""
    for element in elements(html)[1:]:
        assert element.tag in TAGS, html
        assert set(element.attrib) <= ATTRIBUTES, html
        assert ADDRESS.match(element.get("href", "#")), html
        assert element.get("rel", "noopener") == "noopener", html


def with_method(base: Content, slug: str, **fields: Any) -> Content:
    changed = base.methods[slug].model_copy(update=fields)
    return dataclasses.replace(base, methods={**base.methods, slug: changed})


ATTACKS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example>",
    "<img src=x onerror=alert(1)>",
    "\\<script>alert(1)</script>",
    "a < b <svg onload=alert(1)>",
    "&lt;script&gt; &#60;script&#62;",
    "<!-- comment -->",
    "[x](javascript:alert(1))",
    "[x]( javascript:alert(1) 'title')",
    "[x](<javascript:alert(1)>)",
    "[x](java\nscript:alert(1))",
    "[x](data:text/html,x)",
    "[x](//evil.example)",
    "![x](javascript:alert(1))",
    "[x][1]\n\n[1]: javascript:alert(1)",
    "[x]\n\n[x]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "<https://evil.example>",
    "<me@evil.example>",
    '[x](https://evil.example/"onmouseover="alert(1))',
    "[x](https://evil.example/'onmouseover='alert(1))",
    "[x](https://evil.example/`a) onmouseover=alert(1) [y](https://evil.example/`b)",
    "[x](https://evil.example/\\) *y*",
    "[`x](https://evil.example/) onmouseover=alert(1) `",
    "*[x](https://evil.example/*onmouseover=alert(1)*)",
    "`` b `<script>alert(1)</script>` c",
    "levain `hydration` ``<b>`` ` <b> ` \\` <b>",
    "a ` hydration\n` onmouseover=alert(1) `",
    "```html\n<script>alert(1)</script>\n```",
    "~~~\n<script>alert(1)</script>\n~~~",
    "    <script>alert(1)</script>",
    "- <b>\n- [x](javascript:alert(1))",
    "> <b>",
    "\x02wzxhzdk:0\x03 *x* \x02klzzwxh:0000\x03",
]


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("render", ["block", "line"])
def test_prose_cannot_smuggle_html_in(base: Content, attack: str, render: str) -> None:
    """No script, no handler and no address but http(s) and the site's own, in any Markdown syntax."""
    for text in (attack, f"Before {attack} after.", f"*Hydration* {attack}\n\n- {attack}"):
        if all(link.startswith("http") for link in find_references(text).links):
            assert_harmless(str(getattr(markup(base), render)(text)))


@pytest.mark.parametrize(
    "attack",
    [
        "`<script>alert(1)</script>``",
        "\\`<script>alert(1)</script>`",
        "[`x](https://evil.example/) `<script>alert(1)</script>`",
        "```x y\n<script>alert(1)</script>\n```",
    ],
)
def test_code_that_markdown_reads_otherwise_cannot_smuggle_html_in(base: Content, attack: str) -> None:
    """What counts as code here stays code, however Markdown would pair the backticks."""
    assert_harmless(str(markup(base).block(attack)))
    assert_harmless(str(markup(base).line(attack)))


MARKS = st.lists(
    st.sampled_from(
        [
            *"`*_\\<>&\"'[](){}!#~|-+=: \n",
            *(
                "**",
                "``",
                "```\n",
                "\n\n",
                "\n- ",
                "\n1. ",
                "  \n",
                "    ",
                "](",
                "[x](https://a.example/",
                "&lt;",
            ),
            *(
                "<b>",
                "</a>",
                "<!--",
                "-->",
                "onclick=x",
                "javascript:x",
                "hydration",
                "Levain",
                "DDT",
                "(crumb)",
            ),
            *(
                "[@weber-2020-ovens]",
                "{sourdough#poolish-time}",
                "[words](crumb)",
                "\x02",
                "\x03",
                "klzzwxh:0000",
            ),
        ]
    ),
    max_size=25,
).map("".join)


@pytest.fixture(scope="module")
def render(base: Content) -> Callable[[str], str]:
    """The prose of a page as a block and as a line."""
    return lambda text: f"{markup(base).block(text)}{markup(base).line(text)}"


@given(text=MARKS)
@example(text="[x](https://a.example/`) `[@weber-2020-ovens]`")
@settings(max_examples=400)
def test_no_mixture_of_marks_breaks_out(render: Callable[[str], str], text: str) -> None:
    """Whatever marks are put together, the page keeps to its tags, attributes and addresses."""
    if all(link == "crumb" or link.startswith("http") for link in find_references(text).links):
        assert_harmless(render(text))


BREAKOUTS = [
    '"><script>alert(1)</script>',
    '" onmouseover="alert(1)',
    "' onmouseover='alert(1)",
    "` onmouseover=alert(1) `",
    '*a* _b_ \\" <b> &quot; [x](javascript:alert(1)) `',
]


@pytest.mark.parametrize("attack", BREAKOUTS)
def test_summaries_titles_and_facts_cannot_leave_their_attributes(base: Content, attack: str) -> None:
    """What is shown on hover or beside a citation is text, wherever it comes from."""
    sourdough = base.methods["sourdough"]
    source = sourdough.sources[0].model_copy(update={"title": f"Title {attack}", "authors": attack})
    fact = sourdough.facts[0].model_copy(update={"statement": f"It is so. {attack}", "value": f"4 {attack}"})
    content = with_method(
        base,
        "sourdough",
        summary=f"A way to raise bread. {attack}",
        sources=[source, *sourdough.sources[1:]],
        facts=[fact, *sourdough.facts[1:]],
    )
    text = f"Sourdough *rises* in {{sourdough#feeding-time}} `code` [@{source.key}] \\* {attack}."
    for render in ("block", "line"):
        html = str(getattr(markup(content), render)(text))
        assert_harmless(html)
        tips = [element.get("data-tip") for element in elements(html) if element.get("data-tip")]
        assert tips[0] == f"A way to raise bread. {attack}"
        assert tips[1].startswith("It is so. ")


def test_whole_pages_keep_hostile_words_as_text(base: Content) -> None:
    """Names, titles, summaries, code and labels of every page are escaped by the templates."""
    attack = '"><script>alert(1)</script><a onmouseover="alert(1)'
    content = base
    for slug in base.methods:
        method = base.methods[slug]
        sources = [
            source.model_copy(update={"title": attack, "authors": attack}) for source in method.sources
        ]
        examples = [part.model_copy(update={"title": attack, "code": attack}) for part in method.examples]
        content = with_method(
            content,
            slug,
            name=f"{method.name} {attack}",
            short_name=attack,
            aliases=[attack],
            summary=f"A bread. {attack}",
            sources=sources,
            examples=examples,
            typical_tasks=[attack],
        )
    pages = render_pages(content)
    assert any("&lt;script&gt;" in page.body for page in pages)
    for page in pages:
        for element in elements(page.body):
            assert element.tag != "script", page.path
            assert not [name for name in element.attrib if name.startswith("on")], page.path


def test_citations_are_numbered_by_first_appearance(base: Content) -> None:
    """The first source cited is 1, and a source keeps its number."""
    p = markup(base)
    html = p.block("One [@weber-2020-ovens]. Two [@lindt-2015-shelf]. One again [@weber-2020-ovens].")
    assert re.findall(r'href="#source-([\w-]+)"[^>]*>(\d+)<', html) == [
        ("weber-2020-ovens", "1"),
        ("lindt-2015-shelf", "2"),
        ("weber-2020-ovens", "1"),
    ]
    p.line("Three [@okafor-2021-cultures].")
    assert [(number, source.key) for number, source in p.notes.sources()] == [
        (1, "weber-2020-ovens"),
        (2, "lindt-2015-shelf"),
        (3, "okafor-2021-cultures"),
    ]


def test_a_fact_prints_its_value_with_its_note(base: Content) -> None:
    """A fact links to where it is stated, shows its statement on hover and cites its source."""
    html = markup(base).line("Ripe in {sourdough#poolish-time}.")
    link, note = (element for element in elements(html) if element.tag == "a")
    assert link.text == "8 to 16 hours"
    assert link.get("href") == "../../methods/sourdough/#fact-poolish-time"
    assert link.get("data-tip") == "A poolish with a pinch of yeast ripens in 8 to 16 hours."
    assert note.get("href") == "#source-lindt-2015-shelf"


def test_a_fact_on_its_own_page_is_an_anchor(base: Content) -> None:
    """`{#fact}` leads down the page, not to the same page again."""
    html = markup(base, "sourdough").line("It doubles in {#feeding-time}.")
    assert 'href="#fact-feeding-time"' in html


def test_links_lead_to_entries_and_out(base: Content) -> None:
    """A slug becomes the address of its page, an anchor stays, and other sites get no handle on ours."""
    html = markup(base).line("[a](crumb), [b](sourdough#risks), [c](https://bread.example/?a=1&b=2).")
    assert html == (
        '<a href="../../glossary/crumb/">a</a>, <a href="../../methods/sourdough/#risks">b</a>, '
        '<a href="https://bread.example/?a=1&amp;b=2" rel="noopener">c</a>.'
    )


def test_a_name_is_defined_once_on_a_page(base: Content) -> None:
    """The first mention gets a definition, later ones and the page's own name do not."""
    p = markup(base)
    html = p.block("Hydration and hydration in a poolish.") + p.line("Hydration.")
    terms = [element for element in elements(html) if element.get("class") == "atlas-term"]
    assert [(term.text, term.get("href")) for term in terms] == [("Hydration", "../../glossary/hydration/")]
    assert terms[0].get("data-tip") == base.terms["hydration"].summary


def test_a_line_may_go_without_definitions(base: Content) -> None:
    """Where links would be in the way, names stay plain."""
    assert markup(base).line("Hydration.", define=False) == "Hydration."


def test_code_is_shown_as_it_stands(base: Content) -> None:
    """Names, citations, emphasis and HTML in code are letters."""
    html = markup(base).line("Write `hydration [@key] {a#b} *c* \\d <b>`.")
    assert [(element.tag, element.text) for element in elements(html)[1:]] == [
        ("code", "hydration [@key] {a#b} *c* \\d <b>")
    ]


def test_a_fence_is_shown_as_it_stands(base: Content) -> None:
    """A block of code keeps its lines, blank ones included, below a paragraph too."""
    html = markup(base).block("Write this:\n\n```\nhydration <b>\n\n    *x* [@key]\n```\n\nDone.")
    code = next(element for element in elements(html) if element.tag == "pre")
    assert "".join(code.itertext()) == "hydration <b>\n\n    *x* [@key]\n"
    assert [element.tag for element in elements(html)[1:]] == ["p", "pre", "code", "p"]


@pytest.mark.parametrize(
    "value",
    [
        "2 * 3 * 4 hours",
        "1 < 2",
        "a `b` c",
        "*4* hours",
        "4 `hours",
    ],
)
def test_the_value_of_a_fact_is_shown_as_it_stands(base: Content, value: str) -> None:
    """A value is plain text: marks in it are letters, and its note follows."""
    sourdough = base.methods["sourdough"]
    fact = sourdough.facts[0].model_copy(update={"value": value})
    content = with_method(base, "sourdough", facts=[fact, *sourdough.facts[1:]])
    html = markup(content).line("It *takes* {sourdough#feeding-time} and `code`.")
    link, note = (element for element in elements(html) if element.tag == "a")
    assert (link.text, len(link), note.text) == (value, 0, "1")


def test_light_markdown_is_rendered(base: Content) -> None:
    """Paragraphs, emphasis and lists, a list right below its sentence included."""
    html = markup(base).block("One *two* **three**.\n\nFour:\n- five\n- six\n\n1. seven\n2. eight")
    assert [element.tag for element in elements(html)[1:]] == [
        *("p", "em", "strong", "p", "ul", "li", "li", "ol", "li", "li")
    ]


def test_headings_and_rules_are_not_for_authors(base: Content) -> None:
    """A page's headings are its fields; what looks like one in prose stays text."""
    html = markup(base).block("# One\n\nTwo\n===\n\n---\n\n***")
    assert {element.tag for element in elements(html)[1:]} <= {"p", "em", "strong"}


def test_markdown_mode_leaves_markdown_to_the_other_engine(base: Content) -> None:
    """For other engines emphasis and lists stay Markdown, while notes and links are written out."""
    text = markup(base, mode="markdown").block("*One* [two](crumb)\n\n- three <b>")
    assert text == '\n\n*One* <a href="../../glossary/crumb/">two</a>\n\n- three &lt;b>\n\n'


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("One *two* **three** `four`.", "One two three four."),
        ("One [@weber-2020-ovens], two.", "One, two."),
        ("See [the crumb](crumb).", "See the crumb."),
        ("Ripe in {sourdough#poolish-time}.", "Ripe in 8 to 16 hours."),
        ("The steps:\n\n- one\n- two", "The steps: one two"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("Write `{a#b}` and `[@key]`.", "Write {a#b} and [@key]."),
    ],
)
def test_plain_words_have_no_markup(base: Content, text: str, plain: str) -> None:
    """Descriptions for search engines are the words a reader sees."""
    assert plain_text(text, base.facts, "") == plain


_PIECES = (
    "word", "two words", "*", "**", "*one*", "*two words*", " ", ".", "(", ")", "1", "é", '"', "'", "!",
    "-", "#", ":", ">", "&lt;", "&amp;", "&#91;", '<a href="x" data-tip="a *b* c">', "</a>",
    "<code>x</code>", "<sup>", "</sup>", "_",
)  # fmt: skip


@given(st.lists(st.sampled_from(_PIECES), min_size=1, max_size=12).map("".join))
@example("A *plain* case, and *one more*.")
@settings(max_examples=300)
def test_plain_emphasis_comes_out_as_markdown_prints_it(text: str) -> None:
    """Past Markdown goes only what comes out the same."""
    text = text.strip()
    html = _emphasised(text)
    if html and "*" in text and not re.match(r"[-#>*]+\s|\d+\.", text):  # blocks are looked for before
        assert html == light_markdown().convert(text)
