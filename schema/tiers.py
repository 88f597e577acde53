"""What each tier of a method must have: the one place that names it."""

from __future__ import annotations

# Dotted paths of the fields; a list or map counts as present when it is not empty.
TIER_3: tuple[str, ...] = ()
TIER_2: tuple[str, ...] = (
    "status",
    "introduced",
    "lifecycle",
    "what_it_is",
    "how_it_works",
    "objective",
    "impact",
    "changes.reversible",
    "effects",
    "expertise",
    "access",
    "when.good_if",
    "when.avoid_if",
    "pros",
    "cons",
    "typical_tasks",
    "reviewed",
)
# Numbers, which a family takes from its members instead.
TIER_2_NUMBERS: tuple[str, ...] = (
    "scenarios",
    "duration.training",
    "duration.calendar",
    "data.amount",
    "compute.gpu_hours",
    "compute.hardware",
    "control",
    "maturity",
    "change_speed",
    "changes.trained_share",
    "changes.mergeable",
    "changes.artifact",
    "hosted",
)
TIER_1: tuple[str, ...] = (
    "aspects",
    "risks",
    "examples",
    "misconceptions",
    "questions",
    "relations.combines_with",
    "relations.alternative_to",
    "sources",
)
TIER_1_NUMBERS: tuple[str, ...] = (
    "duration.setup",
    "duration.iteration",
    "data.labelling_hours",
    "inference.extra_input_tokens",
    "inference.latency_factor",
    "cost",
    "quality",
)
# At least this many items in these lists.
AT_LEAST: dict[int, dict[str, int]] = {
    1: {"pros": 3, "cons": 3, "risks": 2, "examples": 2, "questions": 5},
    2: {"pros": 2, "cons": 2, "questions": 3},
    3: {},
}
# At least this many different sources cited, one of them a paper or official documentation.
SOURCES: dict[int, int] = {1: 3, 2: 2, 3: 0}


def required_fields(tier: int, *, family: bool) -> tuple[str, ...]:
    """Dotted paths of the fields a method of this tier must fill."""
    fields = TIER_3
    if tier <= 2:
        fields += TIER_2 + (() if family else TIER_2_NUMBERS)
    if tier == 1:
        fields += TIER_1 + (() if family else TIER_1_NUMBERS)
    return fields
