"""What contributors read is true: the page of fields, CONTRIBUTING, and the citation on every entry."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from markupsafe import escape

from generator.cite import bibtex
from generator.cli import main
from generator.content import Content, read_lists
from generator.field_reference import ENTRY_KINDS
from generator.frame import Frame
from generator.page_renderer import render_pages
from generator.pages import Page
from schema.evidence import Fact
from schema.export import KINDS
from schema.fields import fields_of, models_below

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf-8")


@pytest.fixture(scope="module")
def pages(base: Content) -> dict[str, Page]:
    found = render_pages(base, frame=Frame("https://bread.example/atlas/", "", ""))
    return {page.path: page for page in found}


@pytest.mark.parametrize("kind", ENTRY_KINDS)
def test_every_field_is_described_with_the_words_of_the_schema(kind: str, pages: dict[str, Page]) -> None:
    """The page of fields holds each field of each part, and its help."""
    body = pages["contributing/fields.md"].body
    plain = re.sub(r"</?code>", "`", body)
    for model in [KINDS[kind], *models_below(KINDS[kind])]:
        for field in fields_of(model).values():
            assert f'<th scope="row"><code>{field.name}</code></th>' in body
            assert str(escape(field.help)) in plain, field.name


def test_every_key_of_every_closed_list_is_listed(pages: dict[str, Page]) -> None:
    """Keys and labels come from the content, whatever its domain."""
    body = pages["contributing/fields.md"].body
    for name, items in read_lists(ROOT / "tests/content_base").items():
        assert f'id="list-{name}"' in body
        for key, label in items:
            assert f"<code>{key}</code></th><td>{escape(label)}</td>" in body


def test_links_within_the_page_of_fields_lead_somewhere(pages: dict[str, Page]) -> None:
    """Each part and list that a field refers to has its place."""
    body = pages["contributing/fields.md"].body
    wanted, found = set(re.findall(r'href="#([^"]+)"', body)), set(re.findall(r'id="([^"]+)"', body))
    assert wanted
    assert wanted <= found


def test_an_entry_can_be_cited(pages: dict[str, Page]) -> None:
    """Each entry's page has a citation with its name, address and the day of its review."""
    body = pages["methods/sourdough.md"].body
    for part in (
        "@misc{", "-sourdough,", "title = {{Sourdough", "url = {https://bread.example/atlas/methods/sourdough/}",
        "year = {2026}", "note = {Content checked 2026-11-21}",
    ):  # fmt: skip
        assert part in body
    assert "@misc{" not in pages["sources/index.md"].body


@pytest.mark.parametrize("title", ["LoRA {x} & 50% of #1_a~b^c\\d", "Plain", "“Quotes” – ünïcode"])
def test_a_citation_is_balanced_and_escaped(title: str) -> None:
    """Braces balance, and no character of a title is a command to TeX."""
    text = bibtex("A & B", "x", title, "https://a.example/x/", datetime.date(2026, 1, 2))
    bare = re.sub(r"\\[{}%#$&_]", "", text)
    assert bare.count("{") == bare.count("}")
    line = next(line for line in text.split("\n") if "title" in line)
    value = re.sub(r"\\(?:text\w+\{\}|[{}%#$&_])", "", line.partition("=")[2])
    assert not set("%#$&_^~\\") & set(value)
    assert text.startswith("@misc{a-b-x,\n")


def test_what_is_not_known_is_left_out_of_a_citation() -> None:
    """Without an address or a review there is no field for it, rather than a guess."""
    text = bibtex("A", "x", "X", "", None)
    assert not re.search(r"url|year|note", text)


def test_the_commands_in_contributing_exist() -> None:
    """Each `atlas` command that CONTRIBUTING names is one, and so is each make target."""
    commands = set(re.findall(r"atlas ([a-z]+)", TEXT)) - {"gets"}
    assert {"new", "validate", "fmt", "preview", "stale"} <= commands
    assert commands <= {*main.list_commands(click.Context(main))}
    targets = set(re.findall(r"make (\w+)", TEXT))
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert all(f"\n{target}:" in makefile for target in targets)


def test_the_fact_in_contributing_is_the_real_one() -> None:
    """The example is a fact of the atlas, so that it cannot become untrue unnoticed."""
    block = re.search(r"```yaml\n(facts:.*?)```", TEXT, re.S)
    assert block
    shown: Any = yaml.load(block[1], Loader=yaml.BaseLoader)["facts"][0]
    Fact.model_validate(shown)
    entry: Any = yaml.load((ROOT / "content/methods/lora.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)
    assert shown in entry["facts"]


@pytest.mark.parametrize(
    "name", ["CONTRIBUTING.md", "CODE_OF_CONDUCT.md", ".github/pull_request_template.md"]
)
def test_links_to_files_lead_somewhere(name: str) -> None:
    """Relative links and anchors of the documents resolve."""
    text = (ROOT / name).read_text("utf-8")
    headings = {
        re.sub(r"[^a-z0-9 -]", "", h.lower()).replace(" ", "-") for h in re.findall(r"^#+ (.*)", text, re.M)
    }
    for target in re.findall(r"\]\(([^)]+)\)", re.sub(r"`[^`\n]*`", "", text)):
        if target.startswith("#"):
            assert target[1:] in headings, target
        elif not target.startswith("http"):
            assert (ROOT / target).exists(), target
