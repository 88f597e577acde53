"""The chat page: a thin Gradio view of the desk."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

from assistant.desk import Desk, one_line
from assistant.limits import LimitError
from assistant.records import Answer, Turn
from assistant.render import answer_json, escaped, render_blocks, render_sources

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # before the import, which already asks for it

import gradio as gr

_KEPT_TURNS = 40  # in the reader's browser
_OPEN_SOURCES = 8  # of an answer that are listed without a click
_KEPT_SHARE = 0.3  # of the largest body: what is kept comes back with every question

Record = dict[str, Any]  # one exchange as the reader's browser keeps it
Update = tuple[list[dict[str, Any]], Any, list[Record]]  # messages, text box, records


@dataclass(frozen=True)
class ChatPage:
    """What the page says about itself. `secret` ties the history in browsers to this server."""

    name: str
    description: str
    notice: str
    secret: str


def build_chat(desk: Desk, page: ChatPage) -> FastAPI:
    """An application with the chat at /chat; importing this module takes seconds, building does not."""
    parent = FastAPI(
        # Gradio leaves cross-origin headers alone where the application has its own.
        middleware=[Middleware(CORSMiddleware, allow_origins=desk.settings.origins)]
    )
    app: FastAPI = gr.mount_gradio_app(
        parent,
        _blocks(desk, page),
        "/chat",
        theme=_theme(),
        # Not by `css`, which Gradio rewrites to reach only what is inside its own container.
        head=f"<style>{_file('chat.css')}</style><script>{_file('chat.js')}</script>",
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
    )
    return app


def load_secret(path: Path) -> str:
    """The secret of the histories, made once: with another one they could not be read again."""
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(32))
        fresh.replace(path)
    return path.read_text("ascii").strip()


def _blocks(desk: Desk, page: ChatPage) -> gr.Blocks:
    with gr.Blocks(title=f"Ask {page.name}", fill_height=True, analytics_enabled=False) as whole:
        blocks: gr.Blocks = whole
        records = gr.BrowserState([], storage_key="atlas-chat", secret=page.secret)
        with gr.Row(elem_id="atlas-head"):
            gr.HTML(f'<h1>Ask <a href="/">{_html(page.name)}</a></h1>', padding=False)
            fresh = gr.Button("New conversation", size="sm", scale=0, elem_id="atlas-fresh")
        talk = _talk(desk, page)
        box = _box(desk)
        gr.Markdown(page.notice, elem_id="atlas-notice")
        _wire(_View(desk), blocks, records, fresh, talk, box)
    blocks.queue(max_size=desk.settings.concurrent + desk.settings.waiting, api_open=False)
    return blocks


def _talk(desk: Desk, page: ChatPage) -> gr.Chatbot:
    return gr.Chatbot(
        label="Conversation",
        show_label=False,
        elem_id="atlas-talk",
        scale=1,
        height=None,
        placeholder=f"<h2>What would you like to know?</h2><p>{_html(page.description)}</p>",
        examples=[{"text": question} for question in desk.settings.examples],
        buttons=["copy"],
        autoscroll=False,  # chat.js scrolls to the question instead of to the end of the sources
        layout="bubble",
        latex_delimiters=[],
        line_breaks=False,
        allow_tags=False,
        allow_file_downloads=False,
        group_consecutive_messages=False,
    )


def _box(desk: Desk) -> gr.Textbox:
    return gr.Textbox(
        label="Your question",
        show_label=False,
        placeholder="Ask a question …",
        max_length=desk.settings.question_chars,
        max_lines=4,
        submit_btn=True,
        autofocus=True,
        elem_id="atlas-question",
    )


def _wire(
    view: _View,
    blocks: gr.Blocks,
    records: gr.BrowserState,
    fresh: gr.Button,
    talk: gr.Chatbot,
    box: gr.Textbox,
) -> None:
    """Say what happens at which event. How many run at once is the desk's to say, not Gradio's.

    Only answers go through Gradio's queue. Its client loses an event that it queues while the stream
    of an earlier one is closing, so the question typed first would be lost to the page's own loading.
    """
    every: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    shown: dict[str, Any] = {"outputs": [talk, box, records], "concurrency_limit": None, **every}
    at_once: dict[str, Any] = {"queue": False, **every}
    box.submit(view.typed, [box, records], **shown)
    talk.example_select(view.chosen, [records], **shown)
    talk.option_select(view.chosen, [records], **shown)
    talk.like(view.judged, [records], None, **at_once)
    fresh.click(lambda: ([], "", []), None, [talk, box, records], **at_once)
    blocks.load(lambda kept: _messages(_readable(kept)), [records], [talk], **at_once)
    gr.events.api(view.answered, api_name="ask", concurrency_limit=None)


class _View:
    """What the page's events do. Records come from the browser and are read with care."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def typed(self, question: str, kept: Any, request: gr.Request) -> AsyncIterator[Update]:
        """Answer what stands in the text box, block by block."""
        records = _readable(kept)
        question = one_line(question)
        if not question:
            yield _messages(records), "", records
            return
        asked = [*_messages(records, options=False), {"role": "user", "content": escaped(question)}]
        yield asked, gr.Textbox("", interactive=False), records
        try:
            answer = await self._ask(question, records, request)
        except LimitError as error:
            sorry = {"role": "assistant", "content": escaped(error.message)}
            yield [*asked, sorry], gr.Textbox(question, interactive=True), records
            return
        blocks = render_blocks(answer, self._desk.covers)
        for count in range(1, len(blocks)):
            part = {"role": "assistant", "content": "\n\n".join(blocks[:count])}
            yield [*asked, part], gr.Textbox(""), records
        records = self._recent([*records, _record(answer, blocks)])
        yield _messages(records), gr.Textbox("", interactive=True), records

    async def chosen(self, kept: Any, choice: gr.SelectData, request: gr.Request) -> AsyncIterator[Update]:
        """Answer an example or a follow-up question."""
        value = choice.value
        question = value.get("text") or value.get("value") if isinstance(value, dict) else value
        async for update in self.typed(str(question), kept, request):
            yield update

    async def judged(self, kept: Any, like: gr.LikeData, request: gr.Request) -> None:
        """Keep a like or dislike with the question it is about."""
        records = _readable(kept)
        place = like.index[0] if isinstance(like.index, (list, tuple)) else like.index
        if place // 2 >= len(records) or not isinstance(like.liked, bool):
            return
        try:
            await self._desk.judge(_client(request), records[place // 2]["question"], like.liked)
        except LimitError as error:
            gr.Warning(error.message)

    async def answered(self, question: str, request: gr.Request) -> dict[str, Any]:
        """Answer one question, for programs that speak Gradio's protocol."""
        try:
            return answer_json(await self._ask(question, [], request), self._desk.covers)
        except LimitError as error:
            raise gr.Error(error.message) from None

    def _recent(self, records: list[Record]) -> list[Record]:
        """The latest of them, as many as can be sent along with a question."""
        room = self._desk.settings.body_kb * 1024 * _KEPT_SHARE
        kept = records[-_KEPT_TURNS:]
        while len(kept) > 1 and len(json.dumps(kept)) > room:
            kept = kept[1:]
        return kept

    async def _ask(self, question: str, records: Sequence[Record], request: gr.Request) -> Answer:
        """A refusal left nothing to lean on, so the question before it is what a follow-up means."""
        answered = [Turn(r["question"], r["kind"], tuple(r["slugs"])) for r in records if r["sources"]]
        most = self._desk.settings.history_turns
        history = answered[max(0, len(answered) - most) :]
        return await self._desk.ask(_client(request), question, history)


def _client(request: gr.Request) -> str:
    return request.client.host if request.client else "unknown"


def _record(answer: Answer, blocks: Sequence[str]) -> Record:
    return {
        "question": answer.question,
        "kind": answer.kind,
        "slugs": list(answer.slugs),
        "answer": "\n\n".join(blocks),
        "sources": render_sources(answer),
        "follow_ups": list(answer.follow_ups),
    }


def _readable(kept: Any) -> list[Record]:
    """The records that have the shape they should; a browser may send anything."""
    return [record for record in kept[-_KEPT_TURNS:] if _whole(record)] if isinstance(kept, list) else []


def _whole(record: Any) -> bool:
    return (
        isinstance(record, dict)
        and all(_text(record.get(key)) for key in ("question", "kind", "answer", "sources"))
        and all(
            isinstance(record.get(key), list) and len(record[key]) <= 20 and all(map(_text, record[key]))
            for key in ("slugs", "follow_ups")
        )
    )


def _text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= 20_000


def _messages(records: Sequence[Record], *, options: bool = True) -> list[dict[str, Any]]:
    """Records as the chat shows them: question and answer in turn, follow-ups under the last."""
    messages: list[dict[str, Any]] = []
    for record in records:
        sources = _sources(record["sources"])
        messages.append({"role": "user", "content": escaped(record["question"])})
        messages.append({"role": "assistant", "content": record["answer"] + sources})
    if messages and options:
        messages[-1]["options"] = [{"value": question} for question in records[-1]["follow_ups"]]
    return messages


def _sources(listed: str) -> str:
    """The numbered list under an answer; a long one, as a comparison has, opens at a click."""
    count = len(listed.splitlines())
    if count > _OPEN_SOURCES:
        return f"\n\n<details><summary>Sources ({count})</summary>\n\n{listed}\n\n</details>"
    return f"\n\n**Sources**\n\n{listed}" if listed else ""


def _theme() -> gr.themes.Base:
    """The site's type; its colours are in chat.css, where they stand beside their use."""
    sans = ("ui-sans-serif", "system-ui", "Segoe UI", "Helvetica Neue", "Arial", "Noto Sans", "sans-serif")
    mono = ("ui-monospace", "SF Mono", "Cascadia Mono", "Menlo", "Consolas", "DejaVu Sans Mono", "monospace")
    return gr.themes.Base(
        primary_hue="teal", secondary_hue="teal", neutral_hue="slate", font=sans, font_mono=mono
    )


def _file(name: str) -> str:
    return files("assistant").joinpath(name).read_text("utf-8")


def _html(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
