"""Our builds beside those of MkDocs + Material, Zensical and Hugo on the same pages.

At each size: a cold build, one without any change, one after each of four changes, growth of
output and memory, and how long a saved change takes to be served by a preview. The peers build
what `atlas render` writes. All run as processes of their own, in turns, on a memory file system;
CPU seconds are those of a process and its children; seconds on the clock stand beside them, and mean
something only where nothing else runs. Ratios matter, seconds do not. A peer that fails at a size is
left out there, with the last line it has said as the reason.

    python -m benchmarks.build [--sizes 50 500] [--rounds 2] [--json FILE]
                               [--no-peers] [--no-previews] [--no-changes]
    python -m benchmarks.build --show FILE …      table and chart of earlier runs
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.build_report import print_report
from benchmarks.latency import preview_latencies
from benchmarks.peers import ROOT, Builder, environment, prepare
from benchmarks.synthetic import write_content

_WATCHER = (
    "import json,resource,subprocess,sys,time;"
    "t=time.monotonic();"
    "p=subprocess.run(sys.argv[1:],stdout=subprocess.PIPE,stderr=subprocess.PIPE,text=True);"
    "w=time.monotonic()-t;"
    "u=resource.getrusage(resource.RUSAGE_CHILDREN);"
    "sys.stderr.write(p.stderr);"
    "print(json.dumps([p.returncode,u.ru_utime+u.ru_stime,u.ru_maxrss/1024,p.stdout,w]))"
)

_MOST_SERVED = 500  # entries up to which MkDocs' own preview is measured
_MOST_REPEATED = 1000  # entries up to which peers are measured in every round
_ONE_ROUND = 5000  # entries from which everything is measured once

Found = dict[str, Any]


class Failed(Exception):
    """A build ended without a site; the last line it has said."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[50, 500])
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--no-previews", action="store_true")
    parser.add_argument("--no-changes", action="store_true")
    parser.add_argument("--show", type=Path, nargs="+")
    options = parser.parse_args()
    if options.show:
        found = [size for path in options.show for size in json.loads(path.read_text("utf-8"))]
        print_report(found, ROOT / "benchmarks" / "build.svg")
        return
    memory = Path("/dev/shm")
    found: list[Found] = []

    def save() -> None:
        if options.json:  # after each step, so that a run that is cut short is not lost
            options.json.write_text(json.dumps(found, indent=1), encoding="utf-8")

    _compile(memory if memory.is_dir() else None)
    for entries in options.sizes:
        with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
            found.append({"entries": entries, "machine": _machine(), "missing": {}, "runs": {}})
            try:
                _measure(Path(folder), found[-1], options, save)
            except Failed as error:
                raise SystemExit(f"our own build failed: {error}") from None
    print_report(found, None)


def _compile(memory: Path | None) -> None:
    """Run our build once: in an installation that is in use, modules and templates are compiled already."""
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        (Path(folder) / "content").mkdir()
        write_content(Path(folder) / "content", 5, ROOT / "content")
        _build(prepare(Path(folder))[0])


def _measure(place: Path, found: Found, options: Any, save: Callable[[], None]) -> None:
    """Fill in what is found at one size, step by step."""
    content, entries = place / "content", found["entries"]
    content.mkdir()
    write_content(content, entries, ROOT / "content")
    builders = prepare(place)
    ours, peers = builders[0], [] if options.no_peers else builders[1:]
    found["missing"] = {peer.name: peer.missing for peer in peers if peer.missing}
    runs: dict[str, list[Found]] = {}
    rounds = 1 if entries >= _ONE_ROUND else options.rounds
    for number in range(rounds):
        _say(f"{entries} entries, round {number + 1} of {rounds}")
        asked = peers if not number or entries <= _MOST_REPEATED else []
        for name, run in _round(place, ours, asked, found["missing"]):
            runs.setdefault(name, []).append(run)
            found["runs"] = {name: _median(list_) for name, list_ in runs.items()}
            save()
    if not options.no_changes:
        found["changes"] = {}
        for name, change in CHANGES.items():
            _say(f"{entries} entries, one change of {name}")
            found["changes"][name] = _change(ours, content, change)
        found["same"] = _same_without_cache(ours)
        save()
    if not options.no_previews:
        # MkDocs builds everything again: at a larger size its cold build says enough.
        served = [p for p in peers if entries <= _MOST_SERVED or p.name != "MkDocs + Material"]
        served = [p for p in served if p.name not in found["missing"]]
        found["previews"] = preview_latencies(place, entries, served, _say)
        save()


