"""The adapter to MkDocs: what it does when content is broken while somebody is looking."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

import pytest
from mkdocs.exceptions import PluginError

from generator.content import load_content
from generator.mkdocs_plugin import AtlasPlugin

BASE = Path(__file__).parent / "content_base"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BASE, tmp_path / "content"))


def plugin(command: str) -> AtlasPlugin:
    made = AtlasPlugin()
    made.on_startup(command=command, dirty=False)  # type: ignore[arg-type]
    return made


def break_a_file(content: Path) -> None:
    with (content / "terms/crumb.yaml").open("a", encoding="utf-8") as file:
        file.write("unknown: 1\n")


def test_a_preview_keeps_the_last_good_content_and_reports_the_problem(
    content: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A typing error in one file must not take the open page away."""
    previewing = plugin("serve")
    good = previewing._load(content)
    break_a_file(content)
    with caplog.at_level(logging.ERROR):
        assert previewing._load(content) == good
    assert "content/terms/crumb.yaml" in caplog.text
    assert "unknown: unknown key" in caplog.text


def test_a_preview_shows_mended_content(content: Path) -> None:
    """Once the file is right again, so is the page."""
    previewing = plugin("serve")
    before = (content / "terms/crumb.yaml").read_text(encoding="utf-8")
    previewing._load(content)
    break_a_file(content)
    previewing._load(content)
    (content / "terms/crumb.yaml").write_text(before.replace("name: ", "name: New ", 1), encoding="utf-8")
    assert previewing._load(content).terms["crumb"].name.startswith("New ")


@pytest.mark.parametrize("command", ["build", "serve"])
def test_broken_content_stops_a_build_and_a_preview_that_never_had_good_content(
    content: Path, command: str
) -> None:
    """There is nothing to show, so the problems are the message."""
    break_a_file(content)
    with pytest.raises(PluginError, match="the content has 1 problem"):
        plugin(command)._load(content)


def test_a_build_does_not_fall_back_to_older_content(content: Path) -> None:
    """Only a preview may show what is not in the files."""
    building = plugin("build")
    assert building._load(content) == load_content(content)
    break_a_file(content)
    with pytest.raises(PluginError):
        building._load(content)
