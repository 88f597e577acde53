"""The assistant: a question, with the turns before it, becomes a checked answer or a refusal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant import asks, aspects, cues, exact, verdicts
from assistant.advice import finish, recommend
from assistant.compose import NEAR, add, answers, compose
from assistant.draft import Draft, UnfoundedAnswer, check
from assistant.evidence import Evidence, Gatherer, Weights
from assistant.follow_ups import follow_ups
from assistant.kinds import topic_words
from assistant.lexicon import Lexicon
from assistant.listing import listed
from assistant.names import Names
from assistant.pairs import combine, compare
from assistant.question import Asked, Reader
from assistant.records import Answer, Encoder, Turn
from assistant.refusal import Judge, Signs, signs_of
from assistant.shelf import Shelf, Source
from assistant.situation import is_beyond
from generator.content import Content

SHORT_DEFINITION = 70  # words of it where more is asked
MORE_ASKED = 2  # words with a topic, beyond an entry's name and what is asked of it, that ask for more
ONE_IS_LITTLE = 2  # options told with which a question that names entries is one for advice
FOUND = 10  # passages whose entries count as found
SPEAKING = frozenset(("questions", "sections", "verdict", "risks", "when.good_if"))  # whole pieces of advice
NEARBY = 8  # passages that show what the content says near a question
RARE = 0.8  # how much a word must tell to be missed there
HALF = 0.5  # share of the words for what is asked of an entry that somebody must use of it
SURE = 0.5  # chance by the selector from which one of them is added
NEAREST = 3  # topics offered with a refusal


class Assistant:
    """Answers from one content. Built in one place; may be used from several threads."""

    def __init__(
        self,
        content: Content,
        encoder: Encoder,
        source: Source,
        counts: Mapping[str, int],
        names: Names,
        judge: Judge | None = None,
        weights: Weights | None = None,
    ) -> None:
        self.content = content
        self.shelf = Shelf(source)
        self.lexicon = Lexicon(counts)
        self.reader = Reader(content, names, self.lexicon)
        self.gatherer = Gatherer(self.shelf, encoder, self.lexicon, weights)
        self.judge = judge or Judge.load()

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """Answer a question. The conversation can complete it, and lowers no bar."""
        asked = self.reader.read(question, history)
        evidence = self.gatherer.gather(asked) if asked.text else Evidence(())
        confidence = self.judge.confidence(signs_of(self.lexicon, asked, evidence))
        if confidence < self.judge.threshold or self._beside(asked, evidence):
            return self._refusal(asked, evidence, confidence)
        draft, slugs = self._draft(asked, evidence)
        try:
            return check(self._answer(asked, draft, confidence, slugs))
        except UnfoundedAnswer:
            return self._refusal(asked, evidence, confidence)

    def _beside(self, asked: Asked, evidence: Evidence) -> bool:
        """Whether there is nothing to answer from, or what is asked lies beyond what the content speaks of.

        `The capital of LoRA`: the content may know the word, but never about this entry.
        """
        of_you = not asked.mentions and asks.OF_YOU.match(asked.given)
        if not evidence.candidates or is_beyond(self.content, asked.given) or of_you:
            return True
        if asks.TASK.match(asked.given):
            return True
        texts = [f"{c.passage.context} {c.passage.text}" for c in evidence.candidates[:NEARBY]]
        for mention in () if asked.followed else asked.mentions:
            if (what := _asked_of(asked.text[: mention.start])) and self.lexicon.specificity(what) >= RARE:
                own = [p.text for found in self.shelf.of(mention.slug).values() for p in found]
                return self.lexicon.covered(what, " ".join([*texts, *own])) < HALF
        return False

    def signs(self, question: str) -> Signs:
        """What the refusal is decided by, for calibrating it."""
        asked = self.reader.read(question)
        return signs_of(self.lexicon, asked, self.gatherer.gather(asked))

    def _draft(self, asked: Asked, evidence: Evidence) -> tuple[Draft, Sequence[str]]:
        """What the kind of question asks for; the best evidence where nothing exact answers."""
        if asked.focus and (asks.WHO_FIRST.search(asked.text) or asks.WHEN_FIRST.search(asked.text)):
            return exact.first(self.shelf, asked), asked.focus[:1]
        exactly = self._exact(asked, evidence)
        if exactly and exactly[0].blocks:
            return exactly
        verdict, judged = verdicts.judged(self.content, self.shelf, asked)
        if verdict.blocks:
            own = (c for c in evidence.candidates if judged in c.passage.slug.split("--"))
            evidence = Evidence(tuple(own))
        draft = compose(self.lexicon, asked, evidence, verdict)
        if asked.focus:
            exact.complete(draft, self.shelf, self.lexicon, asked)
        if asked.slugs and asked.kind in ("value", "list", "other"):
            draft.table(aspects.values(self.content, self.shelf, asked, asked.focus[:2]))
        return draft, asked.focus or asked.slugs

    def _exact(self, asked: Asked, evidence: Evidence) -> tuple[Draft, Sequence[str]] | None:
        shelf, slugs, focus = self.shelf, asked.slugs, asked.focus
        sides = bool(set(aspects.SIDES) & set(asked.aspects))
        if asked.kind == "compare":
            return compare(shelf, slugs, verdicts.compared(self.content, shelf, asked)), slugs
        if asked.kind == "combine":
            return combine(shelf, slugs), slugs
        if asked.kind == "define" and not sides and len(topic_words(asked.rest)) < MORE_ASKED:
            return exact.define(shelf, asked, slugs[0]), slugs[:1]
        if found := listed(self.content, shelf, asked):
            return found
        further = evidence.best is not None and answers(self.lexicon, asked, evidence.best)
        if asked.kind == "how" and (asked.beyond < MORE_ASKED or not further):
            return exact.explain(shelf, asked, focus[0]), focus[:1]
        if further:
            return None
        if asked.kind == "value" and focus:
            return self._value(asked), focus[:1]
        whole = asked.kind == "list" and ("when" in asked.aspects or asked.beyond < MORE_ASKED)
        if focus and sides and (whole or asked.kind == "define"):
            return aspects.sides(shelf, asked, focus[0]), focus[:1]
        if asked.kind == "define":
            draft = exact.define(shelf, asked, slugs[0], SHORT_DEFINITION)
            return compose(self.lexicon, asked, evidence, draft), slugs[:1]
        if asked.kind == "recommend" and asked.told.count >= self._enough(asked):
            return self._advice(asked, evidence)
        if focus and "tools" in asked.aspects:
            return aspects.tools(shelf, focus[0]), focus[:1]
        if asked.kind == "list" and cues.KINDS_OF.search(asked.text):
            family = next((slug for slug in slugs if shelf.first(slug, "members")), None)
            return (aspects.kinds(shelf, family), [family]) if family else None
        return None

    def _enough(self, asked: Asked) -> int:
        """How many options a question must tell for advice, rather than what a named entry's page says."""
        return ONE_IS_LITTLE if asked.focus and cues.QUESTION_WORDS.search(asked.text) else 1

    def _advice(self, asked: Asked, evidence: Evidence) -> tuple[Draft, Sequence[str]]:
        """What fits the situation, what else the content says on it, and what the method takes."""
        found = {candidate.passage.slug for candidate in evidence.candidates[:FOUND]}
        draft, recommended = recommend(self.content, self.shelf, asked, found)
        if draft.blocks and evidence.best:
            sure = [
                c for c in evidence.candidates if c.passage.field in SPEAKING and (c.selector or 0) >= SURE
            ]
            add(draft, self.lexicon, asked, sure, NEAR * evidence.best.worth)
            finish(draft, self.shelf, recommended[0])
        return draft, recommended

    def _value(self, asked: Asked) -> Draft:
        """What the page of the entry answers on the quantity, and the values in a table."""
        draft = aspects.answered(self.shelf, asked, asked.focus[0])
        if draft.blocks:
            draft.table(aspects.values(self.content, self.shelf, asked, asked.focus[:2]))
        return draft

    def _answer(self, asked: Asked, draft: Draft, confidence: float, slugs: Sequence[str]) -> Answer:
        blocks = tuple(draft.blocks)
        about = tuple(slugs) or _about(Answer(asked.given, blocks, False, asked.kind, confidence))
        return Answer(
            asked.given,
            blocks,
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
        read_as = asked.text if asked.followed else ""
        return Answer(asked.given, (), True, asked.kind, confidence, offered, read_as=read_as)


def _asked_of(before: str) -> str:
    """What is asked of the name that follows, as in `the capital of`; "" if it may be asked of anything."""
    match = asks.PART_OF.search(before)
    what = str(match["noun"] or match["kind"]) if match else ""
    usual = asks.OF_ANYTHING.fullmatch(what) or any(p.search(what) for p in cues.ASPECTS.values())
    return "" if usual else what


def _about(answer: Answer) -> tuple[str, ...]:
    """The entry an answer leans on most, if it leans on one rather than on a guide or table."""
    slugs = [passage.slug for passage in answer.passages()]
    return tuple(slug for slug in slugs[:1] if "--" not in slug)
