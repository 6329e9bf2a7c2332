"""The protected address: whether its certificate can be read, and until when it is good."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from lakou.kernel import clock
from lakou.node.examining.finding import Finding
from lakou.node.node import Node
from lakou.node.wire import certificates

ABOUT = "adresse protégée"
LAST_WEEK = dt.timedelta(days=7)
CURE = "lakou tls make NOM, ou donnez un certificat dans tls_certificate et tls_key."


def examine(node: Node) -> Iterator[Finding]:
    """The certificate of the pages, at a node: without one there is no notebook for days without a network."""
    if node.site.is_hub:
        return
    if not node.settings.tls_certificate:
        yield Finding(ABOUT, None, "aucune : pas de carnet hors ligne sur les téléphones", CURE)
        return
    try:
        ends = certificates.expires_at(Path(node.settings.tls_certificate).read_bytes())
    except (OSError, ValueError):
        yield Finding(ABOUT, False, "son certificat ne se lit pas", CURE)
        return
    left = ends - clock.now()
    well = True if left > certificates.RENEW_BEFORE else None if left > LAST_WEEK else False
    yield Finding(ABOUT, well, f"certificat jusqu’au {ends:%d/%m/%Y}", CURE)
