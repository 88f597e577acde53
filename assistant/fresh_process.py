"""How long a process of its own takes to answer, and how much memory it has at its peak."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from assistant.question_set import GoldQuestion

ROUNDS = 3
_LINE = "atlas-peak-bytes "
# The peak of the process itself: what getrusage tells may be that of the process it was forked from.
_PROGRAM = f"""
import sys
from generator.cli import main
def peak():
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        import resource
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else most * 1024
try:
    main(sys.argv[1:])
finally:
    print("{_LINE}" + str(peak()), file=sys.stderr)
"""


class FreshProcessFailed(Exception):
    """`atlas ask` failed in a process of its own; the message holds what it wrote."""


@dataclass(frozen=True)
class Fresh:
    """`seconds` from the start of the process to its end, with one question answered."""

    runs: int
    seconds: float
    peak_bytes: int
    batch_bytes: int  # peak of a process that answers all questions


def measure_fresh(
    questions: Sequence[GoldQuestion], content_dir: Path, cache_dir: Path, rounds: int = ROUNDS
) -> Fresh:
    """Run `atlas ask` as a process of its own, a few times with one question, once with all."""
    places = ["--content", str(content_dir), "--cache", str(cache_dir)]
    single = [_run(["ask", *places, "--json", questions[0].question]) for _ in range(rounds)]
    with tempfile.TemporaryDirectory() as folder:
        asked, answered = Path(folder, "in.jsonl"), Path(folder, "out.jsonl")
        lines = (json.dumps({"id": q.id, "question": q.question}) for q in questions)
        asked.write_text("\n".join(lines), encoding="utf-8")
        _, batch = _run(["ask", *places, "--batch", str(asked), "--out", str(answered)])
    return Fresh(rounds, median(s for s, _ in single), max(peak for _, peak in single), batch)


def _run(arguments: Sequence[str]) -> tuple[float, int]:
    """Seconds and peak bytes of one process."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, *arguments], capture_output=True, text=True, check=False
    )
    seconds = time.perf_counter() - start
    told = [line for line in done.stderr.splitlines() if line.startswith(_LINE)]
    if done.returncode != 0 or not told:
        raise FreshProcessFailed(f"'atlas {arguments[0]}' failed: {done.stderr.strip()[-500:]}")
    return seconds, int(told[-1].removeprefix(_LINE))
