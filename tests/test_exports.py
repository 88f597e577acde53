"""Files beside the pages."""

from __future__ import annotations

import dataclasses
import json

from generator.content import Content
from generator.exports import advise_data, render_data
from generator.site_map import SiteMap


def test_an_old_address_leads_to_the_new_one(base: Content) -> None:
    """Slugs are permanent; a renamed entry keeps its old address alive."""
    crumb = base.terms["crumb"].model_copy(update={"former_slugs": ["inside-of-bread"]})
    content = dataclasses.replace(base, terms={**base.terms, "crumb": crumb})
    assert SiteMap(content).redirects["glossary/inside-of-bread/"] == "glossary/crumb/"
    moved = {data.path: data.text for data in render_data(content)}["glossary/inside-of-bread/index.html"]
    assert 'content="0; url=../../glossary/crumb/"' in moved
    assert '<a href="../../glossary/crumb/">' in moved


def test_data_for_advice_holds_every_method_but_families(base: Content) -> None:
    """Families are advised by their members."""
    slugs = {method["slug"] for method in advise_data(base)["methods"]}
    assert slugs == {slug for slug, method in base.methods.items() if not method.family}


def test_data_files_are_json_and_the_same_each_time(base: Content) -> None:
    """A build that changed nothing changes no file."""
    first, second = render_data(base), render_data(base)
    assert first == second
    for data in first:
        if data.path.endswith(".json"):
            json.loads(data.text)
