"""Builds that keep pages: what comes out is what would come out without, whatever happened before."""

from __future__ import annotations

import random
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks import proofs
from generator.cli import main
from generator.kept_sites import KeptSites, holds
from generator.store import Store
from tests.conftest import ROOT, TESTS

Site = dict[str, bytes]


class Place:
    """A small content with the site's configuration, in a folder of its own."""

    def __init__(self, root: Path) -> None:
        self.root, self.content = root, root / "content"
        shutil.copytree(TESTS / "content_base", self.content)
        shutil.copytree(ROOT / "site_config", root / "site_config")
        self.store = root / ".cache/atlas/pages.sqlite"

    def arguments(self, *options: str, out: str = "site") -> list[str]:
        config = str(self.root / "site_config/mkdocs.yml")
        return ["build", "--config", config, "--site-dir", str(self.root / out), *options]

    def build(self, *options: str, out: str = "site", code: int = 0) -> str:
        result = CliRunner().invoke(main, self.arguments(*options, out=out))
        assert result.exit_code == code, result.output
        return result.output

    def site(self, out: str = "site") -> Site:
        root = self.root / out
        return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}

    def edit(self, name: str, pattern: str, new: str) -> None:
        path = self.content / name
        text = path.read_text("utf-8")
        changed = re.sub(pattern, new, text, count=1, flags=re.M)
        assert changed != text
        path.write_text(changed, "utf-8")

    def agrees(self) -> bool:
        """Whether the site equals one built without anything kept."""
        self.build("--no-cache", out="anew")
        return self.site() == self.site("anew")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def rebuilt(told: str) -> set[str]:
    """Paths that --explain names."""
    return set(re.findall(r"^(\S+\.md): ", told, re.M))


def test_one_changed_field_builds_the_pages_that_show_it_and_no_others(place: Place) -> None:
    """--explain names the page and the field, and the site equals one built anew."""
    place.build()
    place.edit("terms/crumb.yaml", r"^explanation: >?-?\s*", "explanation: Indeed the word changes. ")
    told = place.build("--explain")
    assert rebuilt(told) == {"glossary/crumb.md"}
    assert "terms/crumb.explanation" in told
    assert place.agrees()


def test_a_changed_title_reaches_every_page_that_names_it(place: Place) -> None:
    """Tables, lists, tooltips and backlinks follow; pages without the name are kept."""
    place.build()
    place.edit("terms/crumb.yaml", r"^name: .*", "name: Inner part")
    built = rebuilt(place.build("--explain"))
    assert {"glossary/crumb.md", "glossary/index.md"} <= built
    assert "choosing.md" not in built
    assert place.agrees()


def test_nothing_changed_leaves_the_site_and_mends_a_damaged_one(place: Place) -> None:
    """The site is compared byte by byte, so a file that was changed by hand is put right."""
    place.build()
    before = place.site()
    assert "up to date" in place.build()
    (place.root / "site/index.html").write_text("damaged")
    (place.root / "site/stray.txt").write_text("left over")
    assert "up to date" in place.build()
    assert place.site() == before


def test_a_page_that_warned_is_not_kept_and_warns_again(place: Place) -> None:
    """Otherwise --strict would pass the second time."""
    place.edit("terms/crumb.yaml", r"^explanation: >?-?\s*", "explanation: See [there](crumb#nowhere). ")
    first = place.build()
    assert "anchor that is not there" in first
    second = place.build("--explain")
    assert "anchor that is not there" in second
    assert rebuilt(second) == {"glossary/crumb.md"}
    place.build("--strict", code=1)


@pytest.mark.parametrize("damage", ["garbage", "html", "words", "another form"])
def test_a_damaged_store_is_not_trusted(place: Place, damage: str) -> None:
    """A file that is no database is made anew; a row that was changed is built again."""
    place.build()
    if damage == "garbage":
        place.store.write_bytes(b"no database" * 1000)
    else:
        database = sqlite3.connect(place.store)
        if damage == "html":
            database.execute("UPDATE pages SET html = replace(html, 'e', 'a')")
        elif damage == "words":
            database.execute("UPDATE pages SET words = ''")
        else:
            database.execute("PRAGMA user_version = 99")
        database.commit()
        database.close()
    place.edit("terms/crumb.yaml", r"^name: .*", "name: Inner part")
    place.build()
    assert place.agrees()


