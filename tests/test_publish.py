"""Files and folders appear whole: a failure leaves what was there before."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.publish import replaced_folder, write_text


def test_a_file_is_written_with_its_folders(tmp_path: Path) -> None:
    """A new file appears with its text, readable by a web server, and nothing beside it."""
    path = tmp_path / "a" / "b" / "page.html"
    write_text(path, "Grüße\n")
    assert path.read_bytes() == "Grüße\n".encode()
    assert path.stat().st_mode & 0o777 == 0o644
    assert list(path.parent.iterdir()) == [path]


def test_a_file_is_replaced(tmp_path: Path) -> None:
    """The new text takes the place of the old."""
    path = tmp_path / "page.html"
    write_text(path, "old")
    write_text(path, "new")
    assert path.read_text("utf-8") == "new"


def test_a_failure_leaves_the_old_file(tmp_path: Path) -> None:
    """Text that cannot be written changes nothing and leaves no rest."""
    path = tmp_path / "page.html"
    write_text(path, "old")
    with pytest.raises(UnicodeEncodeError):
        write_text(path, "half of a pair: \ud800")
    assert path.read_text("utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_leaves_no_new_file(tmp_path: Path) -> None:
    """Where there was no file there is none after a failure."""
    with pytest.raises(UnicodeEncodeError):
        write_text(tmp_path / "page.html", "\ud800")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    """Nothing of the old folder stays, and the new one is readable by a web server."""
    target = tmp_path / "site"
    target.mkdir()
    (target / "old.html").write_text("old", "utf-8")
    with replaced_folder(target) as fresh:
        (fresh / "new.html").write_text("new", "utf-8")
        assert [path.name for path in target.iterdir()] == ["old.html"]
    assert [path.name for path in target.iterdir()] == ["new.html"]
    assert target.stat().st_mode & 0o777 == 0o755
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_that_was_not_there_is_made(tmp_path: Path) -> None:
    """The first build needs no folder, nor the folders above it."""
    target = tmp_path / "out" / "site"
    with replaced_folder(target) as fresh:
        (fresh / "new.html").write_text("new", "utf-8")
    assert [path.name for path in target.iterdir()] == ["new.html"]


def test_a_failure_leaves_the_old_folder(tmp_path: Path) -> None:
    """When filling fails, the old folder stays as it was and the half-filled one goes."""
    target = tmp_path / "site"
    target.mkdir()
    (target / "old.html").write_text("old", "utf-8")

    def fill() -> None:
        with replaced_folder(target) as fresh:
            (fresh / "half.html").write_text("half", "utf-8")
            raise RuntimeError("the build stopped")

    with pytest.raises(RuntimeError, match="the build stopped"):
        fill()
    assert [path.name for path in target.iterdir()] == ["old.html"]
    assert list(tmp_path.iterdir()) == [target]


def test_a_failure_leaves_no_new_folder(tmp_path: Path) -> None:
    """Where there was no folder there is none after a failure."""

    def fill() -> None:
        with replaced_folder(tmp_path / "site"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fill()
    assert list(tmp_path.iterdir()) == []
