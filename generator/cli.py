"""The `atlas` command."""

from __future__ import annotations

import sys
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator import cli_authors
from generator.problems import ContentError, Problem
from generator.reporting import CONFIG, CONTENT, HOST, PORT, SITE_DIR, counted, loaded, report, stop_on

if TYPE_CHECKING:
    from generator.content import Content


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
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
def validate(content_dir: Path, form: str, editorial: bool, files: tuple[Path, ...]) -> None:
    """Check every file and report every problem.

    With FILES, print the problems of those files; problems elsewhere are counted, for a change
    in one file can break another.
    """
    problems: tuple[Problem, ...] = ()
    content = None
    try:
        content = loaded(content_dir)
    except ContentError as error:
        problems = error.problems
    if content and editorial:
        from generator.editorial import check_editorial

        problems = tuple(check_editorial(content))
    shown = _of_files(problems, content_dir, files)
    report(shown, form)
    if len(shown) < len(problems):
        rest = counted(len(problems) - len(shown), "problem")
        click.echo(f"{rest} in other files; run 'atlas validate' to see all.", err=True)
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
@SITE_DIR
@HOST
@PORT
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

    texts: dict[str, str] = {}
    try:
        texts = exported_schemas(content_dir)
    except ContentError as error:
        stop_on(error.problems)
    stale = [name for name, text in texts.items() if not _holds(out / name, text)]
    if check and stale:
        click.echo(f"out of date: {', '.join(stale)}; run 'atlas schema'", err=True)
        sys.exit(1)
    for name in stale:
        write_text(out / name, texts[name])
    click.echo(
        f"{len(texts)} schemas in {out}, {len(stale)} written." if not check else "Schemas are up to date."
    )


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--name", default="New Atlas", show_default=True, help="Name of the site.")
def init(folder: Path, name: str) -> None:
    """Make an empty knowledge base on a subject of your own in FOLDER."""
    from generator.init import init_folder

    if not name.strip() or len(name) > 100 or name != name.strip():
        raise click.UsageError("a name has 1 to 100 characters and no blanks at its ends")
    _finish(lambda: init_folder(folder, name))
    click.echo(f"A new knowledge base is in {folder}. Next: cd {folder}, then atlas preview.")


def _holds(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text


def _of_files(
    problems: tuple[Problem, ...], content_dir: Path, files: tuple[Path, ...]
) -> tuple[Problem, ...]:
    """The problems of the files given, or all of them if none is given."""
    root = content_dir.resolve()
    wanted = set()
    for file in files:
        if not file.resolve().is_relative_to(root):
            raise click.UsageError(f"{file} is not in {content_dir}; give files of the content folder")
        wanted.add(f"{root.name}/{file.resolve().relative_to(root).as_posix()}")
    return tuple(problem for problem in problems if problem.file in wanted or not wanted)


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
        stop_on(error.problems)
    except SiteError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(1 if error.content else 2)


for _command in cli_authors.COMMANDS:
    main.add_command(_command)
