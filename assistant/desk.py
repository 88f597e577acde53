"""The desk where questions arrive: limits, turns and time around an engine that knows none of them."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol

from assistant.feedback import Feedback, Kind
from assistant.limits import LimitError, Rates
from assistant.metrics import Metrics
from assistant.records import Answer, Turn
from assistant.settings import Settings

log = logging.getLogger(__name__)


class Asker(Protocol):
    """The engine, as its faces see it. `ask` may be called from several threads."""

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """Answer from the content, or refuse."""


class Desk:
    """Answers questions within the settings' limits; API and chat share one.

    `covers` says what the content is about, for refusals.
    """

    def __init__(
        self, asker: Asker, settings: Settings, feedback: Feedback, metrics: Metrics, covers: str = ""
    ) -> None:
        self.settings = settings
        self.covers = covers
        self.feedback = feedback
        self.metrics = metrics
        self._asker = asker
        self._rates = Rates(settings.per_minute, settings.burst)
        self._workers = ThreadPoolExecutor(settings.concurrent, thread_name_prefix="atlas-answer")
        self._places = threading.BoundedSemaphore(settings.concurrent + settings.waiting)

    async def ask(self, client: str, question: str, history: Sequence[Turn] = ()) -> Answer:
        """Answer one question of one client.

        Raises LimitError: 422 for a question or history out of bounds, 429 for too many questions,
        503 if too many wait, 504 if it took too long, 500 if the engine failed.
        """
        started = time.monotonic()
        try:
            words = self._checked(question, history)
            self._rates.take(client)
            answer = await self._answered(words, history)
        except LimitError as error:
            self.metrics.questions.labels(error.code).inc()
            raise
        self.metrics.seconds.observe(time.monotonic() - started)
        self.metrics.questions.labels("refused" if answer.refused else "answered").inc()
        if answer.refused:
            await self.remark("unanswered", words)
        return answer

    async def judge(self, client: str, question: str, liked: bool) -> None:
        """Keep what a reader thinks of an answer. Raises LimitError as `ask` does."""
        words = self._checked(question, ())
        self._rates.take(client)
        await self.remark("liked" if liked else "disliked", words)

    async def remark(self, kind: Kind, question: str) -> None:
        """Write a remark; a full disk must not cost the reader the answer."""
        try:
            await asyncio.to_thread(self.feedback.add, kind, question)
        except (OSError, sqlite3.Error):
            log.exception("a remark could not be kept")

    def close(self) -> None:
        """Let no further question begin."""
        self._workers.shutdown(wait=False, cancel_futures=True)

    def _checked(self, question: str, history: Sequence[Turn]) -> str:
        words = one_line(question)
        most, turns = self.settings.question_chars, self.settings.history_turns
        if not words:
            raise LimitError(422, "question_empty", "The question is empty; write one.")
        if len(words) > most:
            message = f"The question has {len(words):,} characters; at most {most:,} are allowed."
            raise LimitError(422, "question_too_long", message)
        if len(history) > turns:
            message = f"The history has {len(history)} turns; at most {turns} are allowed."
            raise LimitError(422, "history_too_long", message)
        return words

    async def _answered(self, question: str, history: Sequence[Turn]) -> Answer:
        work = self._begin(question, history)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(work), self.settings.seconds)
        except TimeoutError:
            message = f"No answer within {self.settings.seconds} s; ask again, or in fewer words."
            raise LimitError(504, "too_slow", message) from None
        except Exception as error:
            log.exception("the engine failed on a question")
            message = "The assistant failed on this question; the server's log says why."
            raise LimitError(500, "failed", message) from error

    def _begin(self, question: str, history: Sequence[Turn]) -> Future[Answer]:
        """Hand the question to a worker. Its place is free again only when the work has really ended."""
        if not self._places.acquire(blocking=False):
            raise LimitError(503, "busy", "Too many questions wait at the moment; ask again in 2 s.", 2)
        self.metrics.in_work.inc()
        work = self._workers.submit(self._asker.ask, question, tuple(history))
        work.add_done_callback(self._ended)
        return work

    def _ended(self, _: Future[Answer]) -> None:
        self.metrics.in_work.dec()
        self._places.release()


def one_line(text: str) -> str:
    """The words of untrusted text: no control characters, half surrogates or line breaks."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
