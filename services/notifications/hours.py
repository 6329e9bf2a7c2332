"""When a message may leave, in the zone of the place where the session is held."""

import datetime as dt
from zoneinfo import ZoneInfo

from lakou.contracts.notifications import MessageKind

OPENS, CLOSES = dt.time(8), dt.time(20)
REMINDER_HOUR = dt.time(10)
REMINDER_DAYS = (2, 1)
TOO_NEAR = dt.timedelta(hours=2)  # no confirmation any more: she is on her way (RDVSP#5283)
UNCERTAIN_AFTER = dt.timedelta(minutes=10)


def is_quiet(moment: dt.datetime, zone: str) -> bool:
    """Whether it is too early or too late to write to somebody: from 20:00 sharp until 08:00."""
    return not OPENS <= moment.astimezone(ZoneInfo(zone)).time() < CLOSES


def next_allowed(moment: dt.datetime, zone: str) -> dt.datetime:
    """This moment, or the next 08:00 when it falls in the quiet hours; UTC."""
    if not is_quiet(moment, zone):
        return moment.astimezone(dt.UTC)
    local = moment.astimezone(ZoneInfo(zone))
    day = local.date() + dt.timedelta(days=local.time() >= CLOSES)
    return _at(day, OPENS, zone)


def due_at(kind: MessageKind, starts_at: dt.datetime, zone: str, now: dt.datetime) -> dt.datetime:
    """When a message planned now is due; UTC.

    A reminder: two days before at 10:00, else the day before at 10:00, else like all others as soon as allowed.
    """
    if kind is MessageKind.REMINDER:
        day = starts_at.astimezone(ZoneInfo(zone)).date()
        for days in REMINDER_DAYS:
            moment = _at(day - dt.timedelta(days=days), REMINDER_HOUR, zone)
            if moment >= now:
                return moment
    return next_allowed(now, zone)


def _at(day: dt.date, hour: dt.time, zone: str) -> dt.datetime:
    return dt.datetime.combine(day, hour, ZoneInfo(zone)).astimezone(dt.UTC)
