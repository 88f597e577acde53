"""The server's API: answers, limits and their messages, health, counts, the site beside it."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from assistant.desk import Desk
from assistant.feedback import FeedbackFile, NoFeedback
from assistant.metrics import Metrics
from assistant.server import LateApp, build_app
from assistant.settings import Settings
from tests.faces import SITE, BreadAsker

ASK = "/api/ask"
HOW = {"question": "How does sourdough rise?"}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site of three files."""
    folder = tmp_path / "site"
    (folder / "methods").mkdir(parents=True)
    (folder / "index.html").write_text('<link rel="icon" href="img/icon.svg"><h1>Home</h1>')
    (folder / "404.html").write_text("<h1>There is no such page</h1>")
    (folder / "methods" / "index.html").write_text("<h1>Methods</h1>")
    return folder


class Client(TestClient):
    """A client with the engine and the desk behind it in reach."""

    asker: BreadAsker
    desk: Desk


def client(site: Path, asker: BreadAsker | None = None, **settings: Any) -> Client:
    """The application under test; the chat is an empty one, for it has tests of its own."""
    asker = asker or BreadAsker()
    chosen = Settings(**settings)
    feedback = FeedbackFile(site.parent / "readers.sqlite", 90) if chosen.record else NoFeedback()
    desk = Desk(asker, chosen, feedback, Metrics())
    app = build_app(desk, site, SITE, ["127.0.0.1"], LateApp(FastAPI))
    made = Client(app, "http://127.0.0.1:8000", raise_server_exceptions=False)
    made.asker, made.desk = asker, desk
    return made


@pytest.fixture
def web(site: Path) -> Iterator[Client]:
    with client(site) as made:
        yield made


def error(response: Any, status: int, code: str) -> str:
    """The message of a refusal, which has the form all refusals have."""
    assert response.status_code == status, response.text
    body = response.json()
    assert list(body) == ["error"]
    assert body["error"]["code"] == code
    return str(body["error"]["message"])


def test_an_answer_comes_with_its_sources_in_one_request(web: Client) -> None:
    told = web.post(ASK, json=HOW).json()
    assert told["refused"] is False
    assert "Sourdough rises by wild yeast. [\\[1\\]](/methods/lora/#top)" in told["answer"]
    assert told["citations"] == ["/methods/lora/#top", "/methods/lora/#facts"]
    assert told["sources"][0]["passage"] == "sourdough/how/1"
    assert told["follow_ups"] == ["How long does it take?", "Why sourdough?"]


def test_the_turn_of_an_answer_can_be_sent_back_as_history(web: Client) -> None:
    turn = web.post(ASK, json=HOW).json()["turn"]
    told = web.post(ASK, json={"question": "And why?", "history": [turn]}).json()
    assert told["refused"] is False
    _, history = web.asker.asked[-1]
    assert [(t.question, t.kind, t.slugs) for t in history] == [(HOW["question"], "how", ("sourdough",))]


def test_a_refusal_is_an_answer_without_citations(web: Client) -> None:
    told = web.post(ASK, json={"question": "How tall is the tower?"}).json()
    assert told["refused"] is True
    assert told["citations"] == []
    assert told["nearest"] == [{"title": "Sourdough", "url": "/methods/lora/"}]


def test_an_answer_can_be_streamed_block_by_block(web: Client) -> None:
    with web.stream("POST", ASK, json=HOW, headers={"Accept": "text/event-stream"}) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        events = [part.split("\ndata: ") for part in response.read().decode().strip().split("\n\n")]
    assert [name for name, _ in events] == ["event: block", "event: block", "event: answer"]
    blocks = [json.loads(data)["markdown"] for _, data in events[:-1]]
    assert json.loads(events[-1][1])["answer"] == "\n\n".join(blocks)


def test_a_limit_comes_as_an_error_when_a_stream_was_asked_for(web: Client) -> None:
    response = web.post(ASK, json={"question": ""}, headers={"Accept": "text/event-stream"})
    error(response, 422, "question_empty")


