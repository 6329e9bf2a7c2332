"""Joining the hub: `admit` and `revoke` at the hub, `join` at the node. Each may be done twice without another effect."""

import dataclasses
from pathlib import Path
from urllib.parse import unquote, urlsplit

import tomlkit

from lakou.contracts import territories
from lakou.kernel.settings import Settings
from lakou.node.wire.admitted import keep_all
from lakou.node.wire.broker import BrokerAdmin
from lakou.node.wire.bundle import NODE_NAME, Bundle
from lakou.node.wire.certificates import Certificate, common_name
from lakou.node.wire.line import admitted

FIRST_PORT = 8000


class CannotJoin(ValueError):
    """Raised with a French sentence that says what to mend."""


@dataclasses.dataclass(frozen=True)
class Newcomer:
    """Who wants to join. The territory (code) and the association of a name that is a territory's need not be said."""

    name: str
    territory: str = ""
    association: str = ""

    def place(self) -> dict[str, str]:
        """Raises CannotJoin."""
        if not NODE_NAME.fullmatch(self.name) or self.name == "hub":
            raise CannotJoin("Un nom de nœud s’écrit en minuscules, chiffres et tirets, par exemple marie-galante.")
        try:
            land = territories.territory(self.territory or self.name)
        except territories.UnknownTerritory as unknown:
            raise CannotJoin(f"{unknown} Donnez-le avec --territory.") from unknown
        return {"territory": land.code, "association": self.association or land.association}


def admit(settings: Settings, newcomer: Newcomer, *, renew: bool = False) -> Bundle:
    """Make room for a node at the hub's broker, and what it must show there. Raises CannotJoin, BrokerRefused.

    A hub without a broker (no `link` setting) admits a node whose facts are carried by hand.
    """
    host, port = _address(settings) if settings.link or not settings.is_hub else ("", 0)
    kept, place = admitted(settings), newcomer.place()
    certificate = kept.admit(newcomer.name, place, renew=renew)
    if host:
        _let_in(settings, newcomer.name, common_name(certificate.certificate))
    return Bundle(newcomer.name, place["territory"], place["association"], host, port, kept.authority().certificate, certificate)


def _let_in(settings: Settings, node: str, user: str) -> None:
    broker, reader = BrokerAdmin(settings.broker_admin), urlsplit(settings.link)
    broker.open_vhost(node, unquote(reader.username or "guest"), unquote(reader.password or "guest"))
    broker.admit(node, user)


def revoke(settings: Settings, name: str, *, old_only: bool = False) -> list[str]:
    """Shut a node out, or its certificates before the present one; what it sent already stays counted. Raises CannotJoin."""
    kept = admitted(settings)
    certificate = kept.node(name)
    if certificate is None:
        raise CannotJoin(f"{name} n’est pas admis : il n’y a rien à retirer.")
    present = common_name(certificate.certificate)
    gone = _shut_out(settings, name, but=present if old_only else "") if settings.link else [present]
    if not old_only:
        kept.revoke(name)
    return gone


def _shut_out(settings: Settings, name: str, *, but: str) -> list[str]:
    broker = BrokerAdmin(settings.broker_admin)
    gone = [user for user in broker.users(name) if user != but]
    for user in gone:
        broker.shut_out(user)
    return gone


def broker_files(settings: Settings) -> tuple[Path, Path, Path]:
    """Authority, certificate and key for the hub's broker. Raises CannotJoin."""
    return admitted(settings).broker(_address(settings)[0])


def take_authority(settings: Settings, given: Certificate) -> list[str]:
    """Sign with the operator's own authority; the nodes that need another certificate now. Raises CannotJoin or ValueError."""
    if not settings.is_hub:
        raise CannotJoin("Cette commande se donne au hub : --config avec les réglages du hub.")
    return admitted(settings).take_authority(given)


def _address(settings: Settings) -> tuple[str, int]:
    if not settings.is_hub:
        raise CannotJoin("Cette commande se donne au hub : --config avec les réglages du hub.")
    for name in ("link", "link_address", "broker_admin"):
        if not getattr(settings, name):
            raise CannotJoin(f"Il manque le réglage « {name} » du hub : voyez docs/deploying.md.")
    host, _, port = settings.link_address.rpartition(":")
    if not host or not port.isdigit():
        raise CannotJoin("Le réglage « link_address » s’écrit HÔTE:PORT, par exemple hub.exemple.fr:5671.")
    return host.strip("[]"), int(port)


def join(bundle: Bundle, data: Path, *, port: int | None = None) -> tuple[Path, bool]:
    """Write the settings and the certificates of a node: the settings file, and whether anything changed.

    Settings that are there already are kept, but for the hub's address. Raises CannotJoin when the folder is another node's.
    """
    path = data / bundle.node / "node.toml"
    document = tomlkit.parse(path.read_text()) if path.exists() else _first_settings(bundle, data, port)
    if document.get("name") != bundle.node:
        raise CannotJoin(f"{path} est celui d’un autre nœud.")
    before = path.read_text() if path.exists() else ""
    document["hub"] = bundle.url
    if port is not None:
        document["port"] = port
    folder = Path(str(document.get("data", data / bundle.node)))
    files = (("authority.pem", bundle.authority), ("node.pem", bundle.mine.certificate), ("node.key", bundle.mine.key))
    changed = keep_all(path.parent / folder / "keys" / "link", files)
    written = tomlkit.dumps(document)
    if written != before:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(written)
        path.chmod(0o600)
    return path, changed or written != before


def _first_settings(bundle: Bundle, data: Path, port: int | None) -> tomlkit.TOMLDocument:
    document = tomlkit.document()
    chosen = {
        "name": bundle.node,
        "territory": bundle.territory,
        "association": bundle.association,
        "port": port or FIRST_PORT + int(bundle.territory),
        "host": "127.0.0.1",
        "data": str((data / bundle.node).resolve()),
    }
    for name, value in chosen.items():
        document[name] = value
    return document
