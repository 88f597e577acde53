"""Which comparison tables there are and what they show (`content/tables.yaml`)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schema.base import Label, Line, Model, Prose, Slug, Summary
from schema.vocabulary import Key

# What a cell can show; `generator/compare.py` knows how to get each. `text` shows the words
# written beside the entry (in a table) or in the method's `aspects` (in a pair).
Show = Literal[
    "text",
    "summary",
    "objective",
    "purpose",
    "impact",
    "axis",
    "group",
    "training",
    "setup",
    "calendar",
    "durations",
    "data",
    "data_kinds",
    "compute",
    "hardware",
    "resources",
    "expertise",
    "access",
    "changes",
    "change_speed",
    "advantage",
    "consideration",
    "example",
    "tasks",
    "good_if",
]


class Aspect(Model):
    """One thing that is compared."""

    key: Key = Field(description="Identifier; content files may write a text under it.")
    label: Label = Field(description="What readers see.")
    show: Show = Field(description="What the cell shows.")
    help: Label | None = Field(None, description="What the aspect means.")


class Member(Model):
    """One entry of a table, or several rolled up into one."""

    title: Label | None = Field(None, description="Heading; the method's name if absent.")
    methods: Annotated[list[Slug], Field(min_length=1)] = Field(
        description="Methods shown; numbers of several are rolled up from lowest to highest."
    )
    texts: dict[Key, Line] = Field(
        default_factory=dict, description="Words for aspects that show `text`, by aspect key."
    )


class Table(Model):
    """A reference table, derived from the entries."""

    slug: Slug = Field(description="Name in addresses.")
    title: Label = Field(description="Title.")
    summary: Summary = Field(description="What the table answers, in one sentence.")
    intro: Prose = Field(description="How to read it.")
    layout: Literal["entries-across", "entries-down"] = Field(
        description="Whether entries are columns or rows."
    )
    aspects: Annotated[list[Aspect], Field(min_length=1)] = Field(description="The other direction.")
    entries: Annotated[list[Member], Field(min_length=1)] = Field(description="What is compared.")
    notes: Prose | None = Field(None, description="What to keep in mind, below the table.")


class Tables(Model):
    """All reference tables, and the aspects every pair is compared by."""

    schema_version: Literal[1] = Field(description="Version of this file's structure.")
    pair_aspects: Annotated[list[Aspect], Field(min_length=1)] = Field(
        description="Rows of every pairwise comparison of methods."
    )
    tables: list[Table] = Field(description="Reference tables, in order.")
