"""What the glossary must hold: every word of the list leads to an entry."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from generator.content import Content, load_content

HERE = Path(__file__).parent
NAMES = yaml.safe_load((HERE / "glossary.yaml").read_text(encoding="utf-8"))["names"]


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content(HERE.parents[1] / "content")


@pytest.fixture(scope="module")
def known(content: Content) -> set[str]:
    found: set[str] = set()
    for entry in [*content.methods.values(), *content.terms.values()]:
        names = [entry.name, *entry.aliases, *entry.plurals]
        names.append(getattr(entry, "short_name", None) or entry.name)
        found.update(_plain(name) for name in names)
        found.add(_plain(entry.slug.replace("-", " ")))
    return found


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9@]+", " ", name.lower().replace("–", "-")).strip()


@pytest.mark.parametrize("name", NAMES)
def test_a_word_of_the_field_has_an_entry(known: set[str], name: str) -> None:
    """By its name, or without or instead of what stands in brackets, or either side of a slash."""
    bare, _, inside = name.partition(" (")
    forms = {_plain(form) for form in (name, bare, f"{inside.rstrip(')')} {bare}", *bare.split(" / "))}
    forms |= {form.removesuffix("s") for form in forms} | {f"{form}s" for form in forms}
    assert forms & known, forms
