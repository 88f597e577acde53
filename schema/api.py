"""What the files under `/api/v1/` hold: models that write them and describe them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from schema.base import Model
from schema.comparison import Comparison
from schema.evidence import Fact, Source
from schema.guide import Guide
from schema.method import Method
from schema.term import Term

Kind = Literal["method", "term", "guide", "comparison"]


class Reference(Model):
    """An entry in a list: what it is and where the rest stands."""

    kind: Kind = Field(description="Kind of entry.")
    slug: str = Field(description="Permanent name.")
    name: str = Field(description="Name readers see.")
    summary: str = Field(description="Definition or answer in one sentence.")
    page: str = Field(description="Address of its page, from the root of the site.")
    data: str = Field(description="Address of its data, from the root of this API.")


class Value(Model):
    """A derived value as a page prints it. Unknown is not no."""

    text: str = Field(description="Label or words; empty if not known.")
    known: bool = Field(description="False if the content says nothing.")
    numbers: str = Field("", description="The numbers behind the label, in words.")
    low: float | None = Field(None, description="Lowest value, in the quantity's own unit.")
    high: float | None = Field(None, description="Highest value.")
    evidence: str = Field("", description="What it rests on.")


class Derived(Model):
    """One derived value of a method."""

    label: str = Field(description="What readers see.")
    value: Value = Field(description="The value.")


class Item(Model):
    """What every entry has."""

    kind: Kind = Field(description="Kind of entry.")
    page: str = Field(description="Address of its page, from the root of the site.")
    file: str = Field(description="The YAML file it is made from, from the root of the repository.")
    plain: dict[str, str] = Field(
        default_factory=dict,
        description="Texts of `entry` without markup, by path such as `pros[0]`, where they differ.",
    )


class MethodItem(Item):
    """A method: as its author wrote it, with what is derived from it."""

    entry: Method = Field(description="As written; a key left out means not known.")
    derived: list[Derived] = Field(description="Labels and ranges as the page prints them.")
    relations: dict[str, list[str]] = Field(description="Slugs by relation, in both directions.")


class TermItem(Item):
    """A glossary term."""

    entry: Term = Field(description="As written.")
    used_in: list[str] = Field(description="Slugs of the entries that name it.")


class GuideItem(Item):
    """A guide."""

    entry: Guide = Field(description="As written.")


class ComparisonItem(Item):
    """A verdict on two entries."""

    entry: Comparison = Field(description="As written.")


class FactItem(Model):
    """A finding with the entry it belongs to and its source."""

    id: str = Field(description="`entry#fact`.")
    owner: str = Field(description="Slug of the entry it stands in.")
    page: str = Field(description="Address of the fact, from the root of the site.")
    fact: Fact = Field(description="As written.")
    source: Source = Field(description="Where it was read.")


class SourceItem(Model):
    """A source with everything that rests on it."""

    page: str = Field(description="Address in the bibliography, from the root of the site.")
    source: Source = Field(description="As written.")
    cited_in: list[str] = Field(description="Slugs of the entries that cite it.")
    facts: list[str] = Field(description="Facts read in it, as `entry#fact`.")


class Heading(Model):
    """What one side of a table compares."""

    title: str = Field(description="What readers see.")
    method: str | None = Field(None, description="Slug of the method, if it is one.")


class TableRow(Model):
    """One aspect of a table."""

    key: str = Field(description="Identifier of the aspect.")
    label: str = Field(description="What readers see.")
    values: list[Value] = Field(description="One value for each heading, in order.")


class TableItem(Model):
    """A reference table worked out. Rows are aspects, whichever way the page turns it."""

    slug: str = Field(description="Name in addresses.")
    title: str = Field(description="Title.")
    summary: str = Field(description="What it answers.")
    page: str = Field(description="Address of its page, from the root of the site.")
    csv: str = Field(description="Address of the same as CSV, from the root of this API.")
    headings: list[Heading] = Field(description="What is compared.")
    rows: list[TableRow] = Field(description="By what it is compared.")


class Change(Model):
    """One version of the API."""

    version: str = Field(description="Version as major.minor.patch.")
    date: str = Field(description="Day it was made.")
    changes: list[str] = Field(description="What is different.")


class Index(Model):
    """Where to start: what there is, and how much of it."""

    name: str = Field(description="Name of the knowledge base.")
    summary: str = Field(description="What it offers.")
    version: str = Field(description="Version of this API's shape.")
    licence: str = Field(description="Licence of the content.")
    counts: dict[str, int] = Field(description="Number of items by collection.")
    files: dict[str, str] = Field(description="Addresses of the collections, from the root of this API.")
    changes: list[Change] = Field(description="Versions of this API, the newest first.")


class Everything(Model):
    """The whole content in one file."""

    index: Index = Field(description="The same as `index.json`.")
    methods: list[MethodItem] = Field(description="Every method.")
    terms: list[TermItem] = Field(description="Every term.")
    guides: list[GuideItem] = Field(description="Every guide.")
    comparisons: list[ComparisonItem] = Field(description="Every verdict.")
    facts: list[FactItem] = Field(description="Every fact.")
    sources: list[SourceItem] = Field(description="Every source.")
    tables: list[TableItem] = Field(description="Every reference table.")
