"""Frames that are filled in equal, letter for letter, those that the theme prints."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from mkdocs.config import load_config
from mkdocs.structure.files import Files

from benchmarks.synthetic import write_content
from generator.cli import main
from generator.theme import ThemeFrame, list_quickly
from generator.theme_mold import Mold, Molds
from tests.conftest import ROOT

Site = dict[str, bytes]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Content with several pages of each kind, some with names and definitions that need escaping."""
    content = tmp_path / "content"
    content.mkdir()
    write_content(content, 16, ROOT / "content")
    shutil.copytree(ROOT / "site_config", tmp_path / "site_config")
    for number, name, summary in (
        (6, "Salt & pepper", 'Salt that is “good” & plain, not "bad".'),
        (7, "Crust's edge", "Less than the baker's five < seven > it seems."),
    ):
        path = content / f"terms/term-000{number}.yaml"
        lines = path.read_text("utf-8").split("\n")
        told = {"name: ": f"name: {name}", "summary: ": f"summary: {json.dumps(summary, ensure_ascii=False)}"}
        path.write_text("\n".join(next((new for key, new in told.items() if line.startswith(key)), line)
                                  for line in lines), "utf-8")  # fmt: skip
    return tmp_path


def built(place: Path, out: str) -> Site:
    config = str(place / "site_config/mkdocs.yml")
    result = CliRunner().invoke(
        main, ["build", "--no-cache", "--config", config, "--site-dir", str(place / out)]
    )
    assert result.exit_code == 0, result.output
    root = place / out
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*.html")}


@pytest.mark.parametrize("override", ["", "{{ page.title | upper }} {{ page.url }}"])
def test_filled_frames_equal_printed_ones(
    place: Path, override: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also with a theme that changes titles and prints an address of its own, and where it escapes not."""
    if override:
        path = place / "site_config/overrides/main.html"
        path.write_text(
            path.read_text("utf-8").replace("{% block extrahead %}", "{% block extrahead %}" + override)
        )
    filled = []
    fill = Mold.filled

    def counted(self: Mold, values: Mapping[str, str]) -> str:
        filled.append(values)
        return fill(self, values)

    monkeypatch.setattr(Mold, "filled", counted)
    site = built(place, "filled")
    kinds = 4  # of pages here, each tried once before it is used
    assert (len(filled) <= kinds) if override else (len(filled) > 2 * kinds)
    page = site["glossary/term-0006/index.html"].decode()
    told = "Salt that is “good” &amp; plain, not &quot;bad&quot;."
    assert f'<meta name="description" content="{told}">' in page
    assert "<title>Salt &amp; pepper - " in page
    monkeypatch.setattr(ThemeFrame, "_others_take_part", lambda self: True)
    assert built(place, "printed") == site


def test_pages_with_the_same_headings_share_a_table_of_contents_unless_it_tells_them_apart(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = []
    part = Molds._part

    def counted(self: Molds, name: str, mold: Mold, page: Any) -> str:
        printed.append(name)
        return part(self, name, mold, page)

    monkeypatch.setattr(Molds, "_part", counted)
    write_content(place / "content", 60, ROOT / "content")
    built(place, "shared")
    shared = printed.count("toc")
    partials = place / "site_config/overrides/partials"
    (partials / "toc.html").write_text("{{ page.url }}: {{ page.toc | list | length }}")
    site = built(place, "own")
    assert 0 < shared < printed.count("toc") - shared
    monkeypatch.setattr(ThemeFrame, "_others_take_part", lambda self: True)
    assert built(place, "printed") == site


def test_the_theme_lists_every_file_that_mkdocs_would_copy(tmp_path: Path) -> None:
    config = load_config(str(ROOT / "site_config/mkdocs.yml"), site_dir=str(tmp_path))
    plain, quick = Files([]), Files([])
    plain.add_files_from_theme(config.theme.get_env(), config)
    list_quickly(config.theme)
    quick.add_files_from_theme(config.theme.get_env(), config)
    assert len(quick) > 40
    assert [file.src_uri for file in quick] == [file.src_uri for file in plain]
