"""The assistant: a question, with the turns before it, becomes a checked answer or a refusal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant import exact
from assistant.advice import recommend
from assistant.draft import Draft, UnfoundedAnswer, check
from assistant.evidence import Evidence, Gatherer, compose
from assistant.follow_ups import follow_ups
from assistant.names import Names
from assistant.pairs import compare
from assistant.question import Asked, Reader
from assistant.records import Answer, Encoder, Turn
from assistant.refusal import Judge, signs_of
from assistant.shelf import Shelf, Source
from generator.content import Content

SURE = 0.55  # likeness from which an answered question is taken for the one that is asked
NEAREST = 3  # topics offered with a refusal


class Assistant:
    """Answers from one content. Built in one place, safe for several threads."""

    def __init__(
        self,
        content: Content,
        encoder: Encoder,
        source: Source,
        counts: Mapping[str, int],
        names: Names,
        judge: Judge | None = None,
    ) -> None:
        self.content, self.names = content, names
        self.shelf = Shelf(source)
        self.reader = Reader(content, names)
        self.gatherer = Gatherer(self.shelf, encoder, counts)
        self.judge = judge or Judge.load()

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """Answer a question. The conversation can complete it, and lowers no bar."""
        asked = self.reader.read(question, history)
        if not asked.text:
            return self._refusal(asked, Evidence(()), 0.0)
        evidence = self.gatherer.gather(asked)
        confidence = self.judge.confidence(signs_of(self.gatherer, asked, evidence))
        if confidence < self.judge.threshold or not evidence.candidates:
            return self._refusal(asked, evidence, confidence)
        draft, slugs = self._draft(asked, evidence)
        answer = self._answer(asked, draft, confidence, slugs)
        try:
            return check(answer)
        except UnfoundedAnswer:
            return self._refusal(asked, evidence, confidence)

    def _draft(self, asked: Asked, evidence: Evidence) -> tuple[Draft, Sequence[str]]:
        """What the kind of question asks for; the best evidence where nothing exact answers."""
        slugs = asked.slugs
        if asked.kind == "compare":
            return compare(self.shelf, slugs), slugs
        if self._answered_before(asked, evidence):
            return self._from_evidence(asked, evidence), slugs
        if asked.kind == "define" and asked.subject:
            return exact.define(self.shelf, asked, asked.subject), slugs[:1]
        if asked.kind == "how" and asked.subject:
            return exact.explain(self.shelf, asked, asked.subject), slugs[:1]
        if asked.kind == "recommend" and asked.told.count:
            draft, chosen = recommend(self.content, self.shelf, asked.told, slugs)
            if draft.blocks:
                return compose(self.gatherer, asked, evidence, draft), chosen
        if asked.kind == "list" and slugs and set(asked.aspects) & {"pros", "cons", "risks", "when"}:
            draft = exact.sides(self.shelf, asked, slugs[0])
            if draft.blocks:
                return draft, slugs[:1]
        return self._from_evidence(asked, evidence), slugs

    def _answered_before(self, asked: Asked, evidence: Evidence) -> bool:
        best = evidence.best
        if best is None or best.passage.field != "questions":
            return False
        return self.gatherer.same_question(asked.text, best.passage) >= SURE

    def _from_evidence(self, asked: Asked, evidence: Evidence) -> Draft:
        draft = compose(self.gatherer, asked, evidence)
        if exact.value_asked(asked) and asked.kind in ("value", "list", "other"):
            draft.table(exact.values(self.shelf, asked, asked.slugs[:2]))
        return draft

    def _answer(self, asked: Asked, draft: Draft, confidence: float, slugs: Sequence[str]) -> Answer:
        about = (
            tuple(slugs)
            or tuple(
                dict.fromkeys(
                    c.passage.slug
                    for b in draft.blocks
                    for row in b.rows
                    for cell in row
                    for c in cell
                    if hasattr(c, "passage")
                )
            )[:1]
        )
        return Answer(
            asked.given,
            tuple(draft.blocks),
            False,
            asked.kind,
            confidence,
            follow_ups=follow_ups(self.shelf, asked, about),
            slugs=about,
            read_as=asked.text if asked.followed else "",
        )

    def _refusal(self, asked: Asked, evidence: Evidence, confidence: float) -> Answer:
        nearest: dict[str, str] = {}
        for candidate in evidence.candidates:
            page = candidate.passage.url.partition("#")[0]
            nearest.setdefault(page, candidate.passage.title.partition(": ")[0])
        offered = tuple((title, url) for url, title in list(nearest.items())[:NEAREST])
        return Answer(
            asked.given,
            (),
            True,
            asked.kind,
            confidence,
            offered,
            read_as=asked.text if asked.followed else "",
        )
