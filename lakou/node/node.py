"""One node: its services, their databases and feeds, its pages on one port. The hub is a node that runs reporting alone."""

import dataclasses
from collections.abc import Iterable
from pathlib import Path

import eventlet
from nameko.containers import ServiceContainer

from lakou import __version__
from lakou.contracts import territories
from lakou.contracts.base import EVENTS, Stream
from lakou.kernel import migrate
from lakou.kernel.consumer import Consumer
from lakou.kernel.context import ServiceContext, Site
from lakou.kernel.db import Database
from lakou.kernel.keys import Keys
from lakou.kernel.metrics import Metrics
from lakou.kernel.settings import Settings
from lakou.kernel.streams import Feed
from lakou.kernel.streams_door import forgetters, handlers, read_ahead
from lakou.kernel.streams_inprocess import InprocessFeed
from lakou.kernel.web.app import App, Mount
from lakou.node import catalog, health, loop, operator_pages, sweeping
from lakou.node.link import Link
from lakou.node.server import Server
from lakou.node.tls import pages as tls_pages
from lakou.node.tls.shown import Shown
from lakou.portal import pages as portal_pages
from lakou.portal.model import Base as PortalBase
from lakou.portal.rendering import TEMPLATES, Renderer
from lakou.portal.shell import PortalShell

PORTAL_MIGRATIONS = catalog.ROOT / "lakou" / "portal" / "migrations"
NODE_TEMPLATES = catalog.ROOT / "lakou" / "node" / "templates"

__all__ = ["Node", "PortalBase"]


@dataclasses.dataclass
class Running:
    """A service that runs here."""

    parts: catalog.ServiceParts
    context: ServiceContext
    container: ServiceContainer
    consumer: Consumer
    feeds: list[Feed] = dataclasses.field(default_factory=list)


