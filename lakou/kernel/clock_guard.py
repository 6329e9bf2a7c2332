"""A machine whose clock stands before its own last commit would date acts wrongly: it reads, but records nothing until it is right.

Machines without a battery wake up in the past, and are set right by the network a moment later: so a node starts all the same, says
what is wrong, and goes on by itself. If it was the last commit that stood in the future, a new epoch begins a new count.
"""

import datetime as dt

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session as Db

from lakou.contracts.base import Stream
from lakou.kernel import clock
from lakou.kernel.problems import Unavailable
from lakou.kernel.tables import outbox, outbox_stream

TOLERANCE = dt.timedelta(minutes=5)
_PLACE = (outbox.c.stream == bindparam("stream")) & (outbox.c.epoch == bindparam("epoch")) & (outbox.c.seq == bindparam("seq"))
_MOMENT = select(outbox.c.at).where(_PLACE)


class ClockBehind(Unavailable):
    """Raised when something is recorded while the clock stands before what was recorded last."""

    slug = "clock-behind"
    title = "La machine n’est pas à l’heure"

    def __init__(self, last: dt.datetime, now: dt.datetime) -> None:
        super().__init__(
            f"Elle croit être le {now:%d/%m/%Y à %H:%M} (UTC), et a déjà enregistré quelque chose le {last:%d/%m/%Y à %H:%M}. Rien "
            "n’a été enregistré, pour ne rien dater de travers. Prévenez la personne qui s’occupe de la machine : qu’elle la mette "
            "à l’heure (timedatectl), et Lakou reprend de lui-même. Si elle est à l’heure, et avançait avant : lakou epoch bump."
        )


def check(db: Db, stream: Stream, epoch: int, last_seq: int) -> dt.datetime:
    """The moment to write beside what is recorded next. Raises ClockBehind."""
    now = clock.now()
    place = {"stream": stream.value, "epoch": epoch, "seq": last_seq}
    _refuse(db.execute(_MOMENT, place).scalar_one_or_none(), now)
    return now


def examine(db: Db) -> None:
    """Raises ClockBehind when nothing could be recorded now."""
    same = (outbox.c.stream == outbox_stream.c.stream) & (outbox.c.epoch == outbox_stream.c.epoch)
    newest = select(outbox.c.at).join(outbox_stream, same & (outbox.c.seq == outbox_stream.c.last_seq))
    for last in db.scalars(newest):
        _refuse(last, clock.now())


def _refuse(last: dt.datetime | None, now: dt.datetime) -> None:
    """A clock that is held, as for a demo or a test, is nobody's mistake."""
    if last is not None and last > now + TOLERANCE and not clock.is_held():
        raise ClockBehind(last, now)
