"""The building blocks every kind of content file is made of."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
    ValidationInfo,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

SLUG_PATTERN = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"
FACT_ID_PATTERN = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"


class Model(BaseModel):
    """A part of a content file: strict, frozen, and closed to unknown keys."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, defer_build=True)


@dataclass(frozen=True)
class OneOf:
    """Marks a string that must be a key of a closed list kept in `content/`.

    The lists travel in the validation context (`{"lists": {name: (key, ...)}}`), so the
    same model serves any domain. The exporter turns the mark into an `enum`.
    """

    name: str

    def __get_pydantic_core_schema__(self, source: type[Any], handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {**handler(schema), "x-list": self.name}

    def _check(self, value: str, info: ValidationInfo) -> str:
        lists = (info.context or {}).get("lists")
        if lists is not None and value not in lists[self.name]:
            raise PydanticCustomError(
                "not_in_list",
                "'{value}' is not one of the {name}",
                {"value": value, "name": self.name, "allowed": list(lists[self.name])},
            )
        return value


@dataclass(frozen=True)
class Text:
    """Marks a string that readers see as running text, so that it is checked and linked."""

    markup: bool = True  # may hold light Markdown, citations and facts
    numbers: bool = True  # numbers in it need evidence


def _parse_date(value: object) -> object:
    """Read `2026-11-21`; YAML 1.2 has no dates, so they arrive as text."""
    if not isinstance(value, str):
        return value
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise PydanticCustomError("date", "'{value}' is not a date", {"value": value})
    try:
        return datetime.date.fromisoformat(value)
    except ValueError as error:
        raise PydanticCustomError("date", "'{value}' is not a date", {"value": value}) from error


Slug = Annotated[str, StringConstraints(pattern=SLUG_PATTERN, max_length=60)]
SourceKey = Annotated[str, StringConstraints(pattern=SLUG_PATTERN, max_length=80)]
FactId = Annotated[str, StringConstraints(pattern=FACT_ID_PATTERN, max_length=60)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^\S(?:.*\S)?$")]
# Words without markup: titles, labels, names of things.
Label = Annotated[str, StringConstraints(min_length=1, max_length=400)]
# The definition of an entry: plain words, shown in lists, tooltips and search engines.
Summary = Annotated[str, StringConstraints(min_length=15, max_length=220), Text(markup=False)]
# One line of text: may hold `code`, *emphasis*, citations [@key] and facts {entry#fact}.
Line = Annotated[str, StringConstraints(min_length=1, max_length=600), Text()]
# The same where a number needs no evidence of its own, for the field itself is evidence.
Evidence = Annotated[str, StringConstraints(min_length=1, max_length=600), Text(numbers=False)]
# Several paragraphs or lists of the same light Markdown.
Prose = Annotated[str, StringConstraints(min_length=1, max_length=12_000), Text()]
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"']+$", max_length=400)]
Date = Annotated[datetime.date, BeforeValidator(_parse_date)]
Year = Annotated[int, Field(ge=1900, le=2100)]
NonNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Estimated(Model):
    """A range that is either a cited finding or an estimate tied to a scenario."""

    min: NonNegative = Field(description="Lowest value that occurs in the scenario.")
    typical: NonNegative | None = Field(None, description="Value met most often, if one stands out.")
    max: NonNegative = Field(description="Highest value that occurs in the scenario.")
    scenario: Slug = Field(
        description="Name of the scenario (under `scenarios`) the numbers refer to.",
        examples=["typical"],
    )
    facts: list[str] = Field(
        default_factory=list,
        description="Ids of facts that carry the range (`adapter-size` here, `lora#adapter-size` "
        "from elsewhere). Without them the range is an estimate on the scenario's basis.",
    )


class SpanOfNumbers(Model):
    """A plain range whose unit is fixed by the field that holds it."""

    min: NonNegative = Field(description="Lowest value.")
    max: NonNegative = Field(description="Highest value.")


class CommonQuestion(Model):
    """A question people really ask, with an answer that stands alone."""

    question: Label = Field(description="The question as a reader would type it, with its '?'.")
    answer: Prose = Field(description="40 to 120 words that stand alone: name the subject, no 'as above'.")
