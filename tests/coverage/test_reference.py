"""What the reference material says stands on the built site, or is corrected there.

`reference.yaml` names for each line of the reference the page and the words that cover it. The words are
looked for in what a reader sees: the page's article without navigation, scripts and notes on sources.
"""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml

LINES = {"S0": 33, "S1": 24, "S2": 27, "S3": 76, "S4": 26}
ERRORS = 32
DISAGREEMENTS = 15

REFERENCE = yaml.safe_load((Path(__file__).parent / "reference.yaml").read_text(encoding="utf-8"))
RECORDS: list[dict[str, Any]] = REFERENCE["records"]
NOTED: list[dict[str, Any]] = REFERENCE["errors"] + REFERENCE["disagreements"]
SHOWN = [record for record in RECORDS + NOTED if record.get("status") != "excluded"]

_VOID = set("area base br col embed hr img input link meta param source track wbr".split())
_UNSEEN = {"nav", "script", "style", "svg", "template"}
_UNSEEN_CLASSES = {"headerlink", "atlas-cite", "atlas-note", "md-content__button"}
_UNSEEN_SECTIONS = {"sources", "further-reading"}
_BESIDE_LABEL = {"atlas-numbers", "atlas-help"}
_INLINE = set("a abbr b cite code em i strong sub sup time".split())


@cache
def tidy(text: str) -> str:
    """One form for comparing: single spaces, none before punctuation, small letters."""
    return re.sub(r" ([.,;:!?)])", r"\1", " ".join(text.split())).casefold()


class Cell:
    def __init__(self, head: bool) -> None:
        self.head = head
        self.parts: list[str] = []
        self.label_parts: list[str] = []

    @property
    def text(self) -> str:
        return tidy("".join(self.parts))

    @property
    def label(self) -> str:
        """The text without the numbers or the help beside it."""
        return tidy("".join(self.label_parts))


class Article(HTMLParser):
    """The article of a page as its reader sees it: text, sections and tables."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.headings: list[tuple[int, str, int]] = []
        self.tables: list[list[list[Cell]]] = []
        self._open: list[tuple[str, bool, bool]] = []
        self._unseen_section = False
        start, end = html.find("<article"), html.find("</article>")
        self.feed(html[start:end])
        self.close()
        self.text = tidy("".join(self.parts))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        classes = set((named.get("class") or "").split())
        if tag not in _INLINE:
            self._add(" ")
        if tag in _VOID:
            return
        if re.fullmatch("h[1-6]", tag):
            level, name = int(tag[1]), named.get("id") or ""
            if level <= 2:
                self._unseen_section = name in _UNSEEN_SECTIONS
            self.headings.append((level, name, len(self.parts)))
        hidden = tag in _UNSEEN or bool(classes & _UNSEEN_CLASSES)
        self._open.append((tag, hidden, bool(classes & _BESIDE_LABEL)))
        if tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self.tables[-1].append([])
        elif tag in ("td", "th") and self.tables:
            self.tables[-1][-1].append(Cell(tag == "th"))

    def handle_endtag(self, tag: str) -> None:
        if tag not in _INLINE:
            self._add(" ")
        if any(name == tag for name, _, _ in self._open):
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._add(data)

    def _add(self, data: str) -> None:
        if self._unseen_section or any(hidden for _, hidden, _ in self._open):
            return
        self.parts.append(data)
        if any(name in ("td", "th") for name, _, _ in self._open):
            cell = self.tables[-1][-1][-1]
            cell.parts.append(data)
            if not any(beside for _, _, beside in self._open):
                cell.label_parts.append(data)

    def section(self, name: str) -> str | None:
        """The text under a heading, down to the next one of its rank."""
        for at, (level, heading, start) in enumerate(self.headings):
            if heading == name:
                after = (begin for rank, _, begin in self.headings[at + 1 :] if rank <= level)
                return tidy("".join(self.parts[start : next(after, None)]))
        return None

    def cell(self, row: str, column: str) -> Cell | None:
        """The cell under a column's header, in the row with that header."""
        for table in self.tables:
            columns = [cell.label for cell in table[0]] if table else []
            for cells in table[1:]:
                heads = [cell.label for cell in cells if cell.head]
                if tidy(row) in heads and columns.count(tidy(column)) == 1:
                    return cells[columns.index(tidy(column))]
        return None

    def has_table(self, columns: list[str], rows: list[str]) -> bool:
        """A table with exactly these columns, whose rows start with these, in this order."""
        for table in self.tables:
            heads = [next((cell.label for cell in cells if cell.head), "") for cells in table[1:]]
            named = [cell.label for cell in table[0]][1:] if table else []
            if named == [tidy(name) for name in columns] and heads[: len(rows)] == list(map(tidy, rows)):
                return True
        return False


def occurrence(find: str, text: str) -> str | None:
    """The words of the text that `find` stands for: a phrase, or a pattern between slashes."""
    if find.startswith("/") and find.endswith("/"):
        match = re.search(find[1:-1], text, re.IGNORECASE)
        return match.group() if match else None
    phrase = tidy(find)
    if phrase not in text:  # most often; quicker than the pattern
        return None
    match = re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text)
    return match.group() if match else None


