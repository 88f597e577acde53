"""Load a content folder: every file read, checked and joined, or every problem reported."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from generator.memory import Loaded, Memory, Read, stamp_of
from generator.messages import explain
from generator.problems import ContentError, Problem, did_you_mean
from generator.words import words_with
from generator.yaml_reader import Document, read_yaml
from schema.base import Model
from schema.comparison import Comparison
from schema.evidence import Fact, Source
from schema.guide import Guide
from schema.method import Method
from schema.prices import Prices
from schema.scales import ORDINALS, Scales
from schema.site import Site
from schema.tables import Tables
from schema.term import Term
from schema.vocabulary import LIST_NAMES, Vocabulary
from schema.wizard import Wizard

Entry = Method | Term | Guide
Lists = dict[str, tuple[str, ...]]

FOLDERS: dict[str, type[Model]] = {
    "methods": Method,
    "terms": Term,
    "guides": Guide,
    "comparisons": Comparison,
}
FILES: dict[str, type[Model]] = {
    "site": Site,
    "vocabulary": Vocabulary,
    "scales": Scales,
    "tables": Tables,
    "wizard": Wizard,
    "prices": Prices,
}


@dataclass(frozen=True)
class Content:
    """All content, checked. Drafts are read and checked but kept apart.

    Maps are in the order of their keys; `documents` finds the file of a model, for messages.
    """

    site: Site
    vocabulary: Vocabulary
    scales: Scales
    tables: Tables
    wizard: Wizard
    prices: Prices
    methods: Mapping[str, Method]
    terms: Mapping[str, Term]
    guides: Mapping[str, Guide]
    comparisons: Mapping[str, Comparison]
    drafts: tuple[str, ...]
    documents: Mapping[str, Document] = field(repr=False, compare=False)
    memo: dict[str, Any] = field(init=False, default_factory=dict, repr=False, compare=False)
    """What costs much to work out from this content, and is asked for more than once."""

    @cached_property
    def words(self) -> Mapping[str, str]:
        """The words of the interface by key."""
        return words_with(self.site.words)

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """Methods, terms and guides by slug: they share one namespace."""
        return {**self.methods, **self.terms, **self.guides}

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """The whole bibliography by key."""
        owners: list[Any] = [*self.entries.values(), *self.comparisons.values(), self.prices]
        return {source.key: source for owner in owners for source in owner.sources}

    @cached_property
    def facts(self) -> Mapping[str, Fact]:
        """Every fact by `entry#id`."""
        owners: list[Any] = [*self.entries.values(), *self.comparisons.values()]
        return {f"{owner.slug}#{fact.id}": fact for owner in owners for fact in owner.facts}


def load_content(root: Path, memory: Memory | None = None) -> Content:
    """Read and check everything under `root`; with a memory, read only files that changed since.

    Raises ContentError with every problem of every file; an empty or missing folder of
    entries is fine, a missing file such as `scales.yaml` is a problem.
    """
    with _collector_paused():
        return _load(root, memory or Memory())


@contextlib.contextmanager
def _collector_paused() -> Iterator[None]:
    """Loading makes many objects and no cyclic garbage: looking for it costs a tenth of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _load(root: Path, memory: Memory) -> Content:
    from generator.checks import check_content  # checks need Loaded: the arrow points there

    reading = Reading(root, memory)
    shared = reading.shared_files()
    if shared is None:
        raise ContentError(reading.problems)
    models = reading.entry_files()
    memory.forget_all_but(reading.documents)
    loaded = Loaded(shared, models, reading.documents)
    problems = [*reading.problems, *check_content(loaded, memory.items)]
    if problems:
        raise ContentError(problems)
    memory.loaded = loaded
    return assemble(shared, models, reading.documents)


def read_lists(root: Path) -> dict[str, list[tuple[str, str]]]:
    """The closed lists of a content folder: (key, label) in order, by list name.

    Raises ContentError if one of the files they stand in cannot be read.
    """
    reading = Reading(root)
    shared = reading.shared_files()
    if shared is None:
        raise ContentError(reading.problems)
    return lists_of(shared["vocabulary"], shared["scales"], shared["tables"])


def lists_of(vocabulary: Vocabulary, scales: Scales, tables: Tables) -> dict[str, list[tuple[str, str]]]:
    """The closed lists: (key, label) in order, by list name."""
    lists = {name: [(c.key, c.label) for c in getattr(vocabulary, name)] for name in LIST_NAMES}
    for name in ORDINALS:
        levels = getattr(scales.ordinals, name).levels
        lists[name] = [(level.key, level.label) for level in levels]
    lists["aspects"] = [(aspect.key, aspect.label) for aspect in tables.pair_aspects]
    return lists


