"""Refuses what should not reach the application: foreign names and pages, and bodies too big or slow."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.limits import LimitError

_BODY_SECONDS = 10  # a client that sends its body drop by drop does not hold a place
_READS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Guard:
    """ASGI middleware around everything the server offers; it also adds the security headers.

    `hosts`: names under which the server may be called (without port), `origins`: other sites that
    may send questions and frame the chat, `body_bytes`: largest body.
    """

    app: ASGIApp
    hosts: Collection[str]
    origins: Collection[str]
    body_bytes: int

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request, or answer it with the reason why not."""
        if scope["type"] != "http":  # the server speaks no WebSocket, so this is its start and end
            await self.app(scope, receive, send)
            return
        guarded = self._with_headers(send)
        try:
            self._check(scope)
            if scope["method"] not in _READS:
                receive = await self._whole_body(Headers(scope=scope), receive)
        except LimitError as error:
            await refuse(error, guarded)
            return
        await self.app(scope, receive, guarded)

    def _check(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if _name(host) not in self.hosts:
            message = "This server is not called by that name; add it to `hosts` in its settings."
            raise LimitError(421, "unknown_host", message)
        origin = headers.get("origin")
        ours = origin is None or urlsplit(origin).netloc == host or origin in self.origins
        if scope["method"] not in _READS and not ours:
            message = "Pages of that site may not ask here; add it to `origins` in the server's settings."
            raise LimitError(403, "unknown_origin", message)

    async def _whole_body(self, headers: Headers, receive: Receive) -> Receive:
        """Read the body before anything works on it, and hand it on in one piece."""
        too_big = LimitError(413, "body_too_big", f"The body is larger than {self.body_bytes:,} bytes.")
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > self.body_bytes:
            raise too_big
        body = bytearray()
        try:
            async with asyncio.timeout(_BODY_SECONDS):
                while True:
                    message = await receive()
                    body += message.get("body", b"")
                    if len(body) > self.body_bytes:
                        raise too_big
                    if not message.get("more_body"):
                        break
        except TimeoutError:
            raise LimitError(408, "body_too_slow", f"The body took over {_BODY_SECONDS} s.") from None
        return _replayed(bytes(body), receive)

    def _with_headers(self, send: Send) -> Send:
        framers = " ".join(["'self'", *self.origins])

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "no-referrer"
                headers["Content-Security-Policy"] = f"frame-ancestors {framers}"
            await send(message)

        return send_with_headers


async def refuse(error: LimitError, send: Send) -> None:
    """Send a refusal as JSON."""
    body = json.dumps(error.body()).encode()
    headers = {"Content-Type": "application/json", "Content-Length": str(len(body)), **error.headers()}
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": error.status, "headers": raw})
    await send({"type": "http.response.body", "body": body})


def _name(host: str) -> str:
    """The name in a Host header, lower case, without port."""
    if host.startswith("["):
        return host.partition("]")[0].lower() + "]"
    return host.partition(":")[0].lower()


def _replayed(body: bytes, receive: Receive) -> Receive:
    sent = False

    async def replay() -> Message:
        nonlocal sent
        if sent:
            return await receive()  # what comes after the body: the client's leaving
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
