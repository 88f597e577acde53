"""Valid content of any size, the same for the same number: what the benchmarks measure on."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import Any

import yaml

WORDS = (
    "model data weight layer token prompt answer question example training loss gradient batch "
    "memory adapter rank vector index passage search score reward policy sample label scale format "
    "bit cache request latency server cost budget team task domain text language knowledge fact "
    "source result method choice case problem measure check change small large fast slow new old "
    "good poor common rare simple hard keeps gives takes needs finds reads writes learns forgets "
    "improves lowers raises compares stores loads runs stops starts with without from into over "
    "under between because when while"
).split()
METHOD_SHARE = 0.4


def write_content(root: Path, entries: int, shared: Path) -> None:
    """Write `entries` methods and terms under `root`; closed lists and scales come from `shared`."""
    maker = _Maker(random.Random(entries), entries, yaml.safe_load((shared / "vocabulary.yaml").read_text()))
    for name in ("vocabulary", "scales", "site"):
        shutil.copy(shared / f"{name}.yaml", root / f"{name}.yaml")
    for slug in maker.methods:
        _write(root / "methods" / f"{slug}.yaml", maker.method(slug))
    for slug in maker.terms:
        _write(root / "terms" / f"{slug}.yaml", maker.term(slug))
    for folder in ("guides", "comparisons"):
        (root / folder).mkdir(exist_ok=True)
    tables = yaml.safe_load((shared / "tables.yaml").read_text())
    _write(root / "tables.yaml", tables | {"tables": []})
    wizard = yaml.safe_load((shared / "wizard.yaml").read_text())
    first = [maker.methods[0]]
    flow = [{**step, "then": first, "note": "Start here."} for step in wizard["flow"]]
    stages = [{key: value for key, value in stage.items() if key != "entry"} for stage in wizard["stages"]]
    _write(
        root / "wizard.yaml",
        wizard | {"rules": [], "stages": stages, "flow": flow, "otherwise": first},
    )
    _write(root / "prices.yaml", {"schema_version": 1, "as_of": "2026-01-01", "prices": [], "rates": []})


class _Plain(yaml.CSafeDumper):
    """Writes equal values out each time: content files hold no anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _write(path: Path, data: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.dump(data, Dumper=_Plain, sort_keys=False, width=100), encoding="utf-8")


