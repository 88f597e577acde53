"""The repository's own files for GitHub, editors and citation: valid by the public schemas, and safe."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from check_jsonschema.cli import main as check_jsonschema
from click.testing import CliRunner

ROOT = Path(__file__).parent.parent
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
FORMS = sorted(p for p in (ROOT / ".github/ISSUE_TEMPLATE").glob("*.yml") if p.name != "config.yml")


def load(path: Path) -> Any:
    return yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)


@pytest.mark.parametrize(
    ("schema", "paths"),
    [
        ("github-workflows", WORKFLOWS),
        ("github-issue-forms", FORMS),
        ("github-issue-config", [ROOT / ".github/ISSUE_TEMPLATE/config.yml"]),
        ("dependabot", [ROOT / ".github/dependabot.yml"]),
        ("citation-file-format", [ROOT / "CITATION.cff"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_files_satisfy_the_public_schema(schema: str, paths: list[Path]) -> None:
    """Each file is valid by the schema that check-jsonschema carries; no network is asked."""
    assert paths
    result = CliRunner().invoke(check_jsonschema, ["--builtin-schema", f"vendor.{schema}", *map(str, paths)])
    assert result.exit_code == 0, result.output


def test_the_schema_check_can_fail(tmp_path: Path) -> None:
    """A workflow without jobs is refused, so the test above means something."""
    path = tmp_path / "bad.yml"
    path.write_text("on: push\n", "utf-8")
    result = CliRunner().invoke(check_jsonschema, ["--builtin-schema", "vendor.github-workflows", str(path)])
    assert result.exit_code == 1


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_pinned_by_hash(path: Path) -> None:
    """Every action is named by a full commit hash with its version beside it."""
    uses = re.findall(r"uses: (.*)", path.read_text("utf-8"))
    assert uses
    for action in uses:
        assert re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), action


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_rights_are_the_least(path: Path) -> None:
    """No workflow may write by default; a job that may write runs no checkout."""
    workflow = load(path)
    assert workflow["permissions"] in ("", {}, {"contents": "read"})
    for job in workflow["jobs"].values():
        writes = "write" in (job.get("permissions") or {}).values()
        checkout = any("actions/checkout@" in step.get("uses", "") for step in job["steps"])
        assert not (writes and checkout)
        assert int(job["timeout-minutes"]) <= 45


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_nothing_untrusted_reaches_a_shell(path: Path) -> None:
    """Scripts read the event through the environment only, and no token stays in a checkout."""
    workflow = load(path)
    assert "pull_request_target" not in path.read_text("utf-8")
    assert "secrets." not in path.read_text("utf-8")
    for job in workflow["jobs"].values():
        for step in job["steps"]:
            assert "${{" not in step.get("run", "")
            if "actions/checkout@" in step.get("uses", ""):
                assert step["with"]["persist-credentials"] == "false"


def test_the_comment_is_made_by_two_workflows() -> None:
    """Check may not write and leaves files; Comment waits for it and may do nothing but comment."""
    check, comment = (load(ROOT / f".github/workflows/{name}.yml") for name in ("check", "comment"))
    assert comment["on"]["workflow_run"]["workflows"] == [check["name"]]
    (job,) = comment["jobs"].values()
    assert job["permissions"] == {"actions": "read", "pull-requests": "write"}
    left = [
        s["with"]["name"]
        for s in check["jobs"]["meaning"]["steps"]
        if "upload-artifact@" in s.get("uses", "")
    ]
    fetched = [s["with"]["name"] for s in job["steps"] if "download-artifact@" in s.get("uses", "")]
    assert left == fetched == ["meaning"]


FAKE_GH = """#!/usr/bin/env bash
echo "gh $*" >> "$LOG"
case "$*" in
  *"/pulls/"*) echo "$FAKE_SHA" ;;
  *"--paginate"*) echo "$FAKE_ID" ;;
esac
"""


@pytest.mark.parametrize(
    ("number", "sha", "mine", "expected"),
    [
        ("7", "abc", "", "--method POST repos/o/r/issues/7/comments"),
        ("7", "abc", "99", "--method PATCH repos/o/r/issues/comments/99"),
        ("7", "other", "", ""),  # the branch has moved on, or the number is another's
        ("7; touch x", "abc", "", "no number"),
        ("../8", "abc", "", "no number"),
    ],
)
def test_the_comment_is_written_once_and_only_where_it_belongs(
    number: str, sha: str, mine: str, expected: str, tmp_path: Path
) -> None:
    """The script of the workflow, run with a stand-in for `gh`: posts, renews, or refuses."""
    (job,) = load(ROOT / ".github/workflows/comment.yml")["jobs"].values()
    script = next(step["run"] for step in job["steps"] if "run" in step)
    (tmp_path / "gh").write_text(FAKE_GH, "utf-8")
    (tmp_path / "gh").chmod(0o755)
    (tmp_path / "number").write_text(f"{number}\n", "utf-8")
    (tmp_path / "comment.md").write_text("<!-- atlas-diff -->\nforged\n" + "x" * 70_000, "utf-8")
    done = subprocess.run(
        ["bash", "-e", "-c", script],
        env={
            "PATH": f"{tmp_path}:/usr/local/bin:/usr/bin:/bin", "LOG": str(tmp_path / "log"), "REPO": "o/r",
            "HEAD_SHA": "abc", "FAKE_SHA": sha, "FAKE_ID": mine, "FOLDER": str(tmp_path),
            "RUNNER_TEMP": str(tmp_path),
        },
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    log = (tmp_path / "log").read_text("utf-8") if (tmp_path / "log").exists() else ""
    if expected == "no number":
        assert (done.returncode, log) == (1, "")
        return
    assert done.returncode == 0, done.stderr
    assert ("--method" in log) == bool(expected)
    assert expected in log
    if expected:
        body = (tmp_path / "body.md").read_text("utf-8")
        assert body.startswith("<!-- atlas-diff -->\n_Worked out from abc")
        assert body.count("<!-- atlas-diff -->") == 1
        assert len(body) < 65_536


def test_links_are_checked_on_a_schedule_only() -> None:
    """A link that is down cannot stop a change."""
    for path in WORKFLOWS:
        if "lychee" in path.read_text("utf-8"):
            assert set(load(path)["on"]) == {"schedule", "workflow_dispatch"}


def test_commands_in_workflows_and_hooks_exist() -> None:
    """Every `atlas` command that a workflow or hook runs is one."""
    from generator.cli import main

    texts = [path.read_text("utf-8") for path in [*WORKFLOWS, *ROOT.glob(".pre-commit-*.yaml")]]
    found = {word for text in texts for word in re.findall(r"(?:run: |entry: |^ +)atlas (\w+)", text, re.M)}
    assert {"validate", "fmt", "diff", "stale", "build", "schema"} <= found
    assert found <= set(main.commands)


def test_editors_know_the_schema_of_every_file() -> None:
    """VS Code's settings match each content file with the schema its first line names."""
    settings = json.loads((ROOT / ".vscode/settings.json").read_text("utf-8"))
    for path in sorted((ROOT / "content").rglob("*.yaml")):
        name = path.relative_to(ROOT)
        schemas = [s for s, pattern in settings["yaml.schemas"].items() if name.match(pattern)]
        first = path.read_text("utf-8").split("\n", 1)[0]
        assert len(schemas) == 1, name
        assert first.endswith(schemas[0].removeprefix("./")), name
        assert (ROOT / schemas[0]).is_file()
    assert "redhat.vscode-yaml" in (ROOT / ".vscode/extensions.json").read_text("utf-8")
