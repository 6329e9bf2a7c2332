"""Who or what is taken at a moment: a helper, a venue, an absence. Shown and confirmed, never silently allowed."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from lakou.kernel import clock
from lakou.kernel.db import Db
from services.sessions.model import Absence, Helper, WorkshopSession
from services.sessions.model.rules import ScheduleConflict
from services.sessions.storage import places, schedule

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
    around = schedule.going_on(db, session.starts_at, session.ends_at, but=session.id)
    yield from _found(session, around, *_people(db, [session]))


def among(db: Db, sessions: Sequence[WorkshopSession]) -> Iterator[tuple[Clash, WorkshopSession]]:
    """What does not fit among these sessions and is not over yet, each pair once, at the later of both; in order."""
    ahead = sorted((each for each in sessions if not each.cancelled and not each.over), key=lambda each: (each.starts_at, each.id))
    helpers, absences = _people(db, ahead)
    for rank, session in enumerate(ahead):
        earlier = [other for other in ahead[:rank] if other.ends_at > session.starts_at]
        yield from ((clash, session) for clash in _found(session, earlier, helpers, absences))


def _found(
    session: WorkshopSession, around: Sequence[WorkshopSession], helpers: Mapping[str, Helper], absences: Sequence[Absence]
) -> Iterator[Clash]:
    at = session.starts_local
    for other in around:
        if session.venue_id is not None and other.venue_id == session.venue_id:
            yield Clash("venue", session.venue_id, session.venue_name or "", at, other.title, other.id)
        for shared in [helper for helper in session.helper_ids if helper in other.helper_ids and helper in helpers]:
            yield Clash("helper", uuid.UUID(shared), helpers[shared].name, at, other.title, other.id)
    last = _last_day(session)
    for helper in [helpers[helper_id] for helper_id in session.helper_ids if helper_id in helpers]:
        if any(each.helper_id == helper.id and each.first_day <= last and each.last_day >= session.day for each in absences):
            yield Clash("absence", helper.id, helper.name, at)
        elif not helper.may_hold(at, session.ends_local):
            yield Clash("availability", helper.id, helper.name, at)


def _people(db: Db, sessions: Sequence[WorkshopSession]) -> tuple[dict[str, Helper], list[Absence]]:
    """The helpers of these sessions by the text of their id, and when they are away meanwhile."""
    helpers = places.helpers_by_ids(db, {helper for session in sessions for helper in session.helper_ids})
    if not helpers:
        return {}, []
    first, last = min(session.day for session in sessions), max(_last_day(session) for session in sessions)
    return helpers, schedule.away(db, [helper.id for helper in helpers.values()], first, last)


def _last_day(session: WorkshopSession) -> dt.date:
    return clock.local(session.ends_at - dt.timedelta(minutes=1), session.zone).date()
