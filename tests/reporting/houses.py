"""Nodes that run reporting alone, and a hub that takes their facts, all without a greenlet."""

import dataclasses
from pathlib import Path
from typing import Any

import orjson
from werkzeug.test import Client, TestResponse

from lakou.contracts.base import EVENTS, Event, Stream
from lakou.kernel import migrate, outbox
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Database
from lakou.kernel.settings import Settings
from lakou.node.node import Node
from lakou.portal import tokens


class House:
    """One node, or the hub. `say` lets its neighbours speak; what they said has been heard when it returns."""

    def __init__(self, folder: Path, name: str, database: str | None = None) -> None:
        self.name = name
        settings = Settings(name=name, port=0, data=folder / name, services=("reporting",), transport="amqp", amqp="amqp://nowhere")
        self.node = Node(settings if database is None else dataclasses.replace(settings, database=database))
        self.node.migrate()
        self.running = self.node.services["reporting"]
        self.context: ServiceContext = self.running.context
        self.database: Database = self.context.database
        self.neighbors = {source: self._neighbor(folder, source) for source in ("enrollment", "sessions")}
        self.client = Client(self.node.app)

    def _neighbor(self, folder: Path, service: str) -> Database:
        database = Database(f"sqlite:///{folder / self.name / service}.sqlite3", f"/{self.name}/{service}")
        migrate.upgrade_streams(database)
        return database

    def say(self, *events: Event) -> None:
        """Each event is recorded at its source and heard here, in the order given."""
        for event in events:
            source = self.neighbors[event.source]
            with source.transaction() as db:
                outbox.record(db, event)
            self.hear(source, event.stream)
        self.settle()

    def hear(self, source: Database, stream: Stream) -> None:
        """Read what a source recorded since."""
        consumer = self.running.consumer
        at = consumer.place(source.source, stream)
        with source.reading() as db:
            rows = outbox.rows_after(db, stream, at.epoch, at.applied, 10_000)
        outcome = consumer.apply(source.source, stream, rows)
        assert not outcome.wait, "an event could not be applied"

    def settle(self) -> None:
        """The node's own facts reach its own ledger."""
        self.hear(self.database, Stream.FACT)

    def facts(self, *kinds: type[Event]) -> list[Any]:
        """The facts recorded so far, oldest first."""
        with self.database.reading() as db:
            rows = outbox.rows_after(db, Stream.FACT, 0, 0, 100_000)
        found = [EVENTS[row.type].load(orjson.loads(row.body)["data"]) for row in rows]
        return [fact for fact in found if not kinds or isinstance(fact, kinds)]

    def get(self, path: str, role: str = "coordinator", **params: Any) -> TestResponse:
        """A page, or a door of the API, as somebody of a role."""
        signed = tokens.sign(
            self.node.keys.signing(),
            self.name,
            account="token:test",
            name="Test",
            role=role,
            lifetime=tokens.PROGRAM_LIFETIME,
        )
        query = {name.rstrip("_"): str(value) for name, value in params.items()}
        return self.client.get(path, query_string=query, headers={"Authorization": f"Bearer {signed}"})

    def figures(self, since: str = "2026-01-01", until: str = "2026-12-31", **params: Any) -> dict[str, dict[str, Any]]:
        """The indicators of a period by code."""
        answer = self.get("/reporting/api/v1/indicators", from_=since, to=until, **params)
        assert answer.status_code == 200, answer.text
        return {each["code"]: each for each in answer.get_json()["indicators"]}

    def values(self, since: str = "2026-01-01", until: str = "2026-12-31", **params: Any) -> dict[str, int]:
        """The bare numbers of a period by code, of what is done for beneficiaries: test_own_mission.py has the others."""
        found = self.figures(since, until, **params)
        return {code: each["value"] for code, each in found.items() if code not in ("I13", "I15")}

    def breakdown(self, code: str, by: str, **params: Any) -> dict[str, int | None]:
        """The numbers of one indicator by value."""
        return {item["value"]: item["count"] for item in self.figures(by=by, **params)[code]["breakdown"]}

    def close(self) -> None:
        """Close the databases."""
        for database in (self.database, self.node.portal.database, *self.neighbors.values()):
            database.dispose()


def carry(house: House, hub: House) -> None:
    """What the link does: the facts that the hub lacks."""
    consumer = hub.running.consumer
    at = consumer.place(house.database.source, Stream.FACT)
    with house.database.reading() as db:
        rows = outbox.rows_after(db, Stream.FACT, at.epoch, at.applied, 10_000)
    consumer.apply(house.database.source, Stream.FACT, rows)
