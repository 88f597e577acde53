"""The words of the interface: those of `words.yaml`, where the content does not say otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from generator.yaml_reader import Document, read_yaml

WORDS = Path(__file__).parent / "words.yaml"


@cache
def default_words() -> Mapping[str, str]:
    """The words that serve any subject, by key."""
    document = read_yaml(WORDS, WORDS.name)
    if not isinstance(document, Document):
        raise RuntimeError(str(document))  # a file of the program, not of an author
    return dict(document.data)


def words_with(own: Mapping[str, str]) -> dict[str, str]:
    """The words of a content: its own before the others."""
    return {**default_words(), **own}
