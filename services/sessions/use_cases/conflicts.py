"""Who or what is taken at a moment: a helper, a venue, an absence. Shown and confirmed, never silently allowed."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from lakou.kernel import clock
from lakou.kernel.db import Db
from services.sessions.model import Helper, WorkshopSession
from services.sessions.model.rules import ScheduleConflict
from services.sessions.storage import schedule

MOST_TOLD = 20


@dataclasses.dataclass(frozen=True)
class Clash:
    """One reason why a session does not fit. `kind`: helper, venue, absence or availability; `thing` is the helper's or venue's id.

    `name` and `other` (the title of the session that is there already) are for the page; programs get ids.
    """

    kind: str
    thing: uuid.UUID
    name: str
    at: dt.datetime
    other: str = ""
    other_id: uuid.UUID | None = None

    def fact(self) -> dict[str, Any]:
        """As the API says it, without a name."""
        other = str(self.other_id) if self.other_id else None
        return {"kind": self.kind, "id": str(self.thing), "starts_at": self.at.isoformat(), "session_id": other}


class Conflict(ScheduleConflict):
    """The rule with its reasons, at most twenty of them."""

    def __init__(self, clashes: list[Clash]) -> None:
        super().__init__(conflicts=[clash.fact() for clash in clashes[:MOST_TOLD]], number=len(clashes))
        self.clashes = clashes


def check(db: Db, sessions: Iterable[WorkshopSession], *, confirmed: bool) -> None:
    """Raise Conflict unless every session fits, or somebody said that she knows."""
    if confirmed:
        return
    found = [clash for session in sessions for clash in clashes(db, session)]
    if found:
        raise Conflict(found)


def clashes(db: Db, session: WorkshopSession) -> Iterator[Clash]:
    """Everything that does not fit with this session, planned or about to be."""
    helpers = {str(helper.id): helper for helper in _helpers(db, session)}
    at = session.starts_local
    for other in schedule.going_on(db, session.starts_at, session.ends_at, but=session.id):
        if session.venue_id is not None and other.venue_id == session.venue_id:
            yield Clash("venue", session.venue_id, session.venue_name or "", at, other.title, other.id)
        for shared in [helper for helper in session.helper_ids if helper in other.helper_ids and helper in helpers]:
            yield Clash("helper", uuid.UUID(shared), helpers[shared].name, at, other.title, other.id)
    wanted = [helper.id for helper in helpers.values()]
    last = clock.local(session.ends_at - dt.timedelta(minutes=1), session.zone).date()
    gone = {absence.helper_id for absence in schedule.away(db, wanted, session.day, last)} if wanted else set()
    for helper in helpers.values():
        if helper.id in gone:
            yield Clash("absence", helper.id, helper.name, at)
        elif not helper.may_hold(session.starts_local, session.ends_local):
            yield Clash("availability", helper.id, helper.name, at)


def _helpers(db: Db, session: WorkshopSession) -> list[Helper]:
    found = [db.get(Helper, uuid.UUID(helper_id)) for helper_id in session.helper_ids]
    return [helper for helper in found if helper is not None]
