"""The JSON Schemas of a content folder, its closed lists filled in."""

from __future__ import annotations

from pathlib import Path

from generator.content import read_lists
from schema.export import KINDS, as_text, json_schema


def exported_schemas(root: Path) -> dict[str, str]:
    """File name -> text of every schema. Raises ContentError if the lists cannot be read."""
    lists = read_lists(root)
    return {f"{kind}.schema.json": as_text(json_schema(kind, lists)) for kind in KINDS}
