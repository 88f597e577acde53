"""`atlas diff`: the meaning of 20 prepared changes, in every format, from git or from folders."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from generator.cli import main
from generator.meaning_view import MARK, code

HERE = Path(__file__).parent
CASES = sorted(path.stem for path in (HERE / "changes").glob("*.txt"))
Folder = Callable[..., Path]


def diff(*words: str) -> Any:
    return CliRunner().invoke(main, ["diff", *words])


def apply(case: str, root: Path) -> str:
    """Make the prepared change in a folder, and return what `atlas diff` must say.

    A case is a file: `@ path` opens a file, `- ` lines are text to be replaced by the `+ `
    lines below them (at the end of the file if there is none), `@@ path` removes a file, and
    after `=` stands the expected output.
    """
    change, _, expected = (HERE / "changes" / f"{case}.txt").read_text("utf-8").partition("\n=\n")
    path, old, new = root, [], []

    def replace() -> None:
        if not old and not new:
            return
        text = path.read_text("utf-8") if path.exists() else ""
        was, now = "\n".join(old), "\n".join(new)
        assert text.count(was) == 1 or not old, (case, was)
        path.write_text(text.replace(was, now) if old else f"{text}{now}\n", "utf-8")
        old.clear()
        new.clear()

    for line in change.split("\n"):
        if (line.startswith(("@", "- ")) and new) or line.startswith("@"):
            replace()
        if line.startswith("@@ "):
            (root / line[3:]).unlink()
        elif line.startswith("@ "):
            path = root / line[2:]
        elif line[:2] in ("- ", "+ "):
            (old if line[0] == "-" else new).append(line[2:])
    replace()
    return expected


@pytest.mark.parametrize("case", CASES)
def test_a_prepared_change_is_told(case: str, folder: Folder) -> None:
    """Each case in tests/changes gives its expected text, and nothing else."""
    root = folder()
    expected = apply(case, root)
    result = diff(str(HERE / "content_base"), str(root))
    if os.environ.get("ATLAS_GOLDEN") == "write":
        path = HERE / "changes" / f"{case}.txt"
        path.write_text(path.read_text("utf-8").partition("\n=\n")[0] + "\n=\n" + result.output, "utf-8")
        return
    assert result.output == expected
    assert result.exit_code == ("problem(s)" in expected)


def test_there_are_twenty() -> None:
    """No fewer changes than promised."""
    assert len(CASES) >= 20


@pytest.mark.parametrize("case", CASES)
def test_every_format_tells_the_same_change(case: str, folder: Folder) -> None:
    """Markdown names each changed file in code and is marked; JSON holds the same files and effects."""
    root = folder()
    apply(case, root)
    base = str(HERE / "content_base")
    found = json.loads(diff(base, str(root), "--format", "json").output)
    markdown = diff(base, str(root), "--format", "markdown").output
    assert markdown.startswith(MARK)
    for file in found["files"]:
        assert f"`{file['file']}`" in markdown
    if found["effects"]:
        assert ("Labels that moved" in markdown) == bool(found["effects"]["labels"])


HOSTILE = (
    "@someone see #1 https://evil.example/ <img src=x onerror=alert(1)> ![x](http://e) ``` | `a` \u202egnp "
    "</details> [x](javascript:1)"
)


def test_untrusted_text_stays_inside_code(folder: Folder) -> None:
    """Nothing an entry says becomes a mention, a link, a picture or markup in the comment."""
    root = folder()
    path = root / "terms/crumb.yaml"
    text = path.read_text("utf-8").partition("explanation:")[0]
    path.write_text(f"{text}explanation: {json.dumps(HOSTILE)}\n", "utf-8")
    markdown = diff(str(HERE / "content_base"), str(root), "--format", "markdown").output
    assert "@someone" in markdown
    for line in markdown.split("\n"):
        if "@someone" in line:
            bare = line.replace(line[line.index("````") : line.rindex("````") + 4], "")
            assert not any(part in bare for part in ("@", "<img", "http", "javascript", "</details>"))
    assert "\u202e" not in markdown


@pytest.mark.parametrize("text", ["a", "`", "``a``", " a ", "", "a\nb", "a\u200bb", "`" * 20])
def test_a_code_span_cannot_be_ended_from_within(text: str) -> None:
    """The fence is longer than any run of backticks inside, and the text is one line."""
    shown = code(text)
    fence = len(shown) - len(shown.lstrip("`")) if not shown.startswith("`" * 21) else 21
    inner = shown[fence:-fence]
    assert "`" * fence not in inner
    assert "\n" not in shown
    assert "\u200b" not in shown


def test_a_comment_has_a_bounded_length(folder: Folder) -> None:
    """A change of everything is cut at a whole block, with a note, well below GitHub's limit."""
    root = folder()
    for number in range(300):
        text = f"schema_version: 1\nslug: t{number}\nname: T{number}x\ncategory: dough\n"
        text += f"summary: {'word ' * 40}\n"
        (root / f"terms/t{number}.yaml").write_text(text + f"explanation: {'much ' * 200}\n", "utf-8")
    markdown = diff(str(HERE / "content_base"), str(root), "--format", "markdown").output
    assert 10_000 < len(markdown) <= 60_000
    assert "Cut here" in markdown
    assert markdown.count("<details>") == markdown.count("</details>")


def git(root: Path, *words: str) -> None:
    done = subprocess.run(
        ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-C", str(root), *words],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def test_revisions_are_read_without_a_checkout(folder: Folder) -> None:
    """Two revisions compare as their folders do; links and strange names in them are passed over."""
    root = folder()
    top = root.parent
    git(top, "init", "-q")
    git(top, "add", "-A")
    git(top, "commit", "-qm", "base")
    apply("number-changed", root)
    (root / "terms/link.yaml").symlink_to("/etc/passwd")
    (root / "run.py").write_text("raise SystemExit(1)\n", "utf-8")
    git(top, "add", "-A")
    git(top, "commit", "-qm", "head")
    option = ["--content", str(root)]
    between = diff(*option, "HEAD~1", "HEAD")
    assert "duration.training.max: 16 -> 40" in between.output
    assert "link" not in between.output
    (root / "terms/link.yaml").unlink()
    (root / "run.py").unlink()
    assert diff(*option, "HEAD~1").output == between.output
    for wrong in ("nothing-here", "--upload-pack=x", "-h0"):
        result = diff(*option, "--", wrong)
        assert result.exit_code == 2
        assert "neither a folder nor a git revision" in result.output
