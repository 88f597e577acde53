"""Rules on slugs, names and references: each means one thing, and leads somewhere."""

from __future__ import annotations

import graphlib
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from generator.problems import Problem, did_you_mean
from generator.prose import find_references
from generator.yaml_reader import Path_
from schema.comparison import Comparison
from schema.method import Method
from schema.tables import Tables
from schema.wizard import Wizard

if TYPE_CHECKING:
    pass
from generator.check_context import Context, Item


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


# (folder of the entries, empty for tables and * for any; slug) -> what stands there
_TAKEN = {
    ("", "index"): "the list page",
    ("*", "index"): "the list page",
    ("", "compare"): "the page that compares methods",
    ("methods", "timeline"): "the timeline of methods",
}


def addresses_are_free(context: Context) -> Iterator[Problem]:
    """Pages of the site itself keep their addresses; a table shares link targets with entries."""
    for item in context.items:
        slugs: list[tuple[Path_, str]] = [(("slug",), item.slug)]
        if isinstance(item.model, Tables):
            slugs = [(("tables", i, "slug"), table.slug) for i, table in enumerate(item.model.tables)]
        for where, slug in slugs:
            page = _TAKEN.get((item.folder, slug)) or (_TAKEN.get(("*", slug)) if item.folder else None)
            if page:
                yield item.problem(where, f"'{slug}' is the address of {page}", "choose another slug")
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
            for number, stage in enumerate(model.stages):
                if stage.entry:
                    place = ("stages", number, "entry")
                    yield from _reference(context, item, place, stage.entry, methods, "method")
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
                yield from source_exists(context, item, where, key, "cites")
            for owner, name in references.facts:
                yield from fact_exists(context, item, where, f"{owner or item.slug}#{name}")
            for target in references.links:
                yield from _link_resolves(context, item, where, target)


def source_exists(context: Context, item: Item, where: Path_, key: str, verb: str) -> Iterator[Problem]:
    owner = context.sources.get(key)
    if owner is None and not context.broken:
        near = did_you_mean(key, context.sources)
        yield item.problem(where, f"{verb} the unknown source '{key}'", near or "add the source")
    elif owner and owner.draft and not item.draft:
        message = f"{verb} the source '{key}', which only the draft '{owner.slug}' defines"
        yield item.problem(where, message, "move the source here")


def fact_exists(context: Context, item: Item, where: Path_, name: str) -> Iterator[Problem]:
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
