"""CSV, embeds, text for programs, and schema.org markup."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import html5lib
import pytest

from generator.content import Content
from generator.correct import correction
from generator.frame import Frame
from generator.llms import text_files
from generator.page_renderer import render_pages
from generator.structured import for_script
from generator.table_files import csv_files, csv_text, embed_files

FRAME = Frame("https://bread.example/", "https://github.com/bread/atlas", "edit/main/")


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def test_csv_holds_the_tables_as_the_pages_do(base: Content) -> None:
    """A line for each thing compared, a column for each aspect, and as many lines as entries."""
    files = {file.path: rows(file.text) for file in csv_files(base)}
    table = base.tables.tables[0]
    found = files[f"api/v1/tables/{table.slug}.csv"]
    assert found[0] == ["Methods", *(aspect.label for aspect in table.aspects)]
    assert len(found) == len(table.entries) + 1
    assert len(files["api/v1/methods.csv"]) == len(base.methods) + 1
    assert len(files["api/v1/terms.csv"]) == len(base.terms) + 1
    assert len(files["api/v1/facts.csv"]) == len(base.facts) + 1
    assert len(files["api/v1/sources.csv"]) == len(base.sources) + 1
    for lines in files.values():
        assert {len(line) for line in lines} == {len(lines[0])}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@A1", "\t=1"])
def test_csv_gives_a_spreadsheet_no_formula(text: str) -> None:
    """Text that a spreadsheet would run stays text."""
    assert rows(csv_text([[text]])) == [[f"'{text}"]]


def test_csv_keeps_quotes_commas_and_lines() -> None:
    """Read back, a field is what it was."""
    line = ['say "yes"', "a, b", "two\nlines", ""]
    assert rows(csv_text([line])) == [line]


def test_an_embedded_table_is_whole_safe_and_asks_no_other_host(base: Content) -> None:
    """One page without scripts, with links to the site and the licence."""
    table = base.tables.tables[0]
    title = '<script>alert(1)</script>"'
    tables = base.tables.model_copy(update={"tables": [table.model_copy(update={"title": title})]})
    content = dataclasses.replace(base, tables=tables)
    files = {file.path: file.text for file in embed_files(content, FRAME)}
    html = files[f"embed/tables/{table.slug}.html"]
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    assert tree.find(".//script") is None
    assert tree.find(".//img") is None
    assert tree.findtext(".//caption") == title
    links = {a.get("href") for a in tree.iter("a")}
    assert f"https://bread.example/comparisons/{table.slug}/" in links
    assert len(list(tree.iter("tr"))) == len(table.entries) + 1


def test_an_embedded_table_works_where_the_address_of_the_site_is_not_known(base: Content) -> None:
    """Then its links are relative."""
    files = [f for f in embed_files(base, Frame()) if f.path.endswith(".html")]
    assert files
    assert all(not re.search(r'href="(?!\.\./\.\./|https://creativecommons)', f.text) for f in files)


def test_a_badge_is_a_picture_with_a_text(base: Content) -> None:
    """Every method has one; it says what it shows to those who cannot see it."""
    badges = {f.path: f.text for f in embed_files(base, FRAME) if f.path.endswith(".svg")}
    assert set(badges) == {f"embed/badges/{slug}.svg" for slug in base.methods}
    for text in badges.values():
        svg = ElementTree.fromstring(text)
        assert svg.get("role") == "img"
        assert base.site.name in (svg.get("aria-label") or "")


def test_llms_txt_lists_every_page_and_the_full_text_holds_every_fact(base: Content) -> None:
    """A program that reads one file misses nothing."""
    files = {file.path: file.text for file in text_files(base, FRAME)}
    for slug, entry in base.entries.items():
        assert entry.summary in files["llms.txt"]
        assert entry.summary in files["llms-full.txt"]
        assert f"/{slug}/" in files["llms.txt"]
    for name in base.facts:
        assert f"[{name}]" in files["llms-full.txt"]
    assert files["llms.txt"].startswith(f"# {base.site.name}\n\n> ")
    assert "[@" not in files["llms-full.txt"]
    for question in base.methods["sourdough"].questions:
        assert question.question in files["llms-full.txt"]


def test_robots_names_the_sitemap_where_the_address_is_known(base: Content) -> None:
    """A sitemap needs its whole address."""
    with_address, without = (
        {f.path: f.text for f in text_files(base, frame)}["robots.txt"] for frame in (FRAME, Frame())
    )
    assert "Sitemap: https://bread.example/sitemap.xml" in with_address
    assert "Sitemap" not in without


def test_pages_carry_markup_for_terms_questions_and_tables(base: Content) -> None:
    """DefinedTerm, FAQPage and Dataset, each with the texts of the page."""
    pages = {page.url: page for page in render_pages(base, frame=FRAME)}
    term, questions = json.loads(pages["methods/sourdough/"].json_ld)
    assert term["@type"] == "DefinedTerm"
    assert term["description"] == base.methods["sourdough"].summary
    assert term["url"] == "https://bread.example/methods/sourdough/"
    assert [q["name"] for q in questions["mainEntity"]] == [
        q.question for q in base.methods["sourdough"].questions
    ]
    assert "4 to 6 hours" in questions["mainEntity"][0]["acceptedAnswer"]["text"]
    table = json.loads(pages[f"comparisons/{base.tables.tables[0].slug}/"].json_ld)
    assert table["@type"] == "Dataset"
    assert json.loads(pages["data/"].json_ld)["@type"] == "Dataset"
    assert pages["sources/"].json_ld == ""


def test_no_text_ends_the_script_that_holds_the_markup() -> None:
    """Every character that HTML might act on is escaped, and the data stay the same."""
    data = {"name": "</script><!-- <script> & \u2028"}
    text = for_script(data)
    assert not set(text) & set("<>&\u2028")
    assert json.loads(text) == data


def test_a_correction_names_file_field_and_page(base: Content) -> None:
    """The issue opens with its title and the form of its text."""
    address = correction(
        FRAME, "methods/sourdough/#fact-x", "methods/sourdough.yaml", "facts, id x", "5 & 6 #"
    )
    parts = urlsplit(address)
    assert (parts.netloc, parts.path) == ("github.com", "/bread/atlas/issues/new")
    given = {name: value[0] for name, value in parse_qs(parts.query).items()}
    assert given["title"] == "Correct methods/sourdough.yaml: facts, id x"
    assert "File: content/methods/sourdough.yaml" in given["body"]
    assert "Page: https://bread.example/methods/sourdough/#fact-x" in given["body"]
    assert "5 & 6 #" in given["body"]


def test_every_page_and_every_fact_can_be_corrected_where_there_is_a_repository(base: Content) -> None:
    """One link below each page and one beside each fact; none without a repository."""
    pages = render_pages(base, frame=FRAME)
    for page in pages:
        assert page.body.count('<p class="atlas-correct">') == 1, page.url
    facts = sum(page.body.count("atlas-correct__fact") for page in pages)
    assert facts == len(base.facts)
    assert not any("atlas-correct" in page.body for page in render_pages(base))


@pytest.mark.parametrize("edit_uri", ["", "-/edit/main/docs", "blob/main/"])
def test_hosts_of_another_kind_get_no_links_that_lead_nowhere(edit_uri: str) -> None:
    """Only GitHub's form of addresses is known; others keep the edit link alone."""
    frame = Frame("", "https://code.example/bread", edit_uri)
    assert (frame.new_file, frame.issue("a", "b")) == ("", "")
