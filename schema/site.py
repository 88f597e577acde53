"""What the site is called and how it speaks of its subject (`content/site.yaml`)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from schema.base import Label, Model, Name, Summary
from schema.vocabulary import Key


class Site(Model):
    """Name of the knowledge base, and words of the interface that belong to its subject."""

    schema_version: Literal[1] = Field(description="Version of this file's structure.")
    name: Name = Field(description="Name of the site.", examples=["Tuning Atlas"])
    summary: Summary = Field(description="What the site offers, in one sentence, for search engines.")
    words: dict[Key, Label] = Field(
        default_factory=dict,
        description="Words of the interface to say otherwise, by their key in generator/words.yaml.",
    )
