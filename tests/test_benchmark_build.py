"""The benchmark of builds goes on where a peer fails, and its tables show what was measured."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks import build
from benchmarks.build_report import print_report
from benchmarks.peers import Builder

WRITES = "import pathlib; p = pathlib.Path({site!r}); p.mkdir(); (p / 'index.html').write_text('page')"
FAILS = "import sys; print('building'); sys.exit('80,803 search tokens, which is too many')"


def builder(name: str, program: str, place: Path) -> Builder:
    site = place / name
    return Builder(name, (sys.executable, "-c", program.format(site=str(site))), site, place)


def test_a_peer_that_fails_is_left_out_with_its_last_line_and_the_others_go_on(tmp_path: Path) -> None:
    """Nothing is recorded for it, and it is not tried again."""
    peers = [builder("Zensical", FAILS, tmp_path), builder("Hugo", WRITES, tmp_path)]
    missing: dict[str, str] = {}
    ours = builder("atlas", WRITES.replace("p.mkdir()", "p.mkdir(exist_ok=True)"), tmp_path)
    runs = dict(build._round(tmp_path, ours, peers, missing))
    assert list(runs) == ["Hugo", "cold", "warm", "warm, site removed"]
    assert missing == {"Zensical": "80,803 search tokens, which is too many"}
    assert runs["Hugo"]["pages"] == 1
    assert 0 < runs["Hugo"]["cpu"] < runs["Hugo"]["wall"] + 1


def test_a_build_without_pages_counts_as_failed(tmp_path: Path) -> None:
    """A peer that ends well and writes nothing has not built the site."""
    with pytest.raises(build.Failed, match="wrote no page"):
        build._build(builder("Hugo", "pass", tmp_path))


def test_the_tables_show_seconds_on_the_clock_and_why_a_peer_is_missing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Figures of earlier runs, which have no such seconds, still print."""
    run = {"cpu": 2.0, "wall": 3.5, "peak_mb": 50.0, "pages": 10, "bytes": 10_000, "rounds": 2}
    old = {name: value for name, value in run.items() if name != "wall"}
    size = {
        "entries": 2000, "machine": "some", "missing": {"Zensical": "too many tokens"},
        "runs": {"cold": run, "MkDocs + Material": old},
        "changes": {"a field": {"cpu": 1.0, "wall": 1.25, "built": 1, "pages": 10}},
    }  # fmt: skip
    print_report([size], None)
    told = capsys.readouterr().out
    assert "| 2,000 | 10 | atlas, cold | 2.00 | 3.50 | 200.0 | 1.00 |" in told
    assert "| 2,000 | 10 | MkDocs + Material | 2.00 | – |" in told
    assert "| 2,000 | a field | 1 of 10 | 1.00 | 1.25 | 0.50 |" in told
    assert "Zensical is left out: too many tokens" in told
