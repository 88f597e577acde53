"""What one asker may take: how often, how long, how much at a time."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass


class LimitError(Exception):
    """A request that is not served, with the HTTP status, a code for programs and words for people.

    `retry_after`: seconds after which it is worth asking again, if waiting helps.
    """

    def __init__(self, status: int, code: str, message: str, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.retry_after = status, code, message, retry_after

    def body(self) -> dict[str, dict[str, str]]:
        """What the API sends."""
        return {"error": {"code": self.code, "message": self.message}}

    def headers(self) -> dict[str, str]:
        """The headers that go with it."""
        return {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}


@dataclass
class _Bucket:
    tokens: float
    filled: float  # when, on the clock of `Rates`


class Rates:
    """A token bucket for each client, in a table of bounded size.

    A client may ask `burst` questions at once and `per_minute` a minute in the long run. When the
    table is full the client seen longest ago is forgotten, which can only favour a client.
    """

    def __init__(
        self,
        per_minute: float,
        burst: int,
        *,
        clients: int = 10_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._per_second = per_minute / 60
        self._burst = burst
        self._clients = clients
        self._clock = clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def take(self, client: str) -> None:
        """Count one question. Raises LimitError (429) if the client has none left."""
        now = self._clock()
        bucket = self._buckets.setdefault(client, _Bucket(self._burst, now))
        self._buckets.move_to_end(client)
        bucket.tokens = min(self._burst, bucket.tokens + (now - bucket.filled) * self._per_second)
        bucket.filled = now
        while len(self._buckets) > self._clients:
            self._buckets.popitem(last=False)
        if bucket.tokens < 1:
            wait = int((1 - bucket.tokens) / self._per_second) + 1
            message = f"Too many questions from one place; ask again in {wait} s."
            raise LimitError(429, "too_many_questions", message, wait)
        bucket.tokens -= 1

    def __len__(self) -> int:
        return len(self._buckets)
