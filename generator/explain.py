"""What a build did for each page, in words."""

from __future__ import annotations

import click

from generator.built_pages import Step


class Explanation:
    """Gathers why pages were built."""

    def __init__(self) -> None:
        self._built: list[tuple[str, str]] = []
        self._pages = 0

    def add(self, step: Step) -> None:
        """Note what was done for a page."""
        self._pages += 1
        if step.why:
            self._built.append((step.plan.path, step.why))

    @property
    def counted(self) -> str:
        """`: 3 of 651 pages built, 648 kept`."""
        return f": {len(self._built)} of {self._pages} pages built, {self._pages - len(self._built)} kept"

    def print(self) -> None:
        """A line for each page that was built, or one for all if they share the reason."""
        reasons = {why for _, why in self._built}
        if len(self._built) > 20 and len(reasons) == 1:
            click.echo(f"{len(self._built)} pages: {reasons.pop()}")
            return
        for path, why in self._built:
            click.echo(f"{path}: {why}")
