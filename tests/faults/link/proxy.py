"""A bad network between the nodes and the hub: a TCP proxy that cuts, resets, swallows, delays, throttles and slices."""

import queue
import random
import socket
import struct
import threading
import time
from typing import Self

from tests.ports import free_port

CHUNK = 16 * 1024
PACKET = 1400
Pipe = queue.Queue[tuple[float, bytes] | None]
"""What is on its way, and when it arrives."""


class Proxy:
    """Listens on `port` and forwards to `target`, both on loopback. Its behavior may be changed at any moment."""

    def __init__(self, target: int) -> None:
        self.target, self.port = target, free_port()
        self.refusing = False
        self.swallow_up = self.swallow_down = False
        self.delay = 0.0
        self.bytes_per_second = 0.0
        self.slice = CHUNK
        self.loss = 0.0
        self.carried = 0
        self.carried_down = 0
        self._listener: socket.socket
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._lock = threading.Lock()

    def start(self) -> Self:
        """Begin to listen."""
        self._listener = socket.create_server(("127.0.0.1", self.port), reuse_port=True)
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def stop(self) -> None:
        """Close everything."""
        self._listener.close()
        self.reset()

    def cut(self) -> None:
        """Reset what is open, and refuse what comes."""
        self.refusing = True
        self.reset()

    def heal(self) -> None:
        """A good network again."""
        self.refusing = self.swallow_up = self.swallow_down = False
        self.delay = self.bytes_per_second = self.loss = 0.0
        self.slice = CHUNK

    def reset(self) -> None:
        """RST on everything that is open."""
        with self._lock:
            pairs, self._pairs = self._pairs, []
        for pair in pairs:
            for end in pair:
                _reset(end)

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            if self.refusing:
                _reset(near)
                continue
            try:
                far = socket.create_connection(("127.0.0.1", self.target), 5)
            except OSError:
                _reset(near)
                continue
            far.settimeout(None)
            with self._lock:
                self._pairs.append((near, far))
            threading.Thread(target=self._carry, args=(near, far, "up"), daemon=True).start()
            threading.Thread(target=self._carry, args=(far, near, "down"), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, way: str) -> None:
        pipe: Pipe = queue.Queue()
        threading.Thread(target=self._deliver, args=(pipe, source, target, way), daemon=True).start()
        free_at = time.monotonic()
        try:
            while data := source.recv(self.slice):
                if self.swallow_up if way == "up" else self.swallow_down:
                    continue
                free_at = max(free_at, time.monotonic()) + self._seconds_on_the_line(len(data))
                pipe.put((free_at + self.delay, data))
                _wait(free_at - time.monotonic())
        except OSError:
            pass
        finally:
            pipe.put(None)

    def _deliver(self, pipe: Pipe, source: socket.socket, target: socket.socket, way: str) -> None:
        try:
            while (arriving := pipe.get()) is not None:
                _wait(arriving[0] - time.monotonic())
                target.sendall(arriving[1])
                if way == "up":
                    self.carried += len(arriving[1])
                else:
                    self.carried_down += len(arriving[1])
        except OSError:
            pass
        finally:
            _reset(source)
            _reset(target)

    def _seconds_on_the_line(self, size: int) -> float:
        """A lost packet comes a round trip later, and all behind it wait: that is what TCP lets one see of it."""
        seconds = size / self.bytes_per_second if self.bytes_per_second else 0.0
        if self.loss and random.random() > (1 - self.loss) ** max(size / PACKET, 1):
            seconds += 2 * self.delay
        return seconds


def _wait(seconds: float) -> None:
    if seconds > 0:
        threading.Event().wait(seconds)


def _reset(end: socket.socket) -> None:
    try:
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        end.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    end.close()
