"""Prices and rates the cost calculator starts from (`content/prices.yaml`)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schema.base import Date, Evidence, Label, Model, NonNegative, OneOf, SourceKey
from schema.evidence import Source
from schema.vocabulary import Key

Unit = Literal[
    "usd-per-million-input-tokens",
    "usd-per-million-output-tokens",
    "usd-per-gpu-hour",
    "usd-per-month",
    "factor",
]


class Price(Model):
    """One price: a cited figure or an estimate with its basis, on a date."""

    key: Key = Field(description="Identifier.")
    label: Label = Field(description="What is priced.")
    value: NonNegative = Field(description="The number, in `unit`.")
    unit: Unit = Field(description="What the number counts.")
    as_of: Date = Field(description="Day the price was read.")
    source: SourceKey | None = Field(None, description="Where it was read; absent for an estimate.")
    basis: Evidence | None = Field(None, description="What an estimate rests on.")


class Rate(Model):
    """What an hour of a role's work is taken to cost: an estimate readers may change."""

    role: Annotated[str, OneOf("roles")] = Field(description="Whose hour.")
    usd_per_hour: NonNegative = Field(description="US dollars an hour, all included.")
    basis: Evidence = Field(description="What the estimate rests on.")


CalculatorKey = Literal[
    "months",
    "calls",
    "question_tokens",
    "input_price",
    "output_price",
    "cache_price",
    "hit_rate",
    "prompt_tokens",
    "output_tokens",
    "prompt_hours",
    "prompt_rate",
    "rag_tokens",
    "rag_hours",
    "rag_rate",
    "rag_hosting",
    "rag_refreshes",
    "rag_share",
    "tuned_tokens",
    "label_hours",
    "label_rate",
    "work_hours",
    "work_rate",
    "training_price",
    "tuned_factor",
    "tuned_hosting",
    "tuned_refreshes",
    "tuned_share",
]


class CalculatorInput(Model):
    """One number of the cost calculator, with the value it starts from."""

    key: CalculatorKey = Field(description="Which number of the formulas it is.")
    label: Label = Field(description="What readers see.")
    unit: Label = Field(description="What the number counts.")
    value: NonNegative = Field(description="Where it starts.")
    max: NonNegative = Field(description="Largest value the page accepts.")
    help: Label = Field(description="What it means and where the starting value comes from.")


class Prices(Model):
    """Starting values of the calculator, all of which a reader can change."""

    schema_version: Literal[1] = Field(description="Version of this file's structure.")
    as_of: Date = Field(description="Day the file was last checked.")
    prices: list[Price] = Field(description="Prices.")
    rates: list[Rate] = Field(description="Labour rates.")
    hosting: dict[Annotated[str, OneOf("hosting")], NonNegative] = Field(
        default_factory=dict,
        description="US dollars a month for a kind of hosting whose price does not depend on the model.",
    )
    calculator: list[CalculatorInput] = Field(
        default_factory=list, description="Numbers of the calculator and where they start."
    )
    sources: list[Source] = Field(default_factory=list, description="Sources first needed here.")
