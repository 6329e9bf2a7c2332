"""One node: its services, their databases and feeds, its pages on one port. The hub is a node that runs reporting alone."""

from pathlib import Path

import eventlet

from lakou.kernel import shadow
from lakou.kernel.db import Database
from lakou.kernel.settings import Settings
from lakou.kernel.streams import Feed
from lakou.kernel.streams_inprocess import InprocessFeed
from lakou.kernel.web.app import App, Mount
from lakou.node import catalog, health, loop, operator_pages, sweeping
from lakou.node.house import House, Running, wanted
from lakou.node.server import Server
from lakou.node.tls import pages as tls_pages
from lakou.node.tls.shown import Shown
from lakou.portal import pages as portal_pages
from lakou.portal.rendering import TEMPLATES, Renderer
from lakou.portal.shell import PortalShell
from services.reporting.use_cases import renewing

NODE_TEMPLATES = catalog.ROOT / "lakou" / "node" / "templates"


class Node(House):
    """Everything of one node in this process."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.app = self._build_app()
        self.server: Server | None = None
        self._sweeping: eventlet.greenthread.GreenThread | None = None

    def _build_app(self) -> App:
        folders = {"portal": TEMPLATES, "node": NODE_TEMPLATES}
        folders |= {name: running.parts.templates for name, running in self.services.items()}
        shell = PortalShell(self.portal, Renderer(folders, site=self.site))
        portal_routes = (portal_pages.ROUTES, operator_pages.routes(self), tls_pages.routes(self))
        mounts = [Mount("", self.portal, portal_routes)]
        mounts += [Mount(f"/{name}", running.context, running.parts.routes) for name, running in self.services.items()]
        app = App(mounts, shell, self.metrics)
        app.open_plain(health.doors(self))
        return app

    def start(self, *, pages: bool = True) -> None:
        """Start the services, then the feeds between them, then the pages (which a command does without). Raises KeyGone."""
        if "reporting" in self.services and not self.site.is_hub:
            renewing.finish(self.services["reporting"].context)
        for running in self.services.values():
            shadow.clear(running.context.database, self.settings.data)
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