def is_short(find: str) -> bool:
    return not find.startswith("/") and len(find.split()) < 3


def problems(place: dict[str, Any], article: Article, anywhere: bool = False) -> list[str]:
    """What of a place is not on the page; `anywhere` looks beyond the named section."""
    if "table" in place:
        table = place["table"]
        found = article.has_table(table["columns"], table["rows"])
        return [] if found else [f"no table with {table}"]
    label = None
    if "cell" in place:
        cell = article.cell(place["cell"]["row"], place["cell"]["column"])
        if cell is None:
            return [f"no cell {place['cell']}"]
        text, label = cell.text, cell.label
    elif "section" in place and not anywhere:
        section = article.section(place["section"])
        if section is None:
            return [f"no section {place['section']}"]
        text = section
    else:
        text = article.text
    missing = []
    for find in place["find"]:
        found = tidy(find) == label if label is not None and is_short(find) else occurrence(find, text)
        if not found:
            missing.append(find)
    return missing


def places(record: dict[str, Any]) -> list[dict[str, Any]]:
    """The place of a record and those under `also`, which stand on its page unless they name another."""
    own = {key: record[key] for key in ("page", "section", "cell", "table", "find") if key in record}
    return [own] + [{"page": record["page"]} | place for place in record.get("also", [])]


def ids(key: str, record: dict[str, Any]) -> list[str]:
    named = record.get(key, [])
    return [named] if isinstance(named, str) else named


@pytest.fixture(scope="session")
def articles(site: Path) -> dict[str, Article]:
    """Every page of the site by its address; the home page has the address ''."""
    return {
        path.parent.relative_to(site).as_posix().removeprefix(".") + "/" * (path.parent != site): Article(
            path.read_text(encoding="utf-8")
        )
        for path in site.rglob("index.html")
    }


def test_each_line_of_the_reference_has_one_record() -> None:
    """186 lines, each once, in order, and none else."""
    expected = [f"{seed}-{n:02}" for seed, count in LINES.items() for n in range(1, count + 1)]
    assert [record["id"] for record in RECORDS] == expected
    assert len(expected) == 186


def test_only_the_line_off_the_subject_is_excluded() -> None:
    excluded = [record for record in RECORDS if record["status"] == "excluded"]
    assert [record["id"] for record in excluded] == ["S2-27"]
    assert excluded[0]["why"]


def test_each_error_and_each_disagreement_is_met_once() -> None:
    """32 errors and 15 disagreements; records refer to no others."""
    errors = [record["id"] for record in REFERENCE["errors"]]
    disagreements = [record["id"] for record in REFERENCE["disagreements"]]
    assert errors == [f"E-{n:02}" for n in range(1, ERRORS + 1)]
    assert disagreements == [f"D-{n:02}" for n in range(1, DISAGREEMENTS + 1)]
    assert {name for record in RECORDS for name in ids("corrects", record)} <= set(errors)
    assert {name for record in RECORDS for name in ids("resolves", record)} <= set(disagreements)


def test_each_record_has_the_keys_of_its_status() -> None:
    """A covered line names its page, a corrected one the error, an excluded one the reason."""
    wanted = {"stated": {"page"}, "corrected": {"page", "corrects"}, "excluded": {"why"}}
    for record in RECORDS:
        keys = set(record) - {"id", "status", "resolves", "also", "section", "cell", "table", "find"}
        assert keys == wanted[record["status"]], record["id"]
    for place in (place for record in SHOWN for place in places(record)):
        assert set(place) in (
            {"page", "find"},
            {"page", "find", "section"},
            {"page", "find", "cell"},
            {"page", "table"},
        )


def test_the_words_of_each_record_are_particular() -> None:
    """Three words or more, or the whole label of a table's cell."""
    for record in SHOWN:
        for place in places(record):
            assert place.get("find") or place.get("table"), record["id"]
            if "cell" not in place:
                assert not [find for find in place.get("find", []) if is_short(find)], record["id"]


@pytest.mark.parametrize("record", SHOWN, ids=lambda record: record["id"])
def test_the_page_states_it(record: dict[str, Any], articles: dict[str, Article]) -> None:
    """Every phrase of the record is on its page, in the place that the record names."""
    for place in places(record):
        page = place["page"]
        assert page in articles, f"{record['id']}: there is no page {page!r}"
        missing = problems(place, articles[page])
        assert not missing, f"{record['id']}: {page!r} lacks {missing}"


def test_patterns_match_three_words_or_more(articles: dict[str, Article]) -> None:
    short = []
    for record in SHOWN:
        for place in places(record):
            article = articles[place["page"]]
            for find in place.get("find", []):
                if find.startswith("/"):
                    cell = place.get("cell")
                    found = article.cell(**cell) if cell else article
                    if len((occurrence(find, found.text if found else "") or "").split()) < 3:
                        short.append(f"{record['id']}: {find}")
    assert not short


