"""Who uses what: backlinks of entries, and the pages behind each source."""

from __future__ import annotations

import dataclasses

import pytest

from generator.content import Content
from generator.site_map import SiteMap
from generator.usage import Usage, find_usage


@pytest.fixture(scope="module")
def usage(base: Content) -> Usage:
    return find_usage(SiteMap(base))


def test_an_entry_knows_who_names_it(usage: Usage) -> None:
    """Links, facts, relations, comparisons and plain names all count, in the order of the content."""
    assert usage.entries["sourdough"] == ("poolish", "preferment", "levain", "poolish--sourdough")
    assert usage.entries["hydration"] == ("sourdough", "first-loaf")
    assert usage.entries["straight-dough"] == ("sourdough", "first-loaf")


def test_an_entry_does_not_count_as_its_own_reader(usage: Usage) -> None:
    """Backlinks lead elsewhere."""
    assert all(slug not in users for slug, users in usage.entries.items())


def test_an_entry_nobody_names_has_no_backlinks(usage: Usage) -> None:
    """A guide nobody links to is not listed."""
    assert "first-loaf" not in usage.entries


def test_a_source_knows_the_pages_that_rest_on_it(usage: Usage) -> None:
    """Citations, facts that are printed and reading lists count, the last for its own page."""
    assert usage.sources["okafor-2021-cultures"] == ("sourdough", "levain")
    assert usage.sources["lindt-2015-shelf"] == ("poolish", "sourdough", "poolish--sourdough")
    assert usage.sources["grain-2022-cards"] == ("sourdough",)


def test_a_source_knows_the_facts_read_in_it(usage: Usage) -> None:
    """Facts are listed by their full name."""
    assert usage.facts["mueller-2018-yeast"] == ("straight-dough#doubling-time",)
    assert "weber-2020-ovens" not in usage.facts


def test_a_citation_in_code_is_no_use(base: Content) -> None:
    """What is shown as code rests on nothing."""
    crumb = base.terms["crumb"].model_copy(update={"explanation": "Write `[@grain-2022-cards]`."})
    content = dataclasses.replace(base, terms={**base.terms, "crumb": crumb})
    assert "crumb" not in find_usage(SiteMap(content)).sources["grain-2022-cards"]


def test_every_user_and_every_source_exists(base: Content, usage: Usage) -> None:
    """Backlinks only name pages and sources of the content."""
    pages = {*base.entries, *base.comparisons}
    for users in (*usage.entries.values(), *usage.sources.values()):
        assert set(users) <= pages
    assert set(usage.entries) <= set(base.entries)
    assert set(usage.sources) <= set(base.sources)
    assert {fact for facts in usage.facts.values() for fact in facts} == set(base.facts)
