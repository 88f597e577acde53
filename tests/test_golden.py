"""Whole pages of a small content, kept as files: a change of output is seen in review.

`ATLAS_GOLDEN=write pytest tests/test_golden.py` writes them anew.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from generator.content import load_content
from generator.markup import Mode
from generator.page_renderer import render_pages

HERE = Path(__file__).parent
GOLDEN = HERE / "golden"
MODES: dict[Mode, str] = {"html": "html", "markdown": "md"}


@pytest.mark.parametrize("mode", MODES)
def test_pages_are_as_they_were(mode: Mode) -> None:
    """Every page of the small content equals its file, and no file is left over."""
    pages = render_pages(load_content(HERE / "content_base"), mode)
    written = {f"{page.path.removesuffix('.md')}.{MODES[mode]}": page.body for page in pages}
    if os.environ.get("ATLAS_GOLDEN") == "write":
        for old in GOLDEN.rglob(f"*.{MODES[mode]}"):
            old.unlink()
        for name, body in written.items():
            (GOLDEN / name).parent.mkdir(parents=True, exist_ok=True)
            (GOLDEN / name).write_text(body, encoding="utf-8")
    kept = {p.relative_to(GOLDEN).as_posix(): p for p in GOLDEN.rglob(f"*.{MODES[mode]}")}
    assert set(written) == set(kept)
    for name, body in written.items():
        assert body == kept[name].read_text(encoding="utf-8"), name


def test_rendering_is_a_pure_function_of_content() -> None:
    """The same content gives the same pages, whatever was rendered before."""
    content = load_content(HERE / "content_base")
    assert render_pages(content) == render_pages(content)
