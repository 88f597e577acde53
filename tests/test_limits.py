"""The token buckets: a burst, a rate, and a table that does not grow."""

from __future__ import annotations

import pytest

from assistant.limits import LimitError, Rates


class Clock:
    """A clock that is set by hand, in seconds."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_and_then_one_for_each_part_of_a_minute() -> None:
    clock = Clock()
    rates = Rates(per_minute=30, burst=3, clock=clock)
    for _ in range(3):
        rates.take("a")
    with pytest.raises(LimitError) as caught:
        rates.take("a")
    assert caught.value.status == 429
    assert caught.value.retry_after == 3
    assert caught.value.headers() == {"Retry-After": "3"}
    clock.now += 2.0
    rates.take("a")
    with pytest.raises(LimitError):
        rates.take("a")


def test_one_client_does_not_use_up_what_another_may_ask() -> None:
    rates = Rates(per_minute=1, burst=1, clock=Clock())
    rates.take("a")
    rates.take("b")


def test_a_long_silence_saves_no_more_than_a_burst() -> None:
    clock = Clock()
    rates = Rates(per_minute=60, burst=2, clock=clock)
    rates.take("a")
    clock.now += 3600
    for _ in range(2):
        rates.take("a")
    with pytest.raises(LimitError):
        rates.take("a")


def test_the_table_of_clients_is_bounded_and_keeps_the_recent_ones() -> None:
    rates = Rates(per_minute=1, burst=1, clients=100, clock=Clock())
    for number in range(1000):
        rates.take(f"client {number}")
    assert len(rates) == 100
    with pytest.raises(LimitError):
        rates.take("client 999")
