"""Build, preview and serve: the commands' work, with MkDocs behind it."""

from __future__ import annotations

import atexit
import contextlib
import functools
import gc
import http.server
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from generator.kept_sites import KeptSites, holds
from generator.publish import replaced_folder, tidy, updated_folder
from generator.site_error import SiteError
from generator.store import Store
from generator.versions import Setup, page_version, read_setup, site_version


@dataclass(frozen=True)
class BuildOptions:
    """How to build. `cache`: keep pages for the next build; `explain`: say what was built and why."""

    strict: bool = False
    site_dir: Path | None = None
    site_url: str | None = None
    cache: bool = True
    explain: bool = False


def build_site(config: Path, options: BuildOptions) -> None:
    """Build into a new folder that takes the old one's place when it is complete.

    Raises SiteError if the content has problems or, with `strict`, on any warning.
    """
    setup = read_setup(_existing(config))
    told = (options.site_url or "",)
    if options.cache and setup and setup.closed:
        with contextlib.closing(Store(cache_file(config))) as store:
            _build_with(store, setup, told, config, options)
    else:
        _build_anew(config, options, None)


def _build_with(
    store: Store, setup: Setup, told: tuple[str, ...], config: Path, options: BuildOptions
) -> None:
    sites, key = KeptSites(store), site_version(setup, told)
    files = sites.find(key)
    target = (options.site_dir or setup.site).resolve()
    tidy(target)  # a killed build may have left something although nothing has changed since
    if files and _is_in_place(sites, files, target):
        click.echo(f"Site in {target} is up to date: nothing has changed since it was built.")
        return
    clean = _build_anew(config, options, (store, page_version(setup, told)))
    # Whoever saves a file while the build runs must not find the old site kept under the new file.
    if clean and site_version(setup, told) == key:
        sites.keep(key, target)


def cache_file(config: Path) -> Path:
    """Where builds with this configuration keep pages for the next one."""
    return config.resolve().parent.parent / ".cache" / "atlas" / "pages.sqlite"


def _is_in_place(sites: KeptSites, files: dict[str, str], target: Path) -> bool:
    """Whether a known site stands where it should, written there from what is kept if need be."""
    if holds(target, files):
        return True
    with contextlib.suppress(_Gone), replaced_folder(target) as fresh:
        if not sites.restore(files, fresh):
            raise _Gone
        return True
    return False


class _Gone(Exception):
    """A file of a kept site is no longer there."""


@contextlib.contextmanager
def _rarely_collected() -> Iterator[None]:
    """A build leaves little cyclic garbage, and looking for it goes through the whole content each time."""
    before = gc.get_threshold()
    atexit.register(gc.freeze)  # nor is it worth a look when the program ends
    gc.freeze()
    gc.set_threshold(50 * before[0], *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


@_rarely_collected()
def _build_anew(config: Path, options: BuildOptions, kept: tuple[Store, str] | None) -> bool:
    """Build page by page, with those that `kept` still holds; whether nothing warned."""
    from mkdocs.commands.build import build

    from generator.build_cache import BuildCache
    from generator.explain import Explanation

    settings: dict[str, Any] = {"site_url": options.site_url} if options.site_url else {}
    loaded = _load(config, strict=options.strict, **settings)
    target = (options.site_dir or Path(loaded["site_dir"])).resolve()
    explanation = Explanation()
    with replaced_folder(target) as fresh, _mkdocs_messages() as counter:
        loaded["site_dir"] = str(fresh)
        plugin = loaded.plugins.get("atlas")
        if plugin is not None:
            plugin.cache = BuildCache(*kept) if kept else None
            plugin.told = explanation.add
        _run(lambda: build(loaded))
        if options.strict and counter.warnings:
            raise SiteError(f"{counter.warnings} warning(s), and --strict allows none")
    if options.explain:
        explanation.print()
    click.echo(f"Site built in {target}{explanation.counted}.")
    return not counter.warnings


def preview_site(config: Path, host: str, port: int) -> None:
    """Serve the site and show every saved change at once, until interrupted."""
    from mkdocs.commands.build import build

    from generator.preview_command import Preview

    _existing(config)
    with _mkdocs_messages():
        try:
            Preview(
                lambda **settings: _load(config, **settings),
                lambda loaded: _run(lambda: build(loaded)),
                host,
                port,
            ).run()
        except OSError as error:
            raise click.UsageError(
                f"cannot listen on {host}:{port} ({error.strerror}); choose another --port"
            ) from None


def render_site(content_dir: Path, config: Path, out: Path) -> int:
    """Write the pages as Markdown with a mkdocs.yml of their own, leaving what has not changed; how many."""
    import yaml

    from generator.content import load_content
    from generator.markdown_site import write_markdown_site

    settings = yaml.safe_load(_existing(config).read_text(encoding="utf-8"))
    folder = config.parent
    content = load_content(content_dir)
    with updated_folder(out.resolve(), ("docs", "overrides")) as fresh:
        assets, overrides = folder / settings["docs_dir"], folder / settings["theme"]["custom_dir"]
        return write_markdown_site(content, content_dir, fresh, settings, assets, overrides)


def serve_site(site_dir: Path, host: str, port: int) -> None:
    """Serve a built site until interrupted."""
    handler = functools.partial(_Handler, directory=str(site_dir.resolve()))
    try:
        server = http.server.ThreadingHTTPServer((host, port), handler)
    except OSError as error:
        raise click.UsageError(
            f"cannot listen on {host}:{port} ({error.strerror}); choose another --port"
        ) from None
    with server:
        click.echo(f"The site is served on http://{host}:{server.server_address[1]}/ (Ctrl+C stops it)")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            click.echo("Stopped.")


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Static files, no listings, and the site's own page for what is not there."""

    timeout = 30  # seconds; a client that goes silent does not hold a thread

    def list_directory(self, path: Any) -> None:
        self.send_error(404)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def end_headers(self) -> None:
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: a request line for each file would bury the address."""


def _existing(config: Path) -> Path:
    if not config.is_file():
        raise SiteError(f"there is no {config}; give the configuration with --config", content=False)
    return config


def _load(config: Path, **options: Any) -> Any:
    from mkdocs.config import load_config
    from mkdocs.exceptions import ConfigurationError

    try:
        return load_config(str(_existing(config)), **options)
    except ConfigurationError as error:
        raise SiteError(f"{config}: {error}", content=False) from None


def _run(action: Any) -> None:
    from jinja2 import TemplateError
    from mkdocs.exceptions import Abort, MkDocsException

    try:
        action()
    except Abort as error:
        raise SiteError(str(error) or "the build was stopped") from None
    except MkDocsException as error:
        raise SiteError(str(error)) from None
    except TemplateError as error:
        raise SiteError(f"a template of the theme failed: {error}", content=False) from error


class _mkdocs_messages(logging.Handler):
    """Shows MkDocs' warnings and errors, and counts them."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.warnings = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.warnings += 1
        click.echo(f"{record.levelname.capitalize()}: {record.getMessage()}", err=True)

    def __enter__(self) -> _mkdocs_messages:
        self._logger = logging.getLogger("mkdocs")
        self._logger.addHandler(self)
        self._logger.propagate = False
        return self

    def __exit__(self, *exc: object) -> None:
        self._logger.removeHandler(self)
