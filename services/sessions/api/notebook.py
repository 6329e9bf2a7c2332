"""The lists that a device takes along."""

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

from werkzeug.wrappers import Response

from lakou.contracts.vocabulary import SeatState
from lakou.kernel import clock
from lakou.kernel.db import Db
from lakou.kernel.web.call import Call
from services.sessions.api.doors import ROUTES, STAFF
from services.sessions.model import AnonymousCount, KnownPerson, Seat, WorkshopSession, fold
from services.sessions.model.seats import WAITS
from services.sessions.schemas.notebook import NotebookOut
from services.sessions.storage import people, places, planning, seats

BEFORE, AFTER, KEPT = dt.timedelta(days=7), dt.timedelta(days=8), dt.timedelta(days=14)
PAGES = 5
DAYS = ("Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi", "Samedi", "Dimanche")
MONTHS = ("janv.", "févr.", "mars", "avril", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")


@ROUTES.api("GET", "/notebook", roles=STAFF, summary="The sessions to take along", answer=NotebookOut)
def notebook(call: Call) -> Response:
    """A week back, for sheets still to fill, and a week ahead."""
    now = clock.now()
    with call.database.reading() as db:
        sessions = list(_around(db, now))
        helpers = places.helpers_by_ids(db, {helper for session in sessions for helper in session.helper_ids})
        names = {helper: found.name for helper, found in helpers.items()}
        said = [_session(db, session, names) for session in sessions if session.for_beneficiaries]
    return call.answer({"server_time": now, "keep_until": now + KEPT, "sessions": said})


def _around(db: Db, now: dt.datetime) -> Iterator[WorkshopSession]:
    """All of them, a page at a time."""
    following: str | None = None
    for _ in range(PAGES):
        after = uuid.UUID(following) if following else None
        sessions, following = planning.between(db, since=now - BEFORE, until=now + AFTER, after=after)
        yield from sessions
        if following is None:
            return


def _session(db: Db, session: WorkshopSession, helpers: dict[str, str]) -> dict[str, Any]:
    found = [seat for seat in seats.of_session(db, session.id) if seat.state != SeatState.DESISTE]
    persons = people.by_ids(db, [seat.beneficiary_id for seat in found])
    positions = seats.positions(found)
    counted = db.get(AnonymousCount, session.id)
    named = [helpers[helper] for helper in session.helper_ids if helper in helpers]
    listed = [_seat(seat, persons.get(seat.beneficiary_id), positions.get(seat.id)) for seat in found]
    fields = ("id", "title", "alone", "state", "cancel_reason", "capacity", "seats_taken")
    return {name: getattr(session, name) for name in fields} | {
        "starts_at": session.starts_local,
        "ends_at": session.ends_local,
        "opens_at": session.opens_at,
        "when": _when(session),
        "where": " · ".join([session.venue_name or "Lieu à préciser", *named]),
        "anonymous": counted.total if counted else 0,
        "heads_revision": counted.revision if counted else 0,
        "seats": sorted(listed, key=lambda each: fold(each["name"])),
    }


def _seat(seat: Seat, person: KnownPerson | None, position: int | None) -> dict[str, Any]:
    fields = ("id", "revision", "beneficiary_id", "state", "walk_in")
    name = (person.name if person else "") or "Personne dont la fiche arrive"
    return {each: getattr(seat, each) for each in fields} | {"name": name, "position": position, "waits": seat.state in WAITS}


def _when(session: WorkshopSession) -> str:
    start = session.starts_local
    hour = f"{start.hour} h {start.minute:02d}" if start.minute else f"{start.hour} h"
    return f"{DAYS[start.weekday()]} {start.day} {MONTHS[start.month - 1]}, {hour}"
