"""What an operator does with a parked event: look at it with every name masked, try it again, or give it up."""

import dataclasses
import datetime as dt
import hashlib
from typing import Any

import orjson
from marshmallow import ValidationError, fields, validate
from sqlalchemy import Select, select, update

from lakou.contracts.base import EVENTS, Stream
from lakou.kernel import clock, inbox
from lakou.kernel.consumer import Consumer
from lakou.kernel.outbox import Row
from lakou.kernel.problems import NotFound, RuleBroken
from lakou.kernel.streams import Origin, read, safe_error
from lakou.kernel.tables import inbox_parked

MASK = "•••"
GONE = "Cet événement n’est pas mis de côté, ou ne l’est plus. Revoyez la liste."


class StillFailing(RuleBroken):
    """Raised when a parked event cannot be applied this time either."""

    slug = "still-failing"
    title = "L’événement ne passe toujours pas"
    text = "Il reste mis de côté. Lisez la raison, corrigez-la, puis réessayez."


@dataclasses.dataclass(frozen=True)
class Parked:
    """One parked event, without its content."""

    id: int
    service: str
    type: str
    source: str
    seq: int
    since: dt.datetime
    reason: str


def waiting(consumer: Consumer) -> list[Parked]:
    """The parked events of one service, oldest first."""
    query = select(inbox_parked).where(inbox_parked.c.state == "parked").order_by(inbox_parked.c.id)
    with consumer.database.reading() as db:
        rows = db.execute(query).mappings().all()
    return [
        Parked(row["id"], consumer.name, row["type"], row["source"], row["seq"], row["parked_at"], row["error"]) for row in rows
    ]


def retry(consumer: Consumer, number: int) -> None:
    """Apply a parked event now, out of its turn. Raises NotFound or StillFailing."""
    try:
        with consumer.database.transaction() as db:
            found = db.execute(_mine(number).with_for_update()).one_or_none()
            if found is None:
                raise NotFound(GONE)
            inbox.take_turn(db, Stream(found.stream))
            row = Row(found.epoch, found.seq, found.type, found.body)
            event, _ = read(row, found.source, Stream(found.stream))
            node, service = found.source.strip("/").split("/")
            handler = consumer.handlers.get(event.type)
            if handler:
                handler(db, event, Origin(node, service, row.epoch, row.seq))
            db.execute(update(inbox_parked).where(inbox_parked.c.id == number).values(state="retried", parked_at=clock.now()))
    except NotFound:
        raise
    except Exception as error:
        raise StillFailing(f"Il reste mis de côté : {safe_error(error)}.") from error


def show(consumer: Consumer, number: int) -> dict[str, Any]:
    """One parked event with what may be seen of its payload: personal fields are masked, an unknown type hides everything.

    Raises NotFound.
    """
    with consumer.database.reading() as db:
        found = db.execute(_mine(number)).one_or_none()
    if found is None:
        raise NotFound(GONE)
    seen = {"id": found.id, "service": consumer.name, "type": found.type, "source": found.source, "stream": found.stream}
    seen |= {"epoch": found.epoch, "seq": found.seq, "since": found.parked_at, "reason": found.error, "attempts": found.attempts}
    return seen | {"bytes": len(found.body), "sha256": hashlib.sha256(found.body).hexdigest(), "data": _masked(found)}


def _masked(found: Any) -> dict[str, Any] | None:
    kind = EVENTS.get(found.type)
    try:
        data = orjson.loads(found.body)["data"]
    except (ValueError, KeyError, TypeError):
        return None
    if kind is None or not isinstance(data, dict):
        return None
    return {name: _seen(field, data.get(name)) for name, field in kind.schema.fields.items() if name in data}


def _seen(field: Any, value: Any) -> Any:
    """What is wrong with a value may be that a name was put there: only what its own field accepts is shown."""
    if field.metadata.get("personal"):
        return MASK
    try:
        field.deserialize(value)
    except ValidationError:
        return MASK
    free_text = isinstance(field, fields.String) and not any(isinstance(each, validate.OneOf) for each in field.validators)
    return MASK if free_text and not isinstance(field, fields.UUID) else value


def drop(consumer: Consumer, number: int, reason: str = "") -> None:
    """Give a parked event up for good; its content is blanked, its tombstone stays, with the reason. Raises NotFound."""
    with consumer.database.transaction() as db:
        found = db.execute(_mine(number)).one_or_none()
        if found is None:
            raise NotFound(GONE)
        said = f"{found.error} · abandonné : {reason}"[:300] if reason else found.error
        db.execute(update(inbox_parked).where(inbox_parked.c.id == number).values(state="dropped", body=b"", error=said))


def _mine(number: int) -> Select[Any]:
    return select(inbox_parked).where(inbox_parked.c.id == number, inbox_parked.c.state == "parked")
