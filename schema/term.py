"""A glossary term (`content/terms/<slug>.yaml`)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schema.base import (
    CommonQuestion,
    Date,
    Model,
    Name,
    OneOf,
    Prose,
    Slug,
    SourceKey,
    Summary,
)
from schema.evidence import Fact, Source


class Term(Model):
    """One word or phrase a practitioner would look up."""

    schema_version: Literal[1] = Field(description="Version of this file's structure.")
    slug: Slug = Field(description="Permanent name in addresses; equals the file name.")
    name: Name = Field(description="The term as it stands in running text.", examples=["KV cache"])
    aliases: list[Name] = Field(default_factory=list, description="Synonyms and abbreviations.")
    plurals: list[Name] = Field(
        default_factory=list, description="Plural forms, where adding 's' to the name is not right."
    )
    former_slugs: list[Slug] = Field(default_factory=list, description="Old slugs, which redirect.")
    draft: bool = Field(False, description="Left out of the site and of completeness checks.")
    category: Annotated[str, OneOf("term_categories")] = Field(description="Section of the glossary.")
    tooltip: Literal["always", "exact-case", "never"] = Field(
        "always",
        description="Whether running text gets a definition on hover: always, only in this exact "
        "case, or never (everyday words).",
    )
    summary: Summary = Field(description="The definition in one plain sentence.")
    explanation: Prose | None = Field(
        None, description="40 to 150 words: how it works, why it matters, a number or an example."
    )
    see_also: list[Slug] = Field(default_factory=list, description="Related entries.")
    questions: list[CommonQuestion] = Field(default_factory=list, description="What people ask.")
    facts: list[Fact] = Field(default_factory=list, description="Findings about this term.")
    sources: list[Source] = Field(
        default_factory=list, description="Sources first needed here; elsewhere cite them by key."
    )
    further_reading: list[SourceKey] = Field(
        default_factory=list, description="Sources worth opening although no claim cites them."
    )
    reviewed: Date | None = Field(None, description="Day the whole entry was last checked.")
