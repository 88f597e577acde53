"""The `atlas` command."""

from __future__ import annotations

import json
import sys
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.problems import ContentError, Problem

if TYPE_CHECKING:
    from generator.content import Content

ROOT = Path(__file__).resolve().parent.parent
CONTENT = click.option(
    "--content",
    "content_dir",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("content"),
    show_default=True,
    help="Folder of the YAML files.",
)
CONFIG = click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("site_config/mkdocs.yml"),
    show_default=True,
    help="MkDocs configuration of the site.",
)


class _Commands(click.Group):
    """Finds further commands by entry point, so that this half runs alone."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *(e.name for e in _further())})

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        for entry in _further():
            if entry.name == name:
                command: click.Command = entry.load()
                return command
        return super().get_command(ctx, name)


def _further() -> Any:
    return entry_points(group="tuning_atlas.commands")


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tuning-atlas")
def main() -> None:
    """Check content, build the site and preview it.

    Exit codes: 0 fine, 1 the content failed, 2 wrong usage.
    """


@main.command()
@CONTENT
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="text for people, json for programs, github for annotations on a pull request.",
)
@click.option("--editorial", is_flag=True, help="Also run slow and stylistic checks.")
def validate(content_dir: Path, form: str, editorial: bool) -> None:
    """Check every file and report every problem."""
    problems: tuple[Problem, ...] = ()
    content = None
    try:
        content = _load(content_dir)
    except ContentError as error:
        problems = error.problems
    if content and editorial:
        from generator.editorial import check_editorial

        problems = tuple(check_editorial(content))
    _report(problems, form)
    if problems:
        sys.exit(1)
    if form == "text":
        assert content
        click.echo(f"{_counted(content)}: no problems.")


@main.command()
@CONFIG
@click.option("--strict", is_flag=True, help="Fail on any warning, such as a broken link.")
@click.option("--site-dir", type=click.Path(path_type=Path, file_okay=False), help="Where to write the site.")
@click.option("--site-url", help="Address the site will have; overrides the configuration.")
@click.option("--no-cache", is_flag=True, help="Build every page, and keep none for the next build.")
@click.option("--explain", is_flag=True, help="Say which pages were built, and why.")
def build(
    config: Path, strict: bool, site_dir: Path | None, site_url: str | None, no_cache: bool, explain: bool
) -> None:
    """Build the site. The old site stays until the new one is complete.

    Pages that rest on nothing that has changed are taken from .cache/, beside the folder of the
    configuration.
    """
    from generator.site import BuildOptions, build_site

    options = BuildOptions(strict, site_dir, site_url, not no_cache, explain)
    _finish(lambda: build_site(config, options))


@main.command()
@CONFIG
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port.")
def preview(config: Path, host: str, port: int) -> None:
    """Serve the site and rebuild it whenever content changes."""
    from generator.site import preview_site

    _finish(lambda: preview_site(config, host, port))


@main.command()
@click.option(
    "--site-dir",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("site"),
    show_default=True,
    help="Folder of a built site.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port; 0 finds one."
)
def serve(site_dir: Path, host: str, port: int) -> None:
    """Serve a site that is already built."""
    from generator.site import serve_site

    if not (site_dir / "index.html").is_file():
        raise click.UsageError(f"there is no site in {site_dir}; run 'atlas build' first")
    serve_site(site_dir, host, port)


@main.command()
@CONTENT
@CONFIG
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder to write; replaced only if rendering succeeds.",
)
def render(content_dir: Path, config: Path, out: Path) -> None:
    """Write the same pages as plain Markdown, for another site engine."""
    from generator.site import render_site

    _finish(lambda: click.echo(f"{render_site(content_dir, config, out)} pages written to {out}."))


@main.command()
@CONTENT
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("schema/json"),
    show_default=True,
    help="Folder to write.",
)
@click.option("--check", is_flag=True, help="Write nothing; fail if a file is out of date.")
def schema(content_dir: Path, out: Path, check: bool) -> None:
    """Export the JSON Schemas that editors use."""
    from generator.publish import write_text
    from generator.schemas import exported_schemas

    try:
        texts = exported_schemas(content_dir)
    except ContentError as error:
        _report(error.problems, "text")
        sys.exit(1)
    stale = [name for name, text in texts.items() if not _holds(out / name, text)]
    if check and stale:
        click.echo(f"out of date: {', '.join(stale)}; run 'atlas schema'", err=True)
        sys.exit(1)
    for name in stale:
        write_text(out / name, texts[name])
    click.echo(
        f"{len(texts)} schemas in {out}, {len(stale)} written." if not check else "Schemas are up to date."
    )


def _holds(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text


def _load(content_dir: Path) -> Content:
    from generator.content import load_content

    if not content_dir.is_dir():
        raise click.UsageError(f"there is no folder {content_dir}; give one with --content")
    return load_content(content_dir)


def _counted(content: Content) -> str:
    parts = [
        f"{len(content.methods)} methods",
        f"{len(content.terms)} terms",
        f"{len(content.guides)} guides",
        f"{len(content.comparisons)} comparisons",
        f"{len(content.sources)} sources",
    ]
    drafts = f" ({len(content.drafts)} drafts)" if content.drafts else ""
    return ", ".join(parts) + drafts


def _finish(action: Any) -> None:
    """Run an action and turn its known failures into a message and an exit code."""
    from generator.site_error import SiteError

    try:
        action()
    except ContentError as error:
        _report(error.problems, "text")
        sys.exit(1)
    except SiteError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(1 if error.content else 2)


def _report(problems: tuple[Problem, ...], form: str) -> None:
    if form == "json":
        click.echo(json.dumps([vars(problem) for problem in problems], indent=1, ensure_ascii=False))
        return
    for problem in problems:
        click.echo(_github(problem) if form == "github" else _text(problem))
    if problems and form == "text":
        files = len({problem.file for problem in problems})
        click.echo(
            f"\n{len(problems)} problem{'s' * (len(problems) > 1)} in {files} file{'s' * (files > 1)}."
        )


def _text(problem: Problem) -> str:
    if not problem.source_line:
        return str(problem)
    line = problem.source_line
    start = max(0, problem.column - 60)  # keep the place in view in long lines
    shown = line[start : start + 110]
    return f"{problem}\n    {shown}\n    {' ' * (problem.column - 1 - start)}^"


def _github(problem: Problem) -> str:
    message = f"{problem.field}: {problem.message}" if problem.field else problem.message
    message = f"{message}; {problem.hint}" if problem.hint else message
    escaped = message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return f"::error file={problem.file},line={problem.line},col={problem.column}::{escaped}"
