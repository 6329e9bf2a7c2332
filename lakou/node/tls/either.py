"""TLS and plain HTTP on one port: the first byte of a connection says which it is.

So the address of the page that helps to trust the certificate, and that of the protected pages, differ by one letter.
"""

import socket
from typing import Any

import eventlet.wsgi

from lakou.node.tls.shown import Shown

HANDSHAKE = b"\x16"
FEW_SECONDS = 15


def protocol(shown: Shown) -> type[Any]:
    """The eventlet protocol of a server that shows this certificate."""

    class Either(eventlet.wsgi.HttpProtocol):  # type: ignore[misc]
        """Looks at the first byte without taking it."""

        request: Any

        def setup(self) -> None:
            """Raises socket.timeout, at which eventlet closes the connection without a word, for whoever does not get through."""
            self.secure = False
            try:
                if self.request.recv(1, socket.MSG_PEEK) == HANDSHAKE:
                    self._wrap()
            except OSError as error:  # ssl.SSLError is one: a stranger's handshake, a phone that does not trust us yet
                raise TimeoutError from error
            super().setup()

        def _wrap(self) -> None:
            patience = self.request.gettimeout()
            self.request.settimeout(FEW_SECONDS)
            self.request = self.conn_state[1] = shown.context().wrap_socket(self.request, server_side=True)
            self.request.settimeout(patience)
            self.secure = True

        def get_environ(self) -> dict[str, Any]:
            """WSGI is told how one came."""
            environ: dict[str, Any] = super().get_environ()
            if self.secure:
                environ |= {"wsgi.url_scheme": "https", "HTTPS": "on"}
            return environ

    return Either
