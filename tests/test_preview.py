"""The preview: what it shows after any change is what a new start would show."""

from __future__ import annotations

import json
import shutil
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.content import load_content
from generator.frame import Frame
from generator.history import History
from generator.page_renderer import render_pages
from generator.pages import Page
from generator.preview import PreviewSite
from generator.preview_server import PreviewServer, Showing
from generator.watch import Watch
from tests.conftest import TESTS


def frame(page: Page) -> str:
    return f"<html><body><h1>{page.title}</h1>{page.description}{page.siblings}{page.body}</body></html>"


class Desk:
    """A content folder and the preview of it."""

    def __init__(self, root: Path) -> None:
        self.content = Path(shutil.copytree(TESTS / "content_base", root / "content"))
        self.site = PreviewSite(self.content, frame, Frame(), History())

    def save(self, name: str, text: str) -> None:
        path = self.content / name
        path.write_text(text, "utf-8")
        self.site.change([path])

    def edit(self, name: str, old: str, new: str) -> None:
        text = (self.content / name).read_text("utf-8")
        assert old in text
        self.save(name, text.replace(old, new, 1))

    def shows_the_files(self) -> bool:
        """Every page is as if made anew from the files as they are."""
        fresh = {page.url: frame(page) for page in render_pages(load_content(self.content))}
        assert list(fresh) == self.site.urls()
        return all(self.html(url) == html for url, html in fresh.items())

    def html(self, url: str) -> str:
        built = self.site.page(url)
        return built.html if built else ""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_saved_changes_of_all_kinds_are_shown(desk: Desk) -> None:
    """A field, a title, a new file, a rename, a deletion and a shared file, one after the other."""
    for url in desk.site.urls():
        assert desk.html(url)
    desk.edit("terms/crumb.yaml", "An open crumb", "Indeed an open crumb")
    assert "Indeed an open crumb" in desk.html("glossary/crumb/")
    assert desk.shows_the_files()
    desk.edit("methods/sourdough.yaml", "name: ", "name: Wild ")
    assert desk.shows_the_files()
    text = (desk.content / "terms/crumb.yaml").read_text("utf-8")
    new = text.replace("slug: crumb", "slug: rind").replace("name: Crumb", "name: Rind")
    desk.save("terms/rind.yaml", new)
    assert "Rind" in desk.html("glossary/rind/")
    assert desk.shows_the_files()
    old, moved = desk.content / "terms/rind.yaml", desk.content / "terms/bark.yaml"
    old.rename(moved)
    moved.write_text(new.replace("rind", "bark").replace("Rind", "Bark"), "utf-8")
    desk.site.change([old, moved])
    assert desk.html("glossary/rind/") == ""
    assert desk.shows_the_files()
    moved.unlink()
    desk.site.change([moved])
    assert desk.html("glossary/bark/") == ""
    desk.edit("vocabulary.yaml", "label: ", "label: New ")
    assert desk.shows_the_files()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("category: dough", "category: dough\nunknown: 1", "unknown: unknown key"),
        ("An open crumb", "See [that](no-such-entry). An open crumb", "no-such-entry"),
        ("An open crumb", "The 99 crumbs. An open crumb", "99"),
        ("slug: crumb", "slug: [", "crumb.yaml"),
    ],
)
def test_a_broken_file_keeps_the_last_good_site_until_it_is_mended(
    desk: Desk, old: str, new: str, message: str
) -> None:
    """The problem is told with its place; mended, the site is as before and the message gone."""
    before, version = desk.html("glossary/crumb/"), desk.site.version
    good = (desk.content / "terms/crumb.yaml").read_text("utf-8")
    desk.edit("terms/crumb.yaml", old, new)
    assert message in desk.site.error
    assert "crumb.yaml" in desk.site.error
    assert desk.site.version > version
    assert desk.html("glossary/crumb/") == before
    desk.save("terms/crumb.yaml", good.replace("An open crumb", "Mended, an open crumb"))
    assert desk.site.error == ""
    assert desk.shows_the_files()


def test_what_nobody_told_of_is_found_by_the_check_of_everything(desk: Desk) -> None:
    """Events can be lost; the check in the background reads whatever has another time."""
    path = desk.content / "terms/crumb.yaml"
    path.write_text(path.read_text("utf-8").replace("An open crumb", "Unseen, an open crumb"), "utf-8")
    desk.site.check_all()
    assert desk.shows_the_files()


def test_a_page_that_a_change_does_not_touch_is_not_made_again(desk: Desk) -> None:
    """Only then is a preview as quick for many entries as for few."""
    before = desk.site.page("choosing/")
    desk.edit("terms/crumb.yaml", "An open crumb", "Indeed an open crumb")
    assert desk.site.page("choosing/") is before


@pytest.fixture
def served(desk: Desk, tmp_path: Path) -> Iterator[tuple[Desk, str]]:
    (tmp_path / "files").mkdir()
    server = PreviewServer("127.0.0.1", 0, Showing(desk.site, tmp_path / "files", lambda: b"{}"))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield desk, f"http://127.0.0.1:{server.server_address[1]}/"
    server.stopping.set()
    with desk.site.changed:
        desk.site.changed.notify_all()
    server.shutdown()
    server.server_close()


def test_an_open_page_hears_of_its_own_changes_and_of_problems(served: tuple[Desk, str]) -> None:
    """Over HTTP: the problem first, then, mended with other words, the news to load again."""
    desk, address = served
    with urllib.request.urlopen(f"{address}glossary/crumb/", timeout=20) as answer:
        assert b"_atlas/live.js" in answer.read()
    with urllib.request.urlopen(f"{address}_atlas/news?page=glossary/crumb/", timeout=20) as news:

        def hear() -> dict[str, object]:
            while not (line := news.readline().strip()):
                pass
            heard: dict[str, object] = json.loads(line.removeprefix(b"data: "))
            return heard

        assert hear() == {"error": ""}
        desk.edit("terms/crumb.yaml", "category: dough", "category: dough\nunknown: 1")
        assert "unknown key" in str(hear()["error"])
        desk.edit("terms/crumb.yaml", "\nunknown: 1", "")
        assert hear() == {"error": ""}
        desk.edit("terms/crumb.yaml", "An open crumb", "Indeed an open crumb")
        assert hear() == {"load": True}


def test_files_outside_the_site_are_not_served(served: tuple[Desk, str], tmp_path: Path) -> None:
    """An address with dots leads nowhere."""
    (tmp_path / "secret.txt").write_text("secret")
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"{served[1]}%2e%2e/secret.txt", timeout=20)


def test_the_watch_tells_of_saving_and_not_of_reading(tmp_path: Path) -> None:
    """Whoever reads because of an event must not be told of the own reading."""
    path = tmp_path / "one.yaml"
    path.write_text("a: 1")
    with Watch([tmp_path]) as watch:
        path.read_text()
        assert watch.next(0.5) == set()
        path.write_text("a: 2")
        assert path in watch.next(20)
