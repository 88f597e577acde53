"""The parts a method is described by: time, data, computation, cost, changes, reasons, relations."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, StringConstraints, Tag

from schema.base import (
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
    SpanOfNumbers,
    Url,
)


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
