"""Settings, read once: a TOML file for a node, and the few variables of the environment that containers need."""

import dataclasses
import os
import tomllib
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

FAILPOINTS = tuple(filter(None, os.environ.get("LAKOU_FAILPOINTS", "").split(",")))  # noqa: TID251 - the one place
"""Where tests kill the process; see failpoints.py."""
SECRET = ("database", "amqp", "link", "broker_admin", "oidc_client_secret")


class SettingsError(ValueError):
    """Raised at start, naming the setting to mend."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Settings:
    """What an operator may choose for one node. Relative paths start at the folder of the settings file."""

    name: str
    """Node name: guadeloupe, martinique, guyane, saint-martin, or hub."""
    port: int
    """TCP port of pages, API, /healthz, /readyz and /metrics."""
    host: str = "127.0.0.1"
    """Address to listen on."""
    tls_certificate: str = ""
    """PEM file of the certificate (with those between it and its authority) that pages are served with, beside plain HTTP on the
    same port; `lakou tls make` makes one. Empty: HTTP alone, and no notebook without a network."""
    tls_key: str = ""
    """PEM file of its key."""
    data: Path = Path("var")
    """Folder of the databases and keys of this node."""
    database: str = "sqlite"
    """`sqlite`, or a PostgreSQL URL with `{service}` where the service's name goes."""
    idle_transaction_seconds: float = 60.0
    """On PostgreSQL, a transaction of ours in which nothing happens for so long is ended: it would hold the others up."""
    transport: Literal["inprocess", "amqp"] = "inprocess"
    """How events travel between the services of this node."""
    amqp: str = ""
    """AMQP URL of this node's own vhost; needed by the amqp transport."""
    services: tuple[str, ...] = ()
    """The services that run in this process, all when empty; the others run elsewhere (amqp transport only)."""
    territory: str = ""
    """Territory code of a node whose name is not a territory's: 971, 972, 973, 978."""
    association: str = ""
    """Name of the association whose node it is; that of the territory when empty."""
    hub: str = ""
    """Where facts go: the AMQPS URL that `lakou node init` writes; empty keeps them here until a hub is named."""
    link: str = ""
    """At the hub: AMQP URL with `{node}` where a node's vhost goes, to read what nodes send."""
    link_address: str = ""
    """At the hub: HOST:PORT at which nodes reach its broker over TLS."""
    broker_admin: str = ""
    """URL of the broker's management API with user and password: at the hub to admit nodes, anywhere for `lakou check`."""
    link_flush_seconds: float = 60.0
    """Facts leave at most this often: who watches the line must not see when somebody signed in."""
    link_bytes_per_second: int = 0
    """Most bytes a second that facts may take of the line; 0 is no limit."""
    public_url: str = ""
    """Address at which people reach the pages, such as https://lakou.example.org; needed by OpenID Connect."""
    oidc_issuer: str = ""
    """Issuer URL of the association's OpenID Connect provider; empty leaves passwords as the only way in."""
    oidc_client_id: str = ""
    """What the provider calls this node; its redirect address is `public_url` and /connexion/retour."""
    oidc_client_secret: str = ""
    """The secret that the provider gave with it; none for a public client, which PKCE protects."""
    oidc_name: str = ""
    """What people call the provider: the button says « Se connecter avec … »."""
    log_level: Literal["INFO", "DEBUG"] = "INFO"
    """DEBUG writes a line for each request and each event applied, with its trace: to follow one from a click to a figure."""
    traces: bool = False
    """Make spans with OpenTelemetry, whose API must be installed; what exports them is chosen outside of Lakou."""
    intake_bytes_per_second: int = 60_000
    """At the hub: what one node may send in the long run, some 2,000 facts a second; after an absence it may send 8 MB at once."""
    demo: bool = False
    """Show the demo sign-ins and the local mailbox."""
    retry_seconds: tuple[float, ...] = (5.0, 30.0, 300.0)
    """Pauses before a failed event is tried again, then parked."""

    @property
    def is_hub(self) -> bool:
        """The hub runs reporting alone."""
        return self.name == "hub"

    def database_url(self, service: str) -> str:
        """The database of one service."""
        if self.database == "sqlite":
            return f"sqlite:///{self.data / f'{service}.sqlite3'}"
        return self.database.format(service=service)


def load(path: Path) -> Settings:
    """Read a settings file. Raises SettingsError naming what is wrong."""
    try:
        declared = tomllib.loads(path.read_text())
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read ({error.strerror})") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: not TOML ({error})") from error
    return from_mapping(declared, path.parent)


def from_mapping(declared: dict[str, Any], folder: Path) -> Settings:
    """Settings from parsed TOML; those that hold passwords (SECRET) may come from the environment, as LAKOU_AMQP for amqp."""
    known = {field.name: field for field in dataclasses.fields(Settings)}
    for name in declared:
        if name not in known:
            raise SettingsError(f"{name}: no such setting")
    values = dict(declared)
    for name in SECRET:
        if given := os.environ.get(f"LAKOU_{name.upper()}"):  # noqa: TID251 - the one place
            values[name] = given
    for name in ("services", "retry_seconds"):
        if name in values:
            values[name] = tuple(values[name])
    _find_files(values, folder)
    try:
        settings = Settings(**values)
    except TypeError as error:
        raise SettingsError(str(error).replace("Settings.__init__() ", "")) from error
    _check(settings)
    return settings


def _find_files(values: dict[str, Any], folder: Path) -> None:
    """Paths start at the folder of the settings file."""
    values["data"] = (folder / values.get("data", "var")).resolve()
    for name in ("tls_certificate", "tls_key"):
        if values.get(name):
            values[name] = str((folder / str(values[name])).resolve())


def _check(settings: Settings) -> None:
    for broken, words in _broken_rules(settings):
        if broken:
            raise SettingsError(words)
    _check_provider(settings)


def _broken_rules(settings: Settings) -> tuple[tuple[bool, str], ...]:
    tls, inprocess = (bool(settings.tls_certificate), bool(settings.tls_key)), settings.transport == "inprocess"
    dials = not settings.is_hub and settings.hub not in ("", "embedded")
    return (
        (settings.transport not in ("inprocess", "amqp"), "transport: inprocess or amqp"),
        (settings.log_level not in ("INFO", "DEBUG"), "log_level: INFO or DEBUG"),
        (not inprocess and not settings.amqp, "amqp: an AMQP URL is needed when transport is amqp"),
        (
            inprocess and not settings.is_hub and bool(settings.services),
            "services: the inprocess transport needs all four in one process",
        ),
        (settings.database != "sqlite" and "{service}" not in settings.database, "database: a PostgreSQL URL must hold {service}"),
        (settings.is_hub and bool(settings.link) and "{node}" not in settings.link, "link: the AMQP URL must hold {node}"),
        (dials and not settings.hub.startswith("amqps://"), "hub: an amqps:// URL, as `lakou node init` writes it"),
        (settings.intake_bytes_per_second < 1, "intake_bytes_per_second: at least 1"),
        (tls[0] != tls[1], "tls_key: tls_certificate and tls_key go together"),
    )


def _check_provider(settings: Settings) -> None:
    if not settings.oidc_issuer:
        return
    for name, url in (("oidc_issuer", settings.oidc_issuer), ("public_url", settings.public_url)):
        parts = urlsplit(url)
        if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "localhost"):
            raise SettingsError(f"{name}: an https:// address is needed to sign in with OpenID Connect")
    if not settings.oidc_client_id:
        raise SettingsError("oidc_client_id: the provider's name for this node is needed with oidc_issuer")
