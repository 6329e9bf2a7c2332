"""How much one node may send: a bucket of bytes that fills again at a steady rate."""

import time

BURST_BYTES = 8 * 1024 * 1024  # some 250,000 facts: what waited for weeks comes in at once
LEAST_BYTES = 4096  # a message costs something even when there is nothing in it


class Allowance:
    """`lacks` before, `take` after: a batch is never cut, the next one waits for it."""

    def __init__(self, bytes_per_second: int, burst: int = BURST_BYTES) -> None:
        self.bytes_per_second, self.burst = bytes_per_second, burst
        self._left = float(burst)
        self._at = time.monotonic()

    def lacks(self) -> float:
        """Seconds until something may be sent again; 0 when it may now."""
        now = time.monotonic()
        self._left = min(self._left + (now - self._at) * self.bytes_per_second, self.burst)
        self._at = now
        return max(-self._left, 0.0) / self.bytes_per_second

    def take(self, size: int) -> None:
        """Something was sent."""
        self._left -= max(size, LEAST_BYTES)
