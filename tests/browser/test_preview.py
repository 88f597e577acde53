"""`atlas preview` in a real Chromium: a saved file appears by itself, and so does what is wrong with it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.conftest import ROOT, TESTS

_WAIT = 60_000  # milliseconds; the machine may be busy


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A content folder of its own, and the address of the preview of it."""
    shutil.copytree(TESTS / "content_base", tmp_path / "content")
    shutil.copytree(ROOT / "site_config", tmp_path / "site_config")
    config = str(tmp_path / "site_config/mkdocs.yml")
    program = "from generator.cli import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-u", "-c", program, "preview", "--config", config, "--port", "8231"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    try:
        assert "Preview on" in process.stdout.readline()
        yield tmp_path / "content", "http://127.0.0.1:8231/"
    finally:
        process.terminate()
        process.communicate(timeout=60)


def test_a_saved_file_appears_in_the_open_page_and_problems_do_too(
    browser: Browser, desk: tuple[Path, str]
) -> None:
    """Changed, broken, mended with a new title, all without anybody touching the browser."""
    content, address = desk
    page = browser.new_page()
    page.goto(f"{address}glossary/crumb/")
    file = content / "terms/crumb.yaml"
    good = file.read_text("utf-8")
    file.write_text(good.replace("An open crumb", "Indeed an open crumb"), "utf-8")
    expect(page.locator("article")).to_contain_text("Indeed an open crumb", timeout=_WAIT)
    file.write_text(good + "unknown: 1\n", "utf-8")
    problems = page.get_by_role("alert").and_(page.locator("#atlas-preview-problems"))
    expect(problems).to_contain_text("crumb.yaml:11:1: unknown: unknown key", timeout=_WAIT)
    expect(page.locator("article")).to_contain_text("Indeed an open crumb")
    file.write_text(good.replace("name: Crumb", "name: Inside"), "utf-8")
    expect(page.locator("h1")).to_have_text("Inside", timeout=_WAIT)
    expect(problems).to_be_hidden()
    page.close()
