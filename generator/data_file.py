"""A file beside the pages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DataFile:
    """Its address from the root, and its text."""

    path: str
    text: str
