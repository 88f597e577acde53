"""Who may import whom: one direction between packages, one owner for each heavy library."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = ("schema", "generator", "assistant")  # each may import those before it, never those after
# Which modules may import a library. The owner stands first; the others read or write files
# that are no content (the words of the templates, MkDocs configurations) or name its errors.
OWNERS = {
    "yaml": {
        "generator/yaml_reader.py",
        "generator/yaml_tree.py",
        "generator/markdown_site.py",
        "generator/site.py",
        "generator/versions.py",
    },
    "jinja2": {
        "generator/compiled_templates.py",
        "generator/page_templates.py",
        "generator/site.py",
        "generator/theme.py",
    },
    "mkdocs": {"generator/theme.py", "generator/mkdocs_plugin.py", "generator/site.py"},
    "markdown": {"generator/markup.py"},
    "watchdog": {"generator/watch.py"},
    "pathspec": {"generator/owners.py"},
    "onnx": {"assistant/graph.py", "assistant/graph_nodes.py"},
    "onnxruntime": {"assistant/encoder.py", "assistant/smoothing.py"},
    "safetensors": {"assistant/adapter_files.py", "assistant/tune.py"},
    "torch": {"assistant/tune.py"},
    "peft": {"assistant/tune.py"},
    "transformers": {"assistant/tune.py"},
    "tokenizers": {"assistant/packing.py"},
    "gradio": {"assistant/chat.py"},
    "fastapi": {"assistant/server.py", "assistant/api.py", "assistant/chat.py", "assistant/serving.py"},
    "uvicorn": {"assistant/server.py"},
    "prometheus_client": {"assistant/metrics.py"},
    "faiss": {"assistant/index.py"},
    "rapidfuzz": {"assistant/names.py", "assistant/lexicon.py"},
}
HEAVY = ("mkdocs", "torch", "transformers", "numpy", "jinja2", "gradio", "fastapi", "onnxruntime")


def modules(layer: str) -> list[Path]:
    return sorted((ROOT / layer).rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """Every module a file imports, wherever in the file, and under whatever condition."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: write the whole name of the module"
            yield node.module or ""


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    """A fresh interpreter, away from the repository, so that nothing is found by accident."""
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT.parent, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("layer", LAYERS)
def test_packages_import_in_one_direction(layer: str) -> None:
    """The schema knows no generator, and neither knows the assistant."""
    later = LAYERS[LAYERS.index(layer) + 1 :]
    wrong = [(p.name, name) for p in modules(layer) for name in imported(p) if name.split(".")[0] in later]
    assert wrong == []


def test_there_is_something_to_look_at() -> None:
    """The packages are found where this test looks for them."""
    assert len(modules("schema")) > 5
    assert len(modules("generator")) > 10


@pytest.mark.parametrize("library", OWNERS)
def test_a_library_has_its_owners(library: str) -> None:
    """A library is imported by its owners, by nobody else, and no owner is listed in vain."""
    found = {
        path.relative_to(ROOT).as_posix()
        for layer in LAYERS
        for path in modules(layer)
        if any(name.split(".")[0] == library for name in imported(path))
    }
    assert found == OWNERS[library]


@pytest.mark.parametrize(
    "arguments",
    ["--help", "validate --content {base}", "schema --content {base} --out {out}"],
    ids=lambda arguments: arguments.split()[0],
)
def test_light_commands_import_nothing_heavy(arguments: str, tmp_path: Path) -> None:
    """Help, checking and the schemas start without the site engine, templates or any model library."""
    words = [word.format(base=ROOT / "tests" / "content_base", out=tmp_path) for word in arguments.split()]
    program = (
        "import json, sys; from click.testing import CliRunner; from generator.cli import main;"
        f"result = CliRunner().invoke(main, {words!r});"
        "print(json.dumps([result.exit_code, sorted(sys.modules)]))"
    )
    code, loaded = json.loads(python("-c", program).stdout)
    assert code == 0
    assert "generator.cli" in loaded
    assert [name for name in HEAVY if name in loaded] == []


def test_importing_a_module_does_no_work() -> None:
    """Importing every light module prints nothing and reads no content."""
    names = [f"generator.{name}" for name in ("content", "checks", "compare", "cli", "editorial", "schemas")]
    done = python("-W", "error", "-c", f"import {', '.join(names)}")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
