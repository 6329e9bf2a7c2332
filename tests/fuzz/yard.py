"""A node that is not started, its API knocked at in this process, and what is known of the things made there."""

import random
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
from werkzeug.test import Client, TestResponse

from lakou.contracts.base import Stream
from lakou.kernel import outbox
from lakou.kernel.settings import Settings
from lakou.node.house import wanted
from lakou.node.node import Node
from lakou.portal import tokens
from tests.fuzz.examples import EXAMPLES, GIVEN

ROOM = {"beneficiary": "beneficiaries", "session": "workshop-sessions"}


class Yard:
    """`ask` answers a request; ids in answers are remembered by the collection that they belong to."""

    def __init__(self, folder: Path, name: str, seed: int) -> None:
        self.node = Node(Settings(name=name, port=0, data=folder / name))
        self.node.migrate()
        self.client = Client(self.node.app)
        self.seed, self.chance = seed, random.Random(seed)
        self.known: defaultdict[str, list[str]] = defaultdict(list)
        self.token = tokens.sign(
            self.node.keys.signing(),
            name,
            account="token:fuzz",
            name="Fuzz",
            role="analyst" if name == "hub" else "coordinator",
            lifetime=tokens.PROGRAM_LIFETIME,
        )

    def close(self) -> None:
        for context in self.node.contexts():
            context.database.dispose()

    def document(self, service: str) -> dict[str, Any]:
        found: dict[str, Any] = self.client.get(f"/{service}/api/openapi.json").get_json()
        return found

    def furnish(self) -> None:
        """Every example once, and each service has heard the others."""
        for service in self.node.services:
            for method, path, body in EXAMPLES[service]:
                answer = self.ask(method, f"/{service}/api/v1{self.at(path, always=True)}", body=orjson.dumps(self.filled(body)))
                assert answer.status_code < 500, answer.text
                self.learn(path, answer)
                self.settle()

    def settle(self) -> None:
        here = {name: running.context.database for name, running in self.node.services.items()}
        for running in self.node.services.values():
            for source, stream in wanted(running.consumer):
                if source in here:
                    self._hear(here[source], running.consumer, stream)

    def _hear(self, source: Any, consumer: Any, stream: Stream) -> None:
        at = consumer.place(source.source, stream)
        with source.reading() as db:
            rows = outbox.rows_after(db, stream, at.epoch, at.applied, 1000)
        if rows:
            consumer.apply(source.source, stream, rows)

    def ask(
        self, method: str, url: str, *, body: bytes | None = None, headers: dict[str, str] | None = None, **more: Any
    ) -> TestResponse:
        given = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json", **(headers or {})}
        return self.client.open(url, method=method, data=body, headers=given, **more)

    def at(self, path: str, *, always: bool = False) -> str:
        """A path with ids of things that are there, most of the time."""

        def fill(found: re.Match[str]) -> str:
            name, collection = found.group(1), path.strip("/").split("/")[0]
            if not always and self.chance.random() < 0.15:
                return str(
                    self.chance.choice(["x", "%00", "..", "é" * 300, "00000000-0000-4000-8000-000000000000", "-1", "9" * 40])
                )
            if name == "id" and self.known[collection]:
                return self.chance.choice(self.known[collection])
            return GIVEN.get(name, "00000000-0000-4000-8000-000000000000")

        return re.sub(r"\{(\w+)\}", fill, path)

    def filled(self, body: Any) -> Any:
        """A body in which `{collection}`, and any `…_id` most of the time, is the id of something that is there."""
        if not isinstance(body, dict):
            return body
        return {name: value for name, value in self._filled(body)}

    def _filled(self, body: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        for name, value in body.items():
            collection = str(value)[1:-1] if str(value).startswith("{") and isinstance(value, str) else ""
            if not collection and name.endswith("_id") and self.chance.random() < 0.8:
                stem = name.removesuffix("_id")
                collection = ROOM.get(stem, f"{stem}s")
            kept = self.known.get(collection)
            yield name, self.chance.choice(kept) if kept else value

    def learn(self, path: str, answer: TestResponse) -> None:
        """Seats are made below sessions, and have a collection of their own."""
        if answer.mimetype != "application/json" or answer.status_code not in (200, 201):
            return
        rooms = [part for part in path.strip("/").split("/") if not part.startswith("{")]
        found = answer.get_json()
        for each in found.get("items", [found]) if isinstance(found, dict) else []:
            if isinstance(each, dict) and isinstance(each.get("id"), str) and len(self.known[rooms[-1]]) < 200:
                self.known[rooms[-1]].append(each["id"])
