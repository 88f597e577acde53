"""The work of `atlas preview`: set the site up, watch its folders, serve."""

from __future__ import annotations

import gc
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from generator.frame import Frame
from generator.history import History
from generator.mkdocs_plugin import AtlasPlugin, page_file
from generator.pages import Page
from generator.preview import PreviewSite
from generator.preview_server import PreviewServer, Showing
from generator.search_entries import bounded
from generator.site_error import SiteError
from generator.watch import Watch

_QUIET = 0.2  # seconds without a change before work that nobody waits for begins

Loading = Callable[..., Any]


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


class Preview:
    """One preview: `load(**settings)` gives MkDocs' configuration, `build(config)` runs MkDocs."""

    def __init__(self, load: Loading, build: Callable[[Any], None], host: str, port: int) -> None:
        self._load, self._build = load, build
        self._host, self._port = host, port
        self._scratch = Path(tempfile.mkdtemp(prefix="atlas-preview-"))
        self._search = b""

    def run(self) -> None:
        """Serve until interrupted. Raises OSError if the port is taken."""
        try:
            showing = self._set_up()
            with PreviewServer(self._host, self._port, showing) as server, Watch(self._folders) as watch:
                threading.Thread(target=server.serve_forever, daemon=True).start()
                click.echo(f"Preview on http://{self._host}:{server.server_address[1]}/ (Ctrl+C stops it)")
                signal.signal(signal.SIGTERM, _stop)
                try:
                    self._watch(server, watch)
                except KeyboardInterrupt:
                    click.echo("Stopped.")
                finally:
                    server.stopping.set()
                    server.shutdown()
        finally:
            shutil.rmtree(self._scratch, ignore_errors=True)

    def _set_up(self) -> Showing:
        """Build everything but the pages, and take the theme's frame from that build."""
        folder = Path(tempfile.mkdtemp(dir=self._scratch))
        config = self._load(site_dir=str(folder), site_url=f"http://{self._host}:{self._port}/")
        features = config.theme["features"]
        # Instant navigation would keep the listening script of the first page.
        config.theme["features"] = [f for f in features if not f.startswith("navigation.instant")]
        plugin: AtlasPlugin = config.plugins["atlas"]
        plugin.pages_are_built = False
        self._build(config)
        root = Path(config.config_file_path).parent
        self._content = Path(plugin.config.content).resolve()
        self._folders = [self._content, root]

        def frame(page: Page) -> str:
            return plugin.frame.html(page, page_file(page, config))[0]

        self._index = config.plugins.get("material/search").search_index
        self._search = self._index.generate_search_index(None).encode()
        site = PreviewSite(self._content, frame, Frame.of(config), plugin.history or History())
        return Showing(site, folder, lambda: self._search)

    def _watch(self, server: PreviewServer, watch: Watch) -> None:
        behind = True  # the search index and the checks of everything
        while True:
            changed = watch.next(_QUIET if behind else 3600.0)
            site = server.showing.site
            content = {path for path in changed if path.is_relative_to(self._content)}
            if changed - content:
                server.showing = self._anew(server.showing)
                with site.changed:
                    site.changed.notify_all()
            elif content:
                behind = self._take(site, content)
            elif behind:
                behind = not self._catch_up(site, watch)

    def _take(self, site: PreviewSite, content: set[Path]) -> bool:
        start, before = time.monotonic(), site.error
        site.change(content)
        names = ", ".join(sorted(path.name for path in content)[:3])
        if site.error:
            click.echo(site.error, err=True)
            click.echo("The preview shows the last good content until this is mended.", err=True)
        else:
            took = (time.monotonic() - start) * 1000
            click.echo(f"{names}: {'mended' if before else 'taken over'} in {took:.0f} ms")
        return True

    def _anew(self, showing: Showing) -> Showing:
        """After a change of configuration, theme or assets."""
        try:
            made = self._set_up()
        except SiteError as error:
            click.echo(f"{error}\nThe preview goes on with the last good configuration.", err=True)
            return showing
        click.echo("The configuration, the theme or an asset changed: everything is set up anew.")
        return made

    def _catch_up(self, site: PreviewSite, watch: Watch) -> bool:
        """Check everything, make all pages again and renew the search index; False if interrupted."""
        before = site.error
        site.check_all()
        if site.error != before and site.error:
            click.echo(site.error, err=True)
        entries: list[Any] = []
        for url in site.urls():
            if watch.waiting:
                return False
            built = site.page(url)
            entries.append(built.entries if built else [])
        self._index.entries = list(bounded(entries))
        self._search = self._index.generate_search_index(None).encode()
        _set_aside()
        return True


def _set_aside() -> None:
    """Keep the collector from what stays: to look through all of it would delay the next change."""
    gc.collect()
    gc.freeze()
