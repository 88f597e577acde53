"""Rules across fields and files: one small function for each, all run, none stops another."""

from __future__ import annotations

import graphlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, get_args

from generator.problems import Problem, did_you_mean
from generator.prose import CODE, HTML, IMAGE, TOKEN, References, find_references, uncited_numbers
from generator.texts import texts
from generator.yaml_reader import Document, Path_
from schema.base import Estimated, Text
from schema.comparison import Comparison
from schema.method import Method
from schema.prices import CalculatorKey, Prices
from schema.scales import Scales
from schema.tables import Tables
from schema.term import Term
from schema.tiers import AT_LEAST, SOURCES, required_fields
from schema.vocabulary import Vocabulary
from schema.wizard import Wizard

if TYPE_CHECKING:
    from generator.content import Loaded


@dataclass(frozen=True)
class Item:
    """A model that could be read, with its file and all of its running text."""

    model: Any
    document: Document
    folder: str  # "" for the shared files

    @cached_property
    def texts(self) -> list[tuple[Path_, str, Text, References]]:
        return [(where, text, mark, find_references(text)) for where, text, mark in texts(self.model)]

    @property
    def slug(self) -> str:
        return getattr(self.model, "slug", "")

    @property
    def draft(self) -> bool:
        return getattr(self.model, "draft", False)

    def problem(self, where: Path_, message: str, hint: str = "") -> Problem:
        return self.document.problem(where, message, hint)


@dataclass(frozen=True)
class Context:
    """What the checks look at: every readable file, and what is known of the others."""

    items: tuple[Item, ...]
    slugs: Mapping[str, frozenset[str]]  # folder -> slugs, also of files with problems
    broken: bool  # some file could not be read, so absence of a source proves nothing

    @cached_property
    def entries(self) -> list[Item]:
        return [item for item in self.items if item.folder in ("methods", "terms", "guides")]

    @cached_property
    def methods(self) -> dict[str, Item]:
        return {item.slug: item for item in self.items if isinstance(item.model, Method)}

    @cached_property
    def entry_slugs(self) -> frozenset[str]:
        return self.slugs["methods"] | self.slugs["terms"] | self.slugs["guides"]

    @cached_property
    def drafts(self) -> frozenset[str]:
        return frozenset(item.slug for item in self.items if item.draft)

    @cached_property
    def link_targets(self) -> frozenset[str]:
        found = (item.model.tables for item in self.items if isinstance(item.model, Tables))
        tables = frozenset(table.slug for tables in found for table in tables)
        return self.entry_slugs | self.slugs["comparisons"] | tables

    @cached_property
    def sources(self) -> dict[str, Item]:
        return {s.key: item for item in self.items for s in getattr(item.model, "sources", ())}

    @cached_property
    def source_kinds(self) -> dict[str, str]:
        return {s.key: s.kind for item in self.items for s in getattr(item.model, "sources", ())}

    @cached_property
    def facts(self) -> dict[str, Any]:
        return {
            f"{item.slug}#{fact.id}": fact for item in self.items for fact in getattr(item.model, "facts", ())
        }


Check = Callable[[Context], Iterable[Problem]]


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


def slugs_are_unique(context: Context) -> Iterator[Problem]:
    """Methods, terms and guides share one namespace; old slugs stay reserved."""
    owner: dict[str, Item] = {}
    for item in context.entries:
        if item.slug in owner:
            other = owner[item.slug].document.file
            yield item.problem(("slug",), f"'{item.slug}' is also the slug of {other}", "rename one")
        owner.setdefault(item.slug, item)
    for item in context.entries:
        for index, old in enumerate(item.model.former_slugs):
            if old in owner:
                kind = "still the" if owner[old].slug == old else "already a former"
                message = f"'{old}' is {kind} slug of {owner[old].document.file}"
                yield item.problem(("former_slugs", index), message, "remove it here")
            owner.setdefault(old, item)


def addresses_are_free(context: Context) -> Iterator[Problem]:
    """`index` is the list page of its section, and a table shares link targets with entries."""
    for item in context.items:
        slugs: list[tuple[Path_, str]] = [(("slug",), item.slug)]
        if isinstance(item.model, Tables):
            slugs = [(("tables", i, "slug"), table.slug) for i, table in enumerate(item.model.tables)]
        for where, slug in slugs:
            if slug == "index":
                yield item.problem(where, "'index' is the address of the list page", "choose another slug")
            elif not item.folder and slug in context.entry_slugs:
                yield item.problem(where, f"'{slug}' is also the slug of an entry", "rename the table")


