"""One process for the site, the chat and the API."""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
from collections.abc import AsyncIterator, Callable, Collection
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.api import ERRORS, about, api_routes
from assistant.desk import Desk
from assistant.guard import Guard, refuse
from assistant.limits import LimitError
from schema.site import Site

# What the chat's page and Gradio's clients ask for; uploads, files, proxies and histories of others
# are left out, for the chat takes only words.
_CHAT = re.compile(
    r"/chat(?:/|/(?:config|theme\.css|manifest\.json|(?:assets|static|svelte)/.+"
    r"|gradio_api/(?:info|reset|cancel|run/predict|(?:queue|call|heartbeat)/.+)))?"
)
_CONNECTIONS = 256  # open at once; more are answered 503 by the server itself


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
        exception_handlers=ERRORS,
    )
    api.include_router(api_routes(desk, _icon(site_dir)))
    api.mount("/", StaticFiles(directory=site_dir, html=True))
    origins = tuple(desk.settings.origins)
    shared = CORSMiddleware(_Fork(chat, api), allow_origins=origins, allow_methods=["GET", "POST"])
    hosts = {host.lower() for host in (*desk.settings.hosts, *own_hosts)}
    return Guard(shared, hosts, origins, desk.settings.body_kb * 1024)


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


def _icon(site_dir: Path) -> str:
    """Address of the icon the site's pages name."""
    head = (site_dir / "index.html").read_text("utf-8")
    found = re.search(r'<link rel="icon" href="\.?/?([^"]*)"', head)
    return f"/{found[1]}" if found else "/"


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
