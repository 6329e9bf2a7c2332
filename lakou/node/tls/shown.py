"""The certificate that the node shows, read again when its file changes: a renewed one needs no restart."""

import datetime as dt
import ssl
from pathlib import Path

from lakou.kernel import clock, logs
from lakou.node.tls import authority

LOOK_EVERY = dt.timedelta(hours=1)


class Shown:
    """What a connection over TLS is answered with. Raises OSError or ssl.SSLError at start when the files are not usable."""

    def __init__(self, certificate: Path, key: Path, data: Path) -> None:
        self.certificate, self.key, self._data = certificate, key, data
        self._looked_at: dt.datetime | None = None
        self._read_at = -1.0
        self._context: ssl.SSLContext | None = None
        self.context()

    def context(self) -> ssl.SSLContext:
        """The context of the certificate as it is on the disk now; the last good one when it has become unusable."""
        self._renew()
        try:
            written_at = max(self.certificate.stat().st_mtime, self.key.stat().st_mtime)
            if self._context is None or written_at != self._read_at:
                self._context, self._read_at = self._load(), written_at
        except (OSError, ssl.SSLError) as error:
            if self._context is None:
                raise
            logs.get().error("tls.certificate_unusable", error=type(error).__name__)
        return self._context

    def _load(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(self.certificate, self.key)
        return context

    def _renew(self) -> None:
        if self._looked_at is not None and clock.now() - self._looked_at < LOOK_EVERY:
            return
        self._looked_at = clock.now()
        if authority.renew_if_due(self._data):
            logs.get().info("tls.renewed")