def names_are_unique(context: Context) -> Iterator[Problem]:
    """No name, alias or plural may mean two entries."""
    owner: dict[str, Item] = {}
    for item in context.entries:
        if item.folder == "guides":
            continue
        names: list[tuple[Path_, str]] = [(("name",), item.model.name)]
        names += [(("aliases", i), alias) for i, alias in enumerate(item.model.aliases)]
        names += [(("plurals", i), plural) for i, plural in enumerate(item.model.plurals)]
        if isinstance(item.model, Method) and item.model.short_name:
            names.append((("short_name",), item.model.short_name))
        for where, name in names:
            other = owner.setdefault(name.casefold(), item)
            if other is not item:
                message = f"'{name}' already names {other.document.file}"
                yield item.problem(where, message, "keep it in one of the two")


def _reference(
    context: Context, item: Item, where: Path_, slug: str, allowed: frozenset[str], what: str
) -> Iterator[Problem]:
    if slug not in allowed:
        near = did_you_mean(slug, allowed)
        yield item.problem(where, f"there is no {what} '{slug}'", near or "add it or correct the name")
    elif slug in context.drafts and not item.draft:
        yield item.problem(where, f"'{slug}' is a draft", "publish it first or remove the reference")


def references_resolve(context: Context) -> Iterator[Problem]:
    """Slugs in fields name entries that exist."""
    methods, entries = context.slugs["methods"], context.entry_slugs
    for item in context.items:
        model = item.model
        if isinstance(model, Method):
            if model.parent:
                yield from _reference(context, item, ("parent",), model.parent, methods, "method")
            for name in type(model.relations).model_fields:
                for index, slug in enumerate(getattr(model.relations, name)):
                    where: Path_ = ("relations", name, index)
                    if slug == model.slug:
                        yield item.problem(where, "names the entry itself", "remove it")
                    yield from _reference(context, item, where, slug, entries, "entry")
        elif item.folder in ("terms", "guides"):
            for index, slug in enumerate(model.see_also):
                yield from _reference(context, item, ("see_also", index), slug, entries, "entry")
        elif isinstance(model, Comparison):
            for name in ("a", "b"):
                yield from _reference(context, item, (name,), getattr(model, name), entries, "entry")
        elif isinstance(model, Tables):
            for i, table in enumerate(model.tables):
                for j, member in enumerate(table.entries):
                    for k, slug in enumerate(member.methods):
                        place: Path_ = ("tables", i, "entries", j, "methods", k)
                        yield from _reference(context, item, place, slug, methods, "method")
        elif isinstance(model, Wizard):
            lists: list[tuple[Path_, list[str]]] = [(("otherwise",), model.otherwise)]
            lists += [(("rules", i, "methods"), rule.methods) for i, rule in enumerate(model.rules)]
            lists += [(("flow", i, "then"), step.then) for i, step in enumerate(model.flow)]
            for start, slugs in lists:
                for index, slug in enumerate(slugs):
                    yield from _reference(context, item, (*start, index), slug, methods, "method")


def prose_references_resolve(context: Context) -> Iterator[Problem]:
    """Citations, facts and links in running text lead somewhere."""
    for item in context.items:
        for where, _, mark, references in item.texts:
            if not mark.markup and references != find_references(""):
                yield item.problem(where, "must be plain text", "move the citation to the explanation")
                continue
            for key in references.sources:
                yield from _source_exists(context, item, where, key, "cites")
            for owner, name in references.facts:
                yield from _fact_exists(context, item, where, f"{owner or item.slug}#{name}")
            for target in references.links:
                yield from _link_resolves(context, item, where, target)


def _source_exists(context: Context, item: Item, where: Path_, key: str, verb: str) -> Iterator[Problem]:
    owner = context.sources.get(key)
    if owner is None and not context.broken:
        near = did_you_mean(key, context.sources)
        yield item.problem(where, f"{verb} the unknown source '{key}'", near or "add the source")
    elif owner and owner.draft and not item.draft:
        message = f"{verb} the source '{key}', which only the draft '{owner.slug}' defines"
        yield item.problem(where, message, "move the source here")


