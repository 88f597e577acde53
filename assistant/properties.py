"""Whether a method has a property readers ask for, and the value on its page that says so."""

from __future__ import annotations

from generator import derive
from generator.content import Content
from generator.names import heading_anchor
from schema.base import Estimated
from schema.method import Method
from schema.wizard import Property

_DEGREES = {"fully": True, "not": False}
NEUTRAL = 1.0  # factor of a call that takes as long as before


def holds(content: Content, method: Method, item: Property) -> bool | None:
    """True, False, or None where it depends or nothing is known."""
    match item.field:
        case "training":
            return _trains(method)
        case "targets":
            return bool(set(method.changes.targets) & set(item.any_of)) if method.changes else None
        case "hardware":
            return _level(content, "hardware", derive.ordinal_key(method, "hardware"))
        case "hosted":
            return method.hosted
        case "mergeable" | "reversible":
            return _DEGREES.get(str(getattr(method.changes, item.field, None)))
        case "latency":
            return _slower(method)


def shown_at(content: Content, item: Property) -> str:
    """The part of a method's page that prints the value: field and anchor of its passage."""
    words, scales = content.words, content.scales.ordinals
    part, label = {
        "training": ("numbers", words["training"]),
        "targets": ("changes", "What changes"),
        "hardware": ("numbers", scales.hardware.label),
        "hosted": ("glance", scales.access.label),
        "mergeable": ("changes", words["mergeable"]),
        "reversible": ("changes", "Can be taken back"),
        "latency": ("numbers", words["latency"]),
    }[item.field]
    return f"{part}/{heading_anchor(label)}"


def _trains(method: Method) -> bool | None:
    training = method.duration.training if method.duration else None
    if training is None or (training != "none" and not isinstance(training, Estimated)):
        return None
    return training != "none"


def _level(content: Content, name: str, key: str | None) -> bool | None:
    """Whether a scale is above its lowest level."""
    return None if key is None else key != getattr(content.scales.ordinals, name).levels[0].key


def _slower(method: Method) -> bool | None:
    factor = method.inference.latency_factor if method.inference else None
    if factor is None:
        return None
    if factor.min > NEUTRAL:
        return True
    return False if factor.max <= NEUTRAL else None
