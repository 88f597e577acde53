"""The reader never fails on bad text, reads YAML 1.2, and knows where everything stands."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.problems import Problem
from generator.yaml_reader import MAX_BYTES, MAX_DEPTH, Document, Path_, field_name, read_yaml, read_yaml_text

# Control characters, half pairs and code points that stand for nothing have no place in a file.
LETTERS = st.characters(exclude_categories=["Cc", "Cs", "Cn"]) | st.just("\n")
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**18) + 1, 10**18 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(LETTERS, max_size=40)
)
KEYS = st.text(LETTERS, max_size=20).filter(lambda key: key != "<<")
DATA = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=MAX_DEPTH - 1,
)
MAPS = st.dictionaries(KEYS, DATA, min_size=1, max_size=4)
# Pieces that mean something to YAML, to reach further into the grammar than random letters do.
PIECES = st.lists(
    st.sampled_from(
        [
            *"abc-:?,[]{}#&*!|>'\"%@`~. \n\t\0\x85é\ufeff\u2028\udc80😀",
            *("- ", ": ", "? ", "<<: ", "--- ", "...", "\n  ", "\r\n", "|\n", ">-\n"),
            *("!!x ", "&a ", "*a ", "\\x", "\\u0000", "1", "null"),
        ]
    ),
    max_size=30,
).map("".join)


def quoted(text: str) -> str:
    plain = (c if " " <= c <= "~" and c not in '"\\' else f"\\U{ord(c):08X}" for c in text)
    return f'"{"".join(plain)}"'


def scalar(value: object) -> str:
    return quoted(value) if isinstance(value, str) else json.dumps(value)


def flow(value: Any) -> str:
    """Nested data as YAML on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{quoted(key)}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return scalar(value)


def block(value: Any, indent: int = 0) -> str:
    """Nested data as YAML with a line for each key and item."""
    margin = "\n" + " " * indent
    if isinstance(value, dict) and value:
        return "".join(f"{margin}{quoted(key)}: {block(item, indent + 2)}" for key, item in value.items())
    if isinstance(value, list) and value:
        return "".join(f"{margin}- {block(item, indent + 2)}" for item in value)
    return flow(value)


def places(value: Any, where: Path_ = ()) -> Iterator[tuple[Path_, Any]]:
    """Every place in nested data, with what stands there."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for part, item in pairs:
        yield (*where, part), item
        yield from places(item, (*where, part))


def data_of(text: str) -> Any:
    document = read_yaml_text(text, "file")
    assert isinstance(document, Document), document
    return document.data


def assert_readable_or_a_problem(result: Document | Problem, lines: int) -> None:
    if isinstance(result, Problem):
        assert 1 <= result.line <= lines + 1
        assert result.column >= 1
        assert result.message
    else:
        assert result.problem(("nowhere",), "is missing").line == 1


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("yaml") / "file.yaml"


@given(raw=st.binary(max_size=200))
def test_random_bytes_are_read_or_refused(file: Path, raw: bytes) -> None:
    """Whatever bytes a file holds, reading gives a document or a problem, never an exception."""
    file.write_bytes(raw)
    assert_readable_or_a_problem(read_yaml(file, "file"), raw.count(b"\n") + raw.count(b"\r") + 1)


@given(text=st.text(max_size=200) | PIECES)
def test_random_text_is_read_or_refused(text: str) -> None:
    """Whatever text is read, the result is a document or a problem within the text."""
    lines = len(text.splitlines()) + 1
    assert_readable_or_a_problem(read_yaml_text(text, "file"), lines)


@given(data=MAPS)
def test_data_written_on_one_line_is_read_back(data: Any) -> None:
    """Nested data in flow style comes back as the same data, types included."""
    assert repr(data_of(flow(data))) == repr(data)


@given(data=MAPS)
def test_data_written_in_blocks_is_read_back(data: Any) -> None:
    """Nested data in block style comes back as the same data, types included."""
    assert repr(data_of(block(data))) == repr(data)


@given(data=MAPS, style=st.sampled_from([flow, block]))
def test_positions_point_at_the_key_they_claim(data: Any, style: Any) -> None:
    """A problem at a key shows the line of that key, with the column at its first letter."""
    document = read_yaml_text(style(data), "file")
    assert isinstance(document, Document)
    for where, value in places(data):
        if isinstance(where[-1], str):
            problem = document.problem(where, "", at_key=True)
            assert problem.source_line[problem.column - 1 :].startswith(quoted(where[-1]))
        if not isinstance(value, (dict, list)):
            problem = document.problem(where, "")
            assert problem.source_line[problem.column - 1 :].startswith(scalar(value))


@given(data=MAPS)
def test_a_place_that_is_not_there_is_shown_at_its_parent(data: Any) -> None:
    """What is missing is reported where it would stand: at the key that should hold it."""
    document = read_yaml_text(block(data), "file")
    assert isinstance(document, Document)
    for where, value in places(data):
        if isinstance(value, dict) and "missing" not in value and isinstance(where[-1], str):
            at_parent = document.problem(where, "", at_key=True)
            found = document.problem((*where, "missing"), "", at_key=True)
            assert (found.line, found.column) == (at_parent.line, at_parent.column)


@pytest.mark.parametrize("word", ["no", "No", "yes", "on", "off", "y", "n", "None", "nil", "true.", "Null."])
def test_words_that_older_yaml_took_for_something_else_are_text(word: str) -> None:
    """`no` is Norway's code and stays text, like all words but true, false and null."""
    assert data_of(f"a: {word}") == {"a": word}


