"""Rules on methods: ranges, families, completeness by tier, reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from generator.messages import say
from generator.problems import Problem, did_you_mean
from generator.yaml_reader import Path_
from schema.base import Estimated
from schema.method import Method
from schema.term import Term
from schema.tiers import AT_LEAST, SOURCES, required_fields

if TYPE_CHECKING:
    pass
from generator.check_context import Context, Item
from generator.check_evidence import cited_sources
from generator.check_names import fact_exists


def _estimates(model: Any, where: Path_ = ()) -> Iterator[tuple[Path_, Estimated]]:
    for part in ("duration", "data", "compute", "inference", "changes"):
        holder = getattr(model, part)
        if holder is None:
            continue
        for name in type(holder).model_fields:
            value = getattr(holder, name)
            if isinstance(value, Estimated):
                yield (part, name), value
        artifact = getattr(holder, "artifact", None)
        if artifact and artifact.size_mb:
            yield (part, "artifact", "size_mb"), artifact.size_mb


def ranges_are_ordered(context: Context) -> Iterator[Problem]:
    """min ≤ typical ≤ max, each for a scenario that is described, each fact known."""
    for item in context.methods.values():
        model: Method = item.model
        for where, value in _estimates(model):
            middle = value.min if value.typical is None else value.typical
            if not value.min <= middle <= value.max:
                message = f"min {value.min:g}, typical {middle:g}, max {value.max:g} are not in order"
                yield item.problem(where, message, "sort them from lowest to highest")
            if value.scenario not in model.scenarios:
                near = did_you_mean(value.scenario, model.scenarios)
                message = f"there is no scenario '{value.scenario}'"
                yield item.problem((*where, "scenario"), message, near or "describe it under scenarios")
            for index, fact in enumerate(value.facts):
                name = fact if "#" in fact else f"{model.slug}#{fact}"
                yield from fact_exists(context, item, (*where, "facts", index), name)
        yield from _costs_are_ordered(item)
        if model.quality and model.quality.low > model.quality.high:
            yield item.problem(("quality",), "low is above high", "swap them")


def _costs_are_ordered(item: Item) -> Iterator[Problem]:
    cost = item.model.cost
    if cost is None:
        return
    if cost.scenario not in item.model.scenarios:
        near = did_you_mean(cost.scenario, item.model.scenarios)
        message = f"there is no scenario '{cost.scenario}'"
        yield item.problem(("cost", "scenario"), message, near or "describe it under scenarios")
    for index, line in enumerate(cost.fixed):
        where = ("cost", "fixed", index)
        span = line.hours or line.usd
        if span is None or (line.hours and line.usd):
            yield item.problem(where, "needs either hours or usd", "give one of the two")
        elif span.min > span.max:
            yield item.problem(where, "min is above max", "swap them")
        if (line.hours is None) != (line.role is None):
            yield item.problem(where, "hours and role belong together", "give both or neither")


def training_is_consistent(context: Context) -> Iterator[Problem]:
    """No training time where nothing is trained, and the other way round."""
    for item in context.methods.values():
        model: Method = item.model
        share = model.changes.trained_share if model.changes else None
        training = model.duration.training if model.duration else None
        if share == "none" and isinstance(training, Estimated):
            message = "gives a training time although nothing is trained"
            yield item.problem(("duration", "training"), message, "write none, or move it to setup")
        if isinstance(share, Estimated):
            if training == "none":
                message = "is none although weights are trained"
                yield item.problem(("duration", "training"), message, "give the hours")
            if share.max > 1:
                message = "is a fraction and cannot exceed 1"
                yield item.problem(("changes", "trained_share"), message, "divide percentages by 100")


def families_are_consistent(context: Context) -> Iterator[Problem]:
    """A parent is a family; a family has members and takes its numbers from them."""
    parents = {item.model.parent for item in context.methods.values()}
    for slug, item in context.methods.items():
        model: Method = item.model
        parent = context.methods.get(model.parent or "")
        if parent and not parent.model.family:
            yield item.problem(("parent",), f"'{model.parent}' is not a family", "set family: true there")
        if not model.family:
            continue
        if slug not in parents and not model.draft and not context.broken:
            yield item.problem(("family",), "no method names this family as its parent", "add members")
        for name in ("duration", "compute", "scenarios", "cost", "quality", "inference"):
            if getattr(model, name):
                message = "a family takes its numbers from its members"
                yield item.problem((name,), message, "move them to the members")


def tiers_are_complete(context: Context) -> Iterator[Problem]:
    """A method has what its tier requires (schema/tiers.py)."""
    for item in context.methods.values():
        model: Method = item.model
        if model.draft:
            continue
        counted = AT_LEAST[model.tier]
        for path in required_fields(model.tier, family=model.family):
            if path in counted:
                continue
            value: Any = model
            for part in path.split("."):
                value = getattr(value, part, None)
            if value is None or value in ([], {}, ""):
                told = say("tier_lacks", tier=model.tier, path=path)
                yield item.problem(tuple(path.split(".")), *told)
        for name, least in counted.items():
            count = len(getattr(model, name))
            if count < least:
                yield item.problem((name,), *say("tier_few", tier=model.tier, limit=least, size=count))
        yield from _sources_suffice(context, item)


def _sources_suffice(context: Context, item: Item) -> Iterator[Problem]:
    if context.broken:
        return
    cited = cited_sources(item, context.facts)
    cited.update(item.model.further_reading)
    needed = SOURCES[item.model.tier]
    if len(cited) < needed:
        message = f"a tier-{item.model.tier} method needs {needed} sources and cites {len(cited)}"
        yield item.problem(("sources",), message, "cite more or lower the tier")
    kinds = {context.source_kinds[key] for key in cited if key in context.source_kinds}
    if needed and not kinds & {"paper", "docs", "standard"}:
        message = "cites no paper and no official documentation"
        yield item.problem(("sources",), message, "add one")


def reasons_do_not_clash(context: Context) -> Iterator[Problem]:
    """One property of a situation does not speak both for and against a method."""
    for item in context.methods.values():
        when = item.model.when
        if when is None:
            continue
        good = [reason.tag for reason in when.good_if]
        for name, reasons in (("good_if", when.good_if), ("avoid_if", when.avoid_if)):
            counts = Counter(reason.tag for reason in reasons)
            for index, reason in enumerate(reasons):
                where: Path_ = ("when", name, index, "tag")
                if counts[reason.tag] > 1:
                    yield item.problem(where, f"'{reason.tag}' is listed twice", "keep one reason")
                elif name == "avoid_if" and reason.tag in good:
                    yield item.problem(where, f"'{reason.tag}' is also under good_if", "decide for one")


def terms_do_not_repeat_methods(context: Context) -> Iterator[Problem]:
    """A published term explains itself; a draft may be a line."""
    for item in context.entries:
        if isinstance(item.model, Term) and not item.draft and not item.model.explanation:
            yield item.problem(("explanation",), *say("term_unexplained"))
