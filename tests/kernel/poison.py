"""Poison of every kind, made of a row that was good; what is personal in it must be found in no log and no error."""

import dataclasses
import hashlib
from collections.abc import Callable
from typing import Any

import orjson

from lakou.kernel.outbox import Row

SECRET = "Mélissa-0696123456"


def envelope(row: Row) -> dict[str, Any]:
    read: dict[str, Any] = orjson.loads(row.body)
    return read


def with_body(row: Row, body: bytes) -> Row:
    return dataclasses.replace(row, body=body, hash=hashlib.sha256(body).digest())


def with_data(row: Row, **data: Any) -> bytes:
    return orjson.dumps({**envelope(row), "data": {**envelope(row)["data"], **data}})


POISON: dict[str, Callable[[Row], bytes]] = {
    "nothing": lambda row: b"",
    "not JSON": lambda row: b"{" + SECRET.encode(),
    "not an object": lambda row: orjson.dumps([SECRET]),
    "invalid UTF-8": lambda row: row.body.replace(b"enrolled", b"\xff\xfe" + SECRET.encode()),
    "a lone surrogate": lambda row: row.body.replace(b"enrolled", b"\\ud800"),
    "NaN": lambda row: row.body.replace(b'"revision":0', b'"revision":NaN'),
    "five megabytes": lambda row: with_data(row, note=SECRET * 300_000),
    "nested 10,000 deep": lambda row: b'{"data":' + b"[" * 10_000 + b"]" * 10_000 + b"}",
    "nested 200 deep": lambda row: with_data(row, stage=orjson.loads(b"[" * 200 + b"]" * 200)),
    "a NUL": lambda row: with_data(row, stage="enrolled\0" + SECRET),
    "a wrong type": lambda row: with_data(row, revision=SECRET),
    "a float for an integer": lambda row: with_data(row, revision=1.5),
    "an enormous integer": lambda row: row.body.replace(b'"revision":0', b'"revision":' + b"9" * 400),
    "a missing field": lambda row: orjson.dumps({**envelope(row), "data": {}}),
    "an unknown version": lambda row: orjson.dumps({**envelope(row), "type": "enrollment.stage.reached.v9"}),
    "an unknown type": lambda row: orjson.dumps({**envelope(row), "type": SECRET}),
    "another stream's type": lambda row: orjson.dumps({**envelope(row), "type": "enrollment.identity.removed.v1"}),
    "another service's type": lambda row: orjson.dumps({**envelope(row), "type": "sessions.seat.changed.v1"}),
    "another source": lambda row: orjson.dumps({**envelope(row), "source": "/guyane/enrollment"}),
    "another place": lambda row: orjson.dumps({**envelope(row), "sequence": 77}),
    "another epoch": lambda row: orjson.dumps({**envelope(row), "epoch": 2}),
    "an unknown field around": lambda row: orjson.dumps({**envelope(row), SECRET: 1}),
    "a naive time": lambda row: orjson.dumps({**envelope(row), "time": "2026-11-22T10:00:00"}),
}
