"""Shared by all tests: the small content folder of breads, and hypothesis made repeatable."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from generator.content import Content, load_content

TESTS = Path(__file__).parent

settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
settings.load_profile("repeatable")


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
