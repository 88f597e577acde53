"""Every fault is reported once, at its place, in words that name the remedy.

A case is a folder of `content_bad`: one faulty file at its place below the content folder,
and `expected.txt` with the lines that `atlas validate` must print about it. To add a case,
add a folder.
"""

from __future__ import annotations

import gc
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from generator import checks, messages, yaml_reader
from generator.cli import main
from generator.content import load_content
from generator.problems import ContentError

CASES = sorted(path for path in (Path(__file__).parent / "content_bad").iterdir() if path.is_dir())
Folder = Callable[..., Path]


def expected_of(*cases: Path) -> list[str]:
    return [line for case in cases for line in (case / "expected.txt").read_text("utf-8").splitlines()]


def problems_of(root: Path) -> list[str]:
    try:
        load_content(root)
    except ContentError as error:
        return [str(problem) for problem in error.problems]
    return []


def validate(root: Path, form: str = "text") -> Any:
    return CliRunner().invoke(main, ["validate", "--content", str(root), "--format", form])


def test_the_good_content_has_no_problems(folder: Folder) -> None:
    """The folder under all cases is valid, so each case shows its own fault only."""
    result = validate(folder())
    assert result.exit_code == 0
    assert (
        result.output == "4 methods, 4 terms, 1 guides, 1 comparisons, 6 sources (1 drafts): no problems.\n"
    )


def test_there_are_enough_cases() -> None:
    """At least seventy kinds of fault are shown by example."""
    assert len(CASES) >= 70


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_fault_is_reported_as_expected_and_nothing_else(case: Path, folder: Folder) -> None:
    """Exactly the expected lines, with exit code 1 and no traceback."""
    root = folder(case)
    assert problems_of(root) == expected_of(case)
    result = validate(root, "json")
    assert (result.exit_code, type(result.exception)) == (1, SystemExit)
    assert len(json.loads(result.output)) == len(expected_of(case))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_holds_one_file(case: Path) -> None:
    """A case is one faulty file, so that what it shows is plain."""
    files = [path for path in case.rglob("*") if path.is_file() and path.name != "expected.txt"]
    assert len(files) == 1


def test_a_file_that_is_too_large_is_not_read(folder: Folder) -> None:
    """A file above the limit is refused by its size."""
    root = folder()
    file = root / "terms" / "crumb.yaml"
    file.write_bytes(file.read_bytes() + b"#" * yaml_reader.MAX_BYTES)
    size = file.stat().st_size
    message = f"is {size:,} bytes; at most 262,144 are allowed; split the entry, or shorten it"
    assert problems_of(root) == [f"content/terms/crumb.yaml:1:1: {message}"]


@pytest.mark.parametrize("name", ["vocabulary", "scales", "tables", "wizard", "prices"])
def test_a_shared_file_that_is_missing_is_a_problem(name: str, folder: Folder) -> None:
    """A content folder without one of the shared files says which."""
    root = folder()
    (root / f"{name}.yaml").unlink()
    line = f"content/{name}.yaml:1:1: cannot be read (No such file or directory)"
    assert problems_of(root) == [line]


def test_a_folder_that_is_missing_is_a_problem(tmp_path: Path) -> None:
    """Loading a folder that does not exist reports the folder."""
    root = tmp_path / "nowhere"
    assert problems_of(root) == [f"{root}:1:1: is not a folder; give a content folder"]


