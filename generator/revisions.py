"""A content folder as it is, or as it was in a git revision: read as data, nothing of it is run."""

from __future__ import annotations

import contextlib
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import click

from generator.content import FILES, FOLDERS
from generator.yaml_reader import MAX_BYTES

MOST_FILES = 20_000
_ORDINARY = ("100644", "100755")  # no links and no submodules


@contextlib.contextmanager
def content_at(name: str, content_dir: Path) -> Iterator[Path]:
    """The folder `name`, or a copy of `content_dir` as it stands in the git revision `name`.

    Raises click.UsageError where there is neither.
    """
    if Path(name).is_dir():
        yield Path(name)
        return
    with tempfile.TemporaryDirectory(prefix="atlas-") as folder:
        target = Path(folder) / content_dir.absolute().name
        target.mkdir()
        _extract(name, content_dir.absolute(), target)
        yield target


def _extract(revision: str, content_dir: Path, target: Path) -> None:
    start = content_dir if content_dir.is_dir() else content_dir.parent
    top = Path(_git(start, "rev-parse", "--show-toplevel", revision=revision).decode().strip())
    commit = _git(
        top, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}", revision=revision
    )
    inside = content_dir.resolve().relative_to(top.resolve()).as_posix()
    listing = _git(top, "ls-tree", "-r", "-z", "--long", commit.decode().strip(), "--", f"{inside}/")
    found = [line.split("\t", 1) for line in listing.decode("utf-8", "replace").split("\0") if line]
    if len(found) > MOST_FILES:
        raise click.UsageError(f"'{revision}' has more than {MOST_FILES:,} files in {inside}")
    if not found:
        raise click.UsageError(f"'{revision}' has no folder {inside}")
    wanted = []
    for about, path in found:
        mode, _, sha, size = about.split()
        name = PurePosixPath(path).relative_to(inside)
        # Only what the loader reads: a name from elsewhere must not lead out of the folder.
        if mode in _ORDINARY and _is_content(name) and int(size) <= MAX_BYTES:
            wanted.append((name, sha))
    blobs = _git(top, "cat-file", "--batch", feed="".join(f"{sha}\n" for _, sha in wanted))
    for name, _ in wanted:
        head, _, blobs = blobs.partition(b"\n")
        length = int(head.split()[2])
        (target / name).parent.mkdir(exist_ok=True)
        (target / name).write_bytes(blobs[:length])
        blobs = blobs[length + 1 :]


def _is_content(name: PurePosixPath) -> bool:
    if name.suffix != ".yaml" or name.name.startswith("."):
        return False
    if len(name.parts) == 1:
        return name.stem in FILES
    return len(name.parts) == 2 and name.parts[0] in FOLDERS


def _git(folder: Path, *arguments: str, revision: str = "", feed: str = "") -> bytes:
    command = ["git", "-c", "core.fsmonitor=false", "-C", str(folder), *arguments]
    try:
        done = subprocess.run(command, check=True, capture_output=True, timeout=60, input=feed.encode())
        return done.stdout
    except FileNotFoundError:
        raise click.UsageError("git is not installed; give two folders instead") from None
    except subprocess.CalledProcessError:
        raise click.UsageError(
            f"'{revision}' is neither a folder nor a git revision here"
            if revision
            else f"git could not read the repository in {folder}"
        ) from None
