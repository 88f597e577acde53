"""Who looks after a file: the rules of CODEOWNERS."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pathspec import GitIgnoreSpec

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")  # in the order GitHub looks


@dataclass(frozen=True)
class Owners:
    """Patterns with their owners; the last pattern that fits a file decides."""

    rules: tuple[tuple[GitIgnoreSpec, tuple[str, ...]], ...]

    def of(self, path: str) -> tuple[str, ...]:
        """Owners of a path from the root of the repository; nobody where no pattern fits."""
        for pattern, owners in reversed(self.rules):
            if pattern.match_file(path):
                return owners
        return ()


def read_owners(root: Path) -> Owners:
    """The owners of a repository; a repository without CODEOWNERS has none."""
    path = next((root / place for place in PLACES if (root / place).is_file()), None)
    lines = path.read_text(encoding="utf-8").splitlines() if path else []
    rules = []
    for line in lines:
        pattern, *owners = line.split("#")[0].split() or [""]
        if pattern:
            rules.append((GitIgnoreSpec.from_lines([pattern]), tuple(owners)))
    return Owners(tuple(rules))
