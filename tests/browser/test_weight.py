"""How much script a page asks of its reader beyond the theme's."""

from __future__ import annotations

import gzip

import pytest

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser
MOST = 100_000  # bytes, compressed
PAGES = (
    "", "choosing/", "methods/", "methods/timeline/", "comparisons/compare/?m=lora.rag", "cost/", "glossary/",
    "methods/lora/",
)  # fmt: skip


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path or "home")
def test_all_script_of_a_page_beyond_the_theme_is_light(desktop: Visit, path: str) -> None:
    """The search's own script included, which comes when it is opened."""
    page = desktop.page
    bodies: dict[str, bytes] = {}
    page.on("response", lambda r: bodies.setdefault(r.url, r.body()) if r.url.endswith(".js") else None)
    desktop.open(path)
    page.keyboard.press("f")
    page.wait_for_load_state("networkidle")
    ours = {
        url: len(gzip.compress(body)) for url, body in bodies.items() if "/assets/javascripts/" not in url
    }
    assert any(url.endswith("/js/atlas.js") for url in ours)
    assert sum(ours.values()) <= MOST, ours
