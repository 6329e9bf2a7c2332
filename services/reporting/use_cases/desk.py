"""Where facts are written: pseudonyms made, programs named by their code, each fact told once as long as nothing changes."""

import base64
import dataclasses
import hashlib
import hmac
import uuid
from typing import Any

import orjson
from sqlalchemy import select

from lakou.contracts.base import Event
from lakou.kernel import outbox
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from services.reporting.model import KeyInUse, KnownProgram, Told

PSEUDONYM_LENGTH = 26  # 130 bits: two things never share one by chance
KEY = "pseudonym"
_IN_USE = "reporting.key_in_use"


@dataclasses.dataclass(frozen=True)
class Desk:
    """Where facts are written: the open transaction, the key of this node's pseudonyms, its territory and zone."""

    db: Db
    key: bytes
    territory: str
    zone: str
    programs: dict[uuid.UUID, str | None] = dataclasses.field(default_factory=dict)

    @classmethod
    def of(cls, context: ServiceContext, db: Db) -> "Desk":
        """The desk of a service on its node."""
        return cls(db, context.keys.successor(KEY, key_in_use(db)), context.site.territory, context.site.zone)

    def pseudonym(self, kind: str, local_id: uuid.UUID) -> str:
        """26 lower-case letters and digits that say nothing without the key of the node."""
        return made_with(self.key, kind, local_id)

    def pid(self, beneficiary_id: uuid.UUID) -> str:
        """The pseudonym of a person."""
        return self.pseudonym("beneficiary", beneficiary_id)


def made_with(key: bytes, kind: str, local_id: uuid.UUID) -> str:
    """The pseudonym of a thing under one key."""
    mac = hmac.new(key, f"lakou:{kind}:{local_id}".encode(), hashlib.sha256).digest()
    return base64.b32encode(mac).decode().lower()[:PSEUDONYM_LENGTH]


def key_in_use(db: Db) -> int:
    """Which key pseudonyms are made with; it stays so until this transaction ends."""
    if _IN_USE not in db.info:
        db.info[_IN_USE] = db.scalar(select(KeyInUse.number).with_for_update(read=True)) or 1
    number: int = db.info[_IN_USE]
    return number


def program_known(desk: Desk, program_id: uuid.UUID | None) -> bool:
    """Whether a fact may name this program by its code, or has none to name."""
    return program_id is None or program_code(desk, program_id) is not None


def program_code(desk: Desk, program_id: uuid.UUID | None) -> str | None:
    """The code of a program; None as long as it has not come."""
    if program_id is not None and program_id not in desk.programs:
        program = desk.db.get(KnownProgram, program_id)
        desk.programs[program_id] = program.code if program else None
    return desk.programs[program_id] if program_id else None


def tell(desk: Desk, thing: str, fact: Event) -> None:
    """Record the fact with its next version, unless the same was told last."""
    said = {name: value for name, value in fact.schema.dump(fact).items() if name != "version"}
    payload = orjson.dumps(said, option=orjson.OPT_SORT_KEYS)
    told = desk.db.get(Told, (fact.type, thing))
    if told is None:
        told = Told(type=fact.type, thing=thing, version=0, payload=b"")
        desk.db.add(told)
    if told.payload == payload:
        return
    told.version += 1
    told.payload = payload
    told.pid = said.get("pid")
    versioned: Any = fact
    outbox.record(desk.db, dataclasses.replace(versioned, version=told.version))
