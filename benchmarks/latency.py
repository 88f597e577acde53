"""From saving a file to the new text over HTTP: our preview and those of the peers."""

from __future__ import annotations

import re
import socket
import statistics
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.peers import Builder, environment, tool

_WAIT = 300.0  # seconds for a server to start or a change to appear
_LETTERS = "abcdefghijklmnop"


def preview_latencies(
    place: Path, entries: int, peers: list[Builder], say: Callable[[str], None]
) -> dict[str, Any]:
    """Milliseconds until a change is served, the median of several, for each kind of change and peer.

    A peer that does not serve is left out.
    """
    found: dict[str, Any] = {}
    port = _free_port()
    config = place / "site_config" / "mkdocs.yml"
    with _serving([tool("atlas"), "preview", "--config", str(config), "--port", str(port)], port, place):
        file = place / "content/methods/method-0003.yaml"
        url = f"http://127.0.0.1:{port}/methods/method-0003/"
        time.sleep(8 + entries / 100)  # the first pass over all pages
        for name, pattern, text in (
            ("a field", r"^impact: \w+", "impact: {}"),
            ("a title", r"^name: .*", "name: {}"),
        ):
            say(f"preview: {name}")
            found[name] = _times(file, pattern, text, url, 7, pause=2.0)
    for peer in peers:
        if not peer.missing:
            say(f"preview: {peer.name}")
            try:
                found[peer.name] = _peer(peer, place)
            except SystemExit as error:
                say(str(error))
    return found


def _peer(peer: Builder, place: Path) -> dict[str, float]:
    """The same change of a field in the Markdown a peer serves."""
    port = _free_port()
    docs = place / "markdown/docs"
    command = [
        tool("mkdocs"),
        "serve",
        "-q",
        "-f",
        str(place / "markdown/mkdocs.yml"),
        "-a",
        f"127.0.0.1:{port}",
    ]
    prefix = ""
    if peer.name == "Zensical":
        docs = peer.folder / "docs"
        command = [
            tool("zensical"),
            "serve",
            "-f",
            str(peer.folder / "mkdocs.yml"),
            "-a",
            f"127.0.0.1:{port}",
        ]
    if peer.name == "Hugo":
        docs = peer.folder / "content"
        command = [
            tool("hugo"),
            "server",
            "--source",
            str(peer.folder),
            "--port",
            str(port),
            "--bind",
            "127.0.0.1",
        ]
    elif match := re.search(
        r"^site_url: https?://[^/]+(/.*)$", (place / "markdown/mkdocs.yml").read_text("utf-8"), re.M
    ):
        prefix = match.group(1).strip("/") + "/"
    url = f"http://127.0.0.1:{port}/{prefix}methods/method-0003/"
    with _serving(command, port, peer.folder):
        return _times(
            docs / "methods/method-0003.md", r'(?<=<p class="atlas-summary">)\w+', "{}", url, 3, pause=3.0
        )


def _times(file: Path, pattern: str, text: str, url: str, count: int, *, pause: float) -> dict[str, float]:
    _get(url)
    times = []
    for letter in _LETTERS[:count]:
        word = f"Fresh{letter}{letter}{letter}"
        old = file.read_text("utf-8")
        new = re.sub(pattern, text.format(word), old, count=1, flags=re.M)
        assert new != old, (file, pattern)
        start = time.perf_counter()
        file.write_text(new, encoding="utf-8")
        while word not in _get(url):
            if time.perf_counter() - start > _WAIT:
                return {"median_ms": float("inf"), "count": len(times)}
            time.sleep(0.003)
        times.append(time.perf_counter() - start)
        time.sleep(pause)
    return {
        "median_ms": round(statistics.median(times) * 1000),
        "slowest_ms": round(max(times) * 1000),
        "count": count,
    }


def _get(url: str) -> str:
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:
            text: str = answer.read().decode()
            return text
    except OSError:
        return ""


@contextmanager
def _serving(command: list[str], port: int, folder: Path) -> Iterator[None]:
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env=environment(),
    )  # fmt: skip
    try:
        start = time.monotonic()
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                if process.poll() is not None or time.monotonic() - start > _WAIT:
                    raise SystemExit(f"{command[0]} does not serve") from None
                time.sleep(0.2)
        yield
    finally:
        process.terminate()
        process.wait(30)


def _free_port() -> int:
    """A port between 8220 and 8239 that nobody listens on."""
    for port in range(8220, 8240):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
    raise SystemExit("no free port")
