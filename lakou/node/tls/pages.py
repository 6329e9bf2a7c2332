"""The page that brings a phone to the protected address, and the file it installs.

Open to all: it is read before anything is trusted.
"""

import dataclasses
from pathlib import Path

from werkzeug.wrappers import Response

from lakou.kernel.problems import NotFound
from lakou.kernel.web.call import Call
from lakou.kernel.web.routes import PUBLIC, Routes
from lakou.node.house import House
from lakou.node.tls import authority
from lakou.node.wire import certificates

PAGE = "/installer"
FILE = f"{PAGE}/lakou.crt"


@dataclasses.dataclass(frozen=True)
class Protected:
    """Where the node is protected, name and port; `fingerprint` is that of its own authority, empty when it is a public one."""

    host: str
    fingerprint: str

    @property
    def address(self) -> str:
        """Its first page."""
        return f"https://{self.host}/"


def routes(node: House) -> Routes:
    """The doors of the certificate."""
    doors = Routes("portal")
    own = authority.files(node.settings.data)

    @doors.page("GET", PAGE, roles=PUBLIC)
    def install(call: Call) -> Response:
        protected = _protected(node, call)
        here = f"http://{protected.host}{PAGE}" if protected else ""
        secure = call.request.is_secure or call.request.headers.get("X-Forwarded-Proto") == "https"  # a proxy in front of us
        qr = _qr(here) if here else ""
        return call.render("node/install.html", protected=protected, here=here, qr=qr, secure=secure, file=FILE)

    @doors.page("GET", FILE, roles=PUBLIC)
    def certificate(_call: Call) -> Response:
        if not node.settings.tls_certificate or not own.authority.exists():
            raise NotFound("Ce nœud n’a pas de certificat à installer.")
        return Response(own.authority.read_bytes(), mimetype="application/x-x509-ca-cert")

    return doors


def _protected(node: House, call: Call) -> Protected | None:
    settings = node.settings
    if not settings.tls_certificate:
        return None
    shown = Path(settings.tls_certificate).read_bytes()
    host = next(iter(certificates.hosts_of(shown)), call.request.host.split(":")[0])
    own = authority.files(settings.data)
    is_own = own.certificate.resolve() == Path(settings.tls_certificate) and own.authority.exists()
    fingerprint = certificates.fingerprint(own.authority.read_bytes()) if is_own else ""
    return Protected(f"{host}:{settings.port}", fingerprint)


def _qr(address: str) -> str:
    """The address of this page, for a phone that looks at this screen."""
    import segno  # only this page needs it

    return str(segno.make(address, error="m").svg_data_uri(scale=5, border=4, light="white"))
