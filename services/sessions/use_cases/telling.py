"""All that sessions holds about a person who asks for it."""

from lakou.contracts.enrollment import RecordRequested
from lakou.contracts.records import Section, parts_of
from lakou.contracts.sessions import SessionsRecord
from lakou.contracts.vocabulary import SeatState, Theme
from lakou.kernel import clock, outbox
from lakou.kernel.db import Db
from services.sessions.model import KnownPerson, WorkshopSession
from services.sessions.storage import seats, supports


def contribute(db: Db, event: RecordRequested) -> None:
    """Her name as it is known here, her seats, the support she was given."""
    sections = [_known(db, event), _seats(db, event), _supports(db, event)]
    parts = parts_of(sections)
    for number, content in enumerate(parts, 1):
        outbox.record(
            db,
            SessionsRecord(
                request_id=event.request_id,
                beneficiary_id=event.beneficiary_id,
                part=number,
                parts=len(parts),
                content=content,
            ),
        )


def _known(db: Db, event: RecordRequested) -> Section:
    person = db.get(KnownPerson, event.beneficiary_id)
    rows = ((person.name, person.phone or "Aucun"),) if person else ()
    return Section("Comment les listes de séance l’appellent", ("Nom", "Téléphone"), rows)


def _seats(db: Db, event: RecordRequested) -> Section:
    rows = []
    for seat in seats.of_anyone(db, event.beneficiary_id):
        session = db.get_one(WorkshopSession, seat.session_id)
        local = clock.local(session.starts_at, session.zone)
        rows.append((f"{local:%d/%m/%Y %H:%M}", session.title, SeatState(seat.state).label, "Oui" if seat.walk_in else "Non"))
    return Section("Places dans des séances", ("Séance du", "Titre", "État", "Venue sans place réservée"), tuple(rows))


def _supports(db: Db, event: RecordRequested) -> Section:
    rows = [
        (
            f"{each.day:%d/%m/%Y}",
            f"{each.duration_minutes} min",
            ", ".join(Theme(theme).label for theme in each.themes),
            "Annulée" if each.withdrawn else "Donnée",
        )
        for each in supports.of_anyone(db, event.beneficiary_id)
    ]
    return Section("Aides individuelles", ("Jour", "Durée", "Thèmes", "État"), tuple(rows))
