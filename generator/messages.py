"""What a fault of shape is called: pydantic's error types in the words of an author.

The words stand in `messages.json`, one catalogue for this module and for the form on the site
(`site_config/assets/js/check.js`), so that every place that validates says the same.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from generator.problems import did_you_mean

CATALOGUE = Path(__file__).parent / "messages.json"

_Loc = tuple[str | int, ...]


@dataclass(frozen=True)
class Explained:
    """An error in our words. `at_key`: the fault is the key, not its value."""

    where: _Loc
    message: str
    hint: str = ""
    at_key: bool = False


@cache
def catalogue() -> dict[str, Any]:
    """Every message and remedy, by key."""
    read: dict[str, Any] = json.loads(CATALOGUE.read_text(encoding="utf-8"))
    return read


def say(key: str, hint: str = "", **values: object) -> tuple[str, str]:
    """A message of the catalogue and its remedy, or a better remedy."""
    message, remedy = catalogue()["texts"][key]
    return message.format(**values), hint or remedy.format(**values)


def _hint(key: str) -> str:
    text: str = catalogue()["hints"][key]
    return text


def explain(error: Any, model: type[BaseModel]) -> Explained:
    """Turn one entry of `ValidationError.errors()` into a message and a remedy."""
    kind, given, ctx = error["type"], error["input"], error.get("ctx", {})
    loc: _Loc = error["loc"]
    of_key = loc[-1:] == ("[key]",) and kind != "extra_forbidden"  # pydantic's mark of a map's key
    where, owner = _resolve(loc[:-1] if of_key else loc, model)
    if kind == "extra_forbidden":
        near = did_you_mean(str(where[-1]), owner.model_fields if owner else ())
        return Explained(where, *say("unknown_key", near), at_key=True)
    if kind == "missing":
        return Explained(where, *say("missing"), at_key=True)
    if kind == "not_in_list":
        allowed = [str(key) for key in ctx["allowed"]]
        near = did_you_mean(str(ctx["value"]), allowed)
        return Explained(where, *say("not_in_list", near, value=ctx["value"], allowed=_few(allowed)), of_key)
    if kind == "literal_error":
        allowed = [part.strip(" '") for part in ctx["expected"].replace(" or ", ",").split(",")]
        near = _hint("unquote") if given in allowed else did_you_mean(str(given), allowed)
        return Explained(where, *say("not_allowed", near, given=_show(given), allowed=ctx["expected"]))
    message, hint = _EXPLAIN.get(kind, _fallback)(given, ctx, error["msg"])
    return Explained(where, message, hint, of_key)


def _few(keys: list[str]) -> str:
    most = catalogue()["most_allowed"]
    return ", ".join(keys[:most]) + (", …" if len(keys) > most else "")


def _show(value: object) -> str:
    words, longest = catalogue()["values"], catalogue()["longest_value"]
    if value is None:
        return str(words["nothing"])
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (dict, list)):
        return str(words["map" if isinstance(value, dict) else "list"])
    text = str(value)
    return f"'{text[:longest]}…'" if len(text) > longest else f"'{text}'"


def _text_expected(given: object, ctx: Any, msg: str) -> tuple[str, str]:
    if isinstance(given, (bool, int, float)):
        kind = catalogue()["values"]["flag" if isinstance(given, bool) else "number"]
        return say("text_from_scalar", given=_show(given), type=kind)
    if given is None:
        return say("text_from_nothing")
    return say("text_expected", given=_show(given))


def _number_expected(given: object, ctx: Any, msg: str) -> tuple[str, str]:
    hint = ""
    if isinstance(given, str):
        hint = _hint("unquote" if given[-1:].isdigit() else "digits")
        if "_" in given or "," in given:
            hint = _hint("separators")
    return say("number_expected", hint, given=_show(given))


def _whole_number(given: object, ctx: Any, msg: str) -> tuple[str, str]:
    return say("whole_number", given=_show(given))


def _flag_expected(given: object, ctx: Any, msg: str) -> tuple[str, str]:
    return say("flag_expected", given=_show(given))


def _list_expected(given: object, ctx: Any, msg: str) -> tuple[str, str]:
    return say("list_expected", given=_show(given))


def _map_expected(given: object, ctx: Any, msg: str) -> tuple[str, str]:
    return say("map_expected", given=_show(given))


def _too_long(given: object, ctx: Any, msg: str) -> tuple[str, str]:
    size = len(given) if isinstance(given, (str, list)) else 0
    return say("too_long", size=size, limit=ctx["max_length"])


def _too_short(given: object, ctx: Any, msg: str) -> tuple[str, str]:
    if isinstance(given, (str, list)) and given:
        key = "too_short" if isinstance(given, str) else "too_few"
        return say(key, size=len(given), limit=ctx["min_length"])
    return say("empty")


def _pattern(given: object, ctx: Any, msg: str) -> tuple[str, str]:
    pattern = ctx.get("pattern", "")
    known = catalogue()["patterns"]
    key = next((key for start, key in known.items() if pattern.startswith(start)), "pattern_other")
    return say(key, given=_show(given))


def _bound(given: object, ctx: Any, msg: str) -> tuple[str, str]:
    words = catalogue()["limits"]
    limits = [f"{words[name]} {value:g}" for name, value in ctx.items() if name in words]
    return say("bound", given=_show(given), limits=" and ".join(limits))


def _date(given: object, ctx: Any, msg: str) -> tuple[str, str]:
    return say("date", given=_show(given))


def _infinite(given: object, ctx: Any, msg: str) -> tuple[str, str]:
    return say("infinite")


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
