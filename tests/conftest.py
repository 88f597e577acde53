"""Shared by all tests: the small content folder of breads, the built site, and hypothesis made repeatable."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import settings

from generator.cli import main
from generator.content import Content, load_content

TESTS = Path(__file__).parent
ROOT = TESTS.parent

settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
settings.load_profile("repeatable")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests go last: Playwright leaves an event loop running in the thread that every later
    `asyncio.run` would meet, and its greenlets upset Python 3.11's own parser."""
    items.sort(key=lambda item: "browser" in item.path.relative_to(TESTS).parts)


def build(site_dir: Path, *options: str) -> Path:
    """Run `atlas build --strict` as a user would, and return the folder of the site."""
    before = Path.cwd()
    os.chdir(ROOT)
    try:
        result = CliRunner().invoke(main, ["build", "--strict", "--site-dir", str(site_dir), *options])
    finally:
        os.chdir(before)
    assert result.exit_code == 0, result.output
    return site_dir


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real content, built once, as it would stand at the root of a host."""
    return build(tmp_path_factory.mktemp("built") / "site", "--site-url", "http://127.0.0.1/")


@pytest.fixture(scope="session")
def base() -> Content:
    """The content of `content_base`, an invented atlas of ways to raise bread."""
    return load_content(TESTS / "content_base")


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """`folder(*overlays)`: a content folder of its own, faulty files laid over the good ones."""

    def make(*overlays: Path) -> Path:
        root = tmp_path / "content"
        shutil.copytree(TESTS / "content_base", root)
        for overlay in overlays:
            shutil.copytree(overlay, root, dirs_exist_ok=True, ignore=shutil.ignore_patterns("expected.txt"))
        return root

    return make
