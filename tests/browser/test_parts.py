"""A list of sources that was split: addresses from before still lead to the source."""

from __future__ import annotations

import functools
import shutil
import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser

from generator import parts
from generator.bibliography import source_addresses
from generator.cli import main
from generator.content import load_content
from generator.site import _Handler
from tests.conftest import ROOT, TESTS

pytestmark = pytest.mark.browser


@pytest.fixture
def split_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A small site whose lists are split as if it were large."""
    monkeypatch.setattr(parts, "MOST", 1)
    monkeypatch.setattr(parts, "LENGTH", 1)
    shutil.copytree(TESTS / "content_base", tmp_path / "content")
    shutil.copytree(ROOT / "site_config", tmp_path / "site_config")
    config, site = tmp_path / "site_config/mkdocs.yml", tmp_path / "site"
    told = ["build", "--no-cache", "--strict", "--config", str(config), "--site-dir", str(site)]
    result = CliRunner().invoke(main, told)
    assert result.exit_code == 0, result.output
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Handler, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


def test_an_old_address_of_a_source_leads_to_its_part(split_site: str, browser: Browser) -> None:
    """Whoever has kept `sources/#key` finds the source, whichever part it is on now."""
    addresses = source_addresses(load_content(TESTS / "content_base"))
    assert len(set(addresses.values())) > 1
    page = browser.new_page()
    for key, address in addresses.items():
        page.goto(f"{split_site}sources/#{key}")
        page.wait_for_url(f"{split_site}{address}")
        page.locator(f'[id="{key}"]').wait_for(timeout=15_000)
    page.close()
