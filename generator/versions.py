"""What a build's output depends on beside the content: code, templates, theme, configuration, packages.

Imports nothing heavy: whether anything has changed is asked before anything is loaded.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).resolve().parent
# Whatever takes part in making a page. Their records list every file with its checksum.
DISTRIBUTIONS = (
    "jinja2 markdown markupsafe mkdocs mkdocs-material mkdocs-material-extensions pydantic "
    "pydantic-core pyyaml pymdown-extensions pygments"
).split()


@dataclass(frozen=True)
class Setup:
    """Where a configuration finds things. Folders that are not there count as empty."""

    config: Path
    content: Path
    assets: Path
    overrides: Path
    site: Path
    plugins: tuple[str, ...]
    hooks: bool  # code of the fork's own that takes part in a build

    @property
    def closed(self) -> bool:
        """Whether nothing but what is listed here can change a build's output."""
        return not self.hooks and set(self.plugins) <= {"search", "atlas"}


def read_setup(config: Path) -> Setup | None:
    """The setup a `mkdocs.yml` describes, or None if it cannot be told without MkDocs."""
    import yaml

    try:
        settings: Any = yaml.safe_load(config.read_text(encoding="utf-8"))
        root = config.resolve().parent
        plugins: dict[str, Any] = {}
        for item in settings["plugins"]:
            plugins |= item if isinstance(item, dict) else {item: {}}
        return Setup(
            config.resolve(),
            root / (plugins["atlas"] or {}).get("content", "../content"),
            root / settings.get("docs_dir", "docs"),
            root / settings["theme"]["custom_dir"],
            root / settings.get("site_dir", "site"),
            tuple(plugins),
            bool(settings.get("hooks")) or "INHERIT" in settings,
        )
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError):
        return None  # a tag such as !ENV, or something MkDocs will have words for


def page_version(setup: Setup | None, options: Iterable[str]) -> str:
    """Of what every page depends on beside the content. Without a setup no two builds are alike."""
    if setup is None or not setup.closed:
        return os.urandom(16).hex()
    found = _started(options)
    _add(found, [setup.config])
    _add(found, files_under(setup.overrides))
    return str(found.hexdigest())


def site_version(setup: Setup, options: Iterable[str]) -> str:
    """Of everything a whole site depends on, content and assets included."""
    found = _started(options)
    _add(found, [setup.config])
    for folder in (setup.overrides, setup.assets, setup.content):
        found.update(str(folder).encode())
        _add(found, files_under(folder))
    found.update(_commit(setup.content))
    return str(found.hexdigest())


def _commit(folder: Path) -> bytes:
    """The commit a folder stands at: feeds tell when entries changed, and git knows it."""
    command = ["git", "-C", str(folder), "rev-parse", "HEAD", "--is-shallow-repository"]
    try:
        return subprocess.run(command, capture_output=True, timeout=60, check=False).stdout
    except (OSError, subprocess.SubprocessError):
        return b""


def files_under(folder: Path) -> Iterator[str]:
    """Every file, in an order that does not depend on the machine. Texts: there may be many thousands."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        yield from (os.path.join(place, name) for name in sorted(names))


def _started(options: Iterable[str]) -> Any:
    return _of_the_code(tuple(options)).copy()


@cache
def _of_the_code(options: tuple[str, ...]) -> Any:
    """Worked out once: what runs is the code as it was loaded, whatever becomes of its files."""
    found = hashlib.blake2b(digest_size=16)
    found.update(repr((sys.version, options)).encode())
    for name in DISTRIBUTIONS:
        try:
            packed = distribution(name)
            text = packed.read_text("RECORD") or packed.version
        except PackageNotFoundError:
            text = ""
        found.update(f"{name}\0{text}\0".encode())
    for package in (PACKAGE, PACKAGE.parent / "schema"):
        _add(found, (path for path in files_under(package) if not path.endswith(".pyc")))
    return found


def _add(found: Any, paths: Iterable[str | Path]) -> None:
    for path in paths:
        try:
            with open(path, "rb") as file:
                data = file.read()
        except OSError:
            data = b""
        found.update(f"{os.path.basename(path)}\0{len(data)}\0".encode())
        found.update(data)
