"""A customization method (`content/methods/<slug>.yaml`)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schema.base import (
    CommonQuestion,
    Date,
    Label,
    Line,
    Model,
    Name,
    OneOf,
    Prose,
    Slug,
    SourceKey,
    Summary,
    Year,
)
from schema.evidence import Fact, Source
from schema.method_parts import (
    Availability,
    Changes,
    Compute,
    Cost,
    DataNeed,
    Duration,
    Example,
    Inference,
    Misconception,
    Objective,
    Quality,
    Relations,
    Risk,
    Scenario,
    Status,
    Tool,
    When,
)


class Method(Model):
    """One way to customise a model, or a family of them."""

    schema_version: Literal[1] = Field(description="Version of this file's structure.")
    slug: Slug = Field(description="Permanent name in addresses; equals the file name.")
    name: Name = Field(description="Name readers see.", examples=["LoRA (low-rank adaptation)"])
    short_name: Name | None = Field(None, description="For tables and charts, if `name` is long.")
    aliases: list[Name] = Field(default_factory=list, description="Other names and abbreviations.")
    plurals: list[Name] = Field(default_factory=list, description="Plural forms seen in text.")
    former_slugs: list[Slug] = Field(default_factory=list, description="Old slugs, which redirect.")
    draft: bool = Field(False, description="Left out of the site and of completeness checks.")
    tier: Literal[1, 2, 3] = Field(description="1 full page, 2 compared like the rest, 3 short.")
    family: bool = Field(False, description="True for a family, whose numbers come from its members.")
    parent: Slug | None = Field(None, description="The family it belongs to.")
    axis: Annotated[str, OneOf("axes")] = Field(description="Which choice it is an option of.")
    group: Annotated[str, OneOf("groups")] = Field(description="Where it is listed.")
    lifecycle: list[Annotated[str, OneOf("lifecycle")]] = Field(
        default_factory=list, description="Stages of a model's life it belongs to."
    )
    status: Status | None = Field(None, description="How established it is.")
    introduced: Year | None = Field(None, description="Year of the first publication.")
    summary: Summary = Field(description="The definition in one plain sentence, at most 220 characters.")
    what_it_is: Prose | None = Field(None, description="What it is, for a newcomer.")
    how_it_works: Prose | None = Field(None, description="How it works, at most 300 words.")
    objective: Objective | None = Field(None, description="What it is for.")
    impact: Line | None = Field(None, description="What one gets and at what price, one sentence.")
    scenarios: dict[Slug, Scenario] = Field(
        default_factory=dict, description="Named cases the numbers below refer to."
    )
    duration: Duration | None = Field(None, description="How long it takes.")
    data: DataNeed | None = Field(None, description="What data it needs.")
    compute: Compute | None = Field(None, description="What computation it takes.")
    inference: Inference | None = Field(None, description="What every call pays afterwards.")
    cost: Cost | None = Field(None, description="What it costs, prices apart.")
    access: Annotated[str, OneOf("access")] | None = Field(
        None, description="Least access to the model that is needed when you run it yourself."
    )
    hosted: bool | None = Field(
        None,
        description="True if a provider runs it for you on its own models, false if none does.",
    )
    expertise: Annotated[str, OneOf("expertise")] | None = Field(None, description="Skill needed.")
    changes: Changes | None = Field(None, description="What happens to the model.")
    effects: dict[Annotated[str, OneOf("effects")], Annotated[int, Field(ge=-2, le=2)]] = Field(
        default_factory=dict, description="-2 harms much, 0 no effect, +2 improves much."
    )
    control: Annotated[str, OneOf("control")] | None = Field(
        None, description="How finely behaviour can be fixed."
    )
    quality: Quality | None = Field(None, description="Quality reached, for the spectrum chart.")
    maturity: Annotated[str, OneOf("maturity")] | None = Field(
        None, description="What an organisation must have in place."
    )
    change_speed: Annotated[str, OneOf("change_speeds")] | None = Field(
        None, description="How soon a change of behaviour can be live."
    )
    when: When | None = Field(None, description="When to use it and when not.")
    pros: list[Line] = Field(default_factory=list, description="Whole sentences, the main one first.")
    cons: list[Line] = Field(default_factory=list, description="Whole sentences, the main one first.")
    risks: list[Risk] = Field(default_factory=list, description="What can go wrong.")
    typical_tasks: list[Label] = Field(default_factory=list, description="What it is used for.")
    aspects: dict[Annotated[str, OneOf("aspects")], Line] = Field(
        default_factory=dict,
        description="Texts for the rows of pairwise comparisons, by aspect (see tables.yaml).",
    )
    examples: list[Example] = Field(default_factory=list, description="Concrete uses.")
    misconceptions: list[Misconception] = Field(default_factory=list, description="Errors corrected.")
    questions: list[CommonQuestion] = Field(default_factory=list, description="What people ask.")
    relations: Relations = Field(default_factory=Relations, description="Links to other entries.")
    tools: list[Tool] = Field(default_factory=list, description="Software and services.")
    availability: list[Availability] = Field(default_factory=list, description="Who offers it.")
    facts: list[Fact] = Field(default_factory=list, description="Findings about this method.")
    sources: list[Source] = Field(
        default_factory=list, description="Sources first needed here; elsewhere cite them by key."
    )
    further_reading: list[SourceKey] = Field(
        default_factory=list, description="Sources worth opening although no claim cites them."
    )
    reviewed: Date | None = Field(None, description="Day the whole entry was last checked.")
