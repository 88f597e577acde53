"""A file beside the pages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DataFile:
    """Its address from the root, and what it holds.

    Bytes, because as text one dash makes Python keep two bytes or four for each of millions of letters.
    """

    path: str
    data: bytes

    @classmethod
    def of(cls, path: str, text: str) -> DataFile:
        """A file of text."""
        return cls(path, text.encode())

    @property
    def text(self) -> str:
        """Its text."""
        return self.data.decode()
