"""Questions, rules of thumb and the decision flow (`content/wizard.yaml`)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schema.base import Label, Line, Model, NonNegative, OneOf, Prose, Slug
from schema.vocabulary import Key

TagKey = Annotated[str, OneOf("tags")]
DataKind = Annotated[str, OneOf("data_kinds")]


class Counted(Model):
    """An amount in a reader's own words, such as `500 examples` or `24 GB of memory`."""

    words: Annotated[list[Label], Field(min_length=1)] = Field(
        description="What is counted, after the number; written like `cues`."
    )
    min: NonNegative = Field(0, description="Smallest number that means this option.")
    below: NonNegative | None = Field(None, description="Smaller than this; without it, any larger number.")


class Option(Model):
    """One answer and what it says about the situation."""

    key: Key = Field(description="Identifier, part of shared addresses.")
    label: Label = Field(description="What readers see.")
    tags: list[TagKey] = Field(default_factory=list, description="Properties that hold then.")
    wants: list[Annotated[str, OneOf("effects")]] = Field(
        default_factory=list, description="Effects the reader is after."
    )
    access: Annotated[str, OneOf("access")] | None = Field(None, description="Access they have.")
    hardware: Annotated[str, OneOf("hardware")] | None = Field(None, description="Machine they have.")
    expertise: Annotated[str, OneOf("expertise")] | None = Field(None, description="Skill they have.")
    data: dict[DataKind, NonNegative] = Field(
        default_factory=dict,
        description="Amount of each kind of data they have, in its unit of `data_units`.",
    )
    cues: list[Label] = Field(
        default_factory=list,
        description="Words by which the assistant recognises this answer in a question. A star ends any "
        "word (`updat*`), three dots stand for up to four words (`updat* ... weekly`).",
    )
    amounts: list[Counted] = Field(
        default_factory=list, description="Amounts by which the assistant recognises this answer."
    )


class Question(Model):
    """One question of the wizard."""

    key: Key = Field(description="Identifier, part of shared addresses.")
    ask: Label = Field(description="The question.")
    help: Label | None = Field(None, description="What it is for.")
    several: bool = Field(False, description="Whether several answers may hold at once.")
    options: Annotated[list[Option], Field(min_length=2)] = Field(description="The answers.")


class Property(Model):
    """Something readers ask of one method (yes or no), or by which they want all of them listed."""

    key: Key = Field(description="Identifier.")
    field: Literal["training", "targets", "hardware", "hosted", "mergeable", "reversible", "latency"] = Field(
        description="What of a method tells whether it holds."
    )
    any_of: list[Annotated[str, OneOf("change_targets")]] = Field(
        default_factory=list, description="For `targets`: it holds for methods that change one of these."
    )
    cues: Annotated[list[Label], Field(min_length=1)] = Field(
        description="Words for a method that has it; written like those of an option."
    )
    denials: list[Label] = Field(
        default_factory=list, description="Words for a method that does not have it, tried first."
    )


class Rule(Model):
    """A rule of thumb."""

    key: Key = Field(description="Identifier.")
    when: Label = Field(description="The situation, as readers would say it.")
    tags: list[TagKey] = Field(default_factory=list, description="The same as tags.")
    methods: Annotated[list[Slug], Field(min_length=1)] = Field(description="What to try.")
    why: Prose = Field(description="The reason in a sentence or two, with its limits, cited.")


class FlowStep(Model):
    """One question of the decision flow: yes leads to methods, no to the next step."""

    key: Key = Field(description="Identifier.")
    ask: Label = Field(description="A question that is answered by yes or no.")
    tags: list[TagKey] = Field(default_factory=list, description="Any of these means yes.")
    then: Annotated[list[Slug], Field(min_length=1)] = Field(description="Where yes leads.")
    note: Line = Field(description="Why, in one sentence.")


class Stage(Model):
    """A stage of the plan that advice is laid out along."""

    key: Key = Field(description="Identifier.")
    label: Label = Field(description="What readers see.")
    axes: list[Annotated[str, OneOf("axes")]] = Field(
        default_factory=list, description="Axes whose methods belong here."
    )
    groups: list[Annotated[str, OneOf("groups")]] = Field(
        default_factory=list, description="Groups whose methods belong here."
    )
    help: Label = Field(description="What happens in it.")
    entry: Slug | None = Field(
        None, description="Method that tells how, where the stage has none of its own."
    )


class Wizard(Model):
    """From a situation to methods."""

    schema_version: Literal[1] = Field(description="Version of this file's structure.")
    questions: list[Question] = Field(description="What the wizard asks.")
    subjects: list[Label] = Field(
        default_factory=list,
        description="Words for what advice is about, by which the assistant tells a situation that "
        "belongs here from any other; written like `cues`.",
    )
    beyond: list[Label] = Field(
        default_factory=list,
        description="Words for neighbouring subjects that the content does not cover, so that the "
        "assistant does not answer on them; written like `cues`.",
    )
    properties: list[Property] = Field(
        default_factory=list, description="What readers ask of methods, in the assistant's questions."
    )
    hosted_access: Annotated[str, OneOf("access")] = Field(
        description="Access at which a provider runs hosted methods, so that the reader needs neither "
        "weights nor hardware for them."
    )
    data_units: dict[DataKind, Annotated[str, OneOf("amount_units")]] = Field(
        default_factory=dict,
        description="What the amounts of `data` count, by kind; a kind without a unit one has or has not.",
    )
    stages: list[Stage] = Field(description="Stages of a plan, in order.")
    rules: list[Rule] = Field(description="Rules of thumb.")
    flow: Annotated[list[FlowStep], Field(min_length=1)] = Field(description="The decision flow.")
    otherwise: Annotated[list[Slug], Field(min_length=1)] = Field(
        description="Where the flow ends when every answer was no."
    )
    otherwise_note: Line = Field(description="Why, in one sentence.")
