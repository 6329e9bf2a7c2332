"""When something happened, from a clock that nobody trusts.

At each contact with the node a device measures how far its clock is behind (`skew`, seconds to add). Each entry carries the skew of
the last contact before it; a new one is measured when it is sent. A clock that is merely wrong gives twice the same skew. A clock
that was set in between (the network came back and corrected it, the battery died upriver) gives two: the first that leads to a
moment between the last contact and now is right.
"""

import datetime as dt

TOLERANCE = dt.timedelta(minutes=2)
LONGEST_AWAY = dt.timedelta(days=90)
SAME = dt.timedelta(seconds=30)
"""Below this a skew is the way there and back, not a wrong clock."""


def real_moment(
    shown: dt.datetime, *, skew_then: dt.timedelta | None, contact_at: dt.datetime | None, skew_now: dt.timedelta, now: dt.datetime
) -> dt.datetime | None:
    """When it really was, never ahead of `now`; None when no reading of the clock leads to a possible moment."""
    contact = in_utc(contact_at) if contact_at else None
    earliest = max(contact or now - LONGEST_AWAY, now - LONGEST_AWAY) - TOLERANCE
    for skew in (skew_then, skew_now):
        moment = _moved(shown, skew)
        if moment is not None and earliest <= moment <= now + TOLERANCE:
            return min(moment, now)
    return None


def _moved(shown: dt.datetime, skew: dt.timedelta | None) -> dt.datetime | None:
    if skew is None:
        return None
    try:
        return in_utc(shown + skew if abs(skew) > SAME else shown)
    except OverflowError:
        return None


def in_utc(moment: dt.datetime) -> dt.datetime | None:
    """The moment in UTC; None at the ends of the calendar, where there is none."""
    try:
        return moment.astimezone(dt.UTC)
    except OverflowError:
        return None
