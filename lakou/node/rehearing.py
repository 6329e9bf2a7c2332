"""`lakou replay` at a node: its services hear the others again, from their first event, while it works."""

import dataclasses
from collections.abc import Iterator

from nameko.containers import ServiceContainer

from lakou.contracts.base import Stream
from lakou.kernel.consumer import Consumer
from lakou.kernel.db import Database
from lakou.kernel.metrics import Metrics
from lakou.kernel.rebuilding import Rebuilding, Rebuilt
from lakou.kernel.streams_door import handlers, read_ahead
from lakou.node.house import House, Running, wanted


def rehear(node: House, name: str) -> Rebuilt | None:
    """Build anew what a service keeps of the others; None at the hub, which hears nobody's local events. Raises a Problem."""
    if node.site.is_hub:
        return None
    running = node.services[name]
    heard = [(source, stream) for source, stream in wanted(running.consumer) if stream is not Stream.FACT and source != name]
    sources = dict(_databases(node, {source for source, _ in heard}))
    try:
        return Rebuilding(running.context, running.parts.read_model, heard, sources, _Ears(running)).run()
    finally:
        for source, database in sources.items():
            if source not in node.services:
                database.dispose()


def _databases(node: House, names: set[str]) -> Iterator[tuple[str, Database]]:
    """Also those of services that other processes run."""
    for name in sorted(names):
        here = node.services.get(name)
        url, source = node.settings.database_url(name), f"/{node.site.node}/{name}"
        yield name, here.context.database if here else Database(url, source)


class _Ears:
    """The same handlers in the shadow; what fails there is put aside at once, and counted in no metric of the node."""

    def __init__(self, running: Running) -> None:
        self.running = running
        self._containers: list[ServiceContainer] = []  # a handler holds its container by a weak reference only

    def __call__(self, aside: Database) -> Consumer:
        parts, context = self.running.parts, dataclasses.replace(self.running.context, database=aside)
        container = ServiceContainer(parts.service_class, {"context": context})
        self._containers.append(container)
        return Consumer(parts.name, aside, handlers(container), Metrics(), read_ahead=read_ahead(container), retry_seconds=())
