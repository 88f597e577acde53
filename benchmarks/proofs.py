"""Proofs that what builds keep never shows: after edits, and after kills, a site equals one built anew.

    python -m benchmarks.proofs [--entries 500] [--kills 50] [--seed 1]

Edits are made to generated content of that size and to the real content; after each, the site that
`atlas build` makes with what it has kept is compared, byte by byte, with one made with `--no-cache`.
Builds of a small content are killed at random moments of their length, each after another edit, and
after each kill the next build is compared in the same way.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.peers import ROOT
from benchmarks.synthetic import write_content

Edit = tuple[str, str, str]  # file from the root of the content, pattern, what takes its place

GENERATED: tuple[Edit, ...] = (
    ("methods/method-0003.yaml", r"^impact: \w+", "impact: Anew"),
    ("terms/term-0003.yaml", r"^name: .*", "name: Another name"),
    ("methods/method-0001.yaml", r"^access: .*", "access: text-api"),
    ("scales.yaml", r"label: Minutes", "label: Some minutes"),
    ("terms/term-0003.yaml", r"^name: .*", "name: Term zero zero zero three"),
)
REAL: tuple[Edit, ...] = (
    ("methods/lora.yaml", r"^short_name: .*", "short_name: LoRA anew"),
    ("terms/token.yaml", r"^name: .*", "name: Piece of a word"),
    ("scales.yaml", r"label: Minutes", "label: Some minutes"),
    ("terms/token.yaml", r"^name: .*", "name: token"),
)


class Place:
    """A content with the site's configuration, built with what is kept and without."""

    def __init__(self, root: Path, fill: Callable[[Path], object]) -> None:
        self.root, self.content = root, root / "content"
        fill(self.content)
        shutil.copytree(ROOT / "site_config", root / "site_config")

    def command(self, *options: str, out: str = "site") -> list[str]:
        """An `atlas build` as a process."""
        main = [sys.executable, "-c", "from generator.cli import main; main()", "build"]
        config = str(self.root / "site_config/mkdocs.yml")
        return [*main, "--config", config, "--site-dir", str(self.root / out), *options]

    def build(self, *options: str, out: str = "site") -> None:
        """A build to its end. Raises CalledProcessError if it fails."""
        command = self.command(*options, out=out)
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)

    def agrees(self) -> bool:
        """Whether the site with what is kept equals the site built anew."""
        self.build()
        self.build("--no-cache", out="anew")
        return _files(self.root / "site") == _files(self.root / "anew")

    def edit(self, name: str, pattern: str, new: str) -> None:
        """Change one file; the pattern must stand in it."""
        path = self.content / name
        text = path.read_text("utf-8")
        changed, count = re.subn(pattern, new, text, count=1, flags=re.M)
        if not count:
            raise ValueError(f"{name} holds no {pattern}")
        path.write_text(changed, "utf-8")


def generated(entries: int) -> Callable[[Path], object]:
    """Fills a folder with generated content."""

    def fill(folder: Path) -> None:
        folder.mkdir()
        write_content(folder, entries, ROOT / "content")

    return fill


def real(folder: Path) -> None:
    """Fills a folder with the content of this repository."""
    shutil.copytree(ROOT / "content", folder)


def after_edits(place: Place, edits: tuple[Edit, ...]) -> Iterator[bool]:
    """For the first build and for each edit, whether the sites agree."""
    yield place.agrees()
    for edit in edits:
        place.edit(*edit)
        yield place.agrees()


def after_kills(place: Place, kills: int, chance: random.Random, *, each: int = 1) -> Iterator[bool]:
    """For each kill, or for one of `each`, whether the next build agrees with one built anew.

    The builds that are killed follow an edit that most pages show, so they have much to write.
    """
    place.build()
    start = time.monotonic()
    _change(place, 0)
    place.build()
    length = time.monotonic() - start
    for number in range(1, kills + 1):
        _change(place, number)
        process = subprocess.Popen(
            place.command(), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(chance.uniform(0.2, 1.0) * length)  # before that, Python only starts
        process.send_signal(signal.SIGKILL)
        process.wait()
        if number % 3 == 0:  # back to what the site before the kill was made of
            _change(place, number - 1)
        if number % each == 0:
            yield place.agrees() and not list(place.root.glob(".site-*"))


def _change(place: Place, number: int) -> None:
    place.edit("terms/term-0001.yaml", r"^name: .*", f"name: {('Red', 'Green', 'Blue')[number % 3]} name")


def _files(root: Path) -> dict[str, bytes]:
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--entries", type=int, default=500)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    proofs: dict[str, tuple[Callable[[Path], object], Callable[[Place], Iterator[bool]]]] = {
        f"{options.entries} entries, edits": (
            generated(options.entries),
            lambda p: after_edits(p, GENERATED),
        ),
        "real content, edits": (real, lambda p: after_edits(p, REAL)),
        "killed builds": (generated(8), lambda p: after_kills(p, options.kills, chance)),
    }
    failed = False
    for name, (fill, prove) in proofs.items():
        with tempfile.TemporaryDirectory() as folder:
            found = []
            for agrees in prove(Place(Path(folder), fill)):
                found.append(agrees)
                print(f"\r{name}: {sum(found)} of {len(found)} agree", end="", flush=True)
            print()
            failed |= not all(found)
    sys.exit(failed)


if __name__ == "__main__":
    main()