def test_no_record_fits_more_than_a_tenth_of_the_other_pages(articles: dict[str, Article]) -> None:
    """Words that stand on many pages would prove nothing about one."""
    loose = []
    for record in SHOWN:
        for place in places(record):
            others = [article for page, article in articles.items() if page != place["page"]]
            fitting = sum(not problems(place, article, anywhere=True) for article in others)
            if fitting > len(others) / 10:
                loose.append(f"{record['id']}: {place} fits {fitting} of {len(others)} other pages")
    assert not loose


def test_a_value_in_a_table_tells_its_column_from_others(articles: dict[str, Article]) -> None:
    """In the row or in the column of the cell, most other cells would not do."""
    loose = []
    for record in SHOWN:
        for place in places(record):
            if "cell" not in place:
                continue
            article = articles[place["page"]]
            cell = article.cell(**place["cell"])
            assert cell, record["id"]
            table, row = next((table, row) for table in article.tables for row in table if cell in row)
            column = [cells[row.index(cell)] for cells in table[1:] if len(cells) > row.index(cell)]
            lines = [[c for c in line if c is not cell and not c.head] for line in (row, column)]
            fitting = [sum(_fits(place["find"], other) for other in line) for line in lines]
            if all(count > len(line) / 2 for count, line in zip(fitting, lines, strict=True)):
                loose.append(f"{record['id']}: {place['cell']}")
    assert not loose


def _fits(finds: list[str], cell: Cell) -> bool:
    return all(
        tidy(find) == cell.label if is_short(find) else bool(occurrence(find, cell.text)) for find in finds
    )


def test_every_method_has_the_same_skeleton(articles: dict[str, Article]) -> None:
    """What it is, when to use it, purpose and impact, examples."""
    lacking = []
    for page, article in articles.items():
        if page.startswith("methods/") and page not in ("methods/", "methods/timeline/"):
            parts = ("what-it-is", "when", "examples")
            lacking += [f"{page}: {part}" for part in parts if not article.section(part)]
            if "purpose. " not in (article.section("what-it-is") or ""):
                lacking.append(f"{page}: purpose")
    assert not lacking


PAGE = """
<nav>Way out</nav><article class="md-typeset"><h1 id="top">Bread</h1><nav>On this page</nav>
<p>Bread rises<sup class="atlas-cite"><a>1</a></sup>. It <a href="x">needs</a> time.</p>
<script>let secret</script>
<h2 id="times">Times<a class="headerlink">¶</a></h2><h3 id="slow">Slow</h3><p>Sourdough takes days.</p>
<table><thead><tr><td></td><th>Yeast</th><th>Starter</th></tr></thead><tbody>
<tr><th>Duration<span class="atlas-help">From flour to loaf.</span></th>
<td>Hours <span class="atlas-numbers">2 h</span></td>
<td>Hours to days <span class="atlas-numbers">1 d</span></td></tr>
</tbody></table>
<h2 id="pros">Pros</h2><p>Cheap and good.</p><p class="atlas-note">Checked by a baker.</p>
<h2 id="sources">Sources</h2><ol><li>A book on bread</li></ol></article><p>Foot of the page</p>
"""


def test_only_what_a_reader_sees_is_searched() -> None:
    """Navigation, scripts, citations and notes on sources prove nothing."""
    text = Article(PAGE).text
    assert "bread rises. it needs time." in text
    for unseen in ("way out", "on this page", "secret", "¶", "checked by", "a book on", "foot of"):
        assert unseen not in text


def test_a_section_ends_at_the_next_heading_of_its_rank() -> None:
    article = Article(PAGE)
    assert not problems({"section": "slow", "find": ["Sourdough takes days"]}, article)
    assert not problems({"section": "times", "find": ["Sourdough takes days"]}, article)
    assert problems({"section": "pros", "find": ["Sourdough takes days"]}, article)
    assert problems({"section": "cons", "find": ["Cheap and good"]}, article)


def test_a_short_value_must_be_the_whole_label_of_its_cell() -> None:
    """“Hours” is one cell's label and only a part of the other's."""
    article = Article(PAGE)
    yeast, starter = ({"row": "Duration", "column": name} for name in ("Yeast", "Starter"))
    assert not problems({"cell": yeast, "find": ["Hours"]}, article)
    assert problems({"cell": starter, "find": ["Hours"]}, article)
    assert not problems({"cell": starter, "find": ["Hours to days"]}, article)
    assert problems({"cell": {"row": "Price", "column": "Yeast"}, "find": ["Hours"]}, article)


def test_a_table_is_known_by_its_columns_and_rows() -> None:
    article = Article(PAGE)
    assert not problems({"table": {"columns": ["Yeast", "Starter"], "rows": ["Duration"]}}, article)
    assert problems({"table": {"columns": ["Starter", "Yeast"], "rows": ["Duration"]}}, article)
    assert problems({"table": {"columns": ["Yeast", "Starter"], "rows": ["Price"]}}, article)
