"""What one node may send: much at once, little for ever."""

import pytest

from lakou.node.wire import allowance
from lakou.node.wire.allowance import Allowance


class Time:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    made = Time()
    monkeypatch.setattr(allowance, "time", made)
    return made


def test_what_waited_for_weeks_comes_in_at_once_and_then_at_a_steady_rate(time: Time) -> None:
    allowed = Allowance(10_000, burst=100_000)
    for _ in range(4):
        assert allowed.lacks() == 0
        allowed.take(30_000)
    assert allowed.lacks() == pytest.approx(2.0)
    time.now += 1.5
    assert allowed.lacks() == pytest.approx(0.5)
    time.now += 0.6
    assert allowed.lacks() == 0


def test_an_empty_message_costs_something(time: Time) -> None:
    allowed = Allowance(4096, burst=8192)
    for _ in range(3):
        allowed.take(0)
    assert allowed.lacks() == pytest.approx(1.0)


def test_who_was_silent_for_long_saves_up_no_more_than_one_burst(time: Time) -> None:
    allowed = Allowance(10_000, burst=20_000)
    time.now += 10**6
    assert allowed.lacks() == 0
    allowed.take(30_000)
    assert allowed.lacks() == pytest.approx(1.0)
