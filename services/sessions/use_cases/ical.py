"""Sessions as iCalendar (RFC 5545): each at the hour of its place, with its VTIMEZONE. No name of a beneficiary is in it."""

from collections.abc import Sequence

from lakou.contracts.vocabulary import WorkshopSessionState
from lakou.kernel import clock
from services.sessions.model import WorkshopSession

STATUS = {WorkshopSessionState.ANNULEE.value: "CANCELLED"}


def written(name: str, sessions: Sequence[WorkshopSession], *, node: str) -> bytes:
    """The feed as a calendar reads it."""
    import icalendar  # here, so that starting a node does not wait for it

    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Lakou//Lakou//FR")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval;value=duration", "PT1H")
    for session in sessions:
        event = icalendar.Event()
        event.add("uid", f"{session.id}@{node}.lakou")
        event.add("dtstamp", clock.now())
        event.add("sequence", session.revision)
        event.add("summary", session.title)
        event.add("dtstart", session.starts_local)
        event.add("dtend", session.ends_local)
        event.add("status", STATUS.get(session.state, "CONFIRMED"))
        if session.venue_name:
            event.add("location", session.venue_name)
        if session.bring:
            event.add("description", f"À apporter : {session.bring}")
        calendar.add_component(event)
    if sessions:
        calendar.add_missing_timezones()
    return bytes(calendar.to_ical())
