"""The data for others: complete, described, and stable in shape."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from generator.api import ROOT, api_changes, api_files
from generator.content import Content
from generator.exports import render_data
from generator.frame import Frame
from generator.openapi import PATHS, TEXT_PATHS, components, openapi, openapi_files, shape
from generator.page_renderer import render_pages
from generator.table_files import csv_files

GOLDEN = Path(__file__).parent / "golden_api" / "v1.json"


@pytest.fixture(scope="module")
def files(base: Content) -> dict[str, Any]:
    return {file.path.removeprefix(ROOT): json.loads(file.text) for file in api_files(base)}


def matching(path: str) -> list[str]:
    """The addresses of the description that a file answers to; a literal one beats a pattern."""
    forms = {form: re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(form)) for form in (*PATHS, *TEXT_PATHS)}
    return [form for form, pattern in forms.items() if re.fullmatch(pattern, f"/{path}")]


def validator(schema: dict[str, Any]) -> Draft202012Validator:
    return Draft202012Validator({**schema, "components": {"schemas": components()}})


def test_the_description_is_valid_openapi(base: Content) -> None:
    """A library that knows the standard finds nothing wrong."""
    described = openapi(base.site.name)
    assert described["openapi"].startswith("3.1")
    validate(described)


def test_every_file_is_described_and_holds_what_is_described(files: dict[str, Any]) -> None:
    """Each file answers to one address of the description and to its schema."""
    assert len(files) > 25
    for path, data in files.items():
        (form,) = matching(path)
        model, many, _ = PATHS[form]
        reference: dict[str, Any] = {"$ref": f"#/components/schemas/{model.__name__}"}
        validator({"type": "array", "items": reference} if many else reference).validate(data)


def test_a_file_that_is_not_as_described_is_refused(files: dict[str, Any]) -> None:
    """The schemas are closed and typed, so the test above can fail."""
    fact = files["facts.json"][0]
    reference = {"$ref": "#/components/schemas/FactItem"}
    for wrong in ({**fact, "extra": 1}, {**fact, "id": 5}, {k: v for k, v in fact.items() if k != "source"}):
        assert list(validator(reference).iter_errors(wrong))


def test_every_address_of_the_description_has_a_file(base: Content, files: dict[str, Any]) -> None:
    """Nothing is promised that is not there."""
    texts = [file.path.removeprefix(ROOT) for file in csv_files(base)]
    found = {form for path in (*files, *texts) for form in matching(path)}
    assert found == {*PATHS, *TEXT_PATHS}


def test_schemas_that_stand_alone_accept_the_files(base: Content, files: dict[str, Any]) -> None:
    """A tool that reads one schema file needs no other."""
    alone = {Path(f.path).name: json.loads(f.text) for f in openapi_files(base) if "/schemas/" in f.path}
    assert len(alone) == len({model for model, _, _ in PATHS.values()})
    for name, path in [("MethodItem", "methods/sourdough.json"), ("Everything", "all.json")]:
        schema = alone[f"{name}.schema.json"]
        Draft202012Validator.check_schema(schema)
        Draft202012Validator(schema).validate(files[path])


def test_every_entry_fact_source_and_table_is_there(base: Content, files: dict[str, Any]) -> None:
    """Each has a file of its own, stands in its list, and in the one file with everything."""
    wanted = {
        "methods": set(base.methods), "terms": set(base.terms), "guides": set(base.guides),
        "comparisons": set(base.comparisons), "sources": set(base.sources),
        "facts": {name.replace("#", "/") for name in base.facts},
        "tables": {table.slug for table in base.tables.tables},
    }  # fmt: skip
    for name, keys in wanted.items():
        assert {p.split("/", 1)[1][:-5] for p in files if p.startswith(f"{name}/")} == keys
        assert len(files[f"{name}.json"]) == len(files["all.json"][name]) == len(keys)
        assert files["index.json"]["counts"][name] == len(keys)


def test_every_address_in_the_data_leads_somewhere(base: Content) -> None:
    """Pages with their anchors, other files of the API, and the YAML files."""
    written = {file.path: file.text for file in render_data(base)}
    pages = {page.url: page.body for page in render_pages(base)}
    everything = json.loads(written[f"{ROOT}all.json"])
    for name in ("methods", "terms", "guides", "comparisons", "facts", "sources", "tables"):
        for item in everything[name]:
            url, _, anchor = item["page"].partition("#")
            assert url in pages, item["page"]
            assert not anchor or f'id="{anchor}"' in pages[url], item["page"]
            if "file" in item:
                assert item["file"].removeprefix("content/") in {d.split("/", 1)[1] for d in base.documents}
            if "csv" in item:
                assert ROOT + item["csv"] in written
    for name in ("methods", "terms", "guides", "comparisons"):
        for reference in json.loads(written[f"{ROOT}{name}.json"]):
            assert ROOT + reference["data"] in written


def test_an_entry_holds_what_was_written_and_what_is_derived(files: dict[str, Any]) -> None:
    """Texts as written and without marks; labels as the page prints them."""
    item = files["methods/sourdough.json"]
    assert item["entry"]["duration"]["training"] == {
        "min": 12, "typical": 24, "max": 48, "scenario": "weekend", "facts": [],
    }  # fmt: skip
    assert "[@okafor-2021-cultures]" in item["entry"]["pros"][0]
    assert item["plain"]["pros[0]"] == "It tastes of something."
    derived = {one["label"]: one["value"] for one in item["derived"]}
    assert derived["Proofing time"]["text"] == "Hours to days"
    assert derived["Proofing time"]["low"] == 12
    assert item["relations"]["parent"] == ["preferment"]


def test_what_is_not_known_is_left_out(files: dict[str, Any]) -> None:
    """No null, no empty label that could pass for a value."""
    assert "null" not in json.dumps(files["all.json"])
    entry = files["methods/straight-dough.json"]["entry"]
    assert "quality" not in entry or entry["quality"]


def test_the_shape_changes_only_with_the_version() -> None:
    """`ATLAS_GOLDEN=write` records a new shape, once `api_changes.json` has a new version for it."""
    now = {"version": api_changes()[0].version, "shape": shape()}
    kept = json.loads(GOLDEN.read_text("utf-8")) if GOLDEN.is_file() else {"version": "", "shape": {}}
    if kept["shape"] != now["shape"] or kept["version"] != now["version"]:
        assert kept["version"] != now["version"], (
            "the shape of /api/v1/ has changed: add a version to generator/api_changes.json, "
            "then run ATLAS_GOLDEN=write pytest tests/test_api.py"
        )
        assert os.environ.get("ATLAS_GOLDEN") == "write", "a new version: run with ATLAS_GOLDEN=write"
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(json.dumps(now, indent=1) + "\n", "utf-8")


def test_versions_rise_and_stay_in_the_first(base: Content) -> None:
    """The change log is the newest first; a second major version would need addresses of its own."""
    versions = [tuple(map(int, change.version.split("."))) for change in api_changes()]
    assert versions == sorted(versions, reverse=True)
    assert len(set(versions)) == len(versions)
    assert {version[0] for version in versions} == {1}
    assert all(change.changes and re.fullmatch(r"\d{4}-\d\d-\d\d", change.date) for change in api_changes())


def test_closed_lists_of_the_content_are_no_part_of_the_shape() -> None:
    """A new tag or group in the content breaks nobody, so it needs no new version."""
    assert "x-list" not in json.dumps(components())
    assert components()["Method"]["properties"]["group"] == {
        "description": "Where it is listed.", "type": "string",
    }  # fmt: skip


def test_the_page_about_the_data_names_every_file(base: Content) -> None:
    """Whoever opens data/ finds each address, the schemas, the feeds and the versions."""
    frame = Frame("https://bread.example/atlas/", "https://github.com/bread/atlas", "edit/main/")
    page = {p.url: p for p in render_pages(base, frame=frame, feeds=True)}["data/"]
    for form in PATHS:
        assert f"<code>{form}</code>" in page.body
    assert "https://bread.example/atlas/api/v1/" in page.body
    assert "feeds/new.xml" in page.body
    assert api_changes()[0].version in page.body
    without = {p.url: p for p in render_pages(base)}["data/"]
    assert "feeds/new.xml" not in without.body