class Node:
    """Everything of one node in this process."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.metrics = Metrics()
        self.keys = Keys(settings.data / "keys")
        self.site = site(settings)
        self.portal = self._context("portal")
        names = catalog.chosen(settings)
        self.services = {parts.name: self._prepare(parts) for parts in catalog.load_all(names)}
        self.app = self._build_app()
        self.server: Server | None = None
        self.link: Link | None = None
        self.demo_ready = True
        self._sweeping: eventlet.greenthread.GreenThread | None = None

    def _context(self, service: str) -> ServiceContext:
        self.settings.data.mkdir(parents=True, exist_ok=True)
        source = f"/{self.settings.name}/{service}"
        idle = self.settings.idle_transaction_seconds
        database = Database(self.settings.database_url(service), source, idle_seconds=idle)
        return ServiceContext(service, self.site, database, self.settings, self.metrics, self.keys)

    def _prepare(self, parts: catalog.ServiceParts) -> Running:
        context = self._context(parts.name)
        container = ServiceContainer(parts.service_class, {"context": context})
        consumer = Consumer(
            parts.name,
            context.database,
            handlers(container),
            self.metrics,
            forgetters=forgetters(container),
            read_ahead=read_ahead(container),
            retry_seconds=self.settings.retry_seconds,
        )
        return Running(parts, context, container, consumer)

    def _build_app(self) -> App:
        folders = {"portal": TEMPLATES, "node": NODE_TEMPLATES}
        folders |= {name: running.parts.templates for name, running in self.services.items()}
        shell = PortalShell(self.portal, Renderer(folders, site=self.site))
        portal_routes = (portal_pages.ROUTES, operator_pages.routes(self), tls_pages.routes(self))
        mounts = [Mount("", self.portal, portal_routes)]
        mounts += [Mount(f"/{name}", running.context, running.parts.routes) for name, running in self.services.items()]
        app = App(mounts, shell, self.metrics)
        app.plain |= health.doors(self)
        return app

    def migrate(self) -> None:
        """Bring every database of this node to the latest version."""
        migrate.upgrade(self.portal.database, PORTAL_MIGRATIONS)
        for running in self.services.values():
            migrate.upgrade(running.context.database, running.parts.migrations)

    def start(self, *, pages: bool = True) -> None:
        """Start the services, then the feeds between them, then the pages (which a command does without)."""
        for running in self.services.values():
            running.container.start()
        for running in self.services.values():
            running.feeds = self._feeds_amqp(running) if self.settings.transport == "amqp" else self._feeds_inprocess(running)
            for feed in running.feeds:
                feed.start()
        databases = [running.context.database for running in self.services.values()]
        self._sweeping = eventlet.spawn(sweeping.watch, databases)
        if not pages:
            return
        self.server = Server(self.app, self.settings.host, self.settings.port, self._shown())
        self.server.start()
        self._watch = eventlet.spawn(loop.watch, self.metrics)

    def _shown(self) -> Shown | None:
        """The certificate of the pages. Raises OSError or ssl.SSLError when its files are not usable."""
        chosen = self.settings
        return Shown(Path(chosen.tls_certificate), Path(chosen.tls_key), chosen.data) if chosen.tls_certificate else None

    def _feeds_inprocess(self, running: Running) -> list[Feed]:
        here = self._databases()
        pairs = [(source, stream) for source, stream in wanted(running.consumer) if source in here]
        return [InprocessFeed(here[source], stream, running.consumer) for source, stream in pairs]

    def _feeds_amqp(self, running: Running) -> list[Feed]:
        """A service reads its own outbox directly; whatever comes from another one comes through the broker."""
        from lakou.kernel.streams_amqp import listening, speaking  # an embedded node has no broker to know of

        consumer, url = running.consumer, self.settings.amqp
        pairs = wanted(consumer)
        own: list[Feed] = [
            InprocessFeed(consumer.database, stream, consumer) for source, stream in pairs if source == consumer.name
        ]
        others = [(source, stream) for source, stream in pairs if source != consumer.name]
        return [*own, *speaking(url, consumer), *listening(url, consumer, others, self._databases())]

    def _databases(self) -> dict[str, Database]:
        return {name: running.context.database for name, running in self.services.items()}

    def stop(self) -> None:
        """Stop the pages, the feeds and the services; what was half done is rolled back."""
        if self.server:
            self.server.stop()
            self._watch.kill()
        if self._sweeping:
            self._sweeping.kill()
        for running in self.services.values():
            for feed in running.feeds:
                feed.stop()
            with eventlet.Timeout(10, False):
                running.container.stop()
        for context in self.contexts():
            context.database.dispose()

    def contexts(self) -> Iterable[ServiceContext]:
        """The portal's and each service's surroundings."""
        return [self.portal, *(running.context for running in self.services.values())]

    def caught_up(self) -> bool:
        """Whether the consumers have passed all that was recorded so far."""
        feeds = [feed for running in self.services.values() for feed in running.feeds]
        return not any(feed.busy() for feed in feeds) and all(feed.caught_up() for feed in feeds)

    def ready(self) -> bool:
        """Whether the consumers have caught up since the start and the demo is in."""
        return self.demo_ready and self.caught_up()


def wanted(consumer: Consumer) -> list[tuple[str, Stream]]:
    """The (source service, stream) pairs that a consumer's handlers need, each once."""
    pairs = {(EVENTS[name].source, EVENTS[name].stream) for name in consumer.handlers}
    return sorted(pairs)


def site(settings: Settings) -> Site:
    """In whose house this node stands."""
    if settings.is_hub:
        return Site("hub", "hub", "Hub Antilles-Guyane", "La cour", "", "America/Martinique", "heure de Martinique", True,
                    settings.demo, __version__)  # fmt: skip
    land = territories.territory(settings.territory or settings.name)
    return Site(
        node=settings.name,
        house=land.slug,
        association=settings.association or land.association,
        place=land.label,
        territory=land.code,
        zone=land.zone,
        zone_label=ZONE_LABELS[land.code],
        is_hub=False,
        demo=settings.demo,
        version=__version__,
    )


ZONE_LABELS = {
    "971": "heure de Guadeloupe",
    "972": "heure de Martinique",
    "973": "heure de Cayenne",
    "978": "heure de Saint-Martin",
}
