"""The preview over HTTP: pages from a PreviewSite, other files from a folder, news as they happen."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from generator.preview import PreviewSite, digest_of

LIVE = "_atlas/live.js"
NEWS = "_atlas/news"
_SCRIPT = Path(__file__).parent / "live.js"
_HEARTBEAT = 15.0  # seconds; finds out that a reader has gone


class Showing:
    """What is served at the moment; a new setup of the site takes its place."""

    def __init__(self, site: PreviewSite, folder: Path, search: Callable[[], bytes]) -> None:
        self.site, self.folder, self.search = site, folder, search


class PreviewServer(ThreadingHTTPServer):
    """Serves what is `showing`."""

    daemon_threads = True

    def __init__(self, host: str, port: int, showing: Showing) -> None:
        super().__init__((host, port), _Handler)
        self.showing = showing
        self.stopping = threading.Event()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A reader who leaves in the middle of an answer is no news."""


class _Handler(BaseHTTPRequestHandler):
    server: PreviewServer
    protocol_version = "HTTP/1.1"
    timeout = 60  # seconds; a client that goes silent does not hold a thread

    def do_GET(self) -> None:
        """Answer with a page, a file or the news."""
        parts = urlsplit(self.path)
        path = unquote(parts.path).lstrip("/")
        showing = self.server.showing
        if path == NEWS:
            asked = parse_qs(parts.query, keep_blank_values=True)
            self._news(asked.get("page", [""])[0], asked.get("seen", [None])[0])
        elif path == LIVE:
            self._send(200, _SCRIPT.read_bytes(), "text/javascript; charset=utf-8")
        elif path == "search/search_index.json":
            self._send(200, showing.search(), "application/json")
        else:
            self._page_or_file(showing, path)

    do_HEAD = do_GET

    def _page_or_file(self, showing: Showing, path: str) -> None:
        url = path.removesuffix("index.html")
        try:
            built = showing.site.page(url)
            data = None if built else showing.site.data(f"{path}index.html" if path.endswith("/") else path)
        except Exception as error:  # a fault of the generator: say so, and go on serving
            self._send(500, _page(f"The page could not be made: {error!r}"), "text/html; charset=utf-8")
            return
        if built is not None:
            self._send(200, live(built.html, digest_of(built.html)), "text/html; charset=utf-8")
        elif data is not None:
            self._send(200, data, _type(f"{path}index.html" if path.endswith("/") else path))
        elif url and not url.endswith("/") and showing.site.page(f"{url}/"):
            self._redirect(f"/{url}/")
        else:
            self._file(showing.folder, path)

    def _file(self, folder: Path, path: str) -> None:
        place = (folder / path).resolve()
        if place.is_file() and place.is_relative_to(folder.resolve()):
            self._send(200, place.read_bytes(), _type(place.name))
            return
        missing = folder / "404.html"
        text = missing.read_text(encoding="utf-8") if missing.is_file() else "There is no such page.</body>"
        self._send(404, live(text), "text/html; charset=utf-8")

    def _redirect(self, address: str) -> None:
        self.send_response(302)
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _news(self, url: str, seen: str | None) -> None:
        """Tell one open page, for as long as it is open, when to load itself again and what is wrong.

        `seen` is the digest of what it shows: the page may have changed before it asked.
        """
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        showing = self.server.showing
        site, version, error = showing.site, -1, None
        seen = self._digest(site, url) if seen is None else seen
        while not self.server.stopping.is_set():
            if self.server.showing is not showing:
                self._tell({"load": True})
                return
            if site.version != version:
                version = site.version
                if site.error != error:
                    error = site.error
                    self._tell({"error": error})
                if self._digest(site, url) != seen:
                    self._tell({"load": True})
                    return
            with site.changed:
                if site.version == version and not site.changed.wait(_HEARTBEAT):
                    self._tell({})

    @staticmethod
    def _digest(site: PreviewSite, url: str) -> str:
        try:
            return site.digest(url)
        except Exception as error:  # the page itself says what is wrong with it
            return repr(error)

    def _tell(self, news: dict[str, Any]) -> None:
        self.wfile.write(f"data: {json.dumps(news)}\n\n".encode())
        self.wfile.flush()

    def _send(self, code: int, body: bytes, kind: str) -> None:
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: a request line for each file would bury the messages."""


def live(html: str, seen: str = "") -> bytes:
    """The page with the script that listens for news, and says what it has seen."""
    head, body, tail = html.rpartition("</body>")
    tag = f'<script src="/{LIVE}" data-seen="{seen}" defer></script>{body}'
    return f"{head}{tag}{tail}".encode() if body else html.encode()


def _page(message: str) -> bytes:
    from html import escape

    return live(f"<!doctype html><meta charset='utf-8'><title>Preview</title><p>{escape(message)}</p></body>")


def _type(name: str) -> str:
    kind = guess_type(name)[0] or "application/octet-stream"
    text = kind.startswith("text/") or kind.endswith(("javascript", "json", "xml"))
    return f"{kind}; charset=utf-8" if text else kind
