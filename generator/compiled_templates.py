"""Compiled templates, kept beside the compiled modules that Python keeps of this package.

To compile what the theme and our pages are printed with takes a tenth of a cold build, and gives the
same each time. As with modules: whoever may write here could change the code as well, a file that is
damaged or of another version is compiled anew, and where nothing can be written nothing is kept.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import sys
from pathlib import Path
from typing import Any

import jinja2
from jinja2.bccache import Bucket

from generator.publish import write_bytes

_MOST = 400  # files; a theme has some sixty


class CompiledTemplates(jinja2.BytecodeCache):
    """The compiled templates of one environment, by name and source."""

    def __init__(self, environment: jinja2.Environment) -> None:
        self._folder = Path(importlib.util.cache_from_source(__file__)).parent / "templates"
        self._options = _options(environment)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket if this very source is known; Jinja looks whether Python is the same."""
        with contextlib.suppress(OSError), self._file(bucket).open("rb") as file:
            bucket.load_bytecode(file)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled, in the place of the oldest where there are too many."""
        if sys.dont_write_bytecode:
            return
        with contextlib.suppress(OSError):
            write_bytes(self._file(bucket), bucket.bytecode_to_string())
            files = sorted(self._folder.iterdir(), key=lambda file: file.stat().st_mtime)
            for file in files[:-_MOST]:
                file.unlink(missing_ok=True)

    def _file(self, bucket: Bucket) -> Path:
        parts = f"{self._options}\0{bucket.key}\0{bucket.checksum}"
        return self._folder / f"{hashlib.blake2b(parts.encode(), digest_size=16).hexdigest()}.jinja"

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """The name alone: the same source is the same template wherever a project stands."""
        return name


def _options(environment: jinja2.Environment) -> str:
    """Whatever else decides what a source is compiled to: filters of constants are worked out then."""
    functions = [*environment.filters.items(), *environment.tests.items()]
    return repr(
        (
            jinja2.__version__,
            sorted(environment.extensions),
            environment.autoescape,
            environment.trim_blocks,
            environment.lstrip_blocks,
            sorted((name, _name(function)) for name, function in functions),
        )
    )


def _name(function: Any) -> str:
    return f"{getattr(function, '__module__', '')}.{getattr(function, '__qualname__', repr(type(function)))}"
