"""Keep what sessions and notifications said. The last revision wins; an older one is ignored."""

import uuid
from typing import Any, TypeVar

from sqlalchemy import delete

from lakou.contracts.notifications import MessageSettled
from lakou.contracts.sessions import HelperDescribed, SeatChanged, SupportGiven, WorkshopSessionDescribed
from lakou.contracts.vocabulary import SeatState
from lakou.kernel.db import Db
from lakou.kernel.streams import Batch
from lakou.kernel.writing import fetch, gather
from services.enrollment.model import Beneficiary, Enrollment, KnownHelper, KnownMessage, KnownSession, KnownSupport, Participation
from services.enrollment.use_cases.enrollments import begin_where_present

Known = TypeVar("Known", KnownSession, Participation, KnownSupport, KnownMessage, KnownHelper)

_KEYS: dict[type, str] = {
    KnownSession: "session_id",
    Participation: "seat_id",
    KnownSupport: "support_id",
    KnownMessage: "message_id",
    KnownHelper: "helper_id",
}


def read_ahead(db: Db, batch: Batch) -> None:
    """What a batch will need, in a few queries."""
    seats = [event for event, _ in batch if isinstance(event, SeatChanged)]
    described = [event for event, _ in batch if isinstance(event, WorkshopSessionDescribed)]
    sessions = {event.session_id for event in seats} | {event.session_id for event in described}
    fetch(db, KnownSession, sessions)
    fetch(db, Participation, [event.seat_id for event in seats])
    seated = {each.beneficiary_id for each in gather(db, Participation.session_id, sessions)}
    people = fetch(db, Beneficiary, seated | {event.beneficiary_id for event in seats})
    gather(db, Enrollment.beneficiary_id, {person.stands_for for person in people})
    fetch(db, KnownSupport, [event.support_id for event, _ in batch if isinstance(event, SupportGiven)])
    fetch(db, KnownMessage, [event.message_id for event, _ in batch if isinstance(event, MessageSettled)])


def know_session(db: Db, event: WorkshopSessionDescribed) -> None:
    """A dated session was planned or changed; one that never was takes its seats with it, so that they are nobody's history."""
    if event.withdrawn:
        db.execute(delete(Participation).where(Participation.session_id == event.session_id))
        db.execute(delete(KnownSession).where(KnownSession.session_id == event.session_id))
        return
    values = {name: getattr(event, name) for name in ("program_id", "title", "venue", "zone", "starts_at", "duration_minutes")}
    session = _keep(db, KnownSession, event.session_id, event.revision, **values, state=event.state.value)
    if session is not None:
        _begin(db, session)


def know_seat(db: Db, event: SeatChanged) -> None:
    """A seat was taken or marked; a first presence may begin a program."""
    places = {"session_id": event.session_id, "beneficiary_id": event.beneficiary_id, "state": event.state.value}
    seat = _keep(db, Participation, event.seat_id, event.revision, **places)
    session = db.get(KnownSession, event.session_id)
    if seat is not None and session is not None and event.state is SeatState.PRESENT:
        _begin(db, session)


def know_support(db: Db, event: SupportGiven) -> None:
    """Someone was helped alone."""
    values = {name: getattr(event, name) for name in ("beneficiary_id", "day", "duration_minutes", "withdrawn")}
    themes = [theme.value for theme in event.themes]
    _keep(db, KnownSupport, event.support_id, event.revision, **values, themes=themes)


def know_helper(db: Db, event: HelperDescribed) -> None:
    """A helper is on the register, or has left it."""
    _keep(db, KnownHelper, event.helper_id, event.revision, ended_on=event.ended_on)


def know_message(db: Db, event: MessageSettled) -> None:
    """A message ended somehow. Of who has no file any more, nothing is kept."""
    if db.get(Beneficiary, event.beneficiary_id) is None:
        return
    codes = {name: getattr(event, name).value for name in ("kind", "channel", "state")}
    values = {"beneficiary_id": event.beneficiary_id, "session_id": event.session_id, "at": event.at}
    _keep(db, KnownMessage, event.message_id, event.revision, **values, **codes)


def _begin(db: Db, session: KnownSession) -> None:
    if session.program_id is not None:
        begin_where_present(db, session.session_id, session.program_id, session.starts_local.date())


def _keep(db: Db, kind: type[Known], key: uuid.UUID, revision: int, /, **values: Any) -> Known | None:
    """The row as it is now; None when what was kept is more recent."""
    row = db.get(kind, key)
    if row is None:
        row = kind(**{_KEYS[kind]: key})
        db.add(row)
    elif row.revision >= revision:
        return None
    row.revision = revision
    for name, value in values.items():
        setattr(row, name, value)
    return row
