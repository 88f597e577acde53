"""What a finished page rests on, and whether that is still so."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from generator.reads import Fingerprints, Reads
from generator.site_map import NameIndex

_WIDTH = 8  # bytes of one fingerprint


@dataclass(frozen=True)
class Names:
    """The names that get a definition, each with what it leads to, as one comparable set."""

    lines: frozenset[str] = field(repr=False)  # name in lower case, tab, how it is written and where it leads

    @classmethod
    def of(cls, index: NameIndex) -> Names:
        return cls(frozenset(f"{low}\t{rest}" for low, rest in index.names.items()))

    @cached_property
    def digest(self) -> str:
        text = "\n".join(sorted(self.lines))
        return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()

    def changed(self, other: Names) -> set[str]:
        """Names in lower case that only one of the two has, or that lead elsewhere."""
        return {line.partition("\t")[0] for line in self.lines ^ other.lines}


@dataclass(frozen=True)
class State:
    """The content as it is now: fingerprints of whatever can be read, and the names."""

    prints: Fingerprints
    names: Names


@dataclass(frozen=True)
class Trace:
    """Cells a page has read with their fingerprints, and the words it searched for names."""

    cells: tuple[str, ...]
    prints: bytes = field(repr=False)
    names: str  # digest of the names the words were searched for
    words: str = field(repr=False)

    @classmethod
    def of(cls, reads: Reads, state: State) -> Trace:
        cells = tuple(sorted(reads.cells))
        words = "\n".join(reads.texts).lower().replace("\n", " ")
        return cls(cells, _prints(cells, state), state.names.digest, words)

    def changes(self, state: State, names: Names | None) -> list[str]:
        """What is no longer as it was; nothing means that the page would come out the same.

        `names`: those whose digest the trace holds, None where they are no longer known.
        """
        found: list[str] = []
        prints = _prints(self.cells, state)
        if prints != self.prints:
            found = [
                cell
                for start, cell in zip(range(0, len(prints), _WIDTH), self.cells, strict=True)
                if prints[start : start + _WIDTH] != self.prints[start : start + _WIDTH]
            ]
        if self.names != state.names.digest:
            if names is None:
                return [*found, "names"]
            # A name can be found in the page's words only if it stands in them.
            found += [f"the name “{n}”" for n in sorted(names.changed(state.names)) if n in self.words]
        return found


def _prints(cells: Iterable[str], state: State) -> bytes:
    return b"".join(state.prints.each(cells))
