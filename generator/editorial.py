"""Slow or stylistic checks, run on request: advice about prose and doubles, never about dates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from generator.content import Content
from generator.plain import plain_text
from generator.problems import Problem
from generator.prose import CODE, sentences
from generator.texts import texts
from generator.yaml_reader import Path_
from schema.method import Method
from schema.term import Term

LONGEST_SENTENCE = 38  # words
ANSWER_WORDS = (35, 130)
NEAR_DUPLICATE = 0.8  # share of common five-word runs

_LEANS_ON_CONTEXT = re.compile(
    r"\b(?:as (?:above|below|mentioned|described|noted)|see above|the above|the former|the latter)\b"
    r"|^(?:It|They|This|That|These|Those|Such)\b",
    re.I,
)
_WORD = re.compile(r"[\w'’-]+")

Owner = tuple[str, Any]  # file below the content folder, model


def check_editorial(content: Content) -> Iterator[Problem]:
    """Every remark of every editorial check, for content that is already valid."""
    owners = list(_owners(content))
    for check in CHECKS:
        yield from check(content, owners)


def _owners(content: Content) -> Iterator[Owner]:
    for folder in ("methods", "terms", "guides", "comparisons"):
        for slug, model in getattr(content, folder).items():
            yield f"{folder}/{slug}.yaml", model


def _problem(content: Content, file: str, where: Path_, message: str, hint: str) -> Problem:
    root = next(iter(content.documents)).split("/", 1)[0]
    return content.documents[f"{root}/{file}"].problem(where, message, hint)


def sentences_are_short(content: Content, owners: Iterable[Owner]) -> Iterator[Problem]:
    """A newcomer loses the thread in a sentence of more than 38 words."""
    for file, model in owners:
        for where, text, _ in texts(model):
            for sentence in sentences(plain_text(text, content.facts, model.slug)):
                count = len(_WORD.findall(sentence))
                if count > LONGEST_SENTENCE:
                    message = f"a sentence of {count} words: '{' '.join(sentence.split()[:6])} …'"
                    yield _problem(content, file, where, message, f"at most {LONGEST_SENTENCE} read well")


def answers_stand_alone(content: Content, owners: Iterable[Owner]) -> Iterator[Problem]:
    """An answer is quoted by itself: it names its subject and has 40 to 120 words."""
    low, high = ANSWER_WORDS
    for file, model in owners:
        for index, question in enumerate(getattr(model, "questions", ())):
            where = ("questions", index, "answer")
            words = len(_WORD.findall(plain_text(question.answer, content.facts, model.slug)))
            if not low <= words <= high:
                yield _problem(content, file, where, f"has {words} words", "aim at 40 to 120")
            if match := _LEANS_ON_CONTEXT.search(question.answer):
                message = f"'{match.group()}' leans on text outside the answer"
                yield _problem(content, file, where, message, "name the subject")


def reasons_stand_alone(content: Content, owners: Iterable[Owner]) -> Iterator[Problem]:
    """Advantages, drawbacks and risks are quoted one by one."""
    for file, model in owners:
        quoted: list[tuple[Path_, str]] = []
        for name in ("pros", "cons"):
            quoted += [((name, i), text) for i, text in enumerate(getattr(model, name, ()))]
        quoted += [(("risks", i, "text"), risk.text) for i, risk in enumerate(getattr(model, "risks", ()))]
        for where, text in quoted:
            if match := _LEANS_ON_CONTEXT.search(text):
                message = f"'{match.group()}' leans on text outside the sentence"
                yield _problem(content, file, where, message, "name the subject")
            if not text.rstrip().endswith((".", "?", "!")):
                yield _problem(content, file, where, "is not a whole sentence", "end it with a full stop")


def texts_are_not_repeated(content: Content, owners: Iterable[Owner]) -> Iterator[Problem]:
    """The same passage in two places will disagree one day."""
    seen: dict[str, list[int]] = {}
    known: list[tuple[str, Path_, set[str]]] = []
    for file, model in owners:
        for where, text, _ in texts(model):
            runs = _runs(plain_text(text, content.facts, model.slug))
            if len(runs) < 12:
                continue
            counts: dict[int, int] = {}
            for run in runs:
                for other in seen.setdefault(run, []):
                    counts[other] = counts.get(other, 0) + 1
            for other, common in counts.items():
                other_file, other_where, other_runs = known[other]
                if common / min(len(runs), len(other_runs)) >= NEAR_DUPLICATE:
                    message = f"repeats {other_file} ({'.'.join(map(str, other_where))})"
                    yield _problem(content, file, where, message, "say it once and link to it")
            for run in runs:
                seen[run].append(len(known))
            known.append((file, where, runs))


def _runs(text: str) -> set[str]:
    words = [word.lower() for word in _WORD.findall(text)]
    return {" ".join(words[i : i + 5]) for i in range(len(words) - 4)}


def sources_have_one_key(content: Content, owners: Iterable[Owner]) -> Iterator[Problem]:
    """One source under two keys splits its backlinks."""
    seen: dict[str, str] = {}
    for file, model in owners:
        for index, source in enumerate(model.sources):
            for name in filter(None, (source.id, source.url.rstrip("/"))):
                first = seen.setdefault(name.lower(), source.key)
                if first != source.key:
                    message = f"'{source.key}' and '{first}' share {name}"
                    yield _problem(content, file, ("sources", index, "key"), message, "keep one")


_ACRONYM = re.compile(r"(?<![\w/.-])[A-Z][A-Z]+s?(?![\w/.-])")


def acronyms_are_defined(content: Content, owners: Iterable[Owner]) -> Iterator[Problem]:
    """An acronym is an entry's name, known to all, or written out beside itself on the page."""
    known = set(content.vocabulary.known_acronyms)
    named: list[Method | Term] = [*content.methods.values(), *content.terms.values()]
    for entry in named:
        for name in (entry.name, *entry.aliases, *entry.plurals):
            known.update(_ACRONYM.findall(name))
    known.update([f"{name}s" for name in known])
    for file, model in owners:
        found: dict[str, Path_] = {}
        whole = []
        for where, text, _ in texts(model):
            plain = plain_text(CODE.sub("", text), content.facts, model.slug)
            whole.append(plain)
            for acronym in _ACRONYM.findall(plain):
                found.setdefault(acronym, where)
        page = " ".join(whole)
        for acronym, where in found.items():
            if acronym not in known and f"({acronym})" not in page and f"{acronym} (" not in page:
                hint = "write it out once, or add a glossary term"
                yield _problem(content, file, where, f"'{acronym}' is not explained on the page", hint)


Check = Callable[[Content, Iterable[Owner]], Iterator[Problem]]
CHECKS: tuple[Check, ...] = (
    sentences_are_short,
    answers_stand_alone,
    reasons_stand_alone,
    texts_are_not_repeated,
    sources_have_one_key,
    acronyms_are_defined,
)
