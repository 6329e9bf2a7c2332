"""The day of a helper: what comes next, today, the sheets to fill, tomorrow."""

import dataclasses
import datetime as dt
from typing import Any

from werkzeug.wrappers import Response

from lakou.kernel import clock
from lakou.kernel.db import Db
from lakou.kernel.web.call import Call
from lakou.kernel.web.headers import with_scripts
from services.sessions.model import Seat, WorkshopSession
from services.sessions.model.public_holidays import holiday
from services.sessions.pages import attention, offline
from services.sessions.pages.doors import COORDINATORS, ROUTES, STAFF
from services.sessions.pages.views import lines, midnight, name_of
from services.sessions.storage import captures, people, planning, seats, supports
from services.sessions.use_cases.ownership import helper_of

SHEETS_SHOWN = 10
OFFERS_SHOWN = 10
AHEAD = dt.timedelta(days=7)


@ROUTES.page("GET", "/", roles=STAFF)
def day(call: Call) -> Response:
    """The first page of the morning. Who has a file as helper sees her own sessions, and all of them when she asks (`?all=1`)."""
    zone = call.site.zone
    today = clock.today(zone)
    tomorrow, after = today + dt.timedelta(days=1), today + dt.timedelta(days=2)
    with call.database.reading() as db:
        helper = helper_of(db, call.principal.account)
        mine = helper.id if helper and not call.request.args.get("all") else None
        sessions, _ = planning.between(db, since=midnight(today, zone), until=midnight(after, zone), helper=mine)
        following = planning.next_one(db, clock.now() + AHEAD, mine)
        hers = None if call.principal.role in COORDINATORS else mine  # the coordination sees every sheet that is missing
        unfilled = planning.to_fill(db, SHEETS_SHOWN + 1 + len(sessions), hers)
        sheets = [each for each in unfilled if _day(each, zone) != today]  # those of today stand in the list of today
        given, _ = supports.between(db, since=today, until=today)
        shown = lines(db, sessions)
        values: dict[str, Any] = {
            "next": lines(db, [following])[0] if following else None,
            "when": _when(following) if following else "",
            "today": [line for line in shown if _day(line.session, zone) == today],
            "tomorrow": [line for line in shown if _day(line.session, zone) == tomorrow and not line.session.cancelled],
            "sheets": lines(db, sheets[:SHEETS_SHOWN]),
            "more_sheets": len(sheets) > SHEETS_SHOWN,
            "unfilled": len(unfilled),
            "supports": len(given),
            "to_check": captures.number_to_check(db, "" if call.principal.role in COORDINATORS else call.principal.account),
            "offers": [_offer(db, seat, session) for seat, session in seats.offers(db, OFFERS_SHOWN)],
            "waiting": attention.waiting(db),
            "feast": holiday(today, call.site.territory),
            "is_helper": helper is not None,
            "only_mine": mine is not None,
        }
    values |= {"date": today, "first_name": call.principal.name.split()[0], "banner": offline.address("banner.js")}
    return with_scripts(call.render("sessions/day.html", **values))


@dataclasses.dataclass(frozen=True)
class Offer:
    """Somebody to call: a seat is kept for her answer until `until`, on the wall clock of the place."""

    seat: Seat
    session: WorkshopSession
    name: str
    phone: str | None
    until: dt.datetime


def _offer(db: Db, seat: Seat, session: WorkshopSession) -> Offer:
    person = people.known(db, seat.beneficiary_id)
    until = seat.offered_until or session.starts_at
    return Offer(seat, session, name_of(person), person.phone if person else None, clock.local(until, session.zone))


def _day(session: WorkshopSession, zone: str) -> dt.date:
    return clock.local(session.starts_at, zone).date()


def _when(session: WorkshopSession) -> str:
    """Now, in so many minutes, later today, or a day: `day` leaves the words of a day to the page."""
    if session.started:
        return "now"
    minutes = int((session.starts_at - clock.now()).total_seconds() // 60)
    if minutes < 120:
        return f"minutes:{minutes}"
    days = (session.day - clock.today(session.zone)).days
    return {0: "today", 1: "tomorrow"}.get(days, "day")
