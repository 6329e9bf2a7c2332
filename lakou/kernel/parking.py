"""What an operator does with a parked event: try it again, or give it up. Its body is never shown,
only its place and its reason."""

import dataclasses
import datetime as dt
from typing import Any

from sqlalchemy import Select, select, update

from lakou.contracts.base import Stream
from lakou.kernel import clock
from lakou.kernel.consumer import Consumer
from lakou.kernel.outbox import Row
from lakou.kernel.problems import NotFound, RuleBroken
from lakou.kernel.streams import Origin, read, safe_error
from lakou.kernel.tables import inbox_parked


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
                raise NotFound
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


def drop(consumer: Consumer, number: int) -> None:
    """Give a parked event up for good; its content is blanked, its tombstone stays. Raises NotFound."""
    with consumer.database.transaction() as db:
        if db.execute(_mine(number)).one_or_none() is None:
            raise NotFound
        db.execute(update(inbox_parked).where(inbox_parked.c.id == number).values(state="dropped", body=b""))


def _mine(number: int) -> Select[Any]:
    return select(inbox_parked).where(inbox_parked.c.id == number, inbox_parked.c.state == "parked")
