"""Write what was sorted: an individual act becomes a support, a workshop a held session with its seats and its heads."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import select

from lakou.contracts import territories
from lakou.contracts.vocabulary import ActivityKind, SeatState, Theme, WorkshopSessionState
from lakou.kernel import outbox
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from services.sessions.model import (
    AnonymousCount,
    KnownPerson,
    PastAct,
    PastImport,
    PastOutcome,
    Seat,
    Support,
    Venue,
    Workshop,
    WorkshopSession,
    fold,
)
from services.sessions.past import Act
from services.sessions.storage import past as storage
from services.sessions.use_cases.heads import check_margins
from services.sessions.use_cases.past.verdicts import Verdict

NINE = dt.time(9)
"""La Coop knows no hour: the page of such a session says so."""


@dataclasses.dataclass(frozen=True)
class Made:
    """What a line became."""

    seat_id: uuid.UUID | None = None
    support_id: uuid.UUID | None = None


def write(
    context: ServiceContext, db: Db, job: PastImport, act: Act, verdicts: Sequence[Verdict], *, by_decision: bool = False
) -> dict[int, Made]:
    """What each created line became, by its number. `by_decision`: who is nameless here has a name that the file knows."""
    created = [verdict for verdict in verdicts if verdict.outcome is PastOutcome.CREATED]
    if not created:
        return {}
    before = db.get(PastAct, act.key)
    if act.kind == ActivityKind.INDIVIDUEL:
        return {created[0].line.number: _support(context, db, job, act, created[0].person)}
    session = db.get(WorkshopSession, before.session_id) if before else None
    if before is None or session is None:
        session = _session(context, db, job, act)
        before = PastAct(key=act.key, import_id=job.id, digest=act.digest, session_id=session.id)
        db.add(before)
    made = {verdict.line.number: Made(_seat(db, session, verdict.person)) for verdict in created if verdict.person}
    nameless = sum(verdict.line.count for verdict in created if verdict.person is None)
    if not by_decision:
        before.heads += nameless
    db.flush()
    outbox.record(db, session.described())
    if nameless:
        count_heads(db, session.id, before.heads + len(storage.nameless(db, act.key)) + (nameless if by_decision else 0))
    return {verdict.line.number: Made() for verdict in created} | made


def count_heads(db: Db, session_id: uuid.UUID, total: int) -> None:
    """So many without a name: their attributes in the file are invented, and are not taken."""
    counted = db.get(AnonymousCount, session_id)
    if counted is None:
        counted = AnonymousCount(session_id=session_id)
        db.add(counted)
    counted.total = total
    counted.gender, counted.age, counted.social_status = check_margins(total, gender={}, age={}, social_status={})
    outbox.record(db, counted.counted())
    db.flush()


def _support(context: ServiceContext, db: Db, job: PastImport, act: Act, person: KnownPerson | None) -> Made:
    venue = _venue(db, act)
    support = Support(
        beneficiary_id=person.beneficiary_id if person else None,
        day=act.day,
        duration_minutes=act.minutes,
        themes=list(act.themes),
        territory=_territory(context, act, venue),
        place_type=act.place_type,
        venue_id=venue.id if venue else None,
        commune=act.commune or None,
        autonomy=act.autonomy,
        equipment=list(act.equipment),
        redirection=act.redirection,
    )
    db.add(support)
    outbox.record(db, support.given())
    db.add(PastAct(key=act.key, import_id=job.id, digest=act.digest, support_id=support.id, heads=0 if person else 1))
    db.flush()
    return Made(support_id=support.id)


def _session(context: ServiceContext, db: Db, job: PastImport, act: Act) -> WorkshopSession:
    """A session that was held, with as many places as named people came: the file knows of no others."""
    venue = _venue(db, act)
    territory = _territory(context, act, venue)
    zone = territories.territory(territory).zone
    session = WorkshopSession(
        workshop_id=_workshop(db, job, act),
        venue_id=venue.id if venue else None,
        venue_name=act.place or None,
        title=act.title or _title(act),
        kind=ActivityKind.COLLECTIF.value,
        themes=list(act.themes),
        territory=territory,
        zone=zone,
        starts_at=dt.datetime.combine(act.day, NINE, ZoneInfo(zone)).astimezone(dt.UTC),
        duration_minutes=act.minutes,
        capacity=0,
        state=WorkshopSessionState.TENUE.value,
    )
    db.add(session)
    db.flush()
    return session


def _seat(db: Db, session: WorkshopSession, person: KnownPerson) -> uuid.UUID:
    session.last_ticket += 1
    session.capacity += 1
    session.seats_taken += 1
    seat = Seat(session_id=session.id, beneficiary_id=person.beneficiary_id, state="", ticket=session.last_ticket)
    seat.taken_at = seat.recorded_at = session.starts_at
    db.add(seat)
    outbox.record(db, seat.become(SeatState.PRESENT, walk_in=False))
    return seat.id


def _workshop(db: Db, job: PastImport, act: Act) -> uuid.UUID:
    """The one workshop of the import, which no list offers."""
    if job.workshop_id is None:
        workshop = Workshop(title=f"Repris de {job.filename}"[:150], themes=list(act.themes))
        db.add(workshop)
        db.flush()
        job.workshop_id = workshop.id
    return job.workshop_id


def _venue(db: Db, act: Act) -> Venue | None:
    """The venue of this name, when it is one of ours and its commune agrees."""
    name = fold(act.place)
    if not name:
        return None
    venues = db.scalars(select(Venue).order_by(Venue.name, Venue.id))
    return next((each for each in venues if fold(each.name) == name and act.commune in ("", each.commune)), None)


def _territory(context: ServiceContext, act: Act, venue: Venue | None) -> str:
    return act.territory or (venue.territory if venue else context.site.territory)


def _title(act: Act) -> str:
    return f"Atelier : {Theme(act.themes[0]).label}"[:150] if act.themes else ActivityKind.COLLECTIF.label
