"""Eight readers at once on a server of one's own: answers a second, p50 and p95, errors, memory.

`python -m benchmarks.load` takes half a minute; `--seconds 1800` is the long run. It starts
`atlas serve` with limits out of the way, asks the questions of the content over loopback, and stops
by itself. Exit code 1 if any answer failed, or memory grew by more than a tenth after the first quarter.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from generator.content import load_content

MOST_CLIENTS, MOST_SECONDS = 64, 7200
GROWTH = 0.10  # of the memory after the first quarter, that counts as growing
SETTINGS = "per_minute: 100000\nburst: 10000\nrecord: false\n"
OFF_TOPIC = ["Who won the match?", "How tall is the tower?", "What is the weather tomorrow?"]


@dataclass
class Run:
    """What the clients saw; lists are only appended to, which threads may do at once."""

    seconds: list[float] = field(default_factory=list)  # of each answer
    errors: list[str] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)  # MB, at even distances


def questions(content_dir: Path) -> list[str]:
    """What readers commonly ask, by the content itself, and a few things it does not hold."""
    content = load_content(content_dir)
    found = [q.question for entry in content.entries.values() for q in getattr(entry, "questions", ())]
    return [*found, *OFF_TOPIC]


def client(number: int, address: str, asked: list[str], until: float, run: Run) -> None:
    """Ask one question after another on one connection."""
    order = random.Random(number)
    connection = HTTPConnection(urlsplit(address).netloc, timeout=30)
    while time.monotonic() < until:
        body = json.dumps({"question": order.choice(asked)})
        started = time.perf_counter()
        try:
            connection.request("POST", "/api/ask", body, {"Content-Type": "application/json"})
            response = connection.getresponse()
            text = response.read()
            if response.status == 200:
                run.seconds.append(time.perf_counter() - started)
            else:
                run.errors.append(f"{response.status} {text[:200]!r}")
        except OSError as error:
            run.errors.append(repr(error))
            connection.close()
        if len(run.errors) > 100:
            return
    connection.close()


def memory(address: str) -> float:
    """Resident memory of the server in MB, as its metrics say."""
    with urllib.request.urlopen(f"{address}metrics", timeout=30) as response:
        text = response.read().decode()
    found = re.search(r"^process_resident_memory_bytes (\S+)$", text, re.M)
    assert found, "the server's metrics hold no memory"
    return float(found[1]) / 1e6


@contextlib.contextmanager
def server(options: list[str]) -> Iterator[str]:
    """`atlas serve` on a free port; yields its address."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Path(folder) / "assistant.yaml"
        settings.write_text(SETTINGS)
        command = [sys.executable, "-c", "from generator.cli import main; main()", "serve", "--port", "0"]
        command += ["--settings", str(settings), "--state", folder, *options]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            assert process.stdout
            line = process.stdout.readline()
            found = re.search(r"http://\S+/", line)
            if not found:
                sys.exit(f"the server did not start: {line}")
            yield found[0]
        finally:
            process.terminate()
            process.wait(20)


def measure(address: str, clients: int, seconds: float, asked: list[str]) -> Run:
    """Let the clients ask for that long, and read the server's memory twenty times meanwhile."""
    run = Run()
    with urllib.request.urlopen(f"{address}chat/", timeout=300):
        pass  # the chat is imported beside the rest: it must not look like growth
    until = time.monotonic() + seconds
    threads = [
        threading.Thread(target=client, args=(number, address, asked, until, run))
        for number in range(clients)
    ]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        run.memory.append(memory(address))
        time.sleep(max(0.2, min(seconds / 20, until - time.monotonic())))
    for thread in threads:
        thread.join()
    run.memory.append(memory(address))
    return run


def report(run: Run, clients: int, seconds: float) -> bool:
    """Print what was seen; true if nothing failed and memory did not grow."""
    times = sorted(run.seconds) or [float("nan")]
    p50, p95 = statistics.median(times), times[int(0.95 * (len(times) - 1))]
    settled = run.memory[len(run.memory) // 4]
    growth = run.memory[-1] / settled - 1
    count = len(run.seconds)
    print(f"{clients} clients, {seconds:.0f} s: {count} answers, {count / seconds:.1f} a second")
    print(f"p50 {p50 * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms, longest {times[-1] * 1000:.0f} ms")
    print(f"errors: {len(run.errors)}{': ' + '; '.join(run.errors[:3]) if run.errors else ''}")
    print(
        f"memory: {run.memory[0]:.0f} MB at first, {settled:.0f} MB after a quarter, "
        f"{run.memory[-1]:.0f} MB at the end ({growth:+.1%})"
    )
    return not run.errors and growth <= GROWTH


def main() -> None:
    """Read the options, run, and report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--content", type=Path, default=Path("content"))
    parser.add_argument("serve", nargs="*", help="options for atlas serve, after --")
    options = parser.parse_args()
    clients, seconds = min(options.clients, MOST_CLIENTS), min(options.seconds, MOST_SECONDS)
    asked = questions(options.content)
    with server(["--content", str(options.content), *options.serve]) as address:
        run = measure(address, clients, seconds, asked)
    sys.exit(0 if report(run, clients, seconds) else 1)


if __name__ == "__main__":
    main()
