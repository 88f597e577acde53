"""A hand-written verdict on two entries (`content/comparisons/<a>--<b>.yaml`)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from schema.base import (
    CommonQuestion,
    Date,
    Label,
    Line,
    Model,
    Prose,
    Slug,
    SourceKey,
    Summary,
)
from schema.evidence import Fact, Source

PairSlug = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*--[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=120),
]


class OwnAspect(Model):
    """A row written by hand, for pairs the derived rows do not fit (pairs of terms above all)."""

    label: Label = Field(description="What is compared.")
    a: Line = Field(description="How it is with the first.")
    b: Line = Field(description="How it is with the second.")


class Comparison(Model):
    """When each of two entries wins, and what changes the verdict."""

    schema_version: Literal[1] = Field(description="Version of this file's structure.")
    slug: PairSlug = Field(description="Both slugs joined by `--`, in alphabetical order.")
    a: Slug = Field(description="The first entry, in alphabetical order.")
    b: Slug = Field(description="The second entry.")
    draft: bool = Field(False, description="Left out of the site.")
    summary: Summary = Field(description="The answer in one sentence, for search engines and lists.")
    verdict: Prose = Field(description="Two or three sentences with sources.")
    choose_a: Line = Field(description="When the first wins, one whole sentence.")
    choose_b: Line = Field(description="When the second wins, one whole sentence.")
    what_changes_it: Line = Field(description="What would turn the verdict, one whole sentence.")
    together: Line | None = Field(None, description="How the two combine, if they do.")
    aspects: list[OwnAspect] = Field(default_factory=list, description="Rows written by hand.")
    questions: list[CommonQuestion] = Field(default_factory=list, description="What people ask.")
    facts: list[Fact] = Field(default_factory=list, description="Findings stated here first.")
    sources: list[Source] = Field(
        default_factory=list, description="Sources first needed here; elsewhere cite them by key."
    )
    further_reading: list[SourceKey] = Field(
        default_factory=list, description="Sources worth opening although no claim cites them."
    )
    reviewed: Date | None = Field(None, description="Day the whole entry was last checked.")
