"""The sessions of a week, by day; or the slots where one person may be enrolled."""

import dataclasses
import datetime as dt
import itertools
import re
import uuid
from typing import Any
from urllib.parse import urlencode

from werkzeug.wrappers import Response

from lakou.contracts.vocabulary import ActivityKind, SeatState
from lakou.kernel import clock
from lakou.kernel.db import Db
from lakou.kernel.problems import NotFound
from lakou.kernel.web.call import Call
from services.sessions.model.public_holidays import holiday
from services.sessions.model.seats import GONE
from services.sessions.pages.doors import ROUTES, STAFF
from services.sessions.pages.views import Line, an_id, lines, midnight, name_of, subnav
from services.sessions.storage import people, places, planning, seats
from services.sessions.use_cases import conflicts

CONFLICTS_SHOWN = 10
WEEK = re.compile(r"(\d{4})-W(\d\d)\Z")
KINDS = {
    ActivityKind.COLLECTIF: "",
    ActivityKind.INDIVIDUEL: "solo",
    ActivityKind.FORMATION_AIDANTS: "train",
    ActivityKind.COORDINATION: "coord",
}


@dataclasses.dataclass(frozen=True)
class Asked:
    """What the address asks for. Empty texts mean all."""

    monday: dt.date
    helper: str
    venue: str
    seats: str
    beneficiary: str

    def href(self, weeks: int = 0) -> str:
        """This page, some weeks later, with the same wishes."""
        later = self.monday + dt.timedelta(weeks=weeks)
        wishes = {"helper": self.helper, "venue": self.venue, "seats": self.seats, "beneficiary": self.beneficiary}
        return f"/sessions/week?{urlencode({'week': code(later)} | {name: text for name, text in wishes.items() if text})}"

    def keeps(self, line: Line) -> bool:
        """Whether a session is asked for."""
        session = line.session
        free = not session.cancelled and not session.started and session.free > 0
        return (
            (not self.helper or self.helper in session.helper_ids)
            and (not self.venue or str(session.venue_id) == self.venue)
            and (not self.seats or free)
        )


@ROUTES.page("GET", "/week", roles=STAFF)
def week(call: Call) -> Response:
    """Monday to Saturday, and Sunday when something happens then."""
    asked = _asked(call)
    zone = call.site.zone
    sunday = asked.monday + dt.timedelta(days=6)
    with call.database.reading() as db:
        sessions, _ = planning.between(db, since=midnight(asked.monday, zone), until=midnight(sunday + dt.timedelta(days=1), zone))
        everything = lines(db, sessions)
        values: dict[str, Any] = {
            "helpers": places.helpers(db)[0],
            "venues": places.venue_choices(db, an_id(asked.venue)),
            "person": _person(db, asked.beneficiary),
            "taken": _taken(db, sessions_of=everything, beneficiary=asked.beneficiary),
            "conflicts": list(itertools.islice(conflicts.among(db, sessions), CONFLICTS_SHOWN)),
        }
    shown = [line for line in everything if asked.keeps(line)]
    days = [asked.monday + dt.timedelta(days=number) for number in range(7)]
    by_day = {each: [line for line in shown if clock.local(line.session.starts_at, zone).date() == each] for each in days}
    if not by_day[sunday]:
        del by_day[sunday]
    return call.render(
        "sessions/week.html",
        asked=asked,
        days=by_day,
        nothing=not shown,
        one_zone=all(line.session.zone == zone for line in shown),
        today=clock.today(zone),
        kinds=KINDS,
        kinds_shown={line.session.kind for line in shown},
        feasts={each: holiday(each, call.site.territory) for each in by_day},
        weeks=[(asked.href(number), *_ends(asked.monday, number)) for number in (-1, 0, 1)],
        subnav=subnav("/sessions/week"),
        **values,
    )


def code(day: dt.date) -> str:
    """The ISO week of a day: 2026-W48."""
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02d}"


def _asked(call: Call) -> Asked:
    given = call.request.args
    monday = clock.today(call.site.zone)
    if match := WEEK.match(given.get("week", "")):
        try:
            monday = dt.date.fromisocalendar(int(match[1]), int(match[2]), 1)
        except ValueError:
            raise NotFound("Cette semaine n’existe pas.") from None
    monday -= dt.timedelta(days=monday.weekday())
    helper, venue, beneficiary = (an_id(given.get(name, "")) for name in ("helper", "venue", "beneficiary"))
    return Asked(monday, str(helper or ""), str(venue or ""), given.get("seats", "")[:4], str(beneficiary or ""))


def _ends(monday: dt.date, weeks: int) -> tuple[dt.date, dt.date]:
    first = monday + dt.timedelta(weeks=weeks)
    return first, first + dt.timedelta(days=5)


def _person(db: Db, beneficiary: str) -> tuple[str, str] | None:
    """The id and the name of the person to enroll."""
    if not beneficiary:
        return None
    person = people.known(db, uuid.UUID(beneficiary))
    if person is None:
        raise NotFound("Nous ne connaissons pas cette personne. Cherchez-la dans les personnes.")
    return beneficiary, name_of(person)


def _taken(db: Db, *, sessions_of: list[Line], beneficiary: str) -> dict[uuid.UUID, str]:
    """The sessions where that person has a seat already, with its label."""
    if not beneficiary:
        return {}
    found = (seats.of_person(db, line.session.id, uuid.UUID(beneficiary)) for line in sessions_of)
    return {seat.session_id: SeatState(seat.state).label for seat in found if seat and seat.state not in GONE}