def test_a_question_must_have_words_and_not_too_many(site: Path) -> None:
    with client(site, question_chars=40) as web:
        assert "empty" in error(web.post(ASK, json={"question": " \n\x00 "}), 422, "question_empty")
        message = error(web.post(ASK, json={"question": "sourdough " * 5}), 422, "question_too_long")
        assert "49 characters" in message
        assert "40" in message
        assert web.asker.asked == []


def test_a_history_has_its_length(site: Path) -> None:
    with client(site, history_turns=2) as web:
        body = {**HOW, "history": [{"question": "a"}] * 3}
        assert "at most 2" in error(web.post(ASK, json=body), 422, "history_too_long")


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("{", "JSON"),
        ("[]", "body"),
        ("{}", "question"),
        ('{"question": 5}', "question"),
        ('{"question": "a", "history": [{"question": 1}]}', "history.0.question"),
        ('{"question": "a", "model": "b"}', "model"),
    ],
)
def test_a_body_of_another_shape_is_told_what_is_wrong(web: Client, body: str, named: str) -> None:
    response = web.post(ASK, content=body, headers={"Content-Type": "application/json"})
    assert named in error(response, 422, "body_not_understood")
    assert web.asker.asked == []


def test_half_a_surrogate_harms_nothing(web: Client) -> None:
    response = web.post(
        ASK, content=b'{"question": "\\ud800 sourdough?"}', headers={"Content-Type": "application/json"}
    )
    assert response.status_code == 200
    assert web.asker.asked[0][0] == "sourdough?"


def test_a_client_gets_its_burst_and_then_waits(site: Path) -> None:
    with client(site, per_minute=6, burst=2) as web:
        assert [web.post(ASK, json=HOW).status_code for _ in range(2)] == [200, 200]
        response = web.post(ASK, json=HOW)
        assert "ask again in" in error(response, 429, "too_many_questions")
        assert 1 <= int(response.headers["retry-after"]) <= 11
        assert len(web.asker.asked) == 2


def test_a_forwarded_address_does_not_make_another_client(site: Path) -> None:
    """A header anyone can write must not lift the limit."""
    with client(site, per_minute=6, burst=1) as web:
        web.post(ASK, json=HOW)
        error(web.post(ASK, json=HOW, headers={"X-Forwarded-For": "10.0.0.9"}), 429, "too_many_questions")


def test_more_than_may_wait_are_sent_away_and_places_come_back(site: Path) -> None:
    go, begun = threading.Event(), threading.Semaphore(0)

    def wait() -> None:
        begun.release()
        assert go.wait(20)

    with client(site, BreadAsker(wait), concurrent=1, waiting=1) as web:
        statuses: list[int] = []
        threads = [
            threading.Thread(target=lambda: statuses.append(web.post(ASK, json=HOW).status_code))
            for _ in range(2)
        ]
        for thread in threads:
            thread.start()
        assert begun.acquire(timeout=20)
        for _ in range(200):
            if web.desk.metrics.registry.get_sample_value("atlas_questions_in_work") == 2:
                break
            threading.Event().wait(0.02)
        response = web.post(ASK, json=HOW)
        assert "wait" in error(response, 503, "busy")
        assert response.headers["retry-after"] == "2"
        go.set()
        for thread in threads:
            thread.join(20)
        assert statuses == [200, 200]
        assert web.post(ASK, json=HOW).status_code == 200


def test_an_answer_that_takes_too_long_is_given_up(site: Path) -> None:
    go = threading.Event()
    with client(site, BreadAsker(lambda: go.wait(20)), seconds=1) as web:
        assert "within 1 s" in error(web.post(ASK, json=HOW), 504, "too_slow")
        go.set()


