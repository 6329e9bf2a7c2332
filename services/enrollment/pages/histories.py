"""What happened with a person, in the order of days, as her page tells it."""

import datetime as dt
import uuid
from dataclasses import dataclass

from lakou.contracts.notifications import MessageKind, MessageState
from lakou.contracts.vocabulary import ContactChannel, EnrollmentStage, SeatState, Theme, WorkshopSessionState
from lakou.kernel import clock
from lakou.kernel.db import Db
from services.enrollment.model import KnownSession
from services.enrollment.storage import histories as storage
from services.enrollment.storage import merges
from services.enrollment.storage import programs as programs_storage

_SEATS = {
    SeatState.PRESENT: "A participé",
    SeatState.EXCUSE: "Absence excusée",
    SeatState.ABSENT: "Absence",
    SeatState.DESISTE: "Désistement",
    SeatState.ANNULE_SERVICE: "Séance annulée",
}
_MISSED = (SeatState.EXCUSE, SeatState.ABSENT)
_EXPECTED = (SeatState.INSCRIT, SeatState.LISTE_ATTENTE, SeatState.OFFRE_EN_COURS)


@dataclass(frozen=True)
class Entry:
    """One line: when (local), whether the hour is known, what, and the rest."""

    at: dt.datetime
    with_hour: bool
    what: str
    rest: str


@dataclass(frozen=True)
class History:
    """The latest first; `upcoming` is the next session with her seat; absences are out of the sessions that were marked."""

    entries: list[Entry]
    upcoming: tuple[KnownSession, SeatState] | None
    marked: int
    absences: int
    excused: int


def of(db: Db, beneficiary_id: uuid.UUID, zone: str) -> History:
    """Put together what sessions and notifications told, and the stages reached here."""
    files = merges.group(db, beneficiary_id)
    seats = [(SeatState(seat.state), session) for seat, session in storage.seats(db, files)]
    entries = [_seat(state, session) for state, session in seats if state in _SEATS]
    for each in storage.supports(db, files):
        themes = ", ".join(Theme(theme).label for theme in each.themes)
        entries.append(_day(each.day, zone, "Aide individuelle", f"{each.duration_minutes} min · {themes}"))
    for told in storage.messages(db, files):
        words = f"{MessageState(told.state).label}, {ContactChannel(told.channel).label}"
        entries.append(Entry(clock.local(told.at, zone), True, MessageKind(told.kind).label, words))
    entries += _stages(db, beneficiary_id, zone)
    entries += [_merge(merge.at, absorbed.name, merge.by, zone) for merge, absorbed in merges.taken_in(db, beneficiary_id)]
    entries.sort(key=lambda entry: entry.at, reverse=True)
    missed = [state for state, _ in seats if state in _MISSED]
    marked = len(missed) + sum(state is SeatState.PRESENT for state, _ in seats)
    return History(entries, _upcoming(seats), marked, len(missed), missed.count(SeatState.EXCUSE))


def _seat(state: SeatState, session: KnownSession) -> Entry:
    where = f", {session.venue}" if session.venue else ""
    return Entry(session.starts_local, True, _SEATS[state], f"« {session.title} »{where}")


def _merge(at: dt.datetime, name: str, by: str, zone: str) -> Entry:
    return Entry(clock.local(at, zone), True, "Fiche fusionnée", f"« {name} », par {by}")


def _stages(db: Db, beneficiary_id: uuid.UUID, zone: str) -> list[Entry]:
    enrolled, _ = programs_storage.enrollments(db, beneficiary_id=beneficiary_id, limit=100)
    programs = programs_storage.by_ids(db, [each.program_id for each in enrolled])
    names = {each.id: programs[each.program_id].name for each in enrolled}
    changes = programs_storage.history(db, list(names))
    return [
        _day(
            each.on,
            zone,
            EnrollmentStage(each.stage).label,
            f"« {names[each.enrollment_id]} », noté par {each.noted_by}" + (f" : {each.reason}" if each.reason else ""),
        )
        for each in reversed(changes)
    ]


def _day(day: dt.date, zone: str, what: str, rest: str) -> Entry:
    noon = clock.local(dt.datetime.combine(day, dt.time(16), dt.UTC), zone)
    return Entry(noon.replace(hour=12, minute=0), False, what, rest)


def _upcoming(seats: list[tuple[SeatState, KnownSession]]) -> tuple[KnownSession, SeatState] | None:
    ahead = [
        (session, state)
        for state, session in seats
        if state in _EXPECTED and session.state == WorkshopSessionState.PLANIFIEE and session.starts_at > clock.now()
    ]
    return min(ahead, key=lambda pair: pair[0].starts_at, default=None)
