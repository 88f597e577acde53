"""A customization method (`content/methods/<slug>.yaml`)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, StringConstraints, Tag

from schema.base import (
    CommonQuestion,
    Date,
    Estimated,
    Evidence,
    Label,
    Line,
    Model,
    Name,
    OneOf,
    Prose,
    Slug,
    SourceKey,
    SpanOfNumbers,
    Summary,
    Url,
    Year,
)
from schema.evidence import Fact, Source


def _which(value: Any) -> str:
    return "none" if isinstance(value, str) else "range"


# `none` says "does not apply"; leaving the key out says "not known".
EstimatedOrNone = Annotated[
    Annotated[Literal["none"], Tag("none")] | Annotated[Estimated, Tag("range")],
    Discriminator(_which),
]
Degree = Literal["fully", "partly", "not", "not-applicable"]
TagKey = Annotated[str, OneOf("tags")]
Weight = Annotated[int, Field(ge=1, le=3)]


class Status(Model):
    """How established the method is, on a date."""

    value: Annotated[str, OneOf("statuses")] = Field(description="State of the method.")
    as_of: Date = Field(description="Day the state was judged.")


class Objective(Model):
    """What the method is for."""

    primary: Annotated[str, OneOf("objectives")] = Field(description="First aim, for filters.")
    text: Line = Field(description="The purpose in one sentence that stands alone.")


class Scenario(Model):
    """The case that estimates refer to."""

    title: Label = Field(description="Short name readers see.", examples=["8B model, 5,000 examples"])
    model: Label = Field(description="Size and kind of the model.")
    data: Label = Field(description="How much data of which kind.")
    hardware: Label = Field(description="What it runs on.")
    basis: Evidence = Field(
        description="Where the estimates come from: a formula with its inputs, facts, or judgement.",
        examples=["judgement, checked against 6 x parameters x tokens at 400 TFLOP/s"],
    )


class Duration(Model):
    """Hours, each a range for a scenario; `none` where there is no such step."""

    training: EstimatedOrNone | None = Field(None, description="Hours the optimizer runs once.")
    setup: EstimatedOrNone | None = Field(None, description="Hours of preparation or indexing.")
    iteration: EstimatedOrNone | None = Field(None, description="Hours from one try to the next.")
    calendar: EstimatedOrNone | None = Field(
        None, description="Hours from start to a usable result, labelling included."
    )


class Amount(Estimated):
    """How much data the method needs."""

    unit: Annotated[str, OneOf("amount_units")] = Field(description="What is counted.")


def _which_amount(value: Any) -> str:
    return "none" if isinstance(value, str) else "amount"


class DataNeed(Model):
    """What the method learns from."""

    kinds: Annotated[list[Annotated[str, OneOf("data_kinds")]], Field(min_length=1)] = Field(
        description="Kinds of data it can use, the usual one first."
    )
    amount: (
        Annotated[
            Annotated[Literal["none"], Tag("none")] | Annotated[Amount, Tag("amount")],
            Discriminator(_which_amount),
        ]
        | None
    ) = Field(None, description="min: enough to see an effect; max: what large projects use.")
    labelling_hours: EstimatedOrNone | None = Field(
        None, description="Hours of people's work to label or write the data."
    )


class Compute(Model):
    """What the one-off computation takes."""

    gpu_hours: EstimatedOrNone | None = Field(None, description="H100-equivalent GPU-hours per run.")
    hardware: Annotated[str, OneOf("hardware")] | None = Field(
        None, description="Machine needed in the scenario."
    )


class Inference(Model):
    """What every later call pays. Zero tokens or a factor of one means no change."""

    extra_input_tokens: Estimated | None = Field(None, description="Tokens added to each prompt.")
    extra_output_tokens: Estimated | None = Field(None, description="Tokens added to each answer.")
    latency_factor: Estimated | None = Field(None, description="Time per call against the plain model.")
    memory_factor: Estimated | None = Field(None, description="Serving memory against the plain model.")


class CostItem(Model):
    """A one-off cost in hours of a role or in US dollars."""

    item: Label = Field(description="What is paid for.")
    hours: SpanOfNumbers | None = Field(None, description="Hours of work; name the role too.")
    role: Annotated[str, OneOf("roles")] | None = Field(None, description="Whose hours.")
    usd: SpanOfNumbers | None = Field(None, description="US dollars, where it is not labour.")


class Refresh(Model):
    """When the work must be done again, and how much of it."""

    trigger: Annotated[str, OneOf("refresh_triggers")] = Field(description="What makes it necessary.")
    share: Annotated[float, Field(ge=0, le=1)] = Field(description="Part of the fixed cost, 0 to 1.")


class Cost(Model):
    """Fixed cost, hosting and refresh; prices themselves live in `prices.yaml`."""

    fixed: list[CostItem] = Field(default_factory=list, description="One-off items.")
    scenario: Slug = Field(description="Scenario the items refer to.")
    hosting: Annotated[str, OneOf("hosting")] = Field(description="How the result is served.")
    refresh: Refresh = Field(description="When and how much must be redone.")


class Artifact(Model):
    """What is left to store and ship."""

    kind: Annotated[str, OneOf("artifact_kinds")] = Field(description="Sort of artefact.")
    size_mb: Estimated | None = Field(None, description="Size in megabytes.")


class Changes(Model):
    """What happens to the model."""

    targets: Annotated[list[Annotated[str, OneOf("change_targets")]], Field(min_length=1)] = Field(
        description="What changes."
    )
    trained_share: EstimatedOrNone | None = Field(
        None, description="Trained weights as a fraction of all, 0 to 1; `none` if nothing trains."
    )
    mergeable: Degree | None = Field(None, description="Can the change be folded into the weights?")
    reversible: Degree | None = Field(None, description="Can the change be taken back?")
    artifact: Artifact | None = Field(None, description="What is left to store.")


class Quality(Model):
    """Quality reached against the best known method for the aim (100)."""

    low: Annotated[float, Field(ge=0, le=100)] = Field(description="Done badly or on hard cases.")
    high: Annotated[float, Field(ge=0, le=100)] = Field(description="Done well on suitable cases.")
    basis: Evidence = Field(description="Facts it rests on, or that it is judgement.")


class Requirement(Model):
    """Without any of these the method cannot be used."""

    any_of: Annotated[list[TagKey], Field(min_length=1)] = Field(description="At least one must hold.")
    why: Line = Field(description="One whole sentence shown when it excludes the method.")


class Reason(Model):
    """A property of the situation that speaks for or against the method."""

    tag: TagKey = Field(description="Property of the situation.")
    weight: Weight = Field(description="1 slight, 2 clear, 3 decisive.")
    why: Line = Field(description="One whole sentence that stands alone.")


class When(Model):
    """When to use the method and when not."""

    requires: list[Requirement] = Field(default_factory=list, description="Hard conditions.")
    good_if: list[Reason] = Field(default_factory=list, description="Reasons for it.")
    avoid_if: list[Reason] = Field(default_factory=list, description="Reasons against it.")


class Risk(Model):
    """Something that can go wrong."""

    kind: Annotated[str, OneOf("risks")] = Field(description="Sort of risk.")
    level: Weight = Field(description="1 low, 2 medium, 3 high.")
    text: Line = Field(description="One whole sentence: what happens and what helps.")


class Example(Model):
    """A concrete use; at least one on a tier-1 page is published and cited."""

    title: Label = Field(description="Short name.")
    text: Prose = Field(description="What was done and what came of it.")
    code: Annotated[str, StringConstraints(max_length=4000)] | None = Field(
        None, description="A prompt or a few lines of code, printed as they stand."
    )


class Misconception(Model):
    """A common error, corrected."""

    claim: Label = Field(description="What people say, as a sentence.")
    correction: Line = Field(description="What is right, as a sentence that stands alone, cited.")


class Relations(Model):
    """Links to other entries; the reverse direction is derived."""

    combines_with: list[Slug] = Field(default_factory=list, description="Used together with.")
    alternative_to: list[Slug] = Field(default_factory=list, description="Used instead of.")
    precedes: list[Slug] = Field(default_factory=list, description="Usually done before.")
    needs: list[Slug] = Field(default_factory=list, description="Cannot be done without.")
    grew_from: list[Slug] = Field(default_factory=list, description="Earlier methods it builds on.")


class Tool(Model):
    """Software or a service that does it."""

    name: Name = Field(description="Name as its makers write it.")
    kind: Annotated[str, OneOf("tool_kinds")] = Field(description="Sort of tool.")
    note: Line = Field(description="What it offers for this method.")
    url: Url | None = Field(None, description="Its home page.")
    as_of: Date = Field(description="Day this was checked.")


class Availability(Model):
    """Whether a provider offers the method, on a date."""

    provider: Name = Field(description="Who offers it.")
    state: Annotated[str, OneOf("availability_states")] = Field(description="Whether it can be had.")
    as_of: Date = Field(description="Day this was checked.")
    note: Line = Field(description="What exactly, cited.")


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