def _fact_exists(context: Context, item: Item, where: Path_, name: str) -> Iterator[Problem]:
    if name not in context.facts and not context.broken:
        near = did_you_mean(name, context.facts)
        yield item.problem(where, f"refers to the unknown fact '{name}'", near or "add the fact")
    elif name in context.facts and name.split("#")[0] in context.drafts and not item.draft:
        yield item.problem(where, f"refers to the fact '{name}' of a draft", "publish it first")


def _link_resolves(context: Context, item: Item, where: Path_, target: str) -> Iterator[Problem]:
    if target.startswith(("https://", "http://")):
        return
    slug = target.split("#", 1)[0]
    if slug in context.drafts and not item.draft:
        yield item.problem(where, f"links to '{slug}', a draft", "publish it first")
    elif slug not in context.link_targets:
        near = did_you_mean(slug, context.link_targets)
        yield item.problem(where, f"links to the unknown entry '{target}'", near or "use a slug or https://")


def prose_is_light_markdown(context: Context) -> Iterator[Problem]:
    """No HTML, no images and no links that cannot be read: what cannot be checked is not printed."""
    for item in context.items:
        for where, text, _, _ in item.texts:
            if "<" not in text and "](" not in text:
                continue
            bare = CODE.sub("", text)
            if IMAGE.search(bare):
                yield item.problem(where, "holds an image", "describe it in words")
            elif "](" in TOKEN.sub("", text):
                hint = "write [words](slug) or [words](https://…), without spaces, quotes or brackets"
                yield item.problem(where, "holds a link that cannot be read", hint)
            if HTML.search(bare):
                yield item.problem(where, "holds HTML", "use Markdown, or put code in backticks")


def numbers_have_evidence(context: Context) -> Iterator[Problem]:
    """Every number in running text is cited, a fact, or marked as an estimate or example."""
    for item in context.items:
        if item.draft:
            continue
        for where, text, mark, _ in item.texts:
            if not mark.numbers:
                continue
            for number, _sentence in uncited_numbers(text):
                hint = "cite it [@source], print a fact {entry#fact}, or mark it (estimate) or (example)"
                if not mark.markup:
                    hint = "say it in words; a summary holds no citations"
                yield item.problem(where, f"the number {number} has no evidence", hint)


def sources_are_defined_once(context: Context) -> Iterator[Problem]:
    """A source lives in one file, under one key."""
    owner: dict[str, str] = {}
    for item in context.items:
        for index, source in enumerate(getattr(item.model, "sources", ())):
            first = owner.setdefault(source.key, f"{item.document.file}:{index}")
            if first != f"{item.document.file}:{index}":
                file = first.rsplit(":", 1)[0]
                message = f"the source '{source.key}' is already defined in {file}"
                yield item.problem(("sources", index, "key"), message, "remove it here and cite it by key")


def sources_are_used(context: Context) -> Iterator[Problem]:
    """A source nobody cites is clutter; a cited key that does not exist is an error."""
    if context.broken:
        return
    used: set[str] = set()
    for item in context.items:
        used.update(key for _, _, _, found in item.texts for key in found.sources)
        used.update(fact.source for fact in getattr(item.model, "facts", ()))
        used.update(getattr(item.model, "further_reading", ()))
        used.update(price.source for price in getattr(item.model, "prices", ()) if price.source)
    for item in context.items:
        for index, source in enumerate(getattr(item.model, "sources", ())):
            if source.key not in used:
                message = f"the source '{source.key}' is never cited"
                hint = "cite it, list it under further_reading, or remove it"
                yield item.problem(("sources", index, "key"), message, hint)


