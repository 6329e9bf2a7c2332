"""The only reader of time."""

import contextlib
import contextvars
import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

_held: contextvars.ContextVar[dt.datetime | None] = contextvars.ContextVar("held_clock", default=None)


def now() -> dt.datetime:
    """The present moment, aware, in UTC."""
    return _held.get() or dt.datetime.now(dt.UTC)  # noqa: TID251 - the one place


def today(zone: str) -> dt.date:
    """The calendar day it is now in an IANA zone."""
    return now().astimezone(ZoneInfo(zone)).date()


def local(moment: dt.datetime, zone: str) -> dt.datetime:
    """The wall time of a moment at a place."""
    return moment.astimezone(ZoneInfo(zone))


def is_held() -> bool:
    """Whether `at` holds the clock in this greenlet."""
    return _held.get() is not None


@contextlib.contextmanager
def at(moment: dt.datetime) -> Iterator[None]:
    """Hold the clock at an aware moment, in this greenlet alone: for demo data and tests."""
    token = _held.set(moment.astimezone(dt.UTC))
    try:
        yield
    finally:
        _held.reset(token)
