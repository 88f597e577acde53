"""What a fault of shape is called: pydantic's error types in the words of an author.

One catalogue, so that every place that validates says the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from generator.problems import did_you_mean

_Loc = tuple[str | int, ...]


@dataclass(frozen=True)
class Explained:
    """An error in our words. `at_key`: the fault is the key, not its value."""

    where: _Loc
    message: str
    hint: str = ""
    at_key: bool = False


def explain(error: Any, model: type[BaseModel]) -> Explained:
    """Turn one entry of `ValidationError.errors()` into a message and a remedy."""
    kind, given, ctx = error["type"], error["input"], error.get("ctx", {})
    loc: _Loc = error["loc"]
    of_key = loc[-1:] == ("[key]",) and kind != "extra_forbidden"  # pydantic's mark of a map's key
    where, owner = _resolve(loc[:-1] if of_key else loc, model)
    if kind == "extra_forbidden":
        near = did_you_mean(str(where[-1]), owner.model_fields if owner else ())
        return Explained(where, "unknown key", near or "remove it", at_key=True)
    if kind == "missing":
        return Explained(where, "required key is missing", "add it", at_key=True)
    if kind == "not_in_list":
        allowed = [str(key) for key in ctx["allowed"]]
        near = did_you_mean(str(ctx["value"]), allowed)
        return Explained(where, f"unknown value '{ctx['value']}'", near or _allowed(allowed), of_key)
    if kind == "literal_error":
        allowed = [part.strip(" '") for part in ctx["expected"].replace(" or ", ",").split(",")]
        near = "write it without quotes" if given in allowed else did_you_mean(str(given), allowed)
        return Explained(where, f"unknown value {_show(given)}", near or f"use {ctx['expected']}")
    message, hint = _EXPLAIN.get(kind, _fallback)(given, ctx, error["msg"])
    return Explained(where, message, hint, of_key)


def _allowed(keys: list[str]) -> str:
    shown = ", ".join(keys[:12])
    return f"use one of: {shown}" + (", …" if len(keys) > 12 else "")


def _show(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a map"
    if isinstance(value, list):
        return "a list"
    text = str(value)
    return f"'{text[:40]}…'" if len(text) > 40 else f"'{text}'"


def _text_expected(given: object, ctx: Any, msg: str) -> tuple[str, str]:
    if isinstance(given, (bool, int, float)):
        return f"must be text, but YAML reads {_show(given)} as {_yaml_type(given)}", "quote it"
    if given is None:
        return "must be text, but is empty", "write the text or remove the key"
    return f"must be text, not {_show(given)}", "put the text on one line or quote it"


def _yaml_type(value: object) -> str:
    if isinstance(value, bool):
        return "true or false"
    return "a number"


def _number_expected(given: object, ctx: Any, msg: str) -> tuple[str, str]:
    hint = ""
    if isinstance(given, str):
        hint = "write it without quotes" if given[-1:].isdigit() else "write it in digits"
        if "_" in given or "," in given:
            hint = "write the digits without separators"
    return f"must be a number, not {_show(given)}", hint


def _whole_number(given: object, ctx: Any, msg: str) -> tuple[str, str]:
    return f"must be a whole number, not {_show(given)}", "write it without quotes or decimals"


def _flag_expected(given: object, ctx: Any, msg: str) -> tuple[str, str]:
    return f"must be true or false, not {_show(given)}", "write true or false without quotes"


def _list_expected(given: object, ctx: Any, msg: str) -> tuple[str, str]:
    return f"must be a list, not {_show(given)}", "start each item on its own line with '- '"


def _map_expected(given: object, ctx: Any, msg: str) -> tuple[str, str]:
    return f"must be a map of keys, not {_show(given)}", "write 'key: value' lines below it"


def _too_long(given: object, ctx: Any, msg: str) -> tuple[str, str]:
    size = len(given) if isinstance(given, (str, list)) else 0
    return f"has {size} characters; at most {ctx['max_length']} are allowed", "shorten it"


def _too_short(given: object, ctx: Any, msg: str) -> tuple[str, str]:
    if isinstance(given, str) and given:
        return f"has {len(given)} characters; at least {ctx['min_length']} are needed", "say more"
    if isinstance(given, list) and given:
        return f"needs at least {ctx['min_length']} items and has {len(given)}", "add more"
    return "must not be empty", "fill it in or remove the key"


def _pattern(given: object, ctx: Any, msg: str) -> tuple[str, str]:
    pattern = ctx.get("pattern", "")
    if pattern.startswith("^[a-z0-9]+"):
        return f"{_show(given)} is not a slug", "use lower-case letters, digits and single hyphens"
    if pattern.startswith("^https?"):
        return f"{_show(given)} is not a web address", "start it with https:// and leave no spaces"
    if pattern.startswith("^[a-zA-Z]+:"):
        return f"{_show(given)} is not an identifier", "write scheme:value, such as arXiv:2106.09685"
    return f"{_show(given)} does not have the right form", "remove spaces at its ends"


def _bound(given: object, ctx: Any, msg: str) -> tuple[str, str]:
    words = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}
    limits = [f"{words[name]} {value:g}" for name, value in ctx.items() if name in words]
    return f"is {_show(given)}; it must be {' and '.join(limits)}", "correct the number"


def _date(given: object, ctx: Any, msg: str) -> tuple[str, str]:
    return f"{_show(given)} is not a date", "write it as 2026-01-31"


def _infinite(given: object, ctx: Any, msg: str) -> tuple[str, str]:
    return "must be a finite number", "write the number, or leave the key out if it is not known"


def _fallback(given: object, ctx: Any, msg: str) -> tuple[str, str]:
    return msg[:1].lower() + msg[1:], ""


_EXPLAIN = {
    "string_type": _text_expected,
    "float_type": _number_expected,
    "int_type": _whole_number,
    "int_from_float": _whole_number,
    "bool_type": _flag_expected,
    "list_type": _list_expected,
    "dict_type": _map_expected,
    "model_type": _map_expected,
    "model_attributes_type": _map_expected,
    "string_too_long": _too_long,
    "string_too_short": _too_short,
    "too_short": _too_short,
    "string_pattern_mismatch": _pattern,
    "greater_than_equal": _bound,
    "greater_than": _bound,
    "less_than_equal": _bound,
    "less_than": _bound,
    "date": _date,
    "date_type": _date,
    "is_instance_of": _date,
    "finite_number": _infinite,
}


def _resolve(loc: _Loc, model: type[BaseModel]) -> tuple[_Loc, type[BaseModel] | None]:
    """The place as written in the file (pydantic's union tags removed), and the model there."""
    where: list[str | int] = []
    owner: type[BaseModel] | None = model
    here: Any = model
    for part in loc:
        if _is_model(here):
            owner = here
            where.append(part)
            info = here.model_fields.get(part) if isinstance(part, str) else None
            here = _bare(info.annotation) if info else None
        elif get_origin(here) in (list, dict):
            where.append(part)
            here = _bare(get_args(here)[-1])
        elif get_origin(here) is tuple:  # a union whose tag pydantic puts into the place
            here = next((kind for kind in get_args(here) if _is_model(kind)), None)
        else:
            where.append(part)
            here = None
    return tuple(where), owner


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _bare(annotation: Any) -> Any:
    """Without Annotated and None; a tagged union becomes a `tuple[...]` of its members."""
    if hasattr(annotation, "__metadata__"):
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (list, dict, None):
        return annotation
    members = [_bare(part) for part in get_args(annotation) if part is not type(None)]
    if len(members) == 1:
        return members[0]
    models = [member for member in members if _is_model(member)]
    return tuple[tuple(models)] if models else None  # type: ignore[misc]
