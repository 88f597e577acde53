"""Counts and times of the server, in Prometheus' text form."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.process_collector import ProcessCollector

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.005, 0.01, 0.02, 0.04, 0.06, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """One server's own registry, so that two in one process do not mix."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.questions = Counter(
            "atlas_questions", "Questions by what came of them.", ["outcome"], registry=self.registry
        )
        self.seconds = Histogram(
            "atlas_answer_seconds",
            "From question to answer, waiting included.",
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.in_work = Gauge(
            "atlas_questions_in_work", "Questions being answered or waiting.", registry=self.registry
        )

    def text(self) -> bytes:
        """What `/metrics` shows."""
        return generate_latest(self.registry)
