"""A guide: a longer text on one decision or piece of work (`content/guides/<slug>.yaml`)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schema.base import (
    CommonQuestion,
    Date,
    Label,
    Model,
    Name,
    Prose,
    Slug,
    SourceKey,
    Summary,
)
from schema.evidence import Fact, Source


class Section(Model):
    """A heading and what stands under it."""

    heading: Label = Field(description="Heading; its address is made from it.")
    text: Prose = Field(description="Paragraphs and lists; every claim cited.")


class Guide(Model):
    """600 to 1,200 words on one decision or piece of work, every claim cited."""

    schema_version: Literal[1] = Field(description="Version of this file's structure.")
    slug: Slug = Field(description="Permanent name in addresses; equals the file name.")
    name: Name = Field(description="Title.")
    former_slugs: list[Slug] = Field(default_factory=list, description="Old slugs, which redirect.")
    draft: bool = Field(False, description="Left out of the site and of completeness checks.")
    summary: Summary = Field(description="What the reader can do afterwards, in one sentence.")
    introduction: Prose = Field(description="The answer in short, first.")
    sections: Annotated[list[Section], Field(min_length=1)] = Field(description="The guide itself.")
    see_also: list[Slug] = Field(default_factory=list, description="Related entries.")
    questions: list[CommonQuestion] = Field(default_factory=list, description="What people ask.")
    facts: list[Fact] = Field(default_factory=list, description="Findings stated here first.")
    sources: list[Source] = Field(
        default_factory=list, description="Sources first needed here; elsewhere cite them by key."
    )
    further_reading: list[SourceKey] = Field(
        default_factory=list, description="Sources worth opening although no claim cites them."
    )
    reviewed: Date | None = Field(None, description="Day the whole entry was last checked.")
