"""Questions with what a right answer says, one JSON object a line (benchmarks/questions/README.md)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from json import JSONDecodeError
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from generator.messages import explain
from generator.problems import ContentError, Problem
from schema.base import Model


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise PydanticCustomError("regex", "is no regular expression: {why}", {"why": str(error)}) from None
    return pattern


Pattern = Annotated[str, Field(min_length=1), AfterValidator(_compiles)]


def _as_list(fact: object) -> object:
    return [fact] if isinstance(fact, str) else fact


# Expressions of which one must match; a file may write a single one without the list.
KeyFact = Annotated[list[Pattern], Field(min_length=1), BeforeValidator(_as_list)]


class GoldQuestion(Model):
    """A question and what a right answer to it says."""

    id: str = Field(min_length=1)
    question: str = Field(min_length=1)
    history: list[str] = Field([])
    type: Literal["lookup", "compare", "recommend", "refuse"]
    methods: list[str] = Field([])
    key_facts: list[KeyFact] = Field([])
    fact_texts: list[str] = Field([])
    must_not: list[Pattern] = Field([])
    difficulty: int = Field(1, ge=1, le=3)
    scope: str = ""
    wording: str = ""
    source: str = ""
    paraphrase_of: str | None = None

    @property
    def answerable(self) -> bool:
        """Whether the content should answer it."""
        return self.type != "refuse"

    @model_validator(mode="after")
    def _facts_fit_the_type(self) -> GoldQuestion:
        if self.answerable != bool(self.key_facts):
            need = "needs key_facts" if self.answerable else "of type 'refuse' has no key_facts"
            raise PydanticCustomError("facts", "a question {need}", {"need": need})
        if self.fact_texts and len(self.fact_texts) != len(self.key_facts):
            raise PydanticCustomError("facts", "fact_texts must be as many as key_facts", {})
        return self


def load_question_set(path: Path) -> list[GoldQuestion]:
    """The questions of a file, in order.

    Raises ContentError with every fault, each with its line and field: bad JSON, unknown or
    missing fields, expressions that do not compile, ids used twice, no question at all.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError([Problem(str(path), 1, 1, "", f"cannot be read: {error}")]) from None
    read = [(number, _read(str(path), number, line)) for number, line in enumerate(lines, 1) if line.strip()]
    faults = [fault for _, found in read if not isinstance(found, GoldQuestion) for fault in found]
    questions = [(number, found) for number, found in read if isinstance(found, GoldQuestion)]
    faults += _repeated(str(path), questions)
    if not read:
        faults.append(Problem(str(path), 1, 1, "", "holds no question", "write one JSON object a line"))
    if faults:
        raise ContentError(faults)
    return [question for _, question in questions]


def _read(file: str, number: int, line: str) -> GoldQuestion | list[Problem]:
    try:
        given = json.loads(line)
    except JSONDecodeError as error:
        return [Problem(file, number, error.colno, "", f"is no JSON: {error.msg}", source_line=line)]
    except RecursionError:
        return [Problem(file, number, 1, "", "is nested too deeply")]
    if not isinstance(given, dict):
        return [Problem(file, number, 1, "", "is no JSON object", 'write {"id": …, "question": …, …}')]
    try:
        return GoldQuestion.model_validate(given)
    except ValidationError as error:
        return list(_faults(file, number, error))


def _faults(file: str, number: int, error: ValidationError) -> Iterator[Problem]:
    for detail in error.errors(include_url=False):
        told = explain(detail, GoldQuestion)
        message, hint = told.message, told.hint
        if detail["type"] in ("regex", "facts"):
            message = detail["msg"]
        elif detail["type"].endswith("_type"):  # the catalogue's words are about YAML
            message, hint = f"{detail['msg'].removeprefix('Input ')}, not {_shown(detail['input'])}", ""
        yield Problem(file, number, 1, ".".join(str(part) for part in told.where), message, hint)


def _shown(given: object) -> str:
    text = json.dumps(given, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:40]}…"


def _repeated(file: str, questions: Sequence[tuple[int, GoldQuestion]]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for number, question in questions:
        earlier = first.setdefault(question.id, number)
        if earlier != number:
            yield Problem(file, number, 1, "id", f"'{question.id}' stands on line {earlier} already")
