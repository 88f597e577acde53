"""Frames that are filled in equal, letter for letter, those that the theme prints."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks.synthetic import write_content
from generator.cli import main
from generator.theme import ThemeFrame
from generator.theme_mold import Mold
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
