"""Feeds of new and changed entries: dated by git, or not there."""

from __future__ import annotations

import calendar
import dataclasses
import os
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import feedparser
import pytest

from generator.content import Content, load_content
from generator.feeds import FEEDS, MOST, feed_files
from generator.frame import Frame
from generator.history import History, read_history

BASE = Path(__file__).parent / "content_base"
FRAME = Frame("https://bread.example/", "https://github.com/bread/atlas", "edit/main/")
ATOM = "{http://www.w3.org/2005/Atom}"


def git(folder: Path, *arguments: str, day: str = "2026-01-01T12:00:00+02:00") -> None:
    names = {"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@a.example", "GIT_COMMITTER_NAME": "A",
             "GIT_COMMITTER_EMAIL": "a@a.example", "GIT_AUTHOR_DATE": day, "GIT_COMMITTER_DATE": day,
             "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}  # fmt: skip
    subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True,
                   env={"PATH": os.environ["PATH"], **names})  # fmt: skip


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Breads, committed on one day, two of them changed later and one of those renamed."""
    root = tmp_path / "repository"
    shutil.copytree(BASE, root / "content")
    git(tmp_path, "init", "-q", str(root))
    git(root, "add", ".")
    git(root, "commit", "-qm", "breads", day="2026-01-01T01:00:00+02:00")
    crumb = root / "content/terms/crumb.yaml"
    crumb.write_text(crumb.read_text("utf-8") + "# looked at\n", "utf-8")
    git(root, "commit", "-qam", "crumb", day="2026-02-01T12:00:00+00:00")
    git(root, "mv", "content/terms/levain.yaml", "content/terms/aaa.yaml")
    git(root, "commit", "-qm", "away", day="2026-03-01T12:00:00+00:00")
    git(root, "mv", "content/terms/aaa.yaml", "content/terms/levain.yaml")
    git(root, "commit", "-qm", "and back", day="2026-04-01T12:00:00+00:00")
    return root


def test_days_are_those_of_the_first_and_the_last_commit(repository: Path) -> None:
    """In UTC, and a renamed file keeps its first day."""
    history = read_history(repository / "content")
    assert history.added["methods/sourdough.yaml"] == "2025-12-31T23:00:00Z"
    assert history.changed["methods/sourdough.yaml"] == "2025-12-31T23:00:00Z"
    assert history.changed["terms/crumb.yaml"] == "2026-02-01T12:00:00Z"
    assert history.added["terms/levain.yaml"] == "2025-12-31T23:00:00Z"
    assert history.changed["terms/levain.yaml"] == "2026-04-01T12:00:00Z"


def test_a_feed_library_finds_nothing_wrong_and_every_entry(repository: Path) -> None:
    """Well formed, complete, newest first, with the day of the change and not of the build."""
    content = load_content(repository / "content")
    files = {f.path: f.text for f in feed_files(content, FRAME, read_history(repository / "content"))}
    assert set(files) == set(FEEDS)
    for path, text in files.items():
        feed = feedparser.parse(text)
        assert not feed.bozo, feed.get("bozo_exception")
        assert feed.version == "atom10"
        assert feed.feed.id == feed.feed.links[0].href == f"https://bread.example/{path}"
        entries = len(content.entries) + len(content.comparisons)
        assert len(feed.entries) == min(entries, MOST)
        times = [
            calendar.timegm(e.updated_parsed if "changed" in path else e.published_parsed)
            for e in feed.entries
        ]
        assert times == sorted(times, reverse=True)
    changed = feedparser.parse(files["feeds/changed.xml"])
    assert [e.link.rsplit("/", 2)[1] for e in changed.entries[:2]] == ["levain", "crumb"]
    assert changed.entries[0].updated == changed.feed.updated == "2026-04-01T12:00:00Z"


def test_feeds_hold_what_the_standard_requires(repository: Path) -> None:
    """RFC 4287: one id, title and updated each, an author above, no id twice, addresses absolute."""
    content = load_content(repository / "content")
    for file in feed_files(content, FRAME, read_history(repository / "content")):
        feed = ElementTree.fromstring(file.text)
        assert feed.tag == f"{ATOM}feed"
        assert len(feed.findall(f"{ATOM}author/{ATOM}name")) == 1
        entries = feed.findall(f"{ATOM}entry")
        for element in (feed, *entries):
            for name in ("id", "title", "updated"):
                (found,) = element.findall(f"{ATOM}{name}")
                assert found.text
            assert all(link.get("href", "").startswith("https://") for link in element.findall(f"{ATOM}link"))
        ids = [entry.findtext(f"{ATOM}id") for entry in entries]
        assert len(set(ids)) == len(ids)


def test_texts_of_authors_stay_texts(base: Content) -> None:
    """What an author writes cannot end an element."""
    crumb = base.terms["crumb"].model_copy(
        update={"name": "a </title>&lt;", "summary": '<b>&amp; ]]> " done'}
    )
    content = dataclasses.replace(base, terms={"crumb": crumb})
    days = {"terms/crumb.yaml": "2026-01-01T00:00:00Z"}
    for file in feed_files(content, FRAME, History(days, days)):
        entry = ElementTree.fromstring(file.text).find(f"{ATOM}entry")
        assert entry is not None
        assert entry.findtext(f"{ATOM}title") == crumb.name
        assert entry.findtext(f"{ATOM}summary") == crumb.summary


def test_part_of_a_history_gives_no_feeds(repository: Path, tmp_path: Path) -> None:
    """A shallow clone knows only the last commit: its dates would be wrong."""
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{repository}", str(tmp_path / "shallow"))
    history = read_history(tmp_path / "shallow" / "content")
    assert not history
    assert "shallow" in history.missing
    content = load_content(tmp_path / "shallow" / "content")
    assert list(feed_files(content, FRAME, history)) == []


def test_no_repository_gives_no_feeds(tmp_path: Path, base: Content, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy without git, or a machine without it, says so."""
    shutil.copytree(BASE, tmp_path / "content")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert "no git repository" in read_history(tmp_path / "content").missing
    monkeypatch.setenv("PATH", "")
    assert "not installed" in read_history(tmp_path / "content").missing


def test_what_is_not_committed_has_no_day(repository: Path) -> None:
    """A new file enters the feeds with its first commit."""
    (repository / "content/terms/bench.yaml").write_text(
        (BASE / "terms/crumb.yaml").read_text("utf-8").replace("crumb", "bench").replace("Crumb", "Bench"),
        "utf-8",
    )
    content = load_content(repository / "content")
    history = read_history(repository / "content")
    assert "bench" in content.terms
    assert all("bench" not in file.text for file in feed_files(content, FRAME, history))


def test_without_an_address_there_are_no_feeds(base: Content) -> None:
    """An entry of a feed is known by its whole address."""
    days = {"terms/crumb.yaml": "2026-01-01T00:00:00Z"}
    assert list(feed_files(base, Frame(), History(days, days))) == []
