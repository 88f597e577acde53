"""What a question asks: entries it names, kind, aspects, the situation it tells of, and what it leans on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from assistant import cues
from assistant.kinds import Kind, kind_of, named, outside, topic_words
from assistant.lexicon import Lexicon
from assistant.names import Mention, Names, words_of
from assistant.records import Turn
from assistant.situation import Told, properties_in, situation_in
from generator.content import Content
from generator.names import short
from schema.wizard import Property

MOST_CHARACTERS = 1000  # of a question; what comes after is not read
SHORT = 8  # words; a longer question says itself what it is about
COMMON = 0.5  # a name that tells so much less than another one is not what a question is about
ABOUT_NAMES = ("define", "how", "compare", "combine")  # kinds of question that are about what they name


@dataclass(frozen=True)
class Asked:
    """A question, understood."""

    text: str  # what is answered: the question, with what the conversation adds
    given: str  # what was typed
    kind: Kind
    mentions: tuple[Mention, ...]  # places in `text`
    slugs: tuple[str, ...]  # entries named, each once, in order
    aspects: tuple[str, ...]
    told: Told
    query: str = ""  # what is searched: the text, with the usual names of what it names otherwise
    focus: tuple[str, ...] = ()  # the entries it is really about: without families and common words
    telling: Mapping[str, float] = field(
        default_factory=dict
    )  # by entry: 1 for a name of rare words, or less
    core: str = ""  # what was typed; of a situation, without what it is set in
    wanted: tuple[tuple[Property, bool], ...] = ()  # properties of methods asked for: to have, or to lack

    @property
    def followed(self) -> bool:
        """Whether the conversation added something."""
        return self.text != self.given

    @property
    def rest(self) -> str:
        """What is asked beyond the first entry named, names left out."""
        after = [m for m in self.mentions if m.start > self.mentions[0].start]
        return outside(self.text, after)[self.mentions[0].end :] if self.mentions else self.text

    @property
    def beyond(self) -> int:
        """How many words with a topic stand beside the names and what is asked of them."""
        return len(topic_words(cues.without_aspects(outside(self.text, self.mentions))))


class Reader:
    """Reads questions on one content."""

    def __init__(self, content: Content, names: Names, lexicon: Lexicon) -> None:
        self.content, self.names, self.lexicon = content, names, lexicon
        # What the whole content is about: to name it tells nothing, unless the question is what it is.
        self._subject = frozenset(mention.slug for mention in names.find(content.site.summary))

    def read(self, question: str, history: Sequence[Turn] = ()) -> Asked:
        """What is asked. The conversation may complete the question; it never answers it."""
        given = without_orders(clean(question))
        text = self._plainly(self._completed(given, history[-1]) if history else given)
        aspects = tuple(name for name, pattern in cues.ASPECTS.items() if pattern.search(text))
        told = situation_in(self.content, text)
        mentions = tuple(_not_cues(text, self._mentions(text)))
        kind = kind_of(text, mentions, aspects, told, self.content.methods)
        if kind not in ABOUT_NAMES and self._subject.intersection(named(mentions)):
            mentions = tuple(m for m in mentions if m.slug not in self._subject)
            kind = kind_of(text, mentions, aspects, told, self.content.methods)
        slugs = named(mentions)
        query, core = self._query(text, mentions), given
        if kind == "recommend":
            core = _core(given, told)
            query = " ".join([query if core == given else core, *self._told(told)])
        wanted = tuple(properties_in(self.content, text))
        telling = {m.slug: self.lexicon.specificity(text[m.start : m.end]) for m in mentions}
        focus = self._focus(telling)
        return Asked(text, given, kind, mentions, slugs, aspects, told, query, focus, telling, core, wanted)

    def _plainly(self, text: str) -> str:
        """With the proper name for an everyday phrase (`making things up`), whose words lead astray alone."""
        text = cues.Q_AND_A.sub("question-answer", text)
        for mention in reversed(self.names.find(text)):
            if not topic_words(text[mention.start : mention.end]):
                name = short(self.content.entries[mention.slug])
                text = f"{text[: mention.start]}{name}{text[mention.end :]}"
        return text

    def _focus(self, telling: Mapping[str, float]) -> tuple[str, ...]:
        """Named entries, without those that a more special one is part of, and without common words."""
        above = {slug for named in telling for slug in self._ancestors(named)}
        most = max(telling.values(), default=0.0)
        kept = [slug for slug in telling if slug not in above and telling[slug] >= COMMON * most]
        return tuple(kept or telling)

    def _ancestors(self, slug: str) -> Iterator[str]:
        method = self.content.methods.get(slug)
        while method and method.parent:
            yield method.parent
            method = self.content.methods.get(method.parent)

    def _mentions(self, text: str) -> list[Mention]:
        """Names in the text; in `sparse and dense retrieval` also the first, whose noun comes later."""
        found = self.names.find(text)
        for match in cues.SHARED_NOUN.finditer(text):
            start, end = match.span("first")
            slug = self.names.named(f"{match.group('first')} {match.group('noun')}")
            if slug and not any(m.start < start < m.end or m.start < end < m.end for m in found):
                found = [m for m in found if not start <= m.start < end]
                found.append(Mention(slug, start, end))
        return sorted(found, key=lambda mention: mention.start)

    def _told(self, told: Told) -> list[str]:
        """What was recognised, in the words the content has for it."""
        tags = [tag for tag in self.content.vocabulary.tags if tag.key in told.situation.tags]
        return [tag.label for tag in tags]

    def _query(self, text: str, mentions: Sequence[Mention]) -> str:
        """Names with a typing error as they are written, and the full name beside an abbreviation."""
        added = []
        for mention in reversed(mentions):
            entry = self.content.entries[mention.slug]
            if mention.typo:
                text = f"{text[: mention.start]}{short(entry)}{text[mention.end :]}"
            elif entry.name.lower() not in text.lower():
                added.append(entry.name)
        return " ".join([text, *dict.fromkeys(reversed(added))])

    def _completed(self, given: str, last: Turn) -> str:
        """The question with the subject of the last turn, where it leans on it."""
        if not last.slugs or len(words_of(given)) > SHORT * 2:
            return given
        subject = " and ".join(self._name(slug) for slug in last.slugs[:2])
        if cues.BARE_WHY.match(given):
            return f"Why {_without_question(last.question)}?" if _asks(last) else f"Why {subject}?"
        if cues.BARE_HOW.match(given):
            return f"How does {subject} work?"
        named = self.names.find(given)
        pronoun = cues.LEANS.search(given)
        if pronoun and not self._strange(given) and all(m.start > pronoun.start() for m in named):
            return f"{given[: pronoun.start()]}{_fit(pronoun.group(), subject)}{given[pronoun.end() :]}"
        if named:
            return self._swapped(given, named, last)
        if self._strange(given):
            return given
        if cues.BEGINS_ON.match(given) or len(words_of(given)) <= SHORT:
            return f"{given.rstrip(' ?.!')} for {subject}?"
        return given

    def _swapped(self, given: str, named: list[Mention], last: Turn) -> str:
        """`What about QLoRA?` asks the last question again of another subject."""
        opening = cues.WHAT_ABOUT.match(given)
        rest = given[opening.end() :] if opening else ""
        if not opening or len(words_of(rest)) > len(words_of(given[named[0].start : named[-1].end])) + 1:
            return given
        new = given[named[0].start : named[-1].end]
        old = [m for m in self.names.find(last.question) if m.slug in last.slugs]
        repeatable = last.kind == "how" or any(p.search(last.question) for p in cues.ASPECTS.values())
        if not old or not repeatable:
            return f"What is {new}?"
        return f"{last.question[: old[0].start]}{new}{last.question[old[0].end :]}"

    def _strange(self, given: str) -> bool:
        """Whether the question brings a subject of its own, which the content does not know."""
        own = [
            w.text for w in words_of(cues.without_aspects(given)) if w.text.lower() not in cues.FUNCTION_WORDS
        ]
        return any(not self.lexicon.knows(word) for word in own)

    def _name(self, slug: str) -> str:
        entry = self.content.entries.get(slug)
        return short(entry) if entry else slug


def clean(question: str) -> str:
    """One line of bounded length, without characters that show nothing."""
    printable = "".join(c if c.isprintable() else " " for c in question[: MOST_CHARACTERS * 2])
    return re.sub(r"\s+", " ", printable).strip()[:MOST_CHARACTERS]


def without_orders(question: str) -> str:
    """The sentences that ask something; those that give the assistant orders are left out."""
    parts = re.split(r"(?<=[.!?;:\n])\s+", question)
    return " ".join(part for part in parts if words_of(part) and not cues.ORDER.match(part))


def _asks(last: Turn) -> bool:
    return last.kind in ("value", "other", "why", "howto")


def _without_question(question: str) -> str:
    return re.sub(r"^\W*(?:why|and)\W+", "", question.strip().rstrip("?.! "), flags=re.I)


def _fit(pronoun: str, subject: str) -> str:
    return f"{subject}'s" if pronoun.lower() in ("its", "their") else subject


def _not_cues(text: str, mentions: Sequence[Mention]) -> Sequence[Mention]:
    """Without words that only tell what is asked (`advantage`), where another entry is named."""
    others = [
        m for m in mentions if not any(p.fullmatch(text[m.start : m.end]) for p in cues.ASPECTS.values())
    ]
    return others or mentions


def _core(text: str, told: Told) -> str:
    """The clauses of a described situation that ask or tell something; not what it is set in.

    `We sell shoes, and the bot must keep our tone` is no question on shoes.
    """
    clauses = [clause for clause in cues.CLAUSES.split(text) if clause.strip()]
    kept = [c for c in clauses if cues.ASKS.search(c) or cues.RECOMMEND.search(c) or told.tells(c)]
    return ", ".join(clause.strip() for clause in kept) if any(map(told.tells, kept)) else text