def test_a_change_of_theme_or_configuration_builds_everything(place: Place) -> None:
    """What every page depends on is part of what it is kept by."""
    place.build()
    with (place.root / "site_config/overrides/main.html").open("a") as file:
        file.write("{# changed #}")
    told = place.build("--explain")
    assert "code, theme, configuration or a package changed" in told
    assert " 0 kept" in told


def test_pages_of_deleted_entries_go_and_the_store_stays_as_large_as_the_site(place: Place) -> None:
    """Nothing is kept for an address that no longer exists."""
    text = (place.content / "terms/crumb.yaml").read_text("utf-8")
    new = text.replace("slug: crumb", "slug: rind").replace("name: Crumb", "name: Rind")
    (place.content / "terms/rind.yaml").write_text(new, "utf-8")
    place.build()
    assert (place.root / "site/glossary/rind/index.html").is_file()
    (place.content / "terms/rind.yaml").unlink()
    place.build()
    kept = {path for (path,) in sqlite3.connect(place.store).execute("SELECT path FROM pages")}
    assert "glossary/rind.md" not in kept
    assert "glossary/crumb.md" in kept
    assert place.agrees()


def test_killed_builds_leave_nothing_that_the_next_one_trusts_wrongly(tmp_path: Path) -> None:
    """Killed at random moments of their length; `python -m benchmarks.proofs` does so fifty times."""
    place = proofs.Place(tmp_path, proofs.generated(8))
    assert list(proofs.after_kills(place, 8, random.Random(1), each=4)) == [True, True]


def test_a_sequence_of_edits_gives_what_a_build_without_anything_kept_gives(tmp_path: Path) -> None:
    """Fields, titles and scales, forth and back; `benchmarks.proofs` does so with the real content."""
    place = proofs.Place(tmp_path, proofs.generated(8))
    edits = (proofs.GENERATED[2], *proofs.GENERATED[3:])
    assert all(proofs.after_edits(place, edits))


def test_two_builds_at_once_both_succeed(place: Place) -> None:
    """They share the store and the place of the site; whoever comes second wins."""
    command = [sys.executable, "-c", "from generator.cli import main; main()", *place.arguments()]
    both = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) for _ in range(2)]
    assert [process.wait(300) for process in both] == [0, 0]
    assert place.agrees()


def test_rendering_again_touches_only_files_that_changed(place: Place) -> None:
    """An engine that looks at times, such as Zensical, then builds only those pages again."""

    def render() -> dict[str, tuple[int, int]]:
        config = str(place.root / "site_config/mkdocs.yml")
        options = ["--content", str(place.content), "--config", config, "--out", str(place.root / "out")]
        result = CliRunner().invoke(main, ["render", *options])
        assert result.exit_code == 0, result.output
        root = place.root / "out"
        stats = {p.relative_to(root).as_posix(): p.stat() for p in root.rglob("*") if p.is_file()}
        return {name: (found.st_ino, found.st_mtime_ns) for name, found in stats.items()}

    first = render()
    assert render() == first
    place.edit("terms/crumb.yaml", r"^explanation: >?-?\s*", "explanation: Indeed the word changes. ")
    second = render()
    assert second.keys() == first.keys()
    changed = {name for name in second if second[name] != first[name]}
    assert {name for name in changed if name.endswith(".md")} == {"docs/glossary/crumb.md"}
    assert changed - {"docs/glossary/crumb.md"} <= {
        "docs/api/v1/terms/crumb.json",
        "docs/api/v1/all.json",
        "docs/llms-full.txt",
    }


def test_a_large_file_is_kept_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It comes back whole, an empty one too, and one changed letter is noticed."""
    monkeypatch.setattr("generator.kept_sites._PIECE", 4)
    site, copy = tmp_path / "site", tmp_path / "copy"
    for folder in (site, copy):
        folder.mkdir()
    (site / "large.json").write_bytes(b"0123456789")
    (site / "empty").write_bytes(b"")
    sites = KeptSites(Store(tmp_path / "kept.sqlite"))
    sites.keep("key", site)
    files = sites.find("key")
    assert files
    assert len(files["large.json"].split()) == 3
    assert sites.restore(files, copy)
    assert holds(copy, files)
    assert (copy / "large.json").read_bytes() == b"0123456789"
    (copy / "large.json").write_bytes(b"0123456780")
    assert not holds(copy, files)
