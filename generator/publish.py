"""Write a whole folder or file at once: beside its place first, then by renaming."""

from __future__ import annotations

import contextlib
import filecmp
import os
import shutil
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path


def write_text(path: Path, text: str) -> None:
    """Write a text file so that readers see the old or the new one, never a half."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, data: bytes) -> None:
    """The same for any file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@contextlib.contextmanager
def replaced_folder(target: Path) -> Iterator[Path]:
    """Fill a new folder, which takes the place of `target` only if nothing fails."""
    target.parent.mkdir(parents=True, exist_ok=True)
    tidy(target)
    fresh = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}-{os.getpid()}-"))
    fresh.chmod(0o755)
    try:
        yield fresh
        _swap(fresh, target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


@contextlib.contextmanager
def updated_folder(target: Path, owned: Collection[str]) -> Iterator[Path]:
    """Fill a new folder; files of `target` that came out different or new are put in place one by one.

    What came out the same stays untouched, with its time, so that an engine that looks for changes
    finds only real ones. Files that are gone are removed from the folders named in `owned`; what
    others keep beside them, such as a built site, stays.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    tidy(target)
    fresh = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}-{os.getpid()}-"))
    try:
        yield fresh
        made = {path.relative_to(fresh) for path in fresh.rglob("*") if path.is_file()}
        for name in sorted(made):
            place = target / name
            if not (place.is_file() and filecmp.cmp(fresh / name, place, shallow=False)):
                place.parent.mkdir(parents=True, exist_ok=True)
                (fresh / name).replace(place)
        for folder in owned:
            for path in sorted((target / folder).rglob("*"), reverse=True):
                if path.is_file() and path.relative_to(target) not in made:
                    path.unlink()
                elif path.is_dir() and not any(path.iterdir()):
                    path.rmdir()
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _swap(fresh: Path, target: Path) -> None:
    """Put one folder where another stands; who comes second, of two at once, wins."""
    old = fresh.with_name(f"{fresh.name}-old")
    for attempt in range(20):
        with contextlib.suppress(FileNotFoundError):
            target.rename(old)
        try:
            fresh.rename(target)
        except OSError:  # another process has put its folder there meanwhile
            shutil.rmtree(old, ignore_errors=True)
            if attempt == 19:
                raise
        else:
            shutil.rmtree(old, ignore_errors=True)
            return


def tidy(target: Path) -> None:
    """Clear what killed processes have left beside `target`; one killed between two names lost neither."""
    for left in sorted(target.parent.glob(f".{target.name}-*")):
        number = left.name.removeprefix(f".{target.name}-").partition("-")[0]
        if not number.isdigit() or _runs(int(number)):
            continue
        if left.name.endswith("-old") and not target.exists():
            left.rename(target)
        else:
            shutil.rmtree(left, ignore_errors=True)


def _runs(process: int) -> bool:
    if os.name != "posix":  # there is no asking elsewhere
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
