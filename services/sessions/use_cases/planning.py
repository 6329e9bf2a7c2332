"""Planning, moving and calling off sessions."""

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select

from lakou.contracts.vocabulary import SeatState, WorkshopSessionState
from lakou.kernel import outbox
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from lakou.kernel.problems import InvalidInput
from services.sessions.model import Helper, Venue, Workshop, WorkshopSession
from services.sessions.model.rules import SessionWasHeld
from services.sessions.storage import planning, seats
from services.sessions.use_cases.balance import settle

STAYS_AS_IT_IS = frozenset({SeatState.EXCUSE, SeatState.DESISTE})


def plan_session(
    context: ServiceContext,
    *,
    workshop_id: uuid.UUID,
    starts_at: dt.datetime,
    duration_minutes: int,
    capacity: int,
    venue_id: uuid.UUID | None = None,
    helper_ids: Sequence[uuid.UUID] = (),
) -> WorkshopSession:
    """A dated session of a workshop. `starts_at` is aware. Without a venue it stands in the node's territory and zone.

    Raises InvalidInput naming the workshop, venue or helper that does not exist.
    """
    with context.database.transaction() as db:
        workshop = db.get(Workshop, workshop_id)
        if workshop is None:
            raise InvalidInput({"workshop_id": "Cet atelier n’existe pas. Créez-le d’abord."})
        session = WorkshopSession(
            workshop_id=workshop.id,
            title=workshop.title,
            kind=workshop.kind,
            themes=workshop.themes,
            program_id=workshop.program_id,
            starts_at=starts_at.astimezone(dt.UTC),
            duration_minutes=duration_minutes,
            capacity=capacity,
        )
        _place(db, context, session, venue_id)
        session.helper_ids = _helpers(db, helper_ids)
        db.add(session)
        outbox.record(db, session.described())
        return session


def change_session(
    context: ServiceContext, session_id: uuid.UUID, changes: dict[str, Any], *, check: Callable[[int], None] | None = None
) -> WorkshopSession:
    """Change the moment, the duration, the seats, the place or the helpers. More seats go to those who wait.

    Raises NotFound, SessionCancelled, SessionWasHeld, CapacityTooSmall, InvalidInput, or what `check` raises.
    """
    with context.database.transaction() as db:
        session = planning.locked(db, session_id)
        if check:
            check(session.revision)
        session.check_not_cancelled()
        if "starts_at" in changes:
            session.move(changes["starts_at"].astimezone(dt.UTC))
        if "capacity" in changes:
            session.resize(changes["capacity"])
        if "venue_id" in changes:
            _place(db, context, session, changes["venue_id"])
        if "helper_ids" in changes:
            session.helper_ids = _helpers(db, changes["helper_ids"])
        session.duration_minutes = changes.get("duration_minutes", session.duration_minutes)
        settle(db, session, changed=True)
        return session


def cancel_session(context: ServiceContext, session_id: uuid.UUID, reason: str) -> WorkshopSession:
    """Call a session off and freeze its seats, all but the excused and those who had given up. Twice changes nothing.

    Raises NotFound, SessionWasHeld.
    """
    with context.database.transaction() as db:
        session = planning.locked(db, session_id)
        if session.cancelled:
            return session
        if session.held:
            raise SessionWasHeld
        for seat in seats.of_session(db, session_id):
            if seat.state not in STAYS_AS_IT_IS:
                outbox.record(db, seat.become(SeatState.ANNULE_SERVICE))
        session.state, session.cancel_reason = WorkshopSessionState.ANNULEE.value, reason
        settle(db, session, changed=True)
        return session


def _place(db: Db, context: ServiceContext, session: WorkshopSession, venue_id: uuid.UUID | None) -> None:
    if venue_id is None:
        session.venue_id, session.venue_name = None, None
        session.territory, session.zone = context.site.territory, context.site.zone
        return
    venue = db.get(Venue, venue_id)
    if venue is None:
        raise InvalidInput({"venue_id": "Ce lieu n’existe pas. Créez-le d’abord."})
    session.venue_id, session.venue_name, session.territory, session.zone = venue.id, venue.name, venue.territory, venue.zone


def _helpers(db: Db, helper_ids: Sequence[uuid.UUID]) -> list[str]:
    wanted = list(dict.fromkeys(helper_ids))
    found = set(db.scalars(select(Helper.id).where(Helper.id.in_(wanted))))
    if len(found) < len(wanted):
        raise InvalidInput({"helper_ids": "L’un de ces aidants n’existe pas. Créez-le d’abord."})
    return [str(helper_id) for helper_id in wanted]
