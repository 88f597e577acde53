"""Content of a folder somebody is working in: one saved file is read and checked by itself.

What one file can break in others is checked too, but only if what others can see of it has
changed; otherwise that waits for `check_all`, which is what `load_content` does.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Collection
from pathlib import Path
from typing import Any

from generator import check_evidence, check_methods, check_names
from generator.check_context import Check, Context, Item
from generator.checks import context_of
from generator.content import FOLDERS, Content, Reading, assemble, load_content
from generator.memory import Loaded, Memory
from generator.problems import ContentError

# Checks that look at one file after the other, and at others only to see whether something exists.
_OF_ONE_FILE: tuple[Check, ...] = (
    check_names.references_resolve,
    check_names.prose_references_resolve,
    check_names.comparisons_are_named,
    check_evidence.prose_is_light_markdown,
    check_evidence.numbers_have_evidence,
    check_evidence.evidence_resolves,
    check_methods.ranges_are_ordered,
    check_methods.training_is_consistent,
    check_methods.tiers_are_complete,
    check_methods.reasons_do_not_clash,
    check_methods.terms_do_not_repeat_methods,
)


# What checks of one file look up, gathered from all files.
_OF_ALL_FILES = ("drafts", "link_targets", "sources", "source_kinds", "facts")


class LiveContent:
    """The last good content of a folder, and what has to be read again after a change."""

    def __init__(self, root: Path) -> None:
        self._root, self._memory = root, Memory()
        self._context: Context | None = None
        self.content = self.check_all()

    def check_all(self) -> Content:
        """Read what has changed and check everything. Raises ContentError; `content` stays then."""
        self.content = load_content(self._root, self._memory)
        assert self._memory.loaded
        self._context = context_of(self._memory.loaded, self._memory.items)
        for name in _OF_ALL_FILES:  # now, so that nobody who has saved a file waits for it
            getattr(self._context, name)
        return self.content

    def change(self, paths: Collection[Path]) -> bool:
        """Take over saved files; whether all checks have run. Raises ContentError as `check_all`."""
        reading = Reading(self._root, self._memory)
        for path in paths:
            self._memory.suspect(reading.name(path))
        if len(paths) == 1 and self._change_alone(next(iter(paths)), reading):
            return False
        self.check_all()
        return True

    def _change_alone(self, path: Path, reading: Reading) -> bool:
        """Take over a file whose change others cannot see; False if it is not of that kind."""
        loaded, whole = self._memory.loaded, self._context
        folder, slug = path.parent.name, path.stem
        if not (loaded and whole and path.parent.parent == self._root and folder in FOLDERS):
            return False
        before = loaded.entries[folder].get(slug)
        if before is None or path.suffix != ".yaml" or not path.is_file():
            return False
        reading.take_lists(loaded.shared)
        model = reading.load(path, FOLDERS[folder])
        if model is None:
            raise ContentError(reading.problems)
        document = reading.documents[reading.name(path)]
        item = Item(model, document, folder)
        if _seen_by_others(item) != _seen_by_others(self._memory.items[document.file]):
            return False
        alone = _alone(item, whole)
        if problems := [p for check in _OF_ONE_FILE for p in check(alone)]:
            raise ContentError(problems)
        self._memory.items[document.file] = item
        entries = {**loaded.entries, folder: {**loaded.entries[folder], slug: model}}
        documents = {**loaded.documents, document.file: document}
        self._memory.loaded = Loaded(loaded.shared, entries, documents)
        self.content = _with_maps_of(self.content, assemble(loaded.shared, entries, documents), model)
        return True


def _with_maps_of(before: Content, now: Content, changed: Any) -> Content:
    """The content now, with the maps of before: others see no difference in the one model that changed."""
    facts = dict(before.facts)
    if not changed.draft:
        facts.update((f"{changed.slug}#{fact.id}", fact) for fact in changed.facts)
    vars(now).update(sources=before.sources, words=before.words, facts=facts)
    return now


def _alone(item: Item, whole: Context) -> Context:
    """A context with one file, which finds what others define."""
    context = Context((item,), whole.slugs, whole.broken)
    facts = {f"{item.slug}#{fact.id}": fact for fact in item.model.facts}
    vars(context).update({name: getattr(whole, name) for name in _OF_ALL_FILES})
    vars(context).update(
        source_kinds=ChainMap({s.key: s.kind for s in item.model.sources}, whole.source_kinds),
        facts=ChainMap(facts, whole.facts),
    )
    return context


# Everything in a file that a check of another file looks at, beside facts and references.
_SEEN = (
    "slug former_slugs draft name short_name aliases plurals parent family relations see_also a b "
    "sources further_reading"
).split()


def _seen_by_others(item: Item) -> Any:
    references = [(r.sources, r.facts, r.links) for _, _, _, r in item.texts]
    facts = [(fact.id, fact.source) for fact in item.model.facts]
    return [getattr(item.model, name, None) for name in _SEEN], facts, sorted(map(repr, references))