class Reading:
    """Reads files of one content folder and gathers their problems."""

    def __init__(self, root: Path, memory: Memory | None = None) -> None:
        self.root, self.memory = root, memory or Memory()
        self.problems: list[Problem] = []
        self.documents: dict[str, Document] = {}
        self.lists: Lists = {}

    def shared_files(self) -> dict[str, Any] | None:
        """The files every entry depends on. None if the closed lists cannot be known."""
        if not self.root.is_dir():
            self.problems.append(
                Problem(str(self.root), 1, 1, "", "is not a folder", "give a content folder")
            )
            return None
        found: dict[str, Any] = {}
        for name, model in FILES.items():
            found[name] = self.load(self.root / f"{name}.yaml", model)
            if name == "vocabulary" and found[name]:
                self._add_lists(found[name])
            if name == "scales" and found[name]:
                self._add_ordinals(found[name])
            if name == "tables" and found[name]:
                self.lists["aspects"] = tuple(a.key for a in found[name].pair_aspects)
        known = all(found[name] for name in ("vocabulary", "scales", "tables"))
        return found if known else None

    def entry_files(self) -> dict[str, dict[str, Any]]:
        """Models by folder and slug; None where the file has problems."""
        self._refuse_strangers()
        models: dict[str, dict[str, Any]] = {}
        for folder, model in FOLDERS.items():
            models[folder] = {}
            for path in self._yaml_files(folder):
                entry = self.load(path, model)
                if entry is not None and entry.slug != path.stem:
                    document = self.documents[self.name(path)]
                    self.problems.append(
                        document.problem(
                            ("slug",),
                            f"'{entry.slug}' is not the file's name '{path.stem}'",
                            "rename the file or correct the slug",
                        )
                    )
                models[folder][path.stem] = entry
        return models

    def _refuse_strangers(self) -> None:
        """A misspelt folder would otherwise be left out without a word."""
        known = {*FOLDERS, *(f"{name}.yaml" for name in FILES)}
        for path in sorted(self.root.iterdir()):
            if path.name not in known and not path.name.startswith("."):
                near = did_you_mean(path.name, known)
                problem = Problem(
                    self.name(path), 1, 1, "", "is no part of the content", near or "move it away"
                )
                self.problems.append(problem)

    def _yaml_files(self, folder: str) -> Iterator[Path]:
        for path in sorted((self.root / folder).glob("*")):
            if path.name.startswith("."):
                continue
            if path.suffix == ".yaml" and path.is_file():
                yield path
            else:
                hint = f"rename it to {path.stem}.yaml" if path.suffix == ".yml" else "move it away"
                self.problems.append(Problem(self.name(path), 1, 1, "", "is not a .yaml file", hint))

    def load(self, path: Path, model: type[Model]) -> Any:
        """The model of a file, or None if it has problems."""
        name, stamp = self.name(path), stamp_of(path)
        lists = hash(tuple(self.lists.items()))
        read = self.memory.find(name, stamp, lists)
        if read is None:
            read = Read(stamp, lists, *self._read(path, name, model))
            self.memory.keep(name, read)
        self.problems.extend(read.problems)
        if read.document is not None:
            self.documents[name] = read.document
        return read.model

    def _read(
        self, path: Path, name: str, model: type[Model]
    ) -> tuple[Document | None, Any, tuple[Problem, ...]]:
        document = read_yaml(path, name)
        if isinstance(document, Problem):
            return None, None, (document,)
        if not isinstance(document.data, dict):
            problem = document.problem((), "must be a map of keys", "write 'key: value' lines")
            return document, None, (problem,)
        try:
            return document, model.model_validate(document.data, context=self._context), ()
        except ValidationError as error:
            return document, None, tuple(problems_of(error, document, model))

    @property
    def _context(self) -> dict[str, Any] | None:
        """The closed lists; None if a file with some of them has problems: check shapes only."""
        return {"lists": self.lists} if {"tags", "access", "aspects"} <= self.lists.keys() else None

    def name(self, path: Path) -> str:
        """A file's name as messages give it."""
        return f"{self.root.absolute().name}/{path.relative_to(self.root).as_posix()}"

    def take_lists(self, shared: Mapping[str, Any]) -> None:
        """The closed lists, from shared files read before."""
        self._add_lists(shared["vocabulary"])
        self._add_ordinals(shared["scales"])
        self.lists["aspects"] = tuple(aspect.key for aspect in shared["tables"].pair_aspects)

    def _add_lists(self, vocabulary: Vocabulary) -> None:
        for name in LIST_NAMES:
            self.lists[name] = tuple(choice.key for choice in getattr(vocabulary, name))

    def _add_ordinals(self, scales: Scales) -> None:
        for name in ORDINALS:
            levels = getattr(scales.ordinals, name).levels
            self.lists[name] = tuple(level.key for level in levels)


def problems_of(error: ValidationError, document: Document, model: type[BaseModel]) -> Iterator[Problem]:
    """The problems behind a failed validation, each at its place in the file."""
    for detail in error.errors(include_url=False):
        told = explain(detail, model)
        yield document.problem(told.where, told.message, told.hint, at_key=told.at_key)


def assemble(
    shared: Mapping[str, Any],
    models: Mapping[str, Mapping[str, Any]],
    documents: Mapping[str, Document],
) -> Content:
    """Content of files without problems, drafts apart."""

    def published(folder: str) -> dict[str, Any]:
        return {slug: model for slug, model in models[folder].items() if not model.draft}

    drafts = [f"{folder}/{slug}" for folder in FOLDERS for slug, m in models[folder].items() if m.draft]
    parts: dict[str, Any] = {**shared, **{folder: published(folder) for folder in FOLDERS}}
    return Content(**parts, drafts=tuple(drafts), documents=documents)