@pytest.mark.parametrize(
    "word",
    [
        "0o17",
        "0x1F",
        "0b11",
        "1_000",
        "1,000",
        "2026-11-21",
        "12:30",
        "1:30:00",
        "1.2.3",
        "1e",
        "+",
        "1-2",
        "٣",
    ],
)
def test_what_only_looks_like_a_number_is_text(word: str) -> None:
    """Dates, times, versions and numbers with separators stay text, for the schema to judge."""
    assert data_of(f"a: {word}") == {"a": word}


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("true", True),
        ("FALSE", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-3", -3),
        ("+3", 3),
        ("010", 10),
        ("1.10", 1.1),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e3", 1000.0),
        ("-1.5E-2", -0.015),
        (".inf", float("inf")),
        ("-.inf", float("-inf")),
    ],
)
def test_plain_words_of_the_core_schema_have_their_type(word: str, value: object) -> None:
    """A plain number, truth value or null is read as YAML 1.2 says, and nothing else is."""
    assert repr(data_of(f"a: {word}")) == repr({"a": value})


@pytest.mark.parametrize("text", ['"12"', "'true'", "|-\n  null", ">-\n  1.5", '""'])
def test_quoted_and_block_text_stays_text(text: str) -> None:
    """Quotes and block marks make text of anything."""
    assert isinstance(data_of(f"a: {text}")["a"], str)


@pytest.mark.parametrize(
    "text", ["a: 1\nb: 2\n", "\ufeffa: 1\nb: 2\n", "---\na: 1\nb: 2\n...\n", "a: 1\r\nb: 2\r\n"]
)
def test_byte_marks_markers_and_line_ends_do_not_matter(text: str, file: Path) -> None:
    """A file reads the same with a byte-order mark, document markers or Windows line ends."""
    file.write_text(text, "utf-8", newline="")
    document = read_yaml(file, "file")
    assert isinstance(document, Document)
    assert document.data == {"a": 1, "b": 2}
    assert document.problem(("b",), "").source_line == "b: 2"


def test_a_file_at_the_limit_is_read(file: Path) -> None:
    """The size limit is the largest size allowed, not the first refused."""
    file.write_bytes(b"a: 1\n#".ljust(MAX_BYTES, b"#"))
    assert isinstance(read_yaml(file, "file"), Document)
    with file.open("ab") as more:
        more.write(b"#")
    assert isinstance(read_yaml(file, "file"), Problem)


def test_a_file_at_the_deepest_level_is_read() -> None:
    """The depth limit counts levels of lists and maps."""
    assert data_of("[" * MAX_DEPTH + "]" * MAX_DEPTH)
    assert isinstance(read_yaml_text("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), "file"), Problem)


def test_very_deep_nesting_is_refused_quickly() -> None:
    """A file of brackets cannot exhaust the stack."""
    problem = read_yaml_text("[" * 100_000, "file")
    assert isinstance(problem, Problem)
    assert problem.message == f"is nested deeper than {MAX_DEPTH} levels"


def test_a_tab_is_found_wherever_it_stands() -> None:
    """A tab is refused as the first letter of a file, too."""
    assert str(read_yaml_text("\ta: 1", "file")) == "file:1:1: holds a tab; use spaces"


def test_a_problem_shows_the_last_line() -> None:
    """A fault in a last line without an end shows that line."""
    problem = read_yaml_text("a: 1\nb: *c", "file")
    assert isinstance(problem, Problem)
    assert problem.source_line == "b: *c"


def test_a_file_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    """A missing file is reported, not raised."""
    problem = read_yaml(tmp_path / "no.yaml", "content/no.yaml")
    assert str(problem) == "content/no.yaml:1:1: cannot be read (No such file or directory)"


def test_fields_are_named_as_authors_count() -> None:
    """Items count from one in messages."""
    assert field_name(("pros", 1, "text")) == "pros[2].text"
    assert field_name((0, "key")) == "[1].key"
    assert field_name(()) == ""
