"""`atlas evaluate`: loads the questions, measures each system, and keeps what was found."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from assistant import evaluation_report
from assistant.errors import ModelError
from assistant.evaluate import Asked, Measured, measured, run
from assistant.fresh_process import Fresh, FreshProcessFailed, measure_fresh
from assistant.passages import passages_of
from assistant.question_set import GoldQuestion, load_question_set
from assistant.systems import Progress, Recipe, open_system, recipes
from generator.content import load_content
from generator.problems import ContentError, Problem
from generator.publish import write_text


class EvaluationFailed(Exception):
    """Nothing could be measured; the message says why."""


@dataclass
class Evaluation:
    """One evaluation. `progress` makes, for a word on what is done, something to tell (done, total)."""

    content_dir: Path
    cache_dir: Path
    progress: Callable[[str], Progress]
    questions: list[GoldQuestion] = field(default_factory=list)
    calibration: list[GoldQuestion] = field(default_factory=list)
    runs: list[tuple[Measured, list[Asked]]] = field(default_factory=list)
    fresh: Fresh | None = None

    def load(self, files: Sequence[Path], calibration: Path | None) -> None:
        """Read all questions. Raises ContentError with every fault, also of ids or sets that overlap."""
        self.questions = list(chain.from_iterable(load_question_set(file) for file in files))
        self.calibration = load_question_set(calibration) if calibration else []
        seen: set[str] = set()
        for question in self.questions:
            if question.id in seen:
                raise _fault(files[-1], f"'{question.id}' is the id of a question of another file too")
            seen.add(question.id)
        words = {question.question for question in self.questions}
        if both := [question.id for question in self.calibration if question.question in words]:
            message = f"{both[0]} is also among the questions to measure; it must be used for nothing else"
            raise _fault(calibration or files[-1], message)

    def run(self, *, baselines: bool, keep: Path | None, fresh: bool) -> None:
        """Measure the full pipeline first, then what it is compared with.

        Raises ContentError if the content has problems, EvaluationFailed if the model is missing.
        """
        passages = {passage.id: passage for passage in passages_of(load_content(self.content_dir))}
        try:
            for recipe in recipes(baselines):
                system, assistant = open_system(
                    recipe, self.content_dir, self.cache_dir, self.calibration, self.progress("embedded")
                )
                if keep and recipe == recipes(False)[0]:
                    assistant.judge.save(keep, self._note(recipe))
                asked = run(system, self.questions, passages, self.progress(f"{recipe.name}: asked"))
                self.runs.append((measured(recipe.name, asked), asked))
            if fresh:
                self.fresh = measure_fresh(self.questions, self.content_dir, self.cache_dir)
        except (ModelError, FreshProcessFailed, OSError) as error:
            raise EvaluationFailed(str(error)) from error

    def tables(self) -> str:
        """What was measured, as Markdown."""
        return evaluation_report.render_tables([figures for figures, _ in self.runs], self.fresh)

    def misses(self, most: int) -> str:
        """What the full pipeline got wrong."""
        return evaluation_report.render_misses(self.runs[0][1], most)

    def save(self, path: Path) -> None:
        """Write everything as JSON."""
        data = evaluation_report.as_data(self.runs, self.fresh)
        write_text(path, json.dumps(data, indent=1, ensure_ascii=False) + "\n")

    def _note(self, recipe: Recipe) -> str:
        refuse = sum(not question.answerable for question in self.calibration)
        form = f"selector {recipe.variant.selector}, embedder {recipe.variant.embedder}"
        return f"calibrated on {len(self.calibration)} questions, {refuse} of them unanswerable; {form}"


def _fault(path: Path, message: str) -> ContentError:
    return ContentError([Problem(str(path), 1, 1, "id", message)])
