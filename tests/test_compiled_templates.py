"""Compiled templates: kept beside the compiled modules, and never used for another source or setting."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import jinja2
import pytest

from generator.compiled_templates import CompiledTemplates

SOURCES = {"page": "{{ 'word'|upper }} {{ name }}"}


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where compiled files go in these tests."""
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return tmp_path


def environment(sources: dict[str, str] = SOURCES, **filters: Any) -> tuple[jinja2.Environment, list[str]]:
    """An environment, and the list of what it compiles."""
    compiled: list[str] = []

    class Noted(jinja2.Environment):
        def compile(self, source: Any, name: Any = None, *rest: Any, **more: Any) -> Any:
            compiled.append(name)
            return super().compile(source, name, *rest, **more)

    found = Noted(loader=jinja2.DictLoader(sources), autoescape=True)
    found.filters.update(filters)
    found.bytecode_cache = CompiledTemplates(found)
    return found, compiled


def printed(found: jinja2.Environment) -> str:
    return found.get_template("page").render(name="x")


def files(kept: Path) -> list[Path]:
    return list(kept.rglob("*.jinja"))


def test_a_template_is_compiled_once(kept: Path) -> None:
    """The next process takes it as it is."""
    first, compiled = environment()
    assert (printed(first), compiled, len(files(kept))) == ("WORD x", ["page"], 1)
    second, compiled = environment()
    assert (printed(second), compiled) == ("WORD x", [])


@pytest.mark.parametrize("damage", [b"", b"no code", None], ids=["empty", "other", "cut"])
def test_a_damaged_file_is_made_anew(kept: Path, damage: bytes | None) -> None:
    """Whatever stands in the file, the page comes out right."""
    printed(environment()[0])
    (file,) = files(kept)
    file.write_bytes(file.read_bytes()[:-20] if damage is None else damage)
    again, compiled = environment()
    assert (printed(again), compiled) == ("WORD x", ["page"])
    assert (printed(environment()[0]), len(files(kept))) == ("WORD x", 1)


def test_another_source_or_filter_is_another_template() -> None:
    """Filters of constants are worked out while compiling, so a plugin's own must count."""
    printed(environment()[0])
    assert printed(environment({"page": "new {{ name }}"})[0]) == "new x"

    def upper(text: str) -> str:
        return f"<{text}>"

    assert printed(environment(upper=upper)[0]) == "&lt;word&gt; x"


def test_nothing_is_kept_where_python_keeps_nothing(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever tells Python not to write compiled modules means templates too."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert printed(environment()[0]) == "WORD x"
    assert not files(kept)


def test_a_place_that_cannot_be_written_to_does_no_harm(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation may belong to somebody else."""
    (kept / "file").write_text("in the way")
    monkeypatch.setattr(sys, "pycache_prefix", str(kept / "file"))
    assert printed(environment()[0]) == "WORD x"


def test_old_files_make_room(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder does not grow with every edit of a template."""
    monkeypatch.setattr("generator.compiled_templates._MOST", 3)
    for number in range(6):
        printed(environment({"page": f"{number} {{{{ name }}}}"})[0])
    assert len(files(kept)) == 3
