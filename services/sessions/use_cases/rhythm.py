"""Dates that come again: a rule of RFC 5545 on the wall clock of the place, without holidays and exceptions."""

import dataclasses
import datetime as dt
import re
from collections.abc import Collection
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from dateutil.rrule import rrulestr

from lakou.kernel.problems import InvalidInput
from services.sessions.model.public_holidays import holiday
from services.sessions.model.rules import NoSessionAtAll, TooManySessions
from services.sessions.model.series import Skipped

MOST = 150
HORIZON = relativedelta(years=2)
_PARTS = {
    "FREQ": re.compile(r"DAILY|WEEKLY|MONTHLY"),
    "INTERVAL": re.compile(r"[1-9]\d?"),
    "COUNT": re.compile(r"[1-9]\d{0,3}"),
    "UNTIL": re.compile(r"\d{8}(T\d{6}Z?)?"),
    "BYDAY": re.compile(r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)(,([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)){0,6}"),
    "BYMONTHDAY": re.compile(r"(-1|[1-9]|[12]\d|3[01])(,([1-9]|[12]\d|3[01])){0,30}"),
    "BYSETPOS": re.compile(r"-1|[1-5]"),
    "WKST": re.compile(r"MO|SU"),
}


@dataclasses.dataclass(frozen=True)
class Dates:
    """What a rule gives: the moments, aware, in the zone of the place; and the days that it leaves out."""

    rule: str
    moments: list[dt.datetime]
    skipped: list[Skipped]


def dates(rule: str, first: dt.datetime, zone: str, *, territory: str, keep_holidays: bool, but: Collection[dt.date]) -> Dates:
    """The moments of a rule from `first` (aware) on, at the same wall-clock hour of `zone` whatever the season.

    Raises InvalidInput (`recurrence`), TooManySessions, NoSessionAtAll.
    """
    cleaned = rule.strip().removeprefix("RRULE:").upper()
    _check(cleaned)
    place = ZoneInfo(zone)
    start = first.astimezone(place).replace(tzinfo=None)
    moments: list[dt.datetime] = []
    skipped: list[Skipped] = []
    for at in _expand(cleaned, start, place):
        feast = None if keep_holidays else holiday(at.date(), territory)
        if at.date() in but or feast:
            skipped.append({"day": str(at.date()), "why": feast or ""})
        else:
            moments.append(at.replace(tzinfo=place))
    if not moments:
        raise NoSessionAtAll
    return Dates(cleaned, moments, skipped)


def _check(rule: str) -> None:
    """Only what a planning needs. The rest of RFC 5545 (seconds, years) could keep a server busy for a long time."""
    pairs = [part.partition("=")[::2] for part in rule.split(";")]
    names = [name for name, _ in pairs]
    strange = [name for name, value in pairs if name not in _PARTS or not _PARTS[name].fullmatch(value)]
    if strange or len(names) != len(set(names)) or names[0] != "FREQ":
        raise InvalidInput({"recurrence": "Écrivez une règle comme FREQ=WEEKLY;COUNT=10 ou FREQ=WEEKLY;UNTIL=20270630."})
    if "COUNT" in names and "UNTIL" in names:
        raise InvalidInput({"recurrence": "Dites un nombre de séances ou une date de fin, pas les deux."})
    if "COUNT" not in names and "UNTIL" not in names:
        raise InvalidInput({"recurrence": "Dites quand la série finit : COUNT=10 ou UNTIL=20270630."})


def _expand(rule: str, start: dt.datetime, place: ZoneInfo) -> list[dt.datetime]:
    horizon = start + HORIZON
    parts = dict(part.split("=") for part in rule.split(";"))
    until = _until(parts.pop("UNTIL", ""), place) or horizon
    count = int(parts.pop("COUNT", MOST + 1))
    endless = ";".join(f"{name}={value}" for name, value in parts.items())
    try:
        bounded = rrulestr(f"{endless};UNTIL={min(until, horizon):%Y%m%dT%H%M%S}", dtstart=start)
        found = [at for at, _ in zip(bounded, range(min(count, MOST + 1)), strict=False)]
    except ValueError:
        raise InvalidInput({"recurrence": "Cette règle ne se lit pas. Exemple : FREQ=WEEKLY;COUNT=10."}) from None
    if len(found) > MOST or until > horizon:
        raise TooManySessions(most=MOST)
    return found


def _until(text: str, place: ZoneInfo) -> dt.datetime | None:
    """The last moment, on the wall clock of the place. A day is that whole day. Raises ValueError through the caller's check."""
    if not text:
        return None
    try:
        if len(text) == 8:
            return dt.datetime.combine(dt.datetime.strptime(text, "%Y%m%d"), dt.time.max)  # noqa: DTZ007 - a wall clock
        read = dt.datetime.strptime(text.removesuffix("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007
    except ValueError:
        raise InvalidInput({"recurrence": "La date de fin n’existe pas. Exemple : UNTIL=20270630."}) from None
    return read.replace(tzinfo=dt.UTC).astimezone(place).replace(tzinfo=None) if text.endswith("Z") else read
