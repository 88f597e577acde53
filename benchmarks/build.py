"""Our build beside plain MkDocs + Material on the same pages: CPU, growth, memory, size.

The peer builds the output of `atlas render` with the same theme options and only the
Markdown extensions it needs. Both run as processes of their own, in turns, so that a busy
machine slows both; ratios matter, seconds do not.

    python -m benchmarks.build [--sizes 50 500 2000] [--rounds 3] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import yaml

from benchmarks.synthetic import write_content
from generator.content import load_content

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Run:
    """One build: CPU seconds, peak memory in MB, pages and bytes written."""

    cpu: float
    peak_mb: float
    pages: int
    html_bytes: int


@dataclass(frozen=True)
class Size:
    """What was measured at one size, the median over the rounds."""

    entries: int
    pages: int
    ours_cpu: float
    peer_cpu: float
    ours_ms_per_page: float
    peer_ms_per_page: float
    ratio: float
    ours_peak_mb: float
    peer_peak_mb: float
    ours_kb_per_page: float
    peer_kb_per_page: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[50, 500, 2000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        sizes = [_measure(Path(folder), entries, options.rounds) for entries in options.sizes]
        loading = _loading(Path(folder) / "load")
    _print(sizes, loading)
    if options.json:
        options.json.write_text(
            json.dumps({"sizes": [asdict(s) for s in sizes], "loading": loading}, indent=1)
        )


def _measure(folder: Path, entries: int, rounds: int) -> Size:
    place = folder / str(entries)
    content = place / "content"
    content.mkdir(parents=True)
    write_content(content, entries, ROOT / "content")
    ours_config, peer_config = _configs(place)
    ours: list[Run] = []
    peer: list[Run] = []
    for number in range(rounds):
        print(f"{entries} entries, round {number + 1} of {rounds}", file=sys.stderr, flush=True)
        ours.append(_build([_tool("atlas"), "build", "--config", str(ours_config)], place / "ours"))
        peer.append(_build([_tool("mkdocs"), "build", "-q", "-f", str(peer_config)], place / "peer"))
    assert ours[0].pages == peer[0].pages, (ours[0].pages, peer[0].pages)
    ours_cpu, peer_cpu = (statistics.median(run.cpu for run in runs) for runs in (ours, peer))
    pages = ours[0].pages
    return Size(
        entries,
        pages,
        round(ours_cpu, 2),
        round(peer_cpu, 2),
        round(1000 * ours_cpu / pages, 2),
        round(1000 * peer_cpu / pages, 2),
        round(statistics.median(a.cpu / b.cpu for a, b in zip(ours, peer, strict=True)), 3),
        round(max(run.peak_mb for run in ours)),
        round(max(run.peak_mb for run in peer)),
        round(ours[0].html_bytes / pages / 1000, 1),
        round(peer[0].html_bytes / pages / 1000, 1),
    )


def _configs(place: Path) -> tuple[Path, Path]:
    """The site's own configuration on the synthetic content, and the peer's on its Markdown."""
    shutil.copytree(ROOT / "site_config", place / "site_config")
    config = place / "site_config" / "mkdocs.yml"
    subprocess.run(
        [_tool("atlas"), "render", "--content", str(place / "content"), "--config", str(config),
         "--out", str(place / "markdown")],
        check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    settings = yaml.safe_load(config.read_text())
    config.write_text(yaml.safe_dump(settings | {"site_dir": str(place / "ours")}))
    peer = place / "markdown" / "mkdocs.yml"
    peer.write_text(yaml.safe_dump(yaml.safe_load(peer.read_text()) | {"site_dir": str(place / "peer")}))
    return config, peer


def _build(command: list[str], site: Path) -> Run:
    """Run one build in its own process, watched from a parent of its own so that peaks do not mix."""
    shutil.rmtree(site, ignore_errors=True)
    watcher = (
        "import json,resource,subprocess,sys;"
        "p=subprocess.run(sys.argv[1:],stdout=subprocess.DEVNULL,stderr=subprocess.PIPE,text=True);"
        "u=resource.getrusage(resource.RUSAGE_CHILDREN);"
        "sys.stderr.write(p.stderr);"
        "print(json.dumps([p.returncode,u.ru_utime+u.ru_stime,u.ru_maxrss/1024]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", watcher, *command], check=True, capture_output=True, text=True
    )
    code, cpu, peak = json.loads(done.stdout)
    if code:
        raise SystemExit(f"{command[0]} failed:\n{done.stderr}")
    html = [path for path in site.rglob("*.html") if path.name != "404.html"]
    return Run(cpu, peak, len(html), sum(path.stat().st_size for path in html))


def _loading(place: Path) -> dict[str, float]:
    """Loading and checking 1,000 entries beside a bare CSafeLoader pass over the same files."""
    place.mkdir(parents=True)
    write_content(place, 1000, ROOT / "content")
    files = sorted(place.rglob("*.yaml"))

    def bare() -> None:
        for path in files:
            yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)

    ratios = []
    for _ in range(7):
        start = time.process_time()
        load_content(place)
        middle = time.process_time()
        bare()
        ratios.append((middle - start) / (time.process_time() - middle))
    peak = subprocess.run(
        [sys.executable, "-c",
         "import resource,sys;from pathlib import Path;from generator.content import load_content;"
         "load_content(Path(sys.argv[1]));print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss/1024)",
         str(place)],
        check=True, capture_output=True, text=True, cwd=ROOT,
    )  # fmt: skip
    return {"ratio_to_bare_load": round(statistics.median(ratios), 3), "peak_mb": round(float(peak.stdout))}


def _tool(name: str) -> str:
    return str(Path(sys.executable).parent / name)


def _print(sizes: list[Size], loading: dict[str, float]) -> None:
    print(
        "| entries | pages | CPU ratio | ms/page | peer ms/page | peak MB | peer MB | KB/page "
        "| peer KB/page |"
    )
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for s in sizes:
        print(
            f"| {s.entries:,} | {s.pages:,} | {s.ratio:.2f} | {s.ours_ms_per_page} | {s.peer_ms_per_page} "
            f"| {s.ours_peak_mb} | {s.peer_peak_mb} | {s.ours_kb_per_page} | {s.peer_kb_per_page} |"
        )
    print(
        f"\nLoading and checking 1,000 entries: {loading['ratio_to_bare_load']} × a bare CSafeLoader load, "
        f"peak {loading['peak_mb']} MB."
    )
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} cores, peak of this process "
          f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB.")  # fmt: skip


if __name__ == "__main__":
    main()
