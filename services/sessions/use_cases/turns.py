"""One at a time for one session, before a connection is taken.

The lock of its row would be enough to be right. But five hundred who ask for the same seats would hold every connection of the pool
while they wait for it, and everybody else would find the service shut.
"""

import contextlib
import threading
import uuid
import weakref
from collections.abc import Iterator

from lakou.kernel.problems import Unavailable

PATIENCE_SECONDS = 120.0


class _Turn:
    """Whose turn it is in one session; gone when nobody holds it nor waits. The lock is a green one in a node, see eventlet."""

    def __init__(self) -> None:
        self.lock = threading.Lock()


_turns: "weakref.WeakValueDictionary[uuid.UUID, _Turn]" = weakref.WeakValueDictionary()


@contextlib.contextmanager
def in_turn(session_id: uuid.UUID) -> Iterator[None]:
    """Wait for those who came before. Raises Unavailable after two minutes. Never inside a transaction."""
    turn = _turns.setdefault(session_id, _Turn())
    if not turn.lock.acquire(timeout=PATIENCE_SECONDS):
        raise Unavailable("Trop de personnes demandent cette séance en même temps. Réessayez dans une minute.")
    try:
        yield
    finally:
        turn.lock.release()
