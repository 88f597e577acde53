"""One process for the site, the chat and the API."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import socket
from collections.abc import AsyncIterator, Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import uvicorn
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import HTTPConnection
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.desk import Desk, one_line
from assistant.guard import Guard, refuse
from assistant.limits import LimitError
from assistant.metrics import MEDIA_TYPE
from assistant.records import Answer, Turn
from assistant.render import answer_json, render_blocks
from assistant.settings import Settings
from schema.site import Site

# What the chat's page and Gradio's clients ask for; uploads, files, proxies and histories of others
# are left out, for the chat takes only words.
_CHAT = re.compile(
    r"/chat(?:/|/(?:config|theme\.css|manifest\.json|(?:assets|static|svelte)/.+"
    r"|gradio_api/(?:info|reset|cancel|(?:queue|call|heartbeat)/.+)))?"
)
_CONNECTIONS = 256  # open at once; more are answered 503 by the server itself

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


class LateApp:
    """An application that takes seconds to import: built beside the others, awaited where needed."""

    def __init__(self, build: Callable[[], FastAPI]) -> None:
        self._build = build
        self._app: asyncio.Future[FastAPI] | None = None

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Build in a thread, run the application's own start and end around it."""
        self._app = asyncio.get_running_loop().create_future()
        stop = asyncio.Event()
        task = asyncio.create_task(self._run(self._app, stop))
        try:
            yield
        finally:
            stop.set()
            await task

    async def _run(self, ready: asyncio.Future[FastAPI], stop: asyncio.Event) -> None:
        try:
            app = await asyncio.to_thread(asyncio.run, self._built())
            async with app.router.lifespan_context(app):
                ready.set_result(app)
                await stop.wait()
        except Exception as error:
            if ready.done():
                raise
            ready.set_exception(error)

    async def _built(self) -> FastAPI:
        """Gradio makes event loops that nobody closes, unless it is built while one runs."""
        return self._build()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on as soon as the application stands."""
        assert self._app is not None
        app = await asyncio.shield(self._app)
        await app(scope, receive, send)


def build_app(desk: Desk, site_dir: Path, site: Site, own_hosts: Collection[str], chat: LateApp) -> ASGIApp:
    """The whole server: site at /, chat at /chat, API, metrics, and the guard around them.

    `own_hosts`: names of the address listened on, besides those of the settings.
    """

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with chat.running():
            yield
        desk.close()

    api = FastAPI(
        title=site.name,
        description=about(desk.settings),
        # The interactive pages of the documentation load scripts from other hosts.
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        lifespan=lifespan,
        exception_handlers={
            LimitError: _limit_reached,
            RequestValidationError: _not_understood,
            HTTPException: _not_served,
        },
    )
    api.include_router(_routes(desk, _icon(site_dir)))
    api.mount("/", StaticFiles(directory=site_dir, html=True))
    origins = tuple(desk.settings.origins)
    shared = CORSMiddleware(_Fork(chat, api), allow_origins=origins, allow_methods=["GET", "POST"])
    hosts = {host.lower() for host in (*desk.settings.hosts, *own_hosts)}
    return Guard(shared, hosts, origins, desk.settings.body_kb * 1024)


def about(settings: Settings) -> str:
    """The notice to whoever asks: what is kept of a question."""
    if not settings.record:
        return "Answers come from the content alone, with their sources. Nothing of a question is kept."
    return (
        "Answers come from the content alone, with their sources. Questions without an answer and "
        f"feedback are kept for {settings.keep_days} days, without a name or an address, so that the "
        "content can be completed."
    )


@dataclass(frozen=True)
class _Fork:
    chat: ASGIApp
    rest: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if not path.startswith("/chat/") and path != "/chat":
            await self.rest(scope, receive, send)
        elif _CHAT.fullmatch(path):
            await self.chat(scope, receive, send)
        else:
            await refuse(LimitError(404, "not_found", "The chat offers nothing at this address."), send)


def _routes(desk: Desk, icon: str) -> APIRouter:
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


def _icon(site_dir: Path) -> str:
    """Address of the icon the site's pages name."""
    head = (site_dir / "index.html").read_text("utf-8")
    found = re.search(r'<link rel="icon" href="\.?/?([^"]*)"', head)
    return f"/{found[1]}" if found else "/"


def client_of(request: HTTPConnection) -> str:
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


def make_server(app: ASGIApp) -> uvicorn.Server:
    """The server with its limits: connections, idle time, and time to end."""
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="none",
        limit_concurrency=_CONNECTIONS,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=3,
    )
    return uvicorn.Server(config)


def run(app: ASGIApp, host: str, port: int, started: Callable[[str], None]) -> None:
    """Listen until interrupted. `started` gets the address. Raises OSError if the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family) as listening:
        name = f"[{host}]" if family == socket.AF_INET6 else host
        started(f"http://{name}:{listening.getsockname()[1]}/")
        with contextlib.suppress(KeyboardInterrupt):
            make_server(app).run([listening])
