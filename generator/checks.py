"""Rules across fields and files: one small function for each, all run, none stops another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.problems import Problem

if TYPE_CHECKING:
    from generator.content import Loaded
from generator.check_context import Check, Context, Item
from generator.check_drafts import skeletons_are_filled
from generator.check_evidence import (
    evidence_resolves,
    numbers_have_evidence,
    prose_is_light_markdown,
    sources_are_defined_once,
    sources_are_used,
)
from generator.check_methods import (
    families_are_consistent,
    ranges_are_ordered,
    reasons_do_not_clash,
    terms_do_not_repeat_methods,
    tiers_are_complete,
    training_is_consistent,
)
from generator.check_names import (
    addresses_are_free,
    comparisons_are_named,
    names_are_unique,
    prose_references_resolve,
    references_resolve,
    relations_have_no_cycles,
    slugs_are_unique,
)
from generator.check_shared import (
    calculator_is_complete,
    keys_are_unique,
    tables_have_their_texts,
    units_have_labels,
    words_are_known,
)


def check_content(loaded: Loaded) -> Iterator[Problem]:
    """Run every check over what could be read."""
    items = [
        Item(model, loaded.documents[_file(loaded, f"{name}.yaml")], "")
        for name, model in loaded.shared.items()
        if model is not None
    ]
    for folder, models in loaded.entries.items():
        for slug, model in models.items():
            if model is not None:
                items.append(Item(model, loaded.documents[_file(loaded, f"{folder}/{slug}.yaml")], folder))
    slugs = {folder: frozenset(models) for folder, models in loaded.entries.items()}
    everything = [m for models in loaded.entries.values() for m in models.values()]
    broken = None in everything or None in loaded.shared.values()
    context = Context(tuple(items), slugs, broken)
    for check in CHECKS:
        yield from check(context)


def _file(loaded: Loaded, name: str) -> str:
    root = next(iter(loaded.documents)).split("/", 1)[0]
    return f"{root}/{name}"


CHECKS: tuple[Check, ...] = (
    slugs_are_unique,
    addresses_are_free,
    names_are_unique,
    references_resolve,
    prose_references_resolve,
    prose_is_light_markdown,
    numbers_have_evidence,
    sources_are_defined_once,
    sources_are_used,
    evidence_resolves,
    ranges_are_ordered,
    training_is_consistent,
    relations_have_no_cycles,
    families_are_consistent,
    tiers_are_complete,
    comparisons_are_named,
    reasons_do_not_clash,
    keys_are_unique,
    units_have_labels,
    calculator_is_complete,
    tables_have_their_texts,
    words_are_known,
    terms_do_not_repeat_methods,
    skeletons_are_filled,
)
