"""`atlas stale`: what is past its date on a given day, and who is asked to look."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from generator.cli import main
from generator.content import Content
from generator.owners import Owners, read_owners
from generator.stale import LIMITS, find_stale

ROOT = Path(__file__).parent.parent
NOBODY = Owners(())


def stale(*words: str) -> Any:
    return CliRunner().invoke(main, ["stale", "--content", str(ROOT / "tests/content_base"), *words])


def test_nothing_is_stale_on_its_own_day(base: Content) -> None:
    """On the day of the last check nothing is past its date."""
    assert find_stale(base, NOBODY, datetime.date(2026, 11, 21)) == []


@pytest.mark.parametrize("kind", LIMITS)
def test_a_thing_is_stale_the_day_after_its_limit(kind: str, base: Content) -> None:
    """Each kind is fine on the last day of its limit and stale on the next, at its own line."""
    last = max(_dates_of(base, kind), default=None)
    assert last is not None, f"content_base has no {kind}"
    limit = last + datetime.timedelta(days=LIMITS[kind])
    before = [s for s in find_stale(base, NOBODY, limit) if s.kind == kind and s.date == str(last)]
    after = [
        s
        for s in find_stale(base, NOBODY, limit + datetime.timedelta(days=1))
        if s.kind == kind and s.date == str(last)
    ]
    assert before == []
    assert [item.days for item in after] == [1] * len(after) != []
    for item in after:
        line = base.documents[item.file].text.split("\n")[item.line - 1]
        assert str(last) in line


def _dates_of(base: Content, kind: str) -> list[datetime.date]:
    everything = find_stale(base, NOBODY, datetime.date(2099, 1, 1))
    return [datetime.date.fromisoformat(item.date) for item in everything if item.kind == kind]


def test_the_most_overdue_stands_first(base: Content) -> None:
    """The list is in the order in which one should work."""
    days = [item.days for item in find_stale(base, NOBODY, datetime.date(2099, 1, 1))]
    assert days == sorted(days, reverse=True)
    assert len(days) > 10


def test_the_last_rule_of_codeowners_decides(tmp_path: Path) -> None:
    """Patterns are those of GitHub: anchored by a slash, folders whole, the last one wins."""
    (tmp_path / ".github").mkdir()
    (tmp_path / ".github/CODEOWNERS").write_text(
        "# comment\n* @all\n/content/ @editors # note\n/content/prices.yaml @money @all\n*.py\n", "utf-8"
    )
    owners = read_owners(tmp_path)
    assert owners.of("README.md") == ("@all",)
    assert owners.of("content/terms/a.yaml") == ("@editors",)
    assert owners.of("docs/content/a.yaml") == ("@all",)
    assert owners.of("content/prices.yaml") == ("@money", "@all")
    assert owners.of("generator/cli.py") == ()
    assert read_owners(tmp_path / "nowhere").of("a") == ()


def test_every_content_file_has_an_owner() -> None:
    """The repository's own CODEOWNERS leaves no content file alone."""
    owners = read_owners(ROOT)
    assert all(owners.of(path.relative_to(ROOT).as_posix()) for path in (ROOT / "content").rglob("*.yaml"))


def test_the_command_says_what_and_how_late() -> None:
    """Text for people, JSON for programs, and the exit code for scripts."""
    fresh = stale("--as-of", "2026-11-21")
    assert (fresh.exit_code, fresh.output) == (0, "Nothing is past its date.\n")
    old = stale("--as-of", "2030-01-01")
    assert old.exit_code == 1
    assert "content_base/methods/sourdough.yaml" in old.output
    found = json.loads(stale("--as-of", "2030-01-01", "--format", "json").output)
    assert {item["kind"] for item in found} <= set(LIMITS)
    assert f"{len(found)} dates past the limit." in old.output
    assert stale("--as-of", "2026-11-21", "--limit", "fact=0").exit_code == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--as-of", "soon"), "is no date; write it as"),
        (("--limit", "facts=3"), "write KIND=DAYS with one of price"),
        (("--limit", "fact=x"), "write KIND=DAYS"),
    ],
)
def test_wrong_use_is_explained(words: tuple[str, ...], message: str) -> None:
    """A date or a limit that cannot be read ends with code 2 and the right form."""
    result = stale(*words)
    assert result.exit_code == 2
    assert message in result.output
