"""When entries came and when they changed, as git knows it. Never the day of a build."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

_SECONDS = 60  # git on the largest history; longer means that something is wrong


@dataclass(frozen=True)
class History:
    """For each file of the content (`methods/lora.yaml`) its first and last day, ISO 8601 in UTC."""

    added: Mapping[str, str] = field(default_factory=dict)
    changed: Mapping[str, str] = field(default_factory=dict)
    missing: str = ""  # why there is no history, for people

    def __bool__(self) -> bool:
        return bool(self.added)


def read_history(folder: Path) -> History:
    """Ask git about a content folder; without git or with part of its history, say why there is none."""
    try:
        if _git(folder, "rev-parse", "--is-shallow-repository").strip() == "true":
            return History(missing="only part of the history is here (a shallow clone)")
        log = _git(
            folder, "-c", "core.quotePath=false", "log", "--no-merges", "-M", "--name-status", "--relative",
            "--date=format-local:%Y-%m-%dT%H:%M:%SZ", "--format=%x00%cd", "--", ".",
        )  # fmt: skip
    except FileNotFoundError:
        return History(missing="git is not installed")
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return History(missing="the content is in no git repository")
    found = _read(log)
    return found if found else History(missing="nothing of the content is committed yet")


def _git(folder: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", "-C", str(folder), *arguments],
        capture_output=True,
        check=True,
        encoding="utf-8",
        env={**_environment(), "TZ": "UTC"},
        timeout=_SECONDS,
    ).stdout


def _environment() -> dict[str, str]:
    import os

    return {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}


def _read(log: str) -> History:
    """Commits from the newest back; a file that was renamed keeps its first day."""
    added: dict[str, str] = {}
    changed: dict[str, str] = {}
    names: dict[str, str] = {}  # an older name -> the name of today
    for commit in log.split("\0")[1:]:
        date, *lines = commit.strip().split("\n")
        for line in filter(None, lines):
            state, *paths = line.split("\t")
            today = names.get(paths[-1], paths[-1])
            if state.startswith("R"):
                names[paths[0]] = today
            elif state == "D":
                continue
            changed.setdefault(today, date)
            added[today] = date
    return History(added, changed)