class _Maker:
    def __init__(self, chance: random.Random, entries: int, vocabulary: dict[str, Any]) -> None:
        self.chance, self.vocabulary = chance, vocabulary
        count = round(entries * METHOD_SHARE)
        self.methods = [f"method-{number:04d}" for number in range(count)]
        self.terms = [f"term-{number:04d}" for number in range(entries - count)]

    def method(self, slug: str) -> dict[str, Any]:
        chance, vocabulary = self.chance, self.vocabulary
        number = int(slug.split("-")[1])
        low = chance.choice([0.1, 1, 10, 50])
        span = {"min": low, "max": low * 20, "scenario": "typical"}
        key = f"author-{number}-work"
        cite = f"[@{key}]"
        others = [
            other for other in self.chance.sample(self.methods, min(4, len(self.methods))) if other != slug
        ]
        tags = chance.sample([tag["key"] for tag in vocabulary["tags"]], 6)
        return {
            "schema_version": 1, "slug": slug, "name": _name(slug), "tier": 2,
            "axis": self.pick("axes"), "group": self.pick("groups"), "lifecycle": ["inference"],
            "status": {"value": "established", "as_of": "2026-01-01"}, "introduced": 2020,
            "summary": self.sentence(14), "what_it_is": self.paragraphs(2, cite),
            "how_it_works": self.paragraphs(2, cite),
            "objective": {"primary": self.pick("objectives"), "text": self.sentence(12)},
            "impact": self.sentence(14),
            "scenarios": {"typical": {"title": "A usual case", "model": "8B model", "data": "some examples",
                                      "hardware": "one GPU", "basis": "judgement"}},
            "duration": dict.fromkeys(("training", "setup", "iteration", "calendar"), span),
            "data": {"kinds": [self.pick("data_kinds")], "amount": {**span, "unit": "examples"}},
            "compute": {"gpu_hours": span, "hardware": "one-datacenter-gpu"},
            "access": "weights-training", "hosted": False, "expertise": "medium",
            "changes": {"targets": [self.pick("change_targets")],
                        "trained_share": {**span, "min": 0.001, "max": 0.1},
                        "mergeable": "fully", "reversible": "fully",
                        "artifact": {"kind": "adapter", "size_mb": span}},
            "effects": {"task_quality": 1, "latency": -1}, "control": "learnt-behaviour",
            "maturity": "data-pipeline", "change_speed": "hours",
            "when": {"good_if": [{"tag": tag, "weight": 2, "why": self.sentence(10)} for tag in tags[:3]],
                     "avoid_if": [{"tag": tag, "weight": 1, "why": self.sentence(10)} for tag in tags[3:]]},
            "pros": [self.sentence(12) for _ in range(3)], "cons": [self.sentence(12) for _ in range(3)],
            "risks": [{"kind": "overfitting", "level": 2, "text": self.sentence(12)}],
            "typical_tasks": ["a task", "another task"],
            "examples": [{"title": self.sentence(3), "text": self.paragraphs(1, cite)}],
            "questions": [{"question": self.sentence(8)[:-1] + "?", "answer": self.paragraphs(1, cite)}
                          for _ in range(4)],
            "relations": {"combines_with": others[:2], "alternative_to": others[2:]},
            "facts": [{"id": "finding", "statement": self.sentence(14), "value": "a third", "source": key,
                       "where": "abstract", "checked": "abstract", "on": "2026-01-01", "confidence": "high"}],
            "sources": [self.source(key), self.source(f"{key}-two")],
            "further_reading": [f"{key}-two"], "reviewed": "2026-01-01",
        }  # fmt: skip

    def term(self, slug: str) -> dict[str, Any]:
        key = f"author-{slug}"
        return {
            "schema_version": 1, "slug": slug, "name": _name(slug),
            "aliases": [f"Alias of {_name(slug).lower()}"],
            "category": self.pick("term_categories"), "summary": self.sentence(14),
            "explanation": self.paragraphs(3, f"[@{key}]"),
            "see_also": self.chance.sample(self.terms, min(3, len(self.terms))),
            "questions": [{"question": self.sentence(8)[:-1] + "?", "answer": self.paragraphs(1, f"[@{key}]")}
                          for _ in range(2)],
            "sources": [self.source(key)], "reviewed": "2026-01-01",
        }  # fmt: skip

    def source(self, key: str) -> dict[str, Any]:
        return {
            "key": key, "title": self.sentence(8)[:-1], "authors": "Writer et al.", "year": 2020,
            "kind": "paper", "url": f"https://example.org/{key}", "opened": "2026-01-01",
            "checked": "abstract",
        }  # fmt: skip

    def pick(self, name: str) -> str:
        key: str = self.chance.choice(self.vocabulary[name])["key"]
        return key

    def sentence(self, words: int) -> str:
        return " ".join(self.chance.choices(WORDS, k=words)).capitalize() + "."

    def paragraphs(self, count: int, cite: str) -> str:
        """Paragraphs of four sentences; some name a term, use emphasis or code, one cites."""
        found = []
        for _ in range(count):
            sentences = [self.sentence(self.chance.randint(9, 17)) for _ in range(4)]
            if self.terms:
                sentences[1] = (
                    sentences[1][:-1] + f" as {_name(self.chance.choice(self.terms)).lower()} shows."
                )
            sentences[2] = sentences[2].replace(" model ", " *model* ").replace(" token ", " `token` ")
            sentences[3] = f"{sentences[3][:-1]} {cite}."
            found.append(" ".join(sentences))
        return "\n\n".join(found)


_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def _name(slug: str) -> str:
    """A name in words, for digits in prose would need evidence."""
    kind, number = slug.split("-")
    return f"{kind.capitalize()} {' '.join(_DIGITS[int(digit)] for digit in number)}"
