"""`atlas render`: the same pages as plain Markdown, for engines that run no plugin of ours."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.cli import main
from tests.site.conftest import ROOT

LISTS = {"glossary/", "methods/", "sources/"}


@pytest.fixture(scope="module")
def markdown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("render") / "out"
    result = CliRunner().invoke(
        main,
        ["render", "--content", str(ROOT / "content"), "--config", str(ROOT / "site_config/mkdocs.yml"),
         "--out", str(out)],
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    return out


def _pages(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*.html") if path.name != "404.html"}


def _run(name: str, *arguments: str, cwd: Path) -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / name), *arguments], cwd=cwd, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_plain_mkdocs_builds_the_same_pages_from_the_markdown(markdown: Path, site: Path) -> None:
    """Without our plugin, MkDocs makes the same set of addresses with the same anchors."""
    _run("mkdocs", "build", "-q", "-d", "site-mkdocs", cwd=markdown)
    built = markdown / "site-mkdocs"
    assert _pages(built) == _pages(site)
    for page in ("methods/lora/index.html", "choosing/index.html", "glossary/index.html"):
        ours, theirs = ((folder / page).read_text(encoding="utf-8") for folder in (site, built))
        ids = [set(re.findall(r'<(?:h[23]|li|div)[^>]* id="([^"]+)"', text)) for text in (ours, theirs)]
        assert ids[0] <= ids[1], page
        words = [len(re.sub(r"<[^>]*>", " ", _article(text)).split()) for text in (ours, theirs)]
        assert abs(words[0] - words[1]) < 0.02 * words[0], page
    assert _found_by_search(built / "search/search_index.json", "docs").isdisjoint(LISTS)


def test_zensical_builds_the_same_number_of_pages(markdown: Path, site: Path) -> None:
    """The engine that follows Material reads the same folder."""
    _run("zensical", "build", "-f", "mkdocs.yml", cwd=markdown)
    assert _pages(markdown / "site") == _pages(site)
    assert _found_by_search(markdown / "site/search.json", "items").isdisjoint(LISTS)


def _found_by_search(index: Path, name: str) -> set[str]:
    """Addresses of the pages that a search index holds; some lists are in none, as they only repeat pages."""
    found = {entry["location"].split("#")[0] for entry in json.loads(index.read_text("utf-8"))[name]}
    assert "methods/lora/" in found
    return found


def _article(html: str) -> str:
    match = re.search(r"<article.*?</article>", html, re.S)
    assert match
    return match.group()
