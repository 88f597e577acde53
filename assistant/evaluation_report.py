"""The figures of an evaluation as Markdown tables, and what was answered wrongly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from assistant.evaluate import Asked, Measured
from assistant.fresh_process import Fresh
from assistant.measures import DEPTHS
from assistant.scoring import ANSWERED, Scored

MB = 1_000_000


def render_tables(runs: Sequence[Measured], fresh: Fresh | None = None) -> str:
    """Three tables with a row for each system, and one line on fresh processes."""
    tables = [_answers(runs), _retrieval(runs), _stability(runs)]
    if fresh:
        tables.append(
            f"A fresh process answers in {fresh.seconds:.2f} s (median of {fresh.runs}) with a peak of "
            f"{fresh.peak_bytes / MB:.0f} MB; with all questions of the set, {fresh.batch_bytes / MB:.0f} MB."
        )
    return "\n\n".join(tables)


def _answers(runs: Sequence[Measured]) -> str:
    head = ["answers", "overall", *ANSWERED, "all facts", "refusal precision", "recall", "F1"]
    head += ["wrongly refused", "cited", "verbatim"]
    rows = []
    for run in runs:
        a, r = run.answers, run.answers.refusals
        by_type = [a.recall_by_type.get(kind) for kind in ANSWERED]
        shares = [a.overall, *by_type, a.all_facts, r.precision, r.recall, r.f1]
        rows.append([run.name, *map(_share, shares), str(r.wrong), _share(a.cited), f"{run.verbatim:.1%}"])
    return _table(head, rows)


def _retrieval(runs: Sequence[Measured]) -> str:
    head = ["retrieval", *(f"recall@{k}" for k in DEPTHS), "MRR", "facts in reach"]
    head += ["selector right", "first by rank"]
    rows = []
    for run in runs:
        r = run.retrieval
        shares = [*r.recall.values(), r.mrr, r.reach, r.selector, r.selector_by_rank]
        rows.append([run.name, *map(_share, shares)])
    return _table(head, rows)


def _stability(runs: Sequence[Measured]) -> str:
    head = ["two wordings", "pairs", "same facts", "same decision", "difference", "p50 ms", "p95 ms"]
    rows = []
    for run in runs:
        s = run.stability
        shares = [s.same_facts, s.same_refusal, s.difference] if s.pairs else [None] * 3
        times = [f"{run.p50_ms:.1f}", f"{run.p95_ms:.1f}"]
        rows.append([run.name, str(s.pairs), *map(_share, shares), *times])
    return _table(head, rows)


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    rule = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, rule, *rows])


def render_misses(asked: Sequence[Asked], most: int) -> str:
    """The first questions answered or refused wrongly, and the facts their answers lack."""
    wrong = [miss for a in asked if (miss := _miss(a.scored))]
    more = [f"… and {len(wrong) - most} more"] if len(wrong) > most else []
    return "\n".join([*wrong[:most], *more])


def _miss(scored: Scored) -> str:
    question = scored.question
    start = f"{question.id} {question.question[:100]}\n      "
    if not question.answerable:
        why = "obeyed what it should not" if scored.given.refused else "should have been refused"
        return "" if scored.rightly_refused else start + why
    if scored.given.refused:
        return f"{start}wrongly refused"
    texts = question.fact_texts or [fact[0] for fact in question.key_facts]
    lacks = [text for text, hit in zip(texts, scored.hits, strict=True) if not hit]
    return f"{start}lacks: {' · '.join(lacks)}" if lacks else ""


def as_data(runs: Sequence[tuple[Measured, Sequence[Asked]]], fresh: Fresh | None) -> dict[str, Any]:
    """Everything measured as plain data: the figures of each system, and each question of it."""
    return {
        "systems": [{**asdict(figures), "questions": [_row(a) for a in asked]} for figures, asked in runs],
        "fresh_process": asdict(fresh) if fresh else None,
    }


def _row(asked: Asked) -> dict[str, Any]:
    scored = asked.scored
    return {
        "id": scored.question.id,
        "type": scored.question.type,
        "refused": scored.given.refused,
        "recall": scored.recall,
        "hits": list(scored.hits),
        "confidence": round(asked.answer.confidence, 4),
        "kind": asked.answer.kind,
        "gold": list(asked.found.gold) if asked.found else None,
        "claims": len(asked.exact),
        "verbatim": sum(asked.exact),
        "ms": round(asked.seconds * 1000, 2),
    }
