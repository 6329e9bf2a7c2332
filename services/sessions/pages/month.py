"""The sessions of a month, by week."""

import calendar
import datetime as dt
import re

from werkzeug.wrappers import Response

from lakou.kernel import clock
from lakou.kernel.problems import NotFound
from lakou.kernel.web.call import Call
from services.sessions.model.public_holidays import holiday
from services.sessions.pages.doors import ROUTES, STAFF
from services.sessions.pages.views import Line, an_id, lines, midnight, subnav
from services.sessions.pages.week import KINDS, code
from services.sessions.storage import places, planning

MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])\Z")
MOST = 1000


@ROUTES.page("GET", "/month", roles=STAFF)
def month(call: Call) -> Response:
    """Every day that has something: sessions, or a public holiday. `?month=2026-03`, `?helper=`."""
    first = _first(call)
    zone = call.site.zone
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    helper = an_id(call.request.args.get("helper", ""))
    with call.database.reading() as db:
        since, until = midnight(first, zone), midnight(_later(first, 1), zone)
        sessions, more = planning.between(db, since=since, until=until, helper=helper, limit=MOST)
        found = lines(db, sessions)
        helpers = places.helper_choices(db)
    by_day: dict[dt.date, list[Line]] = {}
    for line in found:
        by_day.setdefault(clock.local(line.session.starts_at, zone).date(), []).append(line)
    days = {day: by_day.get(day, []) for week in weeks for day in week if day.month == first.month}
    feasts = {day: holiday(day, call.site.territory) for day in days}
    return call.render(
        "sessions/month.html",
        first=first,
        weeks=[(code(week[0]), {day: days[day] for day in week if day in days and (days[day] or feasts[day])}) for week in weeks],
        feasts=feasts,
        kinds=KINDS,
        today=clock.today(zone),
        number=len(found),
        cut=more is not None,
        one_zone=all(line.session.zone == zone for line in found),
        helper=str(helper or ""),
        helpers=helpers,
        months=[_later(first, step) for step in (-1, 0, 1)],
        subnav=subnav("/sessions/week"),
    )


def _first(call: Call) -> dt.date:
    asked = call.request.args.get("month", "")
    if match := MONTH.match(asked):
        return dt.date(int(match[1]), int(match[2]), 1)
    if asked:
        raise NotFound("Ce mois n’existe pas.")
    return clock.today(call.site.zone).replace(day=1)


def _later(first: dt.date, months: int) -> dt.date:
    """The first of the month, some months later."""
    number = first.year * 12 + first.month - 1 + months
    return dt.date(number // 12, number % 12 + 1, 1)
