"""`atlas init`: another subject gets a site, its data and answers without a change of code."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import html5lib
import pytest
from click.testing import CliRunner

from generator.cli import main
from generator.content import load_content
from generator.site_map import SiteMap, entry_url
from tests.conftest import TESTS

# Words of another subject than bread. File names such as llms.txt are no words.
FOREIGN = re.compile(
    r"(?<![\w/.-])(?:language models?|LLMs?|fine-tun\w+|tuning|GPUs?|prompts?|tokens?)(?![\w.-])", re.I
)


def atlas(folder: Path, *arguments: str) -> Any:
    """Run the command inside a folder, as its owner does."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        return CliRunner().invoke(main, list(arguments))
    finally:
        os.chdir(before)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh knowledge base, as `atlas init` leaves it, and built."""
    folder = tmp_path_factory.mktemp("new")
    result = atlas(folder, "init", "knots", "--name", 'Atlas of "Knots": all')
    assert result.exit_code == 0, result.output
    built = atlas(folder / "knots", "build", "--strict")
    assert built.exit_code == 0, built.output
    return folder / "knots"


@pytest.fixture(scope="module")
def breads(empty: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, with the content of a small invented subject in place of the starter's."""
    folder = tmp_path_factory.mktemp("filled") / "breads"
    shutil.copytree(empty, folder, ignore=shutil.ignore_patterns("site", "content"))
    shutil.copytree(TESTS / "content_base", folder / "content")
    built = atlas(folder, "build", "--strict", "--site-url", "https://bread.example/")
    assert built.exit_code == 0, built.output
    return folder


def words(page: Path) -> str:
    """What a reader sees of a page."""
    tree = html5lib.HTMLParser(namespaceHTMLElements=False).parse(page.read_text("utf-8"))
    body = tree.find("body")
    for parent in body.iter():
        for child in [c for c in parent if c.tag in ("script", "style")]:
            parent.remove(child)
    return " ".join("".join(body.itertext()).split())


def test_a_new_knowledge_base_is_valid_and_says_what_to_do(empty: Path) -> None:
    """The starter has an entry of each of two kinds, with its lists, scales, wizard and tables."""
    result = atlas(empty, "validate")
    assert result.output == "1 methods, 1 terms, 0 guides, 0 comparisons, 0 sources: no problems.\n"
    assert load_content(empty / "content").site.name == 'Atlas of "Knots": all'
    assert "atlas preview" in (empty / "README.md").read_text("utf-8")
    for file in (empty / "content").rglob("*.yaml"):
        schema = file.read_text("utf-8").split("\n")[0].partition("$schema=")[2]
        assert (file.parent / schema).resolve().is_file(), file
    for kind in ("methods/first-method", "terms/first-term"):
        assert (empty / "content" / f"{kind}.yaml").read_text("utf-8").count("#") >= 3


def test_a_new_site_is_its_own(empty: Path) -> None:
    """Its name and lead everywhere, nothing of another site's name, address or repository."""
    for page in (empty / "site").rglob("*.html"):
        text = page.read_text("utf-8")
        assert "uning Atlas" not in text
        assert "tuning-atlas" not in text
    assert 'Atlas of "Knots": all' in words(empty / "site/index.html")


def test_the_form_of_a_new_site_knows_its_lists(empty: Path) -> None:
    """Its own groups and categories, and no repository to hand in to."""
    data = json.loads((empty / "site/data/suggest.json").read_text("utf-8"))
    groups = data["kinds"]["method"]["schema"]["properties"]["group"]["enum"]
    assert groups == ["basic", "advanced"]
    assert 'data-new=""' in (empty / "site/suggest/index.html").read_text("utf-8")


def test_another_subject_builds_with_all_its_pages_and_data(breads: Path) -> None:
    """Pages, tables, data, feeds' absence and colours come of the content alone."""
    content, site = load_content(breads / "content"), breads / "site"
    for entry in content.entries.values():
        assert (site / entry_url(entry) / "index.html").is_file()
    for slug in SiteMap(content).pairs:
        assert (site / "comparisons" / slug / "index.html").is_file()
    counts = json.loads((site / "api/v1/index.json").read_text("utf-8"))["counts"]
    assert counts["methods"] == len(content.methods)
    assert ".atlas-group--preferments" in (site / "css/groups.css").read_text("utf-8")
    assert not (site / "cost").exists()
    assert "Proofing time" in words(site / "methods/sourdough/index.html")


def test_no_page_of_another_subject_speaks_of_language_models(breads: Path) -> None:
    """What is about language models stands in content and configuration, not in code."""
    # The reference of fields tells of the structure of an entry, whose names are code for every subject.
    fields = breads / "site/contributing/fields/index.html"
    pages = [p for p in (breads / "site").rglob("*.html") if p.name != "404.html" and p != fields]
    assert len(pages) > 15
    found = {(p.relative_to(breads).as_posix(), m.group()) for p in pages for m in FOREIGN.finditer(words(p))}
    assert found == set()


def test_another_subject_is_asked_and_answers(breads: Path) -> None:
    """The assistant reads the new content and answers from it, with the page as its source."""
    for module in ("onnxruntime", "assistant.opening"):
        if importlib.util.find_spec(module) is None:
            pytest.skip(f"the assistant cannot answer here: there is no {module}")
    from assistant.base_model import find_base
    from assistant.errors import BaseModelError

    try:
        find_base()
    except BaseModelError as error:
        pytest.skip(f"the base model is not installed: {str(error).splitlines()[0]}")
    result = atlas(breads, "ask", "What is sourdough?", "--json")
    assert result.exit_code == 0, result.output
    answer = json.loads(result.stdout)
    assert not answer["refused"]
    assert "living culture of wild yeast" in answer["answer"]
    assert "sourdough" in json.dumps(answer["citations"])


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    """Wrong usage, said in a sentence; nothing is written."""
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    result = CliRunner().invoke(main, ["init", str(tmp_path)])
    assert result.exit_code == 2
    assert "is not empty; give a new folder" in result.output
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("name", ["", " ", "a" * 101, " x"])
def test_a_name_that_is_none_is_refused(name: str, tmp_path: Path) -> None:
    """The name must fit where it is shown."""
    result = CliRunner().invoke(main, ["init", str(tmp_path / "new"), "--name", name])
    assert result.exit_code == 2
    assert not (tmp_path / "new").exists()
