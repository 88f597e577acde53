"""The words of the interface, from `words.yaml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml


@cache
def load_words() -> dict[str, str]:
    """What readers see, by the key that templates and passages use."""
    words: dict[str, str] = yaml.safe_load(Path(__file__).with_name("words.yaml").read_text(encoding="utf-8"))
    return words
