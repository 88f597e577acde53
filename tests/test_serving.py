"""`atlas serve` and `atlas gaps` as a user runs them."""

from __future__ import annotations

import json
import os
import re
import signal
import stat
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant.base_model import find_base
from assistant.errors import ModelError
from assistant.feedback import FeedbackFile
from generator.cli import main
from tests.conftest import TESTS

SERVE = [sys.executable, "-c", "from generator.cli import main; main()", "serve"]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "index.html").write_text("<h1>Bread</h1>")
    return folder


@pytest.fixture
def model() -> None:
    """Skips where the base model is not on this machine."""
    try:
        find_base()
    except ModelError as error:
        pytest.skip(str(error))


def post(address: str, question: str) -> dict[str, object]:
    request = urllib.request.Request(
        f"{address}api/ask",
        json.dumps({"question": question}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=120) as response:
        answer: dict[str, object] = json.load(response)
    return answer


@pytest.mark.usefixtures("model")
def test_one_command_serves_site_chat_and_answers_and_gaps_tells_what_was_missed(
    site: Path, tmp_path: Path
) -> None:
    """From an empty cache, with the real model, in a process of its own, on the small content."""
    cache, state = ["--cache", str(tmp_path / "cache")], ["--state", str(tmp_path / "state")]
    content = ["--content", str(TESTS / "content_base")]
    command = [*SERVE, *content, *cache, *state, "--site-dir", str(site), "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        line = process.stdout.readline()
        found = re.match(r"Site on (http://127\.0\.0\.1:\d+/), chat on ", line)
        assert found, line + (process.stderr.read() if process.stderr else "")
        answer = post(found[1], "What is sourdough?")
        assert not answer["refused"]
        assert "/methods/sourdough/" in str(answer["citations"])
        assert post(found[1], "Who won the football match yesterday?")["refused"]
        with urllib.request.urlopen(f"{found[1]}chat/", timeout=120) as page:
            assert b"gradio" in page.read()
        secret = tmp_path / "state" / "chat.secret"
        assert stat.S_IMODE(secret.stat().st_mode) == 0o600
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
        assert "Traceback" not in (process.stderr.read() if process.stderr else "")
    finally:
        process.kill()
        process.communicate()
    told = CliRunner().invoke(main, ["gaps", *cache, *state])
    assert told.exit_code == 0, told.output
    assert "Asked, and not answered (1, in 1 group)" in told.output
    assert "1×  Who won the football match yesterday?" in told.output


def test_without_the_assistants_packages_the_site_is_served_alone(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[tuple[Path, str, int]] = []
    monkeypatch.setattr("assistant.cli.find_spec", lambda name: None)
    monkeypatch.setattr("generator.site.serve_site", lambda *called: served.append(called))
    told = CliRunner().invoke(main, ["serve", "--site-dir", str(site), "--port", "8155"])
    assert told.exit_code == 0
    assert "not installed" in told.output
    assert served == [(site, "127.0.0.1", 8155)]


def test_the_site_can_be_served_alone_on_request(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[tuple[Path, str, int]] = []
    monkeypatch.setattr("generator.site.serve_site", lambda *called: served.append(called))
    told = CliRunner().invoke(main, ["serve", "--site-only", "--site-dir", str(site)])
    assert (told.exit_code, told.output) == (0, "")
    assert len(served) == 1


@pytest.mark.parametrize("more", [[], ["--site-only"]])
def test_serving_needs_a_site(tmp_path: Path, more: list[str]) -> None:
    """Said before anything long begins."""
    told = CliRunner().invoke(main, ["serve", "--site-dir", str(tmp_path), *more])
    assert told.exit_code == 2
    assert "run 'atlas build' first" in told.output


def test_settings_that_cannot_be_stop_the_server_with_their_place(site: Path, tmp_path: Path) -> None:
    settings = tmp_path / "assistant.yaml"
    settings.write_text("per_minute: many\n")
    told = CliRunner().invoke(main, ["serve", "--site-dir", str(site), "--settings", str(settings)])
    assert told.exit_code == 2
    assert f"{settings}:1:13: per_minute" in told.output


def test_gaps_without_anything_recorded_needs_no_model(tmp_path: Path) -> None:
    told = CliRunner().invoke(main, ["gaps", "--state", str(tmp_path), "--cache", str(tmp_path / "none")])
    assert told.exit_code == 0
    assert told.output == "Nothing is recorded: no gaps are known.\n"
    assert list(tmp_path.iterdir()) == []


def test_gaps_without_a_model_say_how_to_get_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    FeedbackFile(tmp_path / "readers.sqlite", 90).add("unanswered", "How tall is the tower?")
    monkeypatch.setenv("ATLAS_BASE", os.fspath(tmp_path / "nothing"))
    told = CliRunner().invoke(main, ["gaps", "--state", str(tmp_path), "--cache", str(tmp_path / "none")])
    assert told.exit_code == 1
    assert "Error: " in told.output
    assert "Traceback" not in told.output
