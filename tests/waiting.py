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