def evidence_resolves(context: Context) -> Iterator[Problem]:
    """Facts, prices and reading lists name sources that exist; fact ids are unique in a file."""
    for item in context.items:
        facts = getattr(item.model, "facts", ())
        named: list[tuple[Path_, str]] = [(("facts", i, "source"), f.source) for i, f in enumerate(facts)]
        named += [
            (("further_reading", i), key) for i, key in enumerate(getattr(item.model, "further_reading", ()))
        ]
        for i, price in enumerate(getattr(item.model, "prices", ())):
            if price.source:
                named.append((("prices", i, "source"), price.source))
            if (price.source is None) == (price.basis is None):
                yield item.problem(("prices", i), "needs either a source or a basis", "give one of the two")
        for where, key in named:
            yield from _source_exists(context, item, where, key, "names")
        counts = Counter(fact.id for fact in facts)
        for i, fact in enumerate(facts):
            if counts[fact.id] > 1:
                yield item.problem(("facts", i, "id"), f"the fact '{fact.id}' is defined twice", "rename one")


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
                yield from _fact_exists(context, item, (*where, "facts", index), name)
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


def relations_have_no_cycles(context: Context) -> Iterator[Problem]:
    """Families form a tree, and nothing comes before itself."""
    methods = {slug: item.model for slug, item in context.methods.items()}
    edges: dict[str, Callable[[Method], list[str]]] = {
        "parent": lambda m: [m.parent] if m.parent else [],
        "precedes": lambda m: m.relations.precedes,
        "needs": lambda m: m.relations.needs,
        "grew_from": lambda m: m.relations.grew_from,
    }
    for name, follow in edges.items():
        graph = {slug: follow(method) for slug, method in methods.items()}
        if _has_no_cycle(graph):
            continue
        for slug in methods:
            cycle = _cycle_through(slug, graph)
            if cycle and slug == min(cycle):
                where: Path_ = ("parent",) if name == "parent" else ("relations", name)
                message = "makes a circle: " + " → ".join([*cycle, slug])
                yield context.methods[slug].problem(where, message, "remove one of the steps")


def _has_no_cycle(graph: Mapping[str, list[str]]) -> bool:
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError:
        return False
    return True


def _cycle_through(start: str, edges: Mapping[str, list[str]]) -> list[str]:
    """A shortest path from a node back to itself, without the last step; empty if none."""
    paths, seen = [[start]], {start}
    while paths:
        path = paths.pop(0)
        for target in edges.get(path[-1], ()):
            if target == start:
                return path
            if target not in seen:
                seen.add(target)
                paths.append([*path, target])
    return []


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
                message = f"a tier-{model.tier} method needs '{path}'"
                yield item.problem(tuple(path.split(".")), message, "fill it in or lower the tier")
        for name, least in counted.items():
            count = len(getattr(model, name))
            if count < least:
                message = f"a tier-{model.tier} method needs {least} of these and has {count}"
                yield item.problem((name,), message, "add more or lower the tier")
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


def cited_sources(item: Item, facts: Mapping[str, Any]) -> set[str]:
    """Keys of the sources a file rests on: cited in its text, or behind facts it prints."""
    keys = {key for _, _, _, found in item.texts for key in found.sources}
    for _, _, _, found in item.texts:
        for owner, name in found.facts:
            fact = facts.get(f"{owner or item.slug}#{name}")
            keys.update([fact.source] if fact else [])
    keys.update(fact.source for fact in getattr(item.model, "facts", ()))
    return keys


def comparisons_are_named(context: Context) -> Iterator[Problem]:
    """A comparison's slug is its two entries in alphabetical order."""
    for item in context.items:
        model = item.model
        if not isinstance(model, Comparison):
            continue
        if model.a == model.b:
            yield item.problem(("b",), "is the same entry as a", "name another one")
        elif model.a > model.b:
            yield item.problem(("a",), "must come before b in the alphabet", "swap a and b, with their texts")
        elif model.slug != f"{model.a}--{model.b}":
            yield item.problem(("slug",), f"must be '{model.a}--{model.b}'", "rename the file and the slug")
        pair = {model.a, model.b}
        if pair <= context.entry_slugs and not pair <= context.slugs["methods"] and not model.aspects:
            message = "a pair with a term needs rows of its own"
            yield item.problem(("aspects",), message, "write three to six aspects")


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


def terms_do_not_repeat_methods(context: Context) -> Iterator[Problem]:
    """A published term explains itself; a draft may be a line."""
    for item in context.entries:
        if isinstance(item.model, Term) and not item.draft and not item.model.explanation:
            yield item.problem(
                ("explanation",), "a published term needs an explanation", "write it or set draft: true"
            )


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
    terms_do_not_repeat_methods,
)
