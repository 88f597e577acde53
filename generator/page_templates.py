"""The templates of the pages, and the functions that turn keys into words in them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import jinja2
from jinja2.runtime import Context

from generator import derive, views
from generator.compiled_templates import CompiledTemplates
from generator.content import Content
from generator.cost_view import plain_number
from generator.names import short

TEMPLATES = Path(__file__).parent / "templates"


class _PlainContext(Context):
    """Calls functions as they are: none of ours asks for Jinja's context, which costs a look at each call."""

    def call(__self, __obj: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """What the function returns; the variables of loops and blocks are only for such as ask."""
        kwargs.pop("_loop_vars", None)
        kwargs.pop("_block_vars", None)
        return __obj(*args, **kwargs)


def page_environment() -> jinja2.Environment:
    """The templates and what they need whatever the content."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.context_class = _PlainContext
    environment.bytecode_cache = CompiledTemplates(environment)
    environment.globals.update(checked=views.CHECKED, short=short, plain_number=plain_number)
    return environment


def labels(content: Content) -> Callable[[str, str], str]:
    """`label(list, key)`: what readers see for a key of a closed list."""

    def label(name: str, key: str) -> str:
        return derive.label_of(getattr(content.vocabulary, name), key)

    return label


def levels(content: Content) -> Callable[[str, str], str]:
    """`level(scale, key)`: what readers see for a step of a scale."""

    def level(name: str, key: str) -> str:
        return derive.label_of(getattr(content.scales.ordinals, name).levels, key)

    return level
