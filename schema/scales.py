"""Ordinal scales and the thresholds that turn numbers into labels (`content/scales.yaml`)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schema.base import Label, Model, NonNegative
from schema.vocabulary import Choice, Key

ORDINALS = ("expertise", "hardware", "access", "control", "maturity")


class Ordinal(Model):
    """An ordered scale: the first level is the lowest."""

    label: Label = Field(description="Name of the scale.")
    help: Label = Field(description="What the scale measures.")
    levels: Annotated[list[Choice], Field(min_length=2)] = Field(description="Lowest first.")


class Ordinals(Model):
    """The five ordered scales content files choose from."""

    expertise: Ordinal = Field(description="Skill the work needs.")
    hardware: Ordinal = Field(description="Largest machine the work needs.")
    access: Ordinal = Field(description="What you must be able to do with the model.")
    control: Ordinal = Field(description="How finely behaviour can be fixed.")
    maturity: Ordinal = Field(description="What an organisation must have in place.")


class Step(Model):
    """One label and the values below which it applies."""

    key: Key = Field(description="Identifier of the label.")
    label: Label = Field(description="What readers see.")
    below: NonNegative | None = Field(
        None, description="The label holds for values below this one; absent on the last step."
    )


class Thresholds(Model):
    """Labels for a number: the first step whose `below` exceeds the value wins."""

    label: Label = Field(description="Name of the quantity.")
    unit: Label = Field(description="Unit of the numbers.")
    none: Label = Field(description="Text where the quantity does not apply.")
    steps: Annotated[list[Step], Field(min_length=2)] = Field(description="Lowest first.")


class Measure(Model):
    """One number that enters the complexity of a method."""

    measure: Literal["calendar", "expertise", "compute", "data", "hardware"] = Field(
        description="Which number of the method."
    )
    weight: NonNegative = Field(description="How much it counts.")
    full: Annotated[float, Field(gt=0)] = Field(
        description="The value that scores 100 (hours, level, GPU-hours, examples, level)."
    )


class Complexity(Model):
    """How the horizontal position on the spectrum chart is computed."""

    help: Label = Field(description="What the number means and what it does not.")
    measures: Annotated[list[Measure], Field(min_length=1)] = Field(description="What is averaged.")
    tokens_per_example: Annotated[float, Field(gt=0)] = Field(
        description="To compare amounts: this many tokens count as one example."
    )


class Scales(Model):
    """Every ordered scale and every threshold, in one file so that no two pages disagree."""

    schema_version: Literal[1] = Field(description="Version of this file's structure.")
    ordinals: Ordinals = Field(description="Ordered scales.")
    duration: Thresholds = Field(description="Labels for hours.")
    compute: Thresholds = Field(description="Labels for GPU-hours.")
    data: dict[str, Thresholds] = Field(description="Labels for amounts of data, by unit.")
    complexity: Complexity = Field(description="Definition of the complexity score, 0 to 100.")
