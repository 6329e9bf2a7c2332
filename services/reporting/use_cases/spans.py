"""Days and months: which whole months, and which days around them, make a period."""

import calendar
import datetime as dt
from collections.abc import Iterator

from services.reporting.model.cells import Grain, Span

ONE_DAY = dt.timedelta(days=1)


def month_of(day: dt.date) -> dt.date:
    """The first of its month."""
    return day.replace(day=1)


def month_end(day: dt.date) -> dt.date:
    """The last of its month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def spans(since: dt.date, until: dt.date) -> list[Span]:
    """The fewest cells that make the period, both days included: whole months, and days at its edges."""
    whole_from = since if since.day == 1 else month_end(since) + ONE_DAY
    whole_to = until if until == month_end(until) else month_of(until) - ONE_DAY
    if whole_from > whole_to:
        return [Span(Grain.DAY, since, until)]
    found = [Span(Grain.MONTH, whole_from, month_of(whole_to))]
    if since < whole_from:
        found.append(Span(Grain.DAY, since, whole_from - ONE_DAY))
    if whole_to < until:
        found.append(Span(Grain.DAY, whole_to + ONE_DAY, until))
    return found


def months(since: dt.date, until: dt.date) -> Iterator[dt.date]:
    """The first of each month that the period touches."""
    month = month_of(since)
    while month <= until:
        yield month
        month = month_end(month) + ONE_DAY


def months_later(day: dt.date, count: int) -> dt.date:
    """The same day so many months on, or the last of that month."""
    month = day.month - 1 + count
    first = dt.date(day.year + month // 12, month % 12 + 1, 1)
    return first.replace(day=min(day.day, month_end(first).day))


def a_year_before(day: dt.date) -> dt.date:
    """The first of the same month a year earlier."""
    return dt.date(day.year - 1, day.month, 1)