def test_a_failure_of_the_engine_is_an_error_without_its_insides(
    web: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        message = error(web.post(ASK, json={"question": "crash"}), 500, "failed")
    assert "oven" not in message
    assert "the oven is broken" in caplog.text  # the server's own log does say it


def test_a_body_has_its_size_whether_it_says_so_or_not(site: Path) -> None:
    with client(site, body_kb=16) as web:
        big = b'{"question": "' + b"a" * 20_000 + b'"}'
        assert "16,384 bytes" in error(web.post(ASK, content=big), 413, "body_too_big")
        error(
            web.post(ASK, content=(big[i : i + 1000] for i in range(0, len(big), 1000))), 413, "body_too_big"
        )


def test_other_names_for_the_server_are_refused(web: Client) -> None:
    """A page that points its own name at this machine (DNS rebinding) gets nothing."""
    for path in ("/", "/api/health", "/chat/", "/metrics"):
        message = error(web.get(path, headers={"Host": "evil.example:8000"}), 421, "unknown_host")
        assert "hosts" in message
    assert web.get("/", headers={"Host": "LOCALHOST:99"}).status_code == 200
    assert web.get("/", headers={"Host": "[::1]:99"}).status_code == 200
    error(web.get("/", headers={"Host": "localhost.evil.example"}), 421, "unknown_host")


def test_pages_of_other_sites_may_not_ask_unless_they_are_named(site: Path, web: Client) -> None:
    foreign = {"Origin": "https://docs.example.org"}
    assert "origins" in error(web.post(ASK, json=HOW, headers=foreign), 403, "unknown_origin")
    error(web.post(ASK, json=HOW, headers={"Origin": "null"}), 403, "unknown_origin")
    assert "access-control-allow-origin" not in web.get("/api/health", headers=foreign).headers
    assert web.post(ASK, json=HOW, headers={"Origin": "http://127.0.0.1:8000"}).status_code == 200
    with client(site, origins=["https://docs.example.org"]) as open_web:
        response = open_web.post(ASK, json=HOW, headers=foreign)
        assert response.status_code == 200
        assert response.headers["access-control-allow-origin"] == "https://docs.example.org"
        framers = response.headers["content-security-policy"]
        assert framers == "frame-ancestors 'self' https://docs.example.org"


def test_health_says_that_an_assistant_answers(web: Client) -> None:
    assert web.get("/api/health").json() == {"status": "ok", "assistant": True}


def test_metrics_count_answers_refusals_and_limits(web: Client) -> None:
    for question in ("Why sourdough?", "Why?", ""):
        web.post(ASK, json={"question": question})
    text = web.get("/metrics").text
    assert 'atlas_questions_total{outcome="answered"} 1.0' in text
    assert 'atlas_questions_total{outcome="refused"} 1.0' in text
    assert 'atlas_questions_total{outcome="question_empty"} 1.0' in text
    assert "atlas_answer_seconds_count 2.0" in text
    assert "process_resident_memory_bytes" in text


def test_the_site_is_served_with_its_page_for_what_is_missing(web: Client) -> None:
    assert "Home" in web.get("/").text
    assert "Methods" in web.get("/methods").text  # led to methods/
    missing = web.get("/no/such/page")
    assert missing.status_code == 404
    assert "There is no such page" in missing.text
    assert web.get("/favicon.ico", follow_redirects=False).headers["location"] == "/img/icon.svg"
    assert web.get("/../secret").status_code == 404
    for path in ("/", "/no", "/api/health"):
        headers = web.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["content-security-policy"] == "frame-ancestors 'self'"


def test_other_methods_are_refused_in_the_same_form(web: Client) -> None:
    error(web.put("/api/health"), 405, "not_served")
    error(web.post("/methods/"), 405, "not_served")


def test_the_description_of_the_api_tells_what_is_kept(site: Path, web: Client) -> None:
    told = web.get("/api/openapi.json").json()["info"]["description"]
    assert "90 days" in told
    with client(site, record=False) as silent:
        assert (
            "Nothing of a question is kept" in silent.get("/api/openapi.json").json()["info"]["description"]
        )


def test_no_page_of_the_documentation_loads_scripts_from_elsewhere(web: Client) -> None:
    assert web.get("/docs").status_code == 404
    assert web.get("/redoc").status_code == 404


@pytest.mark.parametrize("path", ["upload", "file=/etc/passwd", "proxy=http://a", "component_server", "runs"])
def test_the_chat_offers_only_what_its_page_needs(web: Client, path: str) -> None:
    """Gradio would also take files and hand out others."""
    error(web.get(f"/chat/gradio_api/{path}"), 404, "not_found")
    error(web.post(f"/chat/gradio_api/{path}"), 404, "not_found")
