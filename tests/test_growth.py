"""At 5,000 entries no page and no list grows with the content: checked on the parts, not on a whole build."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from benchmarks.synthetic import write_content
from generator import views
from generator.api import api_items
from generator.bibliography import source_addresses
from generator.content import Content, load_content
from generator.derived import Derived
from generator.explorer import explorer_data
from generator.mkdocs_plugin import NAVIGATION
from generator.page_renderer import PageRenderer
from generator.pages import PagePlan, page_url
from generator.parts import LENGTH, parts_of
from generator.search_entries import bounded, search_entries
from generator.timeline import timeline_addresses
from tests.conftest import ROOT

ENTRIES = 5000
_ENTRY = re.compile(r'/((?:method|term)-\d{4})/"')  # at the end of an address


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Content:
    """One entry of each kind read from a file, and the others copies of them."""
    root = tmp_path_factory.mktemp("growth")
    write_content(root, 5, ROOT / "content")
    few = load_content(root)
    methods = _copies(few.methods["method-0000"], "method", ENTRIES * 2 // 5, relations=_no_relations(few))
    terms = _copies(few.terms["term-0000"], "term", ENTRIES * 3 // 5, see_also=[])
    related = type(few.methods["method-0000"].relations)(combines_with=["method-0000"])
    methods["method-1999"] = methods["method-1999"].model_copy(update={"relations": related})
    parts = {name: getattr(few, name) for name in Content.__dataclass_fields__ if name != "memo"}
    return Content(**{**parts, "methods": methods, "terms": terms, "comparisons": {}})


def _no_relations(content: Content) -> Any:
    return type(content.methods["method-0000"].relations)()


def _copies(model: Any, kind: str, count: int, **more: Any) -> dict[str, Any]:
    slugs = [f"{kind}-{number:04d}" for number in range(count)]
    found = {}
    for slug in slugs:
        source = model.sources[0].model_copy(update={"key": f"work-on-{slug}"})
        own = {"slug": slug, "name": f"{kind.capitalize()} {slug[-4:]}", "sources": [*model.sources, source]}
        found[slug] = model.model_copy(update=own | more)
    return found


@pytest.fixture(scope="module")
def plans(content: Content) -> dict[str, PagePlan]:
    return {plan.path: plan for plan in PageRenderer(Derived.of(content)).plans()}


@pytest.mark.parametrize(
    ("section", "length"), [("methods", ENTRIES * 2 // 5), ("glossary", ENTRIES)], ids=["methods", "glossary"]
)
def test_every_entry_stands_on_one_page_of_a_list_in_parts(
    plans: dict[str, PagePlan], section: str, length: int
) -> None:
    """No part is longer than the others, each leads to all others, and none holds an entry twice."""
    paths = [path for path in plans if path == f"{section}/index.md" or path.startswith(f"{section}/index/")]
    assert len(paths) == length // LENGTH
    found: dict[str, str] = {}
    for path in paths:
        body = plans[path].make().body
        listed = set(_ENTRY.findall(body))
        assert len(listed) == LENGTH
        assert not listed & found.keys(), path
        found |= dict.fromkeys(listed, path)
        for other in range(2, len(paths) + 1):
            assert f'{section}/index/{other}/"' in body
    assert len(found) == length


@pytest.mark.parametrize(
    ("section", "addresses"),
    [("sources", source_addresses), ("methods/timeline", timeline_addresses)],
    ids=["sources", "timeline"],
)
def test_what_a_long_list_holds_stands_where_its_address_says(
    content: Content,
    plans: dict[str, PagePlan],
    section: str,
    addresses: Callable[[Content], dict[str, str]],
) -> None:
    """Each source and each method of the timeline has one place, on a page of bounded length."""
    expected: dict[str, set[str]] = {}
    for address in addresses(content).values():
        url, _, anchor = address.partition("#")
        expected.setdefault(url, set()).add(anchor)
    assert len(expected) > 3
    pages = {page_url(path): plan for path, plan in plans.items() if path.startswith(f"{section}/index")}
    assert pages.keys() == expected.keys()
    for url, anchors in expected.items():
        body = pages[url].make().body
        assert set(re.findall(r'<li id="([^"]+)"', body)) == anchors
        assert len(anchors) <= LENGTH
        assert body.count("<li") < LENGTH + 2 * len(pages)


def test_links_to_long_lists_lead_to_the_right_part(content: Content, plans: dict[str, PagePlan]) -> None:
    """A method's page leads to its place on the timeline, and the data to a source's."""
    last = list(timeline_addresses(content).items())[-1]
    assert "/index/" in last[1]
    assert f'href="../../{last[1]}"' in plans[f"methods/{last[0]}.md"].make().body
    pages = {item.source.key: item.page for item in api_items(content)["sources"]}
    assert pages == source_addresses(content)


def test_a_source_that_many_pages_use_names_some_of_them(
    content: Content, plans: dict[str, PagePlan]
) -> None:
    """The list of sources stays short where every entry cites the same one."""
    pages = [plan.make().body for path, plan in plans.items() if path.startswith("sources/index")]
    assert max(page.count("<a ") for page in pages) < LENGTH * 2 + 4 * views.MOST_BACKLINKS


def test_an_axis_names_the_best_known_and_leads_to_the_others(
    content: Content, plans: dict[str, PagePlan]
) -> None:
    """The page of comparisons stays readable, and its link is a filter of the explorer."""
    axis = content.methods["method-0000"].axis
    body = plans["comparisons/index.md"].make().body
    assert len(_ENTRY.findall(body)) == views.MOST_ON_AXIS
    assert f'methods/?axis={axis}">and {ENTRIES * 2 // 5 - views.MOST_ON_AXIS:,} more' in body
    assert any(
        part["key"] == "axis" and axis in [option[0] for option in part["options"]]
        for part in explorer_data(content)["filters"]
    )


def test_the_data_of_the_explorer_is_split_like_its_pages(content: Content) -> None:
    """A reader's browser loads the rows of one part."""
    parts = [explorer_data(content, part) for part in parts_of(len(content.methods))]
    assert [len(part["rows"]) for part in parts] == [LENGTH] * (ENTRIES * 2 // 5 // LENGTH)
    assert max(len(json.dumps(part)) for part in parts) < 1_000_000


def test_navigation_names_sections_and_no_entries(content: Content) -> None:
    """Neither the tree nor the list of neighbours grows with the number of entries."""
    slugs = {path.removesuffix(".md").rpartition("/")[2] for _, path in NAVIGATION}
    assert not slugs & content.entries.keys()
    assert all(len(group) <= views.MOST_SIBLINGS for group in views.siblings(content).values())


def test_the_search_index_is_bounded(plans: dict[str, PagePlan]) -> None:
    """In a site of this size search finds pages by name and first words: a few megabytes in all."""
    one = list(search_entries(plans["methods/method-0001.md"].make()))
    assert len(one) > 5  # with its sections, in a smaller site
    entries = list(bounded([one] * ENTRIES))
    assert len(entries) == ENTRIES
    assert len(json.dumps(entries)) < 600 * ENTRIES


def test_an_entry_page_is_as_long_as_in_a_small_site(content: Content, plans: dict[str, PagePlan]) -> None:
    """Nothing on it lists what there is."""
    small = dataclasses.replace(
        content,
        methods={slug: m for slug, m in content.methods.items() if slug < "method-0003"},
        terms={slug: t for slug, t in content.terms.items() if slug < "term-0003"},
    )
    few = {plan.path: plan for plan in PageRenderer(Derived.of(small)).plans()}
    for path in ("methods/method-0001.md", "glossary/term-0001.md"):
        assert plans[path].make().body == few[path].make().body
