"""A bad network between the nodes and the hub: a TCP proxy that cuts, resets, swallows, delays, throttles and slices."""

import socket
import struct
import threading
from typing import Self

from tests.ports import free_port

CHUNK = 16 * 1024


class Proxy:
    """Listens on `port` and forwards to `target`, both on loopback. Its behavior may be changed at any moment."""

    def __init__(self, target: int) -> None:
        self.target, self.port = target, free_port()
        self.refusing = False
        self.swallow_up = self.swallow_down = False
        self.delay = 0.0
        self.bytes_per_second = 0.0
        self.slice = CHUNK
        self.carried = 0
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
        self.delay = self.bytes_per_second = 0.0
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
        try:
            while data := source.recv(self.slice):
                self._bad_line(len(data))
                if not (self.swallow_up if way == "up" else self.swallow_down):
                    target.sendall(data)
                    self.carried += len(data) if way == "up" else 0
        except OSError:
            pass
        finally:
            _reset(source)
            _reset(target)

    def _bad_line(self, size: int) -> None:
        wait = self.delay + (size / self.bytes_per_second if self.bytes_per_second else 0.0)
        if wait:
            threading.Event().wait(wait)


def _reset(end: socket.socket) -> None:
    try:
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        end.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    end.close()
