"""What the form for a new entry needs: the schemas, the messages, and the names that are taken."""

from __future__ import annotations

from typing import Any

from generator.content import FOLDERS, Content, lists_of
from generator.messages import catalogue
from generator.site_map import SiteMap
from schema.export import KINDS, json_schema
from schema.tiers import AT_LEAST, required_fields

TIERS = (1, 2, 3)


def suggest_data(content: Content) -> dict[str, Any]:
    """What `suggest.js` needs; schemas are those that editors use, lists filled in."""
    lists = lists_of(content.vocabulary, content.scales, content.tables)
    folders = {model: folder for folder, model in FOLDERS.items()}
    kinds = [kind for kind, model in KINDS.items() if model in folders]
    return {
        "kinds": {
            kind: {"folder": folders[KINDS[kind]], "schema": json_schema(kind, lists)} for kind in kinds
        },
        "needs": _needs(),
        "messages": catalogue(),
        "taken": SiteMap(content).urls,
    }


def _needs() -> dict[str, Any]:
    """What a published entry must have beyond its schema (`tiers_are_complete` says the same)."""
    return {
        "tiers": {
            str(tier): {
                "fields": required_fields(tier, family=False),
                "of_family": required_fields(tier, family=True),
                "at_least": AT_LEAST[tier],
            }
            for tier in TIERS
        }
    }
