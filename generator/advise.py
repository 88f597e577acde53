"""From a situation to methods: what fits, why, and what excluded the rest.

`site_config/assets/js/advise.js` holds the same rules for the page; a test runs both on the
same situations. Whoever changes one changes the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from generator import amounts, derive
from generator.content import Content
from generator.plain import plain_text
from schema.method import Method
from schema.wizard import Option, Question

# A method one level of skill above the team's is within reach, at a price; two are not.
SKILL_WITHIN_REACH = 1
SKILL_PRICE = 2
# Too little of the data asked about so far, while another kind may still be there.
DATA_PRICE = 2
DATA = "Data"


@dataclass(frozen=True)
class Situation:
    """What a reader told us. What they did not say excludes nothing."""

    tags: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()  # tags an answered question offered and they did not take
    wants: frozenset[str] = frozenset()
    access: str | None = None
    hardware: str | None = None
    expertise: str | None = None
    data: Mapping[str, float] = field(default_factory=dict)  # amount by kind; 0: offered and not taken


@dataclass(frozen=True)
class Reason:
    """One thing that speaks for (positive weight) or against a method."""

    weight: int
    label: str
    why: str


@dataclass(frozen=True)
class Advice:
    """How one method fits: its score, the reasons, what rules it out, and what nobody knows of it.

    `unknown` names the limits a reader gave on which the method says nothing. Unknown is not
    yes: among equals what is known comes first.
    """

    slug: str
    axis: str
    score: int
    reasons: tuple[Reason, ...] = field(repr=False)
    excluded: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def situation_of(content: Content, answers: Mapping[str, Sequence[str]]) -> Situation:
    """The situation behind answers (question key -> option keys). Unknown keys are left out."""
    chosen: list[Option] = []
    for question in content.wizard.questions:
        keys = answers.get(question.key, ())
        picked = [option for option in question.options if option.key in keys]
        chosen += picked if question.several else picked[:1]

    def last(name: str) -> str | None:
        return next((value for option in reversed(chosen) if (value := getattr(option, name))), None)

    tags = frozenset(tag for option in chosen for tag in option.tags)
    answered = [question for question in content.wizard.questions if answers.get(question.key)]
    offered = {tag for question in answered for option in question.options for tag in option.tags}
    return Situation(
        tags,
        frozenset(offered - tags),
        frozenset(effect for option in chosen for effect in option.wants),
        last("access"),
        last("hardware"),
        last("expertise"),
        _amounts(answered, chosen),
    )


def _amounts(answered: Sequence[Question], chosen: Sequence[Option]) -> dict[str, float]:
    """Most of each kind of data the answers name; 0 for a kind offered and not taken."""
    amounts = {kind: 0.0 for question in answered for option in question.options for kind in option.data}
    for option in chosen:
        for kind, amount in option.data.items():
            amounts[kind] = max(amounts[kind], amount)
    return amounts


def advise(content: Content, situation: Situation) -> list[Advice]:
    """Every method, families apart: usable ones first, the best fitting on top."""
    rules = _Rules(content, situation)
    advice = [rules.judge(method) for method in content.methods.values() if not method.family]
    return sorted(advice, key=lambda a: (bool(a.excluded), -a.score, len(a.unknown), a.slug))


def best_per_axis(advice: Sequence[Advice]) -> dict[str, list[Advice]]:
    """For each axis its usable methods with something in their favour, best first."""
    found: dict[str, list[Advice]] = {}
    for item in advice:
        if not item.excluded and item.score > 0:
            found.setdefault(item.axis, []).append(item)
    return found


def staged_plan(content: Content, advice: Sequence[Advice]) -> list[tuple[str, str | None]]:
    """(stage, best method) along the stages of the wizard; None where nothing fits."""
    groups = {slug: method.group for slug, method in content.methods.items()}
    plan: list[tuple[str, str | None]] = []
    for stage in content.wizard.stages:
        fitting = (
            a.slug for a in advice
            if not a.excluded and a.score > 0 and (groups[a.slug] in stage.groups or a.axis in stage.axes)
        )  # fmt: skip
        plan.append((stage.key, next(fitting, None)))
    return plan


class _Rules:
    def __init__(self, content: Content, situation: Situation) -> None:
        self.content, self.situation = content, situation
        ordinals = content.scales.ordinals
        self.levels = {
            name: {level.key: number for number, level in enumerate(getattr(ordinals, name).levels)}
            for name in ("access", "hardware", "expertise")
        }

    def judge(self, method: Method) -> Advice:
        need, verdict = self._data(method)
        reasons = [*self._from_tags(method), *self._from_effects(method), *self._from_skill(method)]
        if verdict == "too_little_so_far":
            reasons.append(Reason(-DATA_PRICE, DATA, need))
        excluded = [
            *self._requirements(method), *self._access(method), *self._hardware(method), *self._skill(method)
        ]  # fmt: skip
        if verdict == "too_little":
            excluded.append(f"{DATA}: {need}")
        score = sum(reason.weight for reason in reasons)
        unknown = self._unknown(method, verdict)
        return Advice(method.slug, method.axis, score, tuple(reasons), tuple(excluded), unknown)

    def _data(self, method: Method) -> tuple[str, amounts.Verdict]:
        """The least a method needs, and whether the reader has it."""
        need = amounts.need_of(self.content, method)
        if not self.situation.data or need == "nothing":
            return "", "enough"
        if need == "unknown":
            return "", "unknown"
        return need.text, amounts.judge(self.content, need, self.situation.data)

    def _unknown(self, method: Method, verdict: amounts.Verdict) -> tuple[str, ...]:
        """Labels of the limits a reader gave on which the method says nothing."""
        ordinals = self.content.scales.ordinals
        found = [
            getattr(ordinals, name).label
            for name in ("access", "hardware", "expertise")
            if getattr(self.situation, name) and not derive.ordinal_key(method, name)
        ]
        return (*found, DATA) if verdict == "unknown" else tuple(found)

    def _from_tags(self, method: Method) -> list[Reason]:
        if method.when is None:
            return []
        tags = self.content.vocabulary.tags
        good = [(1, r) for r in method.when.good_if if r.tag in self.situation.tags]
        bad = [(-1, r) for r in method.when.avoid_if if r.tag in self.situation.tags]
        return [
            Reason(sign * r.weight, derive.label_of(tags, r.tag), self._plain(method, r.why))
            for sign, r in good + bad
        ]

    def _plain(self, method: Method, text: str) -> str:
        return plain_text(text, self.content.facts, method.slug)

    def _from_effects(self, method: Method) -> list[Reason]:
        effects = self.content.vocabulary.effects
        return [
            Reason(method.effects[effect.key], effect.label, "")
            for effect in effects
            if effect.key in self.situation.wants and method.effects.get(effect.key)
        ]

    def _from_skill(self, method: Method) -> list[Reason]:
        gap = self._gap("expertise", method.expertise, self.situation.expertise)
        if 0 < gap <= SKILL_WITHIN_REACH:
            needed = derive.label_of(self.content.scales.ordinals.expertise.levels, method.expertise or "")
            return [Reason(-SKILL_PRICE, self.content.scales.ordinals.expertise.label, needed)]
        return []

    def _requirements(self, method: Method) -> list[str]:
        if method.when is None:
            return []
        return [
            self._plain(method, needed.why)
            for needed in method.when.requires
            if self.situation.denied.issuperset(needed.any_of)
        ]

    def _access(self, method: Method) -> list[str]:
        if self._gap("access", method.access, self.situation.access) <= 0 or self._hosted(method):
            return []
        return [self._needs("access", method.access)]

    def _hardware(self, method: Method) -> list[str]:
        hardware = method.compute.hardware if method.compute else None
        if self._gap("hardware", hardware, self.situation.hardware) <= 0 or self._hosted(method):
            return []
        return [self._needs("hardware", hardware)]

    def _skill(self, method: Method) -> list[str]:
        if self._gap("expertise", method.expertise, self.situation.expertise) <= SKILL_WITHIN_REACH:
            return []
        return [self._needs("expertise", method.expertise)]

    def _hosted(self, method: Method) -> bool:
        """A provider does it for the reader. Unknown is not yes."""
        gap = self._gap("access", self.content.wizard.hosted_access, self.situation.access)
        return bool(method.hosted) and self.situation.access is not None and gap <= 0

    def _gap(self, scale: str, needed: str | None, given: str | None) -> int:
        """Levels by which what is needed exceeds what is given; 0 where either is not known."""
        if needed is None or given is None:
            return 0
        return self.levels[scale][needed] - self.levels[scale][given]

    def _needs(self, scale: str, key: str | None) -> str:
        ordinal = getattr(self.content.scales.ordinals, scale)
        return f"{ordinal.label}: {derive.label_of(ordinal.levels, key or '')}"
