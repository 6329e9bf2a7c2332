"""Individual support planned with an hour: an appointment is a session of one seat, which is hers."""

import datetime as dt
import uuid
from collections.abc import Sequence

from lakou.contracts.vocabulary import ActivityKind, Theme
from lakou.kernel import clock, outbox
from lakou.kernel.context import ServiceContext
from lakou.kernel.problems import InvalidInput
from services.sessions.model import WorkshopSession
from services.sessions.model.workshops import APPOINTMENTS
from services.sessions.use_cases import conflicts
from services.sessions.use_cases.balance import settle
from services.sessions.use_cases.planning import helpers_of, place
from services.sessions.use_cases.seating import hold
from services.sessions.use_cases.workshops import theme_codes

TITLE = "Rendez-vous individuel"  # it is written to her, and to calendars: it says nothing of why she comes


def make_appointment(
    context: ServiceContext,
    *,
    beneficiary_id: uuid.UUID,
    starts_at: dt.datetime,
    duration_minutes: int,
    themes: Sequence[Theme],
    venue_id: uuid.UUID | None = None,
    helper_ids: Sequence[uuid.UUID] = (),
    program_id: uuid.UUID | None = None,
    confirm_conflicts: bool = False,
) -> WorkshopSession:
    """An hour for one person, and her seat in it, in one transaction. `starts_at` is aware, and lies ahead.

    Raises InvalidInput naming what does not exist or is over, UnknownBeneficiary, Conflict.
    """
    if starts_at < clock.now():
        raise InvalidInput({"starts_at": "Ce moment est passé. Une aide déjà donnée se note comme aide rapide."})
    with context.database.transaction() as db:
        session = WorkshopSession(
            workshop_id=APPOINTMENTS,
            title=TITLE,
            kind=ActivityKind.INDIVIDUEL.value,
            themes=theme_codes(themes),
            program_id=program_id,
            starts_at=starts_at.astimezone(dt.UTC),
            duration_minutes=duration_minutes,
            capacity=1,
            helper_ids=helpers_of(db, helper_ids),
        )
        place(db, context, session, venue_id)
        db.add(session)
        db.flush()
        conflicts.check(db, [session], confirmed=confirm_conflicts)
        outbox.record(db, session.described())
        hold(db, session, beneficiary_id, walk_in=False, by="")
        settle(db, session)
        return session
