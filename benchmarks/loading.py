"""Loading and checking 1,000 generated entries beside a bare CSafeLoader pass over the same files.

python -m benchmarks.loading
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml

from benchmarks.synthetic import write_content
from generator.content import load_content

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        found = _loading(Path(folder) / "content")
    print(f"{found['ratio_to_bare_load']} × a bare CSafeLoader load, peak {found['peak_mb']} MB")


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


if __name__ == "__main__":
    main()
