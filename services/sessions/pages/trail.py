"""What was recorded and corrected on a sheet: by whom, when it was seen, when it came in."""

import dataclasses
import datetime as dt

from werkzeug.wrappers import Response

from lakou.contracts.vocabulary import SeatState
from lakou.kernel import clock
from lakou.kernel.problems import NotFound
from lakou.kernel.web.call import Call
from services.sessions.model import WorkshopSession
from services.sessions.pages.doors import ROUTES, STAFF
from services.sessions.pages.views import name_of
from services.sessions.storage import people, places, seats


@dataclasses.dataclass(frozen=True)
class Entry:
    """One line, in words. Times are those of the place; `late` when it came in long after it was seen."""

    name: str
    before: str
    after: str
    by: str
    seen: dt.datetime
    noted: dt.datetime

    @property
    def late(self) -> bool:
        """Whether it came in more than five minutes after it was seen: keyed in from paper, or sent by a device later."""
        return self.noted - self.seen > dt.timedelta(minutes=5)


@ROUTES.page("GET", "/workshop-sessions/<uuid:id>/trail", roles=STAFF)
def trail(call: Call) -> Response:
    """The latest first."""
    with call.database.reading() as db:
        session = db.get(WorkshopSession, call.params["id"])
        if session is None:
            raise NotFound("Cette séance n’existe pas. Repartez de la semaine.")
        lines = seats.trail(db, session.id)
        of_seat = {seat.id: seat.beneficiary_id for seat in seats.of_session(db, session.id)}
        persons = people.by_ids(db, of_seat.values())
        accounts = places.account_names(db, {line.by for line in lines})
    entries = [
        Entry(
            name=name_of(persons.get(of_seat[line.seat_id])),
            before=SeatState(line.before).label if line.before else "Pas sur la feuille",
            after=SeatState(line.after).label,
            by=accounts.get(line.by, "un programme" if line.by.startswith("token") else "un autre compte"),
            seen=clock.local(line.recorded_at, session.zone),
            noted=clock.local(line.noted_at, session.zone),
        )
        for line in reversed(lines)
    ]
    return call.render("sessions/trail.html", session=session, entries=entries)
