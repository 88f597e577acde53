"""Sources and facts: what every claim on the site rests on."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from schema.base import (
    Date,
    Evidence,
    FactId,
    Label,
    Model,
    OneOf,
    SourceKey,
    Url,
    Year,
)

Checked = Literal["full-text", "abstract", "secondary", "not-reached"]
Confidence = Literal["high", "medium", "low"]


class Source(Model):
    """One item of the bibliography."""

    key: SourceKey = Field(
        description="Permanent and unique across all content: first author or organisation, "
        "year, a word or two of the title.",
        examples=["hu-2021-lora"],
    )
    title: Label = Field(description="Exact full title.")
    authors: Label = Field(
        description="'Hu et al.', 'Li and Liang', or the organisation.", examples=["Hu et al."]
    )
    year: Year = Field(description="Year of the first public version.")
    kind: Annotated[str, OneOf("source_kinds")] = Field(description="What sort of source it is.")
    id: Annotated[str, StringConstraints(pattern=r"^[a-zA-Z]+:\S+$", max_length=120)] | None = Field(
        None, description="Stable identifier with its scheme.", examples=["arXiv:2106.09685"]
    )
    url: Url = Field(description="Where a reader can open it.")
    opened: Date = Field(description="Day the source was last looked at.", examples=["2026-11-21"])
    checked: Checked = Field(
        description="How title, authors and year were compared with the source: its full text, "
        "its abstract, a secondary text that cites it, or not reached."
    )


class Fact(Model):
    """A finding with its source, the place in it, and how sure we are."""

    id: FactId = Field(
        description="Permanent, unique in this file; others cite it as `{entry#id}`.",
        examples=["adapter-size"],
    )
    statement: Evidence = Field(description="The finding as one whole sentence that stands alone.")
    value: Annotated[str, StringConstraints(min_length=1, max_length=80)] = Field(
        description="The short form that `{entry#id}` prints in running text.",
        examples=["about 35 MB"],
    )
    source: SourceKey = Field(description="Key of the source it was read in.")
    where: Label = Field(description="Where in the source.", examples=["section 4.2", "abstract"])
    checked: Checked = Field(description="How the figure itself was compared with the source.")
    on: Date = Field(description="Day the claim was checked.")
    confidence: Confidence = Field(description="How sure we are that it holds as stated.")