def test_the_folder_one_stands_in_has_its_name(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--content .` names files like any other way to give the folder."""
    monkeypatch.chdir(folder(_case("list-value-near")))
    assert problems_of(Path(".")) == expected_of(_case("list-value-near"))


def test_a_folder_of_entries_may_be_missing(folder: Folder) -> None:
    """A content folder needs no guides and no comparisons."""
    root = folder()
    shutil.rmtree(root / "guides")
    shutil.rmtree(root / "comparisons")
    content = load_content(root)
    assert (content.guides, content.comparisons) == ({}, {})


ONE_OF_EACH_FILE = [
    "aspect-key-twice",
    "comparison-order",
    "comparison-with-term-without-rows",
    "family-with-numbers",
    "file-stray",
    "number-without-evidence",
    "price-with-neither",
    "quality-reversed",
    "see-also-draft",
    "slug-index",
    "thresholds-not-rising",
    "tier-1-lacks-misconceptions",
    "tier-2-lacks-impact",
    "wizard-otherwise-unknown",
]
WITH_BROKEN_FILES = [
    "comparison-order",
    "family-with-numbers",
    "key-missing",
    "price-with-neither",
    "slug-index",
    "tier-2-without-cons",
    "whole-number-in-quotes",
    "wizard-flow-not-a-method",
]


@pytest.mark.parametrize(
    "names", [ONE_OF_EACH_FILE, WITH_BROKEN_FILES], ids=["readable", "with broken files"]
)
def test_all_problems_are_reported_in_one_run_and_in_order(names: list[str], folder: Folder) -> None:
    """Faults in many files all show at once, by file, line and column, and again in the same order."""
    cases = [case for case in CASES if case.name in names]
    assert len(cases) == len(names)
    root = folder(*cases)
    found = problems_of(root)
    assert sorted(found) == sorted(expected_of(*cases))
    assert found == sorted(found, key=_place)
    assert problems_of(root) == found


def _place(line: str) -> tuple[str, int, int]:
    file, row, column, _ = line.split(":", 3)
    return file, int(row), int(column)


def test_a_broken_member_does_not_empty_its_family(folder: Folder) -> None:
    """When files cannot be read, what only they would provide is not called missing."""
    root = folder()
    for name in ("poolish", "sourdough"):
        (root / "methods" / f"{name}.yaml").write_text("slug: [\n", "utf-8")
    assert {line.split(":")[0] for line in problems_of(root)} == {
        "content/methods/poolish.yaml",
        "content/methods/sourdough.yaml",
    }


def test_limits_themselves_are_allowed(folder: Folder) -> None:
    """Ranges of one value and a share of everything are no faults."""
    root = folder()
    range_of_one = "{min: 1, typical: 1, max: 1, scenario: overnight}"
    file = root / "methods" / "poolish.yaml"
    file.write_text(
        file.read_text("utf-8")
        + "quality: {low: 60, high: 60, basis: judgement}\n"
        + f"changes: {{targets: [dough], trained_share: {range_of_one}}}\n"
        + "cost:\n  scenario: overnight\n  hosting: own_oven\n  refresh: {trigger: flour_changes, share: 1}\n"
        + "  fixed: [{item: Flour, usd: {min: 5, max: 5}}]\n",
        "utf-8",
    )
    assert problems_of(root) == []


@pytest.mark.parametrize(("more", "end"), [(10, "extra-9"), (11, "extra-9, …")])
def test_a_long_list_of_choices_is_cut(more: int, end: str, folder: Folder) -> None:
    """A message names at most twelve of the values allowed, and says when there are more."""
    root = folder(_case("list-value-far"))
    file = root / "vocabulary.yaml"
    extra = "".join(f"  - {{key: extra-{number}, label: More}}\n" for number in range(more))
    file.write_text(file.read_text("utf-8").replace("source_kinds:\n", f"{extra}source_kinds:\n"), "utf-8")
    (line,) = problems_of(root)
    assert "use one of: dough, fermentation, extra-0, " in line
    assert line.endswith(end)


def test_loading_leaves_the_garbage_collector_running(folder: Folder) -> None:
    """The collector rests while content is read, and works again afterwards, faults or not."""
    problems_of(folder(_case("yaml-tab")))
    assert gc.isenabled()


def test_every_check_is_shown_by_a_case(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each check in CHECKS reports something in at least one case."""
    reported: set[str] = set()

    def noted(check: checks.Check) -> checks.Check:
        def run(context: checks.Context) -> Iterator[Any]:
            for problem in check(context):
                reported.add(check.__name__)
                yield problem

        return run

    names = {check.__name__ for check in checks.CHECKS}
    monkeypatch.setattr(checks, "CHECKS", tuple(map(noted, checks.CHECKS)))
    for case in CASES:
        root = folder(case)
        problems_of(root)
        shutil.rmtree(root)
    assert reported == names


def test_every_explanation_is_shown_by_a_case(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each wording for a fault of shape, and each hint on syntax, is used by at least one case."""
    used: set[str] = set()

    def noted(explain: Callable[..., tuple[str, str]]) -> Callable[..., tuple[str, str]]:
        def run(*arguments: Any) -> tuple[str, str]:
            used.add(explain.__name__)
            return explain(*arguments)

        return run

    wordings = {explain.__name__ for explain in messages._EXPLAIN.values()}
    monkeypatch.setattr(messages, "_EXPLAIN", {kind: noted(e) for kind, e in messages._EXPLAIN.items()})
    lines = []
    for case in CASES:
        root = folder(case)
        lines += problems_of(root)
        shutil.rmtree(root)
    assert used == wordings
    assert [part for part, _ in yaml_reader._SYNTAX if not any(part in line for line in lines)] == []


def test_json_gives_every_part_of_a_problem(folder: Folder) -> None:
    """`--format json` is a list of problems with place, field, message, hint and the line itself."""
    result = validate(folder(_case("list-value-near")), "json")
    assert json.loads(result.output) == [
        {
            "file": "content/terms/gluten.yaml",
            "line": 4,
            "column": 11,
            "field": "category",
            "message": "unknown value 'doughs'",
            "hint": "did you mean 'dough'?",
            "source_line": "category: doughs",
        }
    ]


def test_json_of_good_content_is_an_empty_list(folder: Folder) -> None:
    """A program gets valid JSON and exit code 0 when there is nothing to report."""
    result = validate(folder(), "json")
    assert (result.exit_code, json.loads(result.output)) == (0, [])


def test_github_gives_an_annotation_for_each_problem(folder: Folder) -> None:
    """`--format github` prints one workflow command a line, with its place."""
    result = validate(folder(_case("fact-defined-twice")), "github")
    assert result.output.splitlines() == [
        "::error file=content/terms/gluten.yaml,line=8,col=9::"
        "facts[1].id: the fact 'baking-time' is defined twice; rename one",
        "::error file=content/terms/gluten.yaml,line=16,col=9::"
        "facts[2].id: the fact 'baking-time' is defined twice; rename one",
    ]


def test_github_escapes_what_would_end_the_annotation(folder: Folder) -> None:
    """A percent sign in a message does not read as an escape."""
    root = folder()
    (root / "terms" / "crumb.yaml").write_text("100%: crumb\n", "utf-8")
    assert "100%25: unknown key" in validate(root, "github").output


def test_text_shows_the_line_and_points_at_the_place(folder: Folder) -> None:
    """A person sees the faulty line with a caret under the fault, and a count at the end."""
    result = validate(folder(_case("list-value-near")))
    assert result.output == (
        "content/terms/gluten.yaml:4:11: category: unknown value 'doughs'; did you mean 'dough'?\n"
        "    category: doughs\n"
        "              ^\n"
        "\n"
        "1 problem in 1 file.\n"
    )


def test_a_missing_folder_is_wrong_usage(tmp_path: Path) -> None:
    """`atlas validate` on a folder that does not exist exits with code 2 and says so."""
    result = validate(tmp_path / "nowhere")
    assert result.exit_code == 2
    assert "there is no folder" in result.output


def test_the_real_command_fails_without_a_traceback(folder: Folder) -> None:
    """Run as a program, `atlas validate` prints the problem and exits with code 1."""
    root = folder(_case("yaml-tag-python-object"))
    done = subprocess.run(
        [Path(sys.executable).with_name("atlas"), "validate", "--content", root],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith(expected_of(_case("yaml-tag-python-object"))[0])


def _case(name: str) -> Path:
    return next(case for case in CASES if case.name == name)
