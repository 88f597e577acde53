"""Rules on the shared files: closed lists, scales, tables and prices."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, get_args

from generator.problems import Problem, did_you_mean
from generator.words import default_words
from generator.yaml_reader import Path_
from schema.prices import CalculatorKey, Prices
from schema.scales import Scales
from schema.site import Site
from schema.tables import Tables
from schema.vocabulary import Vocabulary

if TYPE_CHECKING:
    pass
from generator.check_context import Context, Item


def keys_are_unique(context: Context) -> Iterator[Problem]:
    """No key stands twice in a list of the shared files, and thresholds rise."""
    for item in context.items:
        if not item.folder:
            yield from _unique_keys(item, item.document.data, ())
            yield from _rising_steps(item)


def _unique_keys(item: Item, data: Any, where: Path_) -> Iterator[Problem]:
    if isinstance(data, dict):
        for name, value in data.items():
            yield from _unique_keys(item, value, (*where, name))
    elif isinstance(data, list):
        field_of_key = next(
            (
                n
                for n in ("key", "slug", "role", "measure")
                if data and isinstance(data[0], dict) and n in data[0]
            ),
            "",
        )
        seen: set[Any] = set()
        for index, value in enumerate(data):
            if field_of_key:
                if value[field_of_key] in seen:
                    message = f"'{value[field_of_key]}' stands twice in this list"
                    yield item.problem((*where, index, field_of_key), message, "remove one")
                seen.add(value[field_of_key])
            yield from _unique_keys(item, value, (*where, index))


def _rising_steps(item: Item) -> Iterator[Problem]:
    if not isinstance(item.model, Scales):
        return
    scales = item.model
    tables: list[tuple[Path_, Any]] = [(("duration",), scales.duration), (("compute",), scales.compute)]
    tables += [(("data", unit), thresholds) for unit, thresholds in scales.data.items()]
    for where, thresholds in tables:
        limits = [step.below for step in thresholds.steps]
        last = len(limits) - 1
        for index, limit in enumerate(limits):
            place = (*where, "steps", index)
            if (limit is None) != (index == last):
                yield item.problem(place, "only the last step has no 'below'", "add or remove it")
            elif limit is not None and index and (limits[index - 1] or 0) >= limit:
                yield item.problem(place, "'below' must rise from step to step", "sort the steps")


def units_have_labels(context: Context) -> Iterator[Problem]:
    """Every unit in which data is counted has thresholds, and nothing else has."""
    lists = (item.model.amount_units for item in context.items if isinstance(item.model, Vocabulary))
    units = {choice.key for choices in lists for choice in choices}
    for item in context.items:
        if not isinstance(item.model, Scales):
            continue
        for unit in sorted(units - item.model.data.keys()):
            yield item.problem(("data",), f"lacks the thresholds for '{unit}'", "add them")
        for unit in sorted(item.model.data.keys() - units):
            yield item.problem(("data", unit), f"'{unit}' is not one of the amount_units", "remove it")


def calculator_is_complete(context: Context) -> Iterator[Problem]:
    """The formulas need every one of their numbers, or there is no calculator at all."""
    for item in context.items:
        if not isinstance(item.model, Prices) or not item.model.calculator:
            continue
        given = {entry.key for entry in item.model.calculator}
        for key in get_args(CalculatorKey):
            if key not in given:
                yield item.problem(("calculator",), f"lacks the number '{key}'", "add it")
        for index, entry in enumerate(item.model.calculator):
            if entry.value > entry.max:
                yield item.problem(("calculator", index, "value"), "is above max", "correct one of the two")


def words_are_known(context: Context) -> Iterator[Problem]:
    """A word that nothing on the site prints is a slip of the pen."""
    for item in context.items:
        if isinstance(item.model, Site):
            known = [key for key, text in default_words().items() if isinstance(text, str)]
            for key in sorted(item.model.words.keys() - set(known)):
                near = did_you_mean(key, known)
                yield item.problem(("words", key), f"unknown word '{key}'", near or "remove it")


def tables_have_their_texts(context: Context) -> Iterator[Problem]:
    """A table that shows written text has one for each entry."""
    for item in context.items:
        if not isinstance(item.model, Tables):
            continue
        for i, table in enumerate(item.model.tables):
            wanted = [aspect.key for aspect in table.aspects if aspect.show == "text"]
            for j, member in enumerate(table.entries):
                where = ("tables", i, "entries", j, "texts")
                for key in wanted:
                    if key not in member.texts:
                        yield item.problem(where, f"lacks the text for '{key}'", "add it")
                for key in member.texts:
                    if key not in wanted:
                        yield item.problem((*where, key), f"no aspect shows '{key}'", "remove it")
