"""Build, preview and serve: the commands' work, with MkDocs behind it."""

from __future__ import annotations

import functools
import http.server
import logging
from pathlib import Path
from typing import Any

import click

from generator.publish import replaced_folder


class SiteError(Exception):
    """The site could not be built or served. `content`: the content is to blame, not the call."""

    def __init__(self, message: str, *, content: bool = True) -> None:
        super().__init__(message)
        self.content = content


def build_site(config: Path, *, strict: bool, site_dir: Path | None, site_url: str | None) -> None:
    """Build into a new folder that takes the old one's place when it is complete.

    Raises SiteError if the content has problems or, with `strict`, on any warning.
    """
    from mkdocs.commands.build import build

    options: dict[str, Any] = {"site_url": site_url} if site_url else {}
    target = (site_dir or Path(_load(config, strict=strict, **options)["site_dir"])).resolve()
    with replaced_folder(target) as fresh, _mkdocs_messages() as counter:
        loaded = _load(config, strict=strict, site_dir=str(fresh), **options)
        _run(lambda: build(loaded))
        if strict and counter.warnings:
            raise SiteError(f"{counter.warnings} warning(s), and --strict allows none")
    click.echo(f"Site built in {target}.")


def preview_site(config: Path, host: str, port: int) -> None:
    """Serve with live reload until interrupted."""
    from mkdocs.commands.serve import serve

    _existing(config)
    with _mkdocs_messages():
        click.echo(f"Preview on http://{host}:{port}/ (Ctrl+C stops it)")
        _run(
            lambda: serve(
                str(config), dev_addr=f"{host}:{port}", livereload=True, site_url=f"http://{host}:{port}/"
            )
        )


def render_site(content_dir: Path, config: Path, out: Path) -> int:
    """Write the pages as Markdown with a mkdocs.yml of their own; returns how many."""
    import yaml

    from generator.content import load_content
    from generator.markdown_site import write_markdown_site

    settings = yaml.safe_load(_existing(config).read_text(encoding="utf-8"))
    folder = config.parent
    content = load_content(content_dir)
    with replaced_folder(out.resolve()) as fresh:
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
