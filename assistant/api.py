"""The server's addresses for programs: one request, one answer, and every error in one form."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from assistant.desk import Desk, one_line
from assistant.limits import LimitError
from assistant.metrics import MEDIA_TYPE
from assistant.records import Answer, Turn
from assistant.render import answer_json, render_blocks
from assistant.settings import Settings

Slug = Annotated[str, Field(max_length=120)]


class EarlierTurn(BaseModel):
    """One earlier exchange, as `turn` of its answer gave it."""

    model_config = ConfigDict(extra="forbid")
    question: str = Field(max_length=5000)
    kind: str = Field("", max_length=40)
    slugs: list[Slug] = Field([], max_length=20)

    def turn(self) -> Turn:
        """The engine's shape of it."""
        return Turn(one_line(self.question), self.kind, tuple(self.slugs))


class Asked(BaseModel):
    """The body of `POST /api/ask`."""

    model_config = ConfigDict(extra="forbid")
    question: str = Field(description="The question, in words.")
    history: list[EarlierTurn] = Field([], description="Earlier turns, oldest first, for a follow-up.")


def about(settings: Settings) -> str:
    """The notice to whoever asks: what is kept of a question."""
    if not settings.record:
        return "Answers come from the content alone, with their sources. Nothing of a question is kept."
    return (
        "Answers come from the content alone, with their sources. Questions without an answer and "
        f"feedback are kept for {settings.keep_days} days, without a name or an address, so that the "
        "content can be completed."
    )


def api_routes(desk: Desk, icon: str) -> APIRouter:
    """What programs ask for; `icon` is the address of the site's icon."""
    router = APIRouter()

    @router.post("/api/ask", responses={200: {"content": {"text/event-stream": {}}}})
    async def ask(asked: Asked, request: Request) -> Response:
        """Answer a question.

        With `Accept: text/event-stream` the answer comes as server-sent events: a `block` for each
        block of its Markdown, then `answer` with what the JSON form holds.
        """
        history = [turn.turn() for turn in asked.history]
        answer = await desk.ask(client_of(request), asked.question, history)
        if "text/event-stream" in request.headers.get("accept", ""):
            return StreamingResponse(_events(answer, desk.covers), media_type="text/event-stream")
        return JSONResponse(answer_json(answer, desk.covers))

    @router.get("/api/health")
    async def health() -> dict[str, Any]:
        """Whether the assistant can be asked; the site's Ask button looks here."""
        return {"status": "ok", "assistant": True}

    @router.get("/favicon.ico", include_in_schema=False)
    async def favicon() -> Response:
        """What browsers ask for before they have read the chat's page."""
        return RedirectResponse(icon)

    @router.get("/metrics")
    async def metrics() -> Response:
        """Counts and times in Prometheus' text form."""
        return Response(desk.metrics.text(), media_type=MEDIA_TYPE)

    return router


def client_of(request: Request) -> str:
    """Whom a question counts for: the address the connection comes from, no header of its choosing."""
    return request.client.host if request.client else "unknown"


def _events(answer: Answer, covers: str) -> Iterator[str]:
    for block in render_blocks(answer, covers):
        yield f"event: block\ndata: {json.dumps({'markdown': block})}\n\n"
    yield f"event: answer\ndata: {json.dumps(answer_json(answer, covers))}\n\n"


async def _limit_reached(_: Request, error: Exception) -> Response:
    assert isinstance(error, LimitError)
    return JSONResponse(error.body(), error.status, error.headers())


async def _not_served(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    refused = LimitError(error.status_code, "not_served", f"{error.detail}.")
    return JSONResponse(refused.body(), error.status_code, error.headers)


async def _not_understood(_: Request, error: Exception) -> Response:
    """Say in one sentence what is wrong with a body, in the form of the other errors."""
    assert isinstance(error, RequestValidationError)
    faults = [f"{'.'.join(map(str, fault['loc'][1:])) or 'body'}: {fault['msg']}" for fault in error.errors()]
    message = f"The body is not as it should be: {'; '.join(faults[:5])}."
    return JSONResponse(LimitError(422, "body_not_understood", message).body(), 422)


ERRORS: dict[int | type[Exception], Any] = {
    LimitError: _limit_reached,
    RequestValidationError: _not_understood,
    HTTPException: _not_served,
}
