"""A node with its four services and the hub, in one test without a greenlet: `settle` lets every word be heard."""

from pathlib import Path
from typing import Any

from werkzeug.test import Client, TestResponse

from lakou.contracts.base import Stream
from lakou.kernel import outbox
from lakou.kernel.settings import Settings
from lakou.node import sweeping
from lakou.node.house import wanted
from lakou.node.node import Node
from lakou.portal import tokens
from services.reporting.use_cases import detaching


class Village:
    """Martinique and the hub; `database` is sqlite, or a PostgreSQL URL with {node} and {service}."""

    def __init__(self, folder: Path, database: str = "sqlite") -> None:
        self.folder, self.database = folder, database
        self.node = self._node("martinique")
        self.hub = self._node("hub")

    def _node(self, name: str) -> Node:
        database = self.database.replace("{node}", name)
        node = Node(Settings(name=name, port=0, data=self.folder / name, demo=True, database=database))
        node.migrate()
        return node

    def settle(self) -> None:
        """Everything recorded has been heard, at the node and at the hub."""
        while any([self._hear(source, stream, name) for name in self.node.services for source, stream in self._ears(name)]):
            pass
        self.feed(self.hub)

    def _ears(self, name: str) -> list[tuple[str, Stream]]:
        return wanted(self.node.services[name].consumer)

    def _hear(self, source: str, stream: Stream, name: str) -> bool:
        database, consumer = self.node.services[source].context.database, self.node.services[name].consumer
        at = consumer.place(database.source, stream)
        with database.reading() as db:
            rows = outbox.rows_after(db, stream, at.epoch, at.applied, 1000)
        if rows:
            outcome = consumer.apply(database.source, stream, rows)
            assert not outcome.wait, f"{name} cannot apply what {source} said on {stream}"
            at = outcome.at
        with database.transaction() as db:
            outbox.note_reader(db, stream, name, at.epoch, at.applied)
        return bool(rows)

    def feed(self, hub: Node) -> None:
        """What the link does: the facts that a hub lacks."""
        database, consumer = self.node.services["reporting"].context.database, hub.services["reporting"].consumer
        at = consumer.place(database.source, Stream.FACT)
        with database.reading() as db:
            rows = outbox.rows_after(db, Stream.FACT, at.epoch, at.applied, 10_000)
        assert not consumer.apply(database.source, Stream.FACT, rows).wait

    def another_hub(self) -> Node:
        """A hub that lost everything and is fed again."""
        hub = Node(Settings(name="hub", port=0, data=self.folder / "another"))
        hub.migrate()
        self.feed(hub)
        return hub

    def sweep(self) -> None:
        """What a running node does every so often."""
        for node in (self.node, self.hub):
            for running in node.services.values():
                sweeping.sweep(running.context.database)
            detaching.rewrite_log(node.services["reporting"].context)
            node.services["reporting"].context.database.checkpoint()
            node.portal.database.checkpoint()

    def ask(self, method: str, path: str, *, node: Node | None = None, role: str = "coordinator", **options: Any) -> TestResponse:
        """One request to a node, as somebody of a role."""
        at = node or self.node
        name = at.site.node
        signed = tokens.sign(
            at.keys.signing(), name, account="token:test", name="Chantal", role=role, lifetime=tokens.PROGRAM_LIFETIME
        )
        headers = {"Authorization": f"Bearer {signed}"} | options.pop("headers", {})
        return Client(at.app).open(path, method=method, headers=headers, **options)

    def post(self, path: str, body: Any, **options: Any) -> dict[str, Any]:
        """JSON to the API, which takes it."""
        answer = self.ask("POST", path, json=body, **options)
        assert answer.status_code in (200, 201, 202), answer.text
        read: dict[str, Any] = answer.get_json()
        return read

    def figures(self, node: Node | None = None, by: str = "gender") -> dict[str, Any]:
        """The indicators of the year, with one breakdown."""
        path = f"/reporting/api/v1/indicators?from=2026-01-01&to=2027-12-31&by={by}"
        answer = self.ask("GET", path, node=node, role="coordinator")
        assert answer.status_code == 200, answer.text
        return {each["code"]: (each["value"], each["parts"], each["breakdown"]) for each in answer.get_json()["indicators"]}

    def databases(self) -> dict[Path, bytes]:
        """Every byte of every database of both, with its log."""
        return {path: path.read_bytes() for path in self.folder.rglob("*.sqlite3*")}

    def close(self) -> None:
        """Close every database."""
        for node in (self.node, self.hub):
            for context in node.contexts():
                context.database.dispose()
