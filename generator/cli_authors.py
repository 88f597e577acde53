"""The commands for whoever writes content: `new`, `fmt`, `diff`, `stale`."""

from __future__ import annotations

import datetime
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from generator.problems import ContentError, Problem
from generator.reporting import CONTENT, counted, existing, loaded, report, stop_on


@click.command()
@CONTENT
@click.option("--from", "sibling", metavar="SLUG", help="Take over choices and numbers of this entry.")
@click.option("--ask/--no-ask", default=None, help="Ask for what is needed; the default in a terminal.")
@click.argument("kind", type=click.Choice(["method", "term", "comparison", "guide"]))
@click.argument("slug")
def new(content_dir: Path, sibling: str | None, ask: bool | None, kind: str, slug: str) -> None:
    """Write the skeleton of a new entry, with help and allowed values for every field.

    SLUG is the entry's permanent name in addresses: small letters, digits and hyphens. A
    comparison's SLUG joins two entries, as in lora--rag.
    """
    from generator.new_entry import problems_in, write_entry

    interactive = sys.stdin.isatty() and sys.stdout.isatty() if ask is None else ask
    try:
        path = write_entry(existing(content_dir), kind, slug, sibling, ask=_ask if interactive else None)
    except ContentError as error:
        stop_on(error.problems)
        return
    click.echo(f"Written: {path}")
    stop_on(problems_in(content_dir, path))
    click.echo("It is a valid draft. Next: fill it in, then run 'atlas validate' and 'atlas preview'.")


def _ask(question: str, choices: Sequence[tuple[str, str]], default: str) -> str:
    """Ask in the terminal; with choices, show each with its meaning."""
    click.echo(f"\n{question}")
    for key, label in choices:
        click.echo(f"  {key}" + (f"  ({label})" if label and label != key else ""))
    kind = click.Choice([key for key, _ in choices]) if choices else None
    answer: str = click.prompt("", default=default, type=kind, show_choices=False, prompt_suffix="> ")
    return answer


@click.command()
@CONTENT
@click.option("--check", is_flag=True, help="Write nothing; fail if a file is not in its layout.")
@click.option("--tidy", is_flag=True, help="Also remove the help of 'atlas new' and fields left as comments.")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False))
def fmt(content_dir: Path, check: bool, tidy: bool, files: tuple[Path, ...]) -> None:
    """Put keys in the schema's order and wrap long prose; change nothing else.

    Formats all content, or only FILES. Comments stay with the key they stand at.
    """
    from generator.layout import format_text
    from generator.publish import write_text

    changed, problems = [], []
    for path in files or _content_files(existing(content_dir)):
        text = _read(path)
        result = (
            text if isinstance(text, Problem) else format_text(text, _model_of(path), str(path), tidy=tidy)
        )
        if isinstance(result, Problem):
            problems.append(result)
        elif result != text:
            changed.append(path)
            if not check:
                write_text(path, result)
    for path in changed:
        click.echo(f"{path}: {'is not in its layout' if check else 'formatted'}")
    report(problems, "text")
    if check and changed:
        click.echo(f"{counted(len(changed), 'file')} to format; run 'atlas fmt'.", err=True)
    if problems or (check and changed):
        sys.exit(1)
    if not changed:
        click.echo("All files are in their layout.")


@click.command()
@CONTENT
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="text for people, markdown for a comment of bounded length, json for programs.",
)
@click.argument("base")
@click.argument("head", required=False)
def diff(content_dir: Path, form: str, base: str, head: str | None) -> None:
    """Show what a change of content means, from BASE to HEAD.

    Both are git revisions or folders; HEAD is the content folder as it is now, if left out.
    Shows fields before and after, labels that moved, tables and wizard answers affected. Exit
    code 1 says that HEAD has problems.
    """
    from generator.effects import effects_of
    from generator.meaning import changed_files, read_side
    from generator.meaning_view import Difference, as_json, as_markdown, as_text
    from generator.revisions import content_at

    with content_at(base, content_dir) as old, content_at(head or str(content_dir), content_dir) as new:
        before, after = read_side(old), read_side(new)
    files = changed_files(before, after)
    effects = effects_of(before.content, after.content, files) if before.content and after.content else None
    difference = Difference(tuple(files), effects, before.problems, after.problems)
    show = {"text": as_text, "markdown": as_markdown, "json": as_json}[form]
    click.echo(show(difference), nl=False)
    if after.problems:
        sys.exit(1)


@click.command()
@CONTENT
@click.option("--as-of", metavar="DATE", help="Day to count from, as 2027-01-31; today if left out.")
@click.option("--limit", "limits", multiple=True, metavar="KIND=DAYS", help="Another limit, as price=90.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def stale(content_dir: Path, as_of: str | None, limits: tuple[str, ...], form: str) -> None:
    """List facts, prices, offers and pages past their date, with who looks after them.

    Limits in days: price and availability 180, tool, status and review 365, fact and source
    730. Owners come from CODEOWNERS. Exit code 1 says that something is past its date.
    """
    from dataclasses import asdict

    from generator.owners import read_owners
    from generator.stale import find_stale

    try:
        content = loaded(content_dir)
    except ContentError as error:
        stop_on(error.problems)
        return
    owners = read_owners(content_dir.absolute().parent)
    found = find_stale(content, owners, _day(as_of), _limits(limits))
    if form == "json":
        click.echo(json.dumps([asdict(item) for item in found], indent=1))
    for item in found if form == "text" else ():
        who = f" ({', '.join(item.owners)})" if item.owners else ""
        click.echo(f"{item.file}:{item.line}: {item.field}: {item.kind} of {item.date}, "
                   f"{counted(item.days, 'day')} past its limit{who}")  # fmt: skip
    if form == "text":
        click.echo(f"{counted(len(found), 'date')} past the limit." if found else "Nothing is past its date.")
    if found:
        sys.exit(1)


def _day(text: str | None) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text) if text else datetime.date.today()
    except ValueError:
        raise click.UsageError(f"--as-of '{text}' is no date; write it as 2027-01-31") from None


def _limits(given: tuple[str, ...]) -> dict[str, int]:
    from generator.stale import LIMITS

    found = dict(LIMITS)
    for text in given:
        kind, _, days = text.partition("=")
        if kind not in found or not days.isdecimal():
            raise click.UsageError(f"--limit '{text}': write KIND=DAYS with one of {', '.join(found)}")
        found[kind] = int(days)
    return found


def _content_files(root: Path) -> Iterator[Path]:
    from generator.content import FILES, FOLDERS

    for name in FILES:
        yield from root.glob(f"{name}.yaml")
    for folder in FOLDERS:
        yield from sorted((root / folder).glob("*.yaml"))


def _model_of(path: Path) -> type:
    from generator.content import FILES, FOLDERS

    model = FOLDERS.get(path.absolute().parent.name) or FILES.get(path.stem)
    if model is None or path.suffix != ".yaml":
        raise click.UsageError(f"{path} is not a content file; give files such as content/terms/token.yaml")
    return model


def _read(path: Path) -> str | Problem:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        return Problem(str(path), 1, 1, "", "is not UTF-8 text", "save the file as UTF-8")


COMMANDS: tuple[click.Command, ...] = (new, fmt, diff, stale)
