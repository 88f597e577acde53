"""Questions a reader may ask, written from the entries themselves, with the texts that answer them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from assistant.records import Reading
from assistant.tune_groups import Group, group_of, hardest, vary
from generator.content import Content, Entry
from generator.prose import CITATION, FACT, LINK, sentences
from schema.comparison import Comparison
from schema.guide import Guide
from schema.method import Method

# Forms of a question by what is asked; {x} is the entry.
FORMS = {
    "define": (
        "What is {x}?", "What does {x} mean?", "Define {x}", "Explain {x} in simple terms", "{x}?",
        "What do people mean by {x}?", "Can you tell me what {x} is?",
    ),
    "pros": (
        "What are the advantages of {x}?", "Why use {x}?", "What are the benefits of {x}?",
        "What is {x} good at?", "What speaks for {x}?", "strengths of {x}",
    ),
    "cons": (
        "What are the drawbacks of {x}?", "What are the disadvantages of {x}?", "What are the limits of {x}?",
        "What is bad about {x}?", "What speaks against {x}?", "weaknesses of {x}",
    ),
    "good_if": (
        "When should I use {x}?", "When is {x} a good choice?", "In which situation does {x} fit?",
        "When does {x} make sense?",
    ),
    "avoid_if": (
        "When should I not use {x}?", "When should I avoid {x}?", "When is {x} the wrong choice?",
        "When does {x} not pay off?",
    ),
    "risks": ("What are the risks of {x}?", "What can go wrong with {x}?", "Is {x} dangerous?"),
    "how": ("How does {x} work?", "How is {x} done?", "What happens in {x}?"),
    "objective": ("What is {x} for?", "What is the goal of {x}?", "What is the purpose of {x}?"),
    "pair": (
        "What is the difference between {x} and {y}?", "{x} vs {y}", "Should I use {x} or {y}?",
        "How do {x} and {y} compare?", "{x} or {y}?",
    ),
    "choose": ("When should I choose {x} over {y}?", "When is {x} better than {y}?", "Why {x} and not {y}?"),
}  # fmt: skip
# What a field is easily taken for: right entry, wrong field.
_OPPOSITE = {
    "pros": "cons", "cons": "pros", "good_if": "avoid_if", "avoid_if": "good_if", "risks": "pros",
    "how": "objective", "objective": "cons", "define": "how",
}  # fmt: skip

# What a field's passages stand under.
_HEADS = {
    "pros": "advantages", "cons": "drawbacks", "risks": "risks", "objective": "what it is for",
    "good_if": "use it if", "avoid_if": "avoid it if", "how": "how it works",
}  # fmt: skip
_LEAST = 10  # letters of a passage
_RUN = 3  # sentences of a passage of prose
_ASKED = 0.5  # share of answers that stand under the question they were written for


def groups_from_content(content: Content, rng: random.Random) -> list[Group]:
    """Groups from every entry and pair: common questions, fields by question forms, errors corrected."""
    fields = {slug: _fields(content, entry) for slug, entry in content.entries.items()}
    groups: list[Group] = []
    for slug, entry in content.entries.items():
        groups += _field_groups(content, entry, fields, rng)
        groups += _question_groups(content, slug, fields, rng)
    for pair in content.comparisons.values():
        groups += _pair_groups(content, pair, fields, rng)
    return [group for group in groups if group.has_answer and group.has_wrong]


def plain(content: Content, text: str, slug: str) -> str:
    """A text as it is printed: citations go, facts print their value, links their words."""

    def value(match: object) -> str:
        owner, fact = match.group(1) or slug, match.group(2)  # type: ignore[attr-defined]
        found = content.facts.get(f"{owner}#{fact}")
        return str(found.value) if found else ""

    printed = LINK.sub(r"\1", FACT.sub(value, CITATION.sub("", text)))
    return " ".join(printed.replace("*", "").replace("`", "").replace(" .", ".").replace(" ,", ",").split())


def content_passages(content: Content) -> list[Reading]:
    """Every passage that a group may quote, for questions of other fields."""
    fields = (_fields(content, entry) for entry in content.entries.values())
    return [passage for by_field in fields for passages in by_field.values() for passage in passages]


def _fields(content: Content, entry: Entry) -> dict[str, list[Reading]]:
    """The entry's passages by what they answer: points alone, prose in runs of a few sentences."""
    points: dict[str, list[str]] = {}
    if isinstance(entry, Method):
        points |= {"pros": entry.pros, "cons": entry.cons, "risks": [risk.text for risk in entry.risks]}
        points["objective"] = [entry.objective.text] if entry.objective else []
        if entry.when:
            points["good_if"] = [reason.why for reason in entry.when.good_if]
            points["avoid_if"] = [reason.why for reason in entry.when.avoid_if]
    prose = {
        "define": entry.summary,
        "how": getattr(entry, "how_it_works", None),
        "about": getattr(entry, "what_it_is", None) or getattr(entry, "explanation", None),
    }
    if isinstance(entry, Guide):
        prose["about"] = " ".join(section.text for section in entry.sections)
    found = {
        field: [_sentences(content, text, entry.slug) for text in texts] for field, texts in points.items()
    }
    found |= {field: _runs(_sentences(content, text or "", entry.slug)) for field, text in prose.items()}
    heads = {field: f"{entry.name}: {_HEADS[field]}" if field in _HEADS else entry.name for field in found}
    return {field: [Reading(heads[field], run) for run in runs if run] for field, runs in found.items()}


