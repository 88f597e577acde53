"""Tables and a chart of what `benchmarks.build` has measured."""

from __future__ import annotations

from pathlib import Path
from typing import Any

_NAMES = ("cold", "MkDocs + Material", "Zensical", "Hugo")
_COLOURS = {"cold": "#1b6e6a", "MkDocs + Material": "#7a7f87", "Zensical": "#b08a3c", "Hugo": "#8c5a86"}

Found = dict[str, Any]


def print_report(sizes: list[Found], chart: Path | None) -> None:
    """Print Markdown tables, and write the chart if it has a place."""
    for table in (_builds, _changes, _previews):
        print("\n".join(table(sizes)), end="\n\n")
    for size in sizes:
        same = size.get("same", "not asked")
        once = [name for name, run in size["runs"].items() if run.get("rounds") == 1]
        if once:
            print(f"{size['entries']:,} entries: measured once: {', '.join(once)}")
        print(f"{size['entries']:,} entries: {size['machine']}; kept equals built anew: {same}")
        for name, why in size["missing"].items():
            print(f"{name} is left out: {why}")
    if chart:
        chart.write_text(_svg(sizes), encoding="utf-8")


def _per_page(run: Found) -> float:
    return float(1000 * run["cpu"] / run["pages"])


def _wall(run: Found) -> str:
    """Seconds on the clock; runs recorded before they were measured have none."""
    return f"{run['wall']:.2f}" if "wall" in run else "–"


def _builds(sizes: list[Found]) -> list[str]:
    lines = [
        "| entries | pages | build | CPU s | s | CPU ms/page | ratio to MkDocs | peak MB | KB/page |",
        "| ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for size in sizes:
        peer = size["runs"].get("MkDocs + Material")
        for name, run in size["runs"].items():
            ratio = f"{run['cpu'] / peer['cpu']:.2f}" if peer else "–"
            shown = name if name in _NAMES[1:] else f"atlas, {name}"
            lines.append(
                f"| {size['entries']:,} | {run['pages']:,.0f} | {shown} | {run['cpu']:.2f} "
                f"| {_wall(run)} | {_per_page(run):.1f} | {ratio} | {run['peak_mb']:.0f} "
                f"| {run['bytes'] / run['pages'] / 1000:.1f} |"
            )
    return lines


def _changes(sizes: list[Found]) -> list[str]:
    lines = [
        "| entries | one change of | pages built again | CPU s | s | ratio to a cold build |",
        "| ---: | --- | ---: | ---: | ---: | ---: |",
    ]
    for size in sizes:
        for name, run in size.get("changes", {}).items():
            lines.append(
                f"| {size['entries']:,} | {name} | {run['built']} of {run['pages']:,} | {run['cpu']:.2f} "
                f"| {_wall(run)} | {run['cpu'] / size['runs']['cold']['cpu']:.2f} |"
            )
    return lines


def _previews(sizes: list[Found]) -> list[str]:
    lines = ["| entries | preview | median ms | slowest ms |", "| ---: | --- | ---: | ---: |"]
    for size in sizes:
        for name, run in size.get("previews", {}).items():
            shown = name if name in _NAMES else f"atlas, {name}"
            lines.append(
                f"| {size['entries']:,} | {shown} | {run['median_ms']} | {run.get('slowest_ms', '–')} |"
            )
    return lines


def _svg(sizes: list[Found]) -> str:
    """CPU milliseconds a page, a group of bars for each size."""
    shown = [_per_page(run) for size in sizes for name, run in size["runs"].items() if name in _NAMES]
    top = max(shown, default=1.0)
    parts, x = [], 60.0
    for size in sizes:
        start = x
        for name in _NAMES:
            if name in size["runs"]:
                value = _per_page(size["runs"][name])
                high = 200 * value / top
                parts.append(
                    f'<rect x="{x:.0f}" y="{250 - high:.0f}" width="26" height="{high:.0f}" '
                    f'fill="{_COLOURS[name]}"/>'
                    f'<text x="{x + 13:.0f}" y="{244 - high:.0f}" text-anchor="middle">{value:.1f}</text>'
                )
                x += 32
        parts.append(
            f'<text x="{(start + x) / 2:.0f}" y="270" text-anchor="middle">{size["entries"]:,} entries</text>'
        )
        x += 30
    for number, name in enumerate(_NAMES):
        label = "Tuning Atlas, cold" if name == "cold" else name
        parts.append(
            f'<rect x="{60 + 150 * number}" y="288" width="12" height="12" fill="{_COLOURS[name]}"/>'
            f'<text x="{78 + 150 * number}" y="298">{label}</text>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {max(x, 660):.0f} 310" '
        'font-family="sans-serif" '
        'font-size="12"><rect width="100%" height="100%" fill="#fff"/>'
        '<text x="60" y="18" font-size="14">CPU milliseconds a page, cold build (less is better)</text>'
        '<line x1="50" y1="250" x2="100%" y2="250" stroke="#999"/>' + "".join(parts) + "</svg>\n"
    )