def _round(
    place: Path, ours: Builder, peers: list[Builder], missing: dict[str, str]
) -> Iterator[tuple[str, Found]]:
    """Each build once, in turns, so that a busy minute hits all of them; peers that fail go to `missing`."""
    for peer in peers:
        if peer.name in missing:
            continue
        shutil.rmtree(peer.folder / ".cache", ignore_errors=True)
        try:
            yield peer.name, _build(peer)
        except Failed as error:
            missing[peer.name] = str(error)
            _say(f"{peer.name} failed: {error}")
    shutil.rmtree(place / ".cache", ignore_errors=True)
    yield "cold", _build(ours)
    yield "warm", _build(ours, clear=False)
    yield "warm, site removed", _build(ours)


def _build(builder: Builder, *, clear: bool = True) -> Found:
    """Run one build in its own process, watched from a parent of its own so that peaks do not mix."""
    if clear:
        shutil.rmtree(builder.site, ignore_errors=True)
    done = subprocess.run(
        [sys.executable, "-c", _WATCHER, *builder.command],
        check=True, capture_output=True, text=True, cwd=builder.folder, env=environment(),
    )  # fmt: skip
    code, cpu, peak, said, wall = json.loads(done.stdout)
    html = [path for path in builder.site.rglob("index.html") if "embed" not in path.parts]
    if code or not html:
        lines = [line.strip() for line in (said + done.stderr).splitlines() if line.strip()]
        raise Failed(lines[-1] if lines else f"it wrote no page and ended with {code}")
    size = sum(path.stat().st_size for path in html)
    return {"cpu": cpu, "wall": wall, "peak_mb": peak, "pages": len(html), "bytes": size, "said": said}


def _median(runs: list[Found]) -> Found:
    names = ("cpu", "wall", "peak_mb", "pages", "bytes")
    return {name: statistics.median(run[name] for run in runs) for name in names} | {"rounds": len(runs)}


def _same_without_cache(ours: Builder) -> bool:
    """Whether the kept site equals one that uses nothing kept, byte for byte."""
    other = ours.site.with_name("anew")
    command = [*ours.command[:-1], str(other), "--no-cache"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    done = subprocess.run(["diff", "-rq", str(ours.site), str(other)], capture_output=True, check=False)
    shutil.rmtree(other)
    return done.returncode == 0


def _change(ours: Builder, content: Path, change: Callable[[Path], None]) -> Found:
    """CPU seconds of the build after one change, and how many pages it built."""
    change(content)
    found = _build(ours, clear=False)
    built, pages = re.findall(r"(\d+) of (\d+) pages built", found["said"])[0]
    return {"cpu": found["cpu"], "wall": found["wall"], "built": int(built), "pages": int(pages)}


def _field(content: Path) -> None:
    _edit(content / "methods/method-0003.yaml", r"^impact: \w+", "impact: Anew")


def _title(content: Path) -> None:
    _edit(content / "terms/term-0003.yaml", r"^name: .*", "name: Another name")


def _scales(content: Path) -> None:
    _edit(content / "scales.yaml", r"label: Minutes", "label: Some minutes")


def _new_file(content: Path) -> None:
    text = (content / "terms/term-0004.yaml").read_text("utf-8")
    text = re.sub(r"^(aliases:)\n(- .*\n)+", "", text, flags=re.M)
    text = text.replace("term-0004", "term-new").replace("Term zero zero zero four", "Newest of terms")
    (content / "terms/term-new.yaml").write_text(text, encoding="utf-8")


def _edit(path: Path, pattern: str, new: str) -> None:
    text = path.read_text("utf-8")
    changed = re.sub(pattern, new, text, count=1, flags=re.M)
    assert changed != text, (path, pattern)
    path.write_text(changed, encoding="utf-8")


CHANGES = {"a field": _field, "a title": _title, "a new file": _new_file, "the scales": _scales}


def _machine() -> str:
    model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text("utf-8"))
    name = model.group(1) if model else "processor not named"
    return f"{os.cpu_count()} cores, {name}, Python {sys.version.split()[0]}"


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
