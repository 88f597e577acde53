"""The models as JSON Schemas (draft 2020-12), for editors and other tools."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from schema.base import Model
from schema.comparison import Comparison
from schema.guide import Guide
from schema.method import Method
from schema.prices import Prices
from schema.scales import Scales
from schema.site import Site
from schema.tables import Tables
from schema.term import Term
from schema.vocabulary import Vocabulary
from schema.wizard import Wizard

KINDS: dict[str, type[Model]] = {
    "method": Method,
    "term": Term,
    "guide": Guide,
    "comparison": Comparison,
    "site": Site,
    "vocabulary": Vocabulary,
    "scales": Scales,
    "tables": Tables,
    "wizard": Wizard,
    "prices": Prices,
}
Lists = Mapping[str, Sequence[tuple[str, str]]]  # list name -> (key, label) in order


def json_schema(kind: str, lists: Lists) -> dict[str, Any]:
    """The schema of one kind of file, its closed lists filled in from content."""
    schema = KINDS[kind].model_json_schema(schema_generator=WithoutTitles)
    filled: dict[str, Any] = _fill(schema, lists)
    return {
        "$schema": GenerateJsonSchema.schema_dialect,
        "$id": f"{kind}.schema.json",
        **filled,
    }


def as_text(schema: Mapping[str, Any]) -> str:
    """The schema as it stands in a file."""
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


class WithoutTitles(GenerateJsonSchema):
    """Leaves out the titles pydantic makes of field names: they say nothing new."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def _fill(node: Any, lists: Lists) -> Any:
    """Replace every `x-list` mark by the keys of that list, on values and on keys of maps."""
    if isinstance(node, list):
        return [_fill(item, lists) for item in node]
    if not isinstance(node, dict):
        return node
    result = {name: _fill(value, lists) for name, value in node.items() if name != "x-list"}
    if "x-list" in node:
        choices = lists[node["x-list"]]
        result["enum"] = [key for key, _ in choices]
        result["markdownEnumDescriptions"] = [label for _, label in choices]
    return result
