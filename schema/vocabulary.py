"""The closed lists of the domain (`content/vocabulary.yaml`)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from schema.base import Label, Model

Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:[-_][a-z0-9]+)*$", max_length=40)]
Choices = Annotated[list["Choice"], Field(min_length=1)]


class Choice(Model):
    """One member of a closed list."""

    key: Key = Field(description="What content files write.")
    label: Label = Field(description="What readers see.")
    help: Label | None = Field(None, description="One sentence that explains it to a newcomer.")


class Vocabulary(Model):
    """Every closed list content files may use, in the order readers see them."""

    schema_version: Literal[1] = Field(description="Version of this file's structure.")
    axes: Choices = Field(description="Which of the independent choices an entry is an option of.")
    groups: Choices = Field(description="Families of methods that share a page and a colour.")
    lifecycle: Choices = Field(description="Stages in a model's life.")
    statuses: Choices = Field(description="How established a method is.")
    objectives: Choices = Field(description="What a method is for, first of all.")
    change_targets: Choices = Field(description="What in or around the model changes.")
    artifact_kinds: Choices = Field(description="What is left to store afterwards.")
    data_kinds: Choices = Field(description="Kinds of data a method learns from or uses.")
    amount_units: Choices = Field(description="Units in which an amount of data is counted.")
    hosting: Choices = Field(description="How the result is served.")
    roles: Choices = Field(description="Whose hours a cost item counts.")
    refresh_triggers: Choices = Field(description="What makes the work necessary again.")
    effects: Choices = Field(description="What a method improves or harms, from -2 to +2.")
    change_speeds: Choices = Field(description="How soon a change of behaviour can be live.")
    risks: Choices = Field(description="Kinds of risk.")
    tags: Choices = Field(description="What a reader can say about a situation.")
    term_categories: Choices = Field(description="Sections of the glossary.")
    source_kinds: Choices = Field(description="Kinds of source.")
    tool_kinds: Choices = Field(description="Kinds of tool.")
    availability_states: Choices = Field(description="Whether something can be had.")
    known_acronyms: list[Label] = Field(
        default_factory=list,
        description="Acronyms every reader knows and proper names in capitals, which need no definition.",
    )


LIST_NAMES = tuple(
    name for name in Vocabulary.model_fields if name not in ("schema_version", "known_acronyms")
)