def _runs(sentences: tuple[str, ...]) -> list[tuple[str, ...]]:
    """A text in passages of up to three sentences, about as long as those the selector reads at work."""
    return [sentences[start : start + _RUN] for start in range(0, len(sentences), _RUN)]


Fields = dict[str, dict[str, list[Reading]]]


def _siblings(content: Content, entry: Entry, rng: random.Random) -> list[str]:
    """Entries easily confused with this one, the nearest kinship first."""
    if isinstance(entry, Method):
        near = [other.slug for other in content.methods.values() if other.group == entry.group]
    else:
        near = [slug for slug in entry.see_also if slug in content.entries]
    near = [slug for slug in near if slug != entry.slug]
    rng.shuffle(near)
    return near or [rng.choice([slug for slug in content.entries if slug != entry.slug])]


def _name(entry: Entry, rng: random.Random) -> str:
    short = entry.short_name if isinstance(entry, Method) else None
    aliases = [] if isinstance(entry, Guide) else entry.aliases
    return rng.choice([*([short, short] if short else []), entry.name, *aliases])


def _field_groups(content: Content, entry: Entry, fields: Fields, rng: random.Random) -> Iterator[Group]:
    """What is asked about a field; wrong are the opposite field and the same field of a sibling."""
    own = fields[entry.slug]
    for field, opposite in _OPPOSITE.items():
        if not own.get(field) or (field == "define" and isinstance(entry, Guide)):
            continue
        sibling = _siblings(content, entry, rng)[0]
        wrong = [
            *rng.sample(own.get(opposite, []), min(1, len(own.get(opposite, [])))),
            *rng.sample(fields[sibling].get(field, []), min(1, len(fields[sibling].get(field, [])))),
            *rng.sample(own.get("about", []), min(1, len(own.get("about", [])))),
            *fields[rng.choice(list(fields))]["define"][:1],
        ]
        right = rng.sample(own[field], min(2, len(own[field])))
        asked = rng.choice(FORMS[field]).format(x=_name(entry, rng))
        yield group_of(vary(asked, rng, 0.3), right, wrong, f"content-{field}")


def _question_groups(content: Content, slug: str, fields: Fields, rng: random.Random) -> Iterator[Group]:
    """Common questions and their answers; corrected errors likewise."""
    entry = content.entries[slug]
    answers = {q.question: _sentences(content, q.answer, slug)[:4] for q in entry.questions}
    pool = [passage for passages in fields[slug].values() for passage in passages]
    sibling = fields[_siblings(content, entry, rng)[0]]
    kin = [passage for passages in sibling.values() for passage in passages]
    for question, answer in answers.items():
        under = {asked: f": {asked}" if rng.random() < _ASKED else "" for asked in answers}
        read = {asked: Reading(entry.name + under[asked], text) for asked, text in answers.items() if text}
        others = [passage for asked, passage in read.items() if asked != question]
        wrong = [
            *hardest(question, others, 2, rng),
            *hardest(question, pool, 1, rng),
            *hardest(question, kin, 1, rng),
        ]
        right = [read[question]] if answer else []
        yield group_of(vary(question, rng, 0.3), right, wrong, "content-question")
    for error in getattr(entry, "misconceptions", []):
        asked = rng.choice(("Is it true that {}?", "{}?", "I heard that {}. Is that right?"))
        claim = error.claim.rstrip(".")
        right = [Reading(entry.name, _sentences(content, error.correction, slug))]
        wrong = hardest(claim, pool, 3, rng)
        yield group_of(vary(asked.format(claim), rng, 0.3), right, wrong, "content-error")


def _sentences(content: Content, text: str, slug: str) -> tuple[str, ...]:
    found = tuple(plain(content, sentence, slug).removeprefix("- ") for sentence in sentences(text))
    return found if sum(map(len, found)) > _LEAST else ()


def _pair_groups(content: Content, pair: Comparison, fields: Fields, rng: random.Random) -> Iterator[Group]:
    """Two entries compared, and when which of them wins."""
    a, b = content.entries[pair.a], content.entries[pair.b]
    names = {"x": _name(a, rng), "y": _name(b, rng)}
    title = f"{a.name} or {b.name}"
    right = [
        Reading(title, _sentences(content, text, pair.slug))
        for text in (pair.summary, pair.choose_a, pair.choose_b)
    ]
    other = fields[_siblings(content, a, rng)[0]]["define"]
    own = [*_some(fields[pair.a], "pros", rng), *fields[pair.b]["define"][:1], *other[:1]]
    yield group_of(vary(rng.choice(FORMS["pair"]).format(**names), rng, 0.3), right[:2], own, "content-pair")
    swapped = {"x": names["y"], "y": names["x"]}
    for chosen, words, wrong in ((1, names, 2), (2, swapped, 1)):
        asked = vary(rng.choice(FORMS["choose"]).format(**words), rng, 0.3)
        yield group_of(asked, [right[chosen]], [right[wrong], *own], "content-choose")


def _some(fields: dict[str, list[Reading]], field: str, rng: random.Random) -> Sequence[Reading]:
    return [rng.choice(fields[field])] if fields.get(field) else []
