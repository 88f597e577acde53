"""The other builders of the benchmarks, each given the same pages: MkDocs with Material, Zensical, Hugo."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent

_HUGO_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>{{ .Title }}</title><meta name="description" content="{{ .Description }}">
<link rel="stylesheet" href="{{ "css/atlas.css" | relURL }}"></head><body>
<nav>{{ range .Site.Menus.main }}<a href="{{ .URL }}">{{ .Name }}</a> {{ end }}</nav>
<aside>{{ .TableOfContents }}</aside><main>{{ .Content }}</main></body></html>
"""


@dataclass(frozen=True)
class Builder:
    """A way to build: its name, the command, where it writes, and why it is left out if it is."""

    name: str
    command: tuple[str, ...]
    site: Path
    folder: Path  # where the command runs
    missing: str = ""


def tool(name: str) -> str:
    """A command of this environment, or else of the machine; empty if there is none."""
    own = Path(sys.executable).parent / name
    return str(own) if own.is_file() else shutil.which(name) or ""


def environment() -> dict[str, str]:
    """What every builder runs with: Python may keep the modules it compiles, as an installation does."""
    found = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return found | {"NO_MKDOCS_2_WARNING": "1"}


def prepare(place: Path) -> list[Builder]:
    """Our own build of `place/content` and the peers' builds of the same pages as Markdown."""
    shutil.copytree(ROOT / "site_config", place / "site_config")
    config = place / "site_config" / "mkdocs.yml"
    render(place)
    own = (tool("atlas"), "build", "--config", str(config), "--site-dir", str(place / "ours"))
    return [
        Builder("atlas", own, place / "ours", place),
        _mkdocs(place),
        _zensical(place),
        _hugo(place),
    ]


def render(place: Path) -> None:
    """Write the pages as Markdown, for the peers."""
    config = place / "site_config" / "mkdocs.yml"
    command = [tool("atlas"), "render", "--content", str(place / "content"), "--config", str(config)]
    subprocess.run(
        [*command, "--out", str(place / "markdown")],
        check=True, stdout=subprocess.DEVNULL, env=environment(),
    )  # fmt: skip


def _mkdocs(place: Path) -> Builder:
    command = (
        tool("mkdocs"),
        "build",
        "-q",
        "-f",
        str(place / "markdown/mkdocs.yml"),
        "-d",
        str(place / "mkdocs"),
    )
    return Builder("MkDocs + Material", command, place / "mkdocs", place)


def _zensical(place: Path) -> Builder:
    """Zensical on a copy of its own, for it writes beside the pages."""
    name = "Zensical"
    if not tool("zensical"):
        return Builder(name, (), place, place, "zensical is not installed (it comes with the dev extra)")
    copy = place / "zensical"
    shutil.copytree(place / "markdown", copy)
    settings = yaml.safe_load((copy / "mkdocs.yml").read_text("utf-8")) | {"site_dir": "site"}
    (copy / "mkdocs.yml").write_text(yaml.safe_dump(settings, sort_keys=False), encoding="utf-8")
    return Builder(name, (tool("zensical"), "build", "-f", str(copy / "mkdocs.yml")), copy / "site", copy)


def _hugo(place: Path) -> Builder:
    """Hugo with a frame much smaller than the theme of the others."""
    name = "Hugo"
    if not tool("hugo"):
        return Builder(name, (), place, place, "hugo is not installed (Debian: apt-get install hugo)")
    folder = place / "hugo"
    for path in (place / "markdown" / "docs").rglob("*.md"):
        target = folder / "content" / path.relative_to(place / "markdown" / "docs")
        target = target.with_name("_index.md") if path.name == "index.md" else target
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(_for_hugo(path.read_text("utf-8")), encoding="utf-8")
    for layout in ("single", "list"):
        file = folder / "layouts" / "_default" / f"{layout}.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(_HUGO_PAGE, encoding="utf-8")
    settings: dict[str, Any] = {
        "baseURL": "https://example.org/", "title": "Peer", "disableKinds": ["taxonomy", "term", "RSS"],
        "markup": {"goldmark": {"renderer": {"unsafe": True}}},
    }  # fmt: skip
    (folder / "config.json").write_text(json.dumps(settings), encoding="utf-8")
    command = (tool("hugo"), "--quiet", "--source", str(folder), "--destination", str(place / "hugo-site"))
    return Builder(name, command, place / "hugo-site", folder)


def _for_hugo(text: str) -> str:
    """Attributes of headings as Hugo writes them."""
    return re.sub(r"\{: #([^ }]+) \}", r"{#\1}", text)
