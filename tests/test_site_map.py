"""Addresses of pages, and the words in running text that get a definition."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from generator.content import Content
from generator.site_map import NameIndex, SiteMap, entry_url, relative
from schema.term import Term


def term(name: str, **fields: Any) -> Term:
    slug = name.lower().replace(" ", "-")
    parts = {"slug": slug, "name": name, "category": "dough", "summary": f"{name} is a thing bakers name."}
    return Term(schema_version=1, **{**parts, **fields})


def found(content: Content, text: str, *terms: Term) -> list[tuple[str, str]]:
    """(words, slug) of every name found, with `terms` as the only terms if any are given."""
    if terms:
        content = dataclasses.replace(content, methods={}, terms={term.slug: term for term in terms})
    return [(text[match.start : match.end], match.slug) for match in NameIndex.of(content).find(text)]


def test_names_aliases_and_plurals_are_found(base: Content) -> None:
    """A name, an alias, a written plural and one with 's' all lead to the entry."""
    text = "Poolish and poolishes, a direct dough, preferments and natural leavening."
    assert found(base, text) == [
        ("Poolish", "poolish"),
        ("poolishes", "poolish"),
        ("direct dough", "straight-dough"),
        ("preferments", "preferment"),
        ("natural leavening", "sourdough"),
    ]


def test_the_words_before_a_bracket_are_a_name(base: Content) -> None:
    """`Straight dough (direct method)` is found as `straight dough`."""
    assert found(base, "a straight dough") == [("straight dough", "straight-dough")]


@pytest.mark.parametrize(
    "text",
    [
        "hydrated",
        "rehydration",
        "hydration-free",
        "pre-hydration",
        "hydration_level",
        "hydrationist",
        "hydration2",
    ],
)
def test_a_name_inside_another_word_is_not_found(base: Content, text: str) -> None:
    """Only whole words count, and parts of compounds are other words."""
    assert found(base, text) == []


@pytest.mark.parametrize(
    "text", ["hydration", "(hydration)", "hydration's", "hydration.", "*hydration*", "hydration-"]
)
def test_a_name_beside_a_mark_is_found(base: Content, text: str) -> None:
    """Brackets, full stops, emphasis and a hanging hyphen do not hide a name."""
    assert found(base, text) == [("hydration", "hydration")]


def test_a_compound_with_a_name_of_its_own_is_found_whole(base: Content) -> None:
    """A hyphenated name is found as such."""
    assert found(base, "a pre-ferment here") == [("pre-ferment", "preferment")]


def test_the_longest_name_wins(base: Content) -> None:
    """Of several names that start at a word, the longest is taken, and nothing inside it."""
    terms = [term("Dough"), term("Dough temperature"), term("Dough temperature probe"), term("Temperature")]
    assert found(base, "The dough temperature probe lies in dough.", *terms) == [
        ("dough temperature probe", "dough-temperature-probe"),
        ("dough", "dough"),
    ]
    assert found(base, "A dough temperature.", *terms) == [("dough temperature", "dough-temperature")]


def test_case_does_not_matter_for_ordinary_names(base: Content) -> None:
    """A name at the start of a sentence or in a title is the same name."""
    assert found(base, "HYDRATION, Hydration, hydration") == [
        ("HYDRATION", "hydration"),
        ("Hydration", "hydration"),
        ("hydration", "hydration"),
    ]


def test_an_exact_case_term_is_found_in_its_case_only(base: Content) -> None:
    """A term that is also an everyday word is only meant when written as the name."""
    assert found(base, "Levain or levain") == [("Levain", "levain")]


def test_an_acronym_is_found_in_its_case_only(base: Content) -> None:
    """Letters that spell a word are no acronym."""
    rag = term("RAG", aliases=["rag bread", "RB"])
    assert found(base, "A rag, rb, RAG and RAGs, Rag bread", rag) == [
        ("RAG", "rag"),
        ("RAGs", "rag"),
        ("Rag bread", "rag"),
    ]


def test_a_term_may_ask_for_no_definitions(base: Content) -> None:
    """Everyday words with `tooltip: never` are left alone."""
    assert found(base, "An open crumb and its Crumbs.") == []


def test_letters_that_grow_in_lower_case_keep_places_true(base: Content) -> None:
    """A text with such a letter still yields the right words."""
    assert "İ".lower() != "i"
    assert found(base, "İ says: a hydration of many.") == [("hydration", "hydration")]


def test_guides_are_not_defined_in_text(base: Content) -> None:
    """The title of a guide is a sentence, not a name."""
    assert found(base, "Bake your first loaf") == []


def test_addresses_follow_the_kind_of_entry(base: Content) -> None:
    """Methods, terms and guides have their folders."""
    assert entry_url(base.entries["sourdough"]) == "methods/sourdough/"
    assert entry_url(base.entries["levain"]) == "glossary/levain/"
    assert entry_url(base.entries["first-loaf"]) == "guides/first-loaf/"


@pytest.mark.parametrize(
    ("here", "there", "address"),
    [
        ("", "", "./"),
        ("", "methods/poolish/", "methods/poolish/"),
        ("methods/poolish/", "", "../../"),
        ("methods/poolish/", "glossary/crumb/", "../../glossary/crumb/"),
        ("sources/", "choosing/", "../choosing/"),
    ],
)
def test_links_are_relative(here: str, there: str, address: str) -> None:
    """Addresses work wherever the site is put."""
    assert relative(here, there) == address


def test_alternatives_on_one_axis_get_a_page(base: Content) -> None:
    """Pairs are those with a verdict and those named as alternatives, each once, in order."""
    pairs = SiteMap(base).pairs
    assert list(pairs) == ["poolish--sourdough", "sourdough--straight-dough"]
    assert [entry.slug for entry in pairs["sourdough--straight-dough"]] == ["sourdough", "straight-dough"]


def test_alternatives_on_different_axes_get_no_page(base: Content) -> None:
    """Options of different choices are not weighed against each other."""
    moved = base.methods["straight-dough"].model_copy(update={"axis": "handling"})
    content = dataclasses.replace(base, methods={**base.methods, "straight-dough": moved})
    assert list(SiteMap(content).pairs) == ["poolish--sourdough"]


def test_everything_that_can_be_linked_has_an_address(base: Content) -> None:
    """Entries, pairs and tables are link targets, each with an address of its own."""
    urls = SiteMap(base).urls
    assert urls["at-a-glance"] == "comparisons/at-a-glance/"
    assert urls["poolish--sourdough"] == "comparisons/poolish--sourdough/"
    assert set(base.entries) < set(urls)
    assert len(set(urls.values())) == len(urls)


def test_former_slugs_lead_to_the_entry(base: Content) -> None:
    """An address once given out still works."""
    assert SiteMap(base).redirects == {"methods/pre-dough/": "methods/preferment/"}
