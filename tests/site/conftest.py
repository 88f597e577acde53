"""The real content, for the tests that compare the finished site with it."""

from __future__ import annotations

import pytest

from generator.content import Content, load_content
from tests.conftest import ROOT, build

__all__ = ["ROOT", "build"]


@pytest.fixture(scope="session")
def content() -> Content:
    return load_content(ROOT / "content")
