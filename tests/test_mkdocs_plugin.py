"""The adapter to MkDocs: what it does with broken content. What a preview does then, `test_preview` tells."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from mkdocs.config import load_config
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import Files

from generator.mkdocs_plugin import AtlasPlugin
from tests.conftest import ROOT

BASE = Path(__file__).parent / "content_base"


def test_broken_content_stops_a_build_with_every_problem(tmp_path: Path) -> None:
    """There is nothing to build from, so the problems are the message."""
    content = shutil.copytree(BASE, tmp_path / "content")
    with (content / "terms/crumb.yaml").open("a", encoding="utf-8") as file:
        file.write("unknown: 1\n")
    plugin = AtlasPlugin()
    plugin.load_config({"content": str(content)})
    config = load_config(str(ROOT / "site_config" / "mkdocs.yml"))
    with pytest.raises(PluginError, match="the content has 1 problem") as raised:
        plugin.on_files(Files([]), config=config)
    assert "content/terms/crumb.yaml" in str(raised.value)
    assert "unknown: unknown key" in str(raised.value)
