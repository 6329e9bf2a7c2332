"""The house of a node: its services with their databases, consumers and keys. Doors and feeds stand above it."""

import dataclasses
from collections.abc import Iterable

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
from lakou.node import catalog
from lakou.node.link import Link

PORTAL_MIGRATIONS = catalog.ROOT / "lakou" / "portal" / "migrations"


@dataclasses.dataclass
class Running:
    """A service that runs here."""

    parts: catalog.ServiceParts
    context: ServiceContext
    container: ServiceContainer
    consumer: Consumer
    feeds: list[Feed] = dataclasses.field(default_factory=list)


class House:
    """What a node holds, whether it runs or a command looks at it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.metrics = Metrics()
        self.keys = Keys(settings.data / "keys")
        self.site = site(settings)
        self.portal = self._context("portal")
        names = catalog.chosen(settings)
        self.services = {parts.name: self._prepare(parts) for parts in catalog.load_all(names)}
        self.link: Link | None = None
        self.demo_ready = True

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

    def migrate(self) -> None:
        """Bring every database of this node to the latest version."""
        migrate.upgrade(self.portal.database, PORTAL_MIGRATIONS)
        for running in self.services.values():
            migrate.upgrade(running.context.database, running.parts.migrations)

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
