"""Rules across fields and files: one small function for each, all run, none stops another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from generator.problems import Problem

if TYPE_CHECKING:
    from generator.memory import Loaded
    from generator.yaml_reader import Document
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


def check_content(loaded: Loaded, known: dict[str, Item] | None = None) -> Iterator[Problem]:
    """Run every check over what could be read; `known`: what was worked out about unchanged files."""
    context = context_of(loaded, {} if known is None else known)
    for check in CHECKS:
        yield from check(context)


def context_of(loaded: Loaded, known: dict[str, Item]) -> Context:
    """What the checks look at."""
    items = [
        _item(known, model, loaded.documents[_file(loaded, f"{name}.yaml")], "")
        for name, model in loaded.shared.items()
        if model is not None
    ]
    for folder, models in loaded.entries.items():
        for slug, model in models.items():
            if model is not None:
                document = loaded.documents[_file(loaded, f"{folder}/{slug}.yaml")]
                items.append(_item(known, model, document, folder))
    slugs = {folder: frozenset(models) for folder, models in loaded.entries.items()}
    everything = [m for models in loaded.entries.values() for m in models.values()]
    broken = any(m is None for m in everything) or any(m is None for m in loaded.shared.values())
    return Context(tuple(items), slugs, broken)


def _item(known: dict[str, Item], model: Any, document: Document, folder: str) -> Item:
    item = known.get(document.file)
    if item is None or item.model is not model:
        item = known[document.file] = Item(model, document, folder)
    return item


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
