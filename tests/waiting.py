"""Waiting for something to become true, with a deadline. Tests use this, never a sleep."""

import threading
import time
from collections.abc import Callable


def wait_until(condition: Callable[[], bool], what: str, within: float = 10.0, every: float = 0.05) -> None:
    """Asks again every `every` seconds. TimeoutError names `what` after `within` seconds."""
    deadline = time.monotonic() + within
    pause = threading.Event()
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not within {within:g} s")
        pause.wait(every)


def wait_while_it_grows(
    count: Callable[[], int], until: int, what: Callable[[], str], still: float = 120.0, every: float = 1.0
) -> None:
    """However slow the machine is: fails only when `count` has not grown for `still` seconds, with what `what` says then."""
    pause, most, since = threading.Event(), -1, time.monotonic()
    while (now := count()) < until:
        if now > most:
            most, since = now, time.monotonic()
        elif time.monotonic() - since > still:
            raise TimeoutError(f"{what()}: {now} of {until}, and nothing moved for {still:g} s")
        pause.wait(every)
