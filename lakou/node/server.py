"""One eventlet WSGI server on one port."""

from typing import Any

import eventlet
import eventlet.wsgi

from lakou.node.tls import either
from lakou.node.tls.shown import Shown


class Server:
    """Serves an application until stopped, over TLS as well when there is a certificate to show.

    Closing the socket alone would not end eventlet's server: its greenlet is killed.
    """

    def __init__(self, app: Any, host: str, port: int, shown: Shown | None = None) -> None:
        self.app, self.host, self.port = app, host, port
        self._protocol = either.protocol(shown) if shown else eventlet.wsgi.HttpProtocol
        self._socket: Any = None
        self._greenlet: Any = None

    def start(self) -> None:
        """Listen; raises OSError when the port is taken."""
        self._socket = eventlet.listen((self.host, self.port), reuse_port=False)
        self._greenlet = eventlet.spawn(
            eventlet.wsgi.server,
            self._socket,
            self.app,
            log=_Silent(),
            log_output=False,
            keepalive=30,
            socket_timeout=60,
            url_length_limit=8192,
            debug=False,
            protocol=self._protocol,
        )

    def stop(self) -> None:
        """Stop answering."""
        if self._greenlet:
            self._greenlet.kill()
        if self._socket:
            self._socket.close()


class _Silent:
    """eventlet's access log would hold addresses and query strings; ours counts requests in the metrics."""

    def write(self, text: str) -> None:
        """Drop the line."""

    def debug(self, *_arguments: Any) -> None:
        """Drop the line."""

    info = error = debug
