"""A doorbell between greenlets: many may wait, a ring wakes them all, a missed ring costs one poll."""

from eventlet.event import Event
from eventlet.timeout import Timeout


class Bell:
    """Rung after each commit that recorded events."""

    def __init__(self) -> None:
        self._event = Event()
        self.rings = 0

    def ring(self) -> None:
        """Wake whoever waits."""
        self.rings += 1
        event, self._event = self._event, Event()
        event.send(None)

    def wait(self, seconds: float, since: int) -> bool:
        """True at the first ring after the count `since`, False after `seconds` without one."""
        if self.rings == since:
            with Timeout(seconds, False):
                self._event.wait()
        return self.rings != since
