"""The certificates of the pages and of the link: thirty days before the end a note, in the last week a person must act."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from lakou.kernel import clock
from lakou.node.examining.finding import Finding
from lakou.node.node import Node
from lakou.node.wire import certificates
from lakou.node.wire.line import admitted

LAST_WEEK = dt.timedelta(days=7)
OF_A_NODE = "Au hub : lakou hub admit {node} --renew, puis au nœud : lakou node init avec le nouveau fichier."
OF_THE_PAGES = "lakou tls make NOM… le refait, ou celui qui vous l’a donné ; le nœud le prend sans être relancé."
OF_THE_BROKER = "lakou hub certificate, puis redémarrez le RabbitMQ du hub."
OF_THE_AUTHORITY = "lakou hub authority CERTIFICAT CLÉ avec une autorité neuve, puis refaites chaque certificat."


def examine(node: Node) -> Iterator[Finding]:
    """Every certificate that this machine holds."""
    if shown := node.settings.tls_certificate:
        yield _of_the_pages(Path(shown))
    for about, path, cure in _held(node):
        if path.exists():
            yield _looked_at(about, path, cure)


def _of_the_pages(path: Path) -> Finding:
    if not path.exists():
        return Finding("pages en https", False, f"{path} manque", OF_THE_PAGES)
    return _looked_at("pages en https", path, OF_THE_PAGES)


def _held(node: Node) -> Iterator[tuple[str, Path, str]]:
    folder = node.keys.folder / "link"
    yield "autorité de la liaison", folder / "authority.pem", OF_THE_AUTHORITY
    if not node.site.is_hub:
        yield "liaison", folder / "node.pem", OF_A_NODE.format(node=node.site.node)
        return
    yield "RabbitMQ du hub", folder / "broker.pem", OF_THE_BROKER
    for name in admitted(node.settings).names():
        yield f"liaison {name}", folder / "nodes" / name / "node.pem", OF_A_NODE.format(node=name)


def _looked_at(about: str, path: Path, cure: str) -> Finding:
    ends = certificates.expires_at(path.read_bytes())
    left = ends - clock.now()
    well = True if left > certificates.RENEW_BEFORE else None if left > LAST_WEEK else False
    return Finding(about, well, f"certificat jusqu’au {ends:%d/%m/%Y}", cure)
