"""What the page of messages shows: departures of the day, calls to make, what did not arrive."""

import dataclasses
import datetime as dt
import itertools
import uuid
from collections import Counter
from collections.abc import Iterable, Sequence

from lakou.contracts.notifications import MessageKind, MessageState
from lakou.kernel.clock import local
from services.notifications.model import Message, Person, Reason, WorkshopSession
from services.notifications.storage import Joined

Tag = tuple[str, str, str]

# state: tone, sign, one, many
_TAGS = {
    MessageState.PLANNED: ("", "clock", "Prévu", "prévus"),
    MessageState.SENDING: ("", "clock", "En train de partir", "en train de partir"),
    MessageState.SENT: ("ok", "check", "Parti", "partis"),
    MessageState.CALLED: ("ok", "phone", "Appel fait", "appels faits"),
    MessageState.TO_CALL: ("warn", "phone", "À appeler", "à appeler"),
    MessageState.UNCERTAIN: ("warn", "help", "Incertain", "incertains"),
    MessageState.NO_ADDRESS: ("bad", "cross", "Sans adresse", "sans adresse"),
    MessageState.NOT_ALLOWED: ("mute", "lock", "Pas d’accord", "sans accord"),
    MessageState.EXPIRED: ("mute", "cross", "Trop tard", "trop tard"),
}
_NOT_YET = (MessageState.PLANNED, MessageState.SENDING)


@dataclasses.dataclass(frozen=True)
class Departure:
    """Messages of one kind for one session within one hour. `at` and `starts_at` are wall times at the place."""

    at: dt.datetime
    done: bool
    kind: str
    people: int
    person: Person | None
    session: WorkshopSession
    starts_at: dt.datetime
    tags: tuple[Tag, ...]


@dataclasses.dataclass(frozen=True)
class Trouble:
    """One thing a person of the staff can do something about. `person` is None when several are concerned."""

    person: Person | None
    people: int
    message_id: uuid.UUID
    about: str
    session: WorkshopSession
    starts_at: dt.datetime
    state: MessageState
    tag: Tag
    reason: str


def departures(rows: Iterable[Joined], now: dt.datetime) -> list[Departure]:
    """The rows by hour, kind and session; a line with one person names her. What is overdue stands at the present hour."""
    groups: dict[tuple[dt.datetime, str, uuid.UUID], list[Joined]] = {}
    for row in rows:
        hour = _moment(row, now).replace(minute=0, second=0, microsecond=0)
        groups.setdefault((hour, row.message.kind, row.message.session_id), []).append(row)
    return sorted((_departure(group, now) for group in groups.values()), key=lambda each: each.at)


def _moment(row: Joined, now: dt.datetime) -> dt.datetime:
    message, _, session = row
    due_at = max(message.due_at, now) if message.state == MessageState.PLANNED else message.due_at
    return local(message.sent_at or message.claimed_at or due_at, session.zone)


def _departure(rows: Sequence[Joined], now: dt.datetime) -> Departure:
    message, person, session = rows[0]
    counts = Counter(MessageState(row.message.state) for row in rows)
    return Departure(
        at=min(_moment(row, now) for row in rows),
        done=not any(state in counts for state in _NOT_YET),
        kind=MessageKind(message.kind).label,
        people=len(rows),
        person=person if len(rows) == 1 else None,
        session=session,
        starts_at=local(message.starts_at, session.zone),
        tags=tuple(_tag(state, count, alone=len(rows) == 1) for state, count in counts.items()),
    )


def _tag(state: MessageState, count: int, *, alone: bool) -> Tag:
    tone, sign, one, many = _TAGS[state]
    if alone:
        return tone, sign, one
    return tone, sign, f"{count} {many if count > 1 else one[:1].lower() + one[1:]}"


def calls(rows: Iterable[Joined]) -> list[Trouble]:
    """Whom to telephone: one line a seat, since one call says it all, the nearest session first."""
    ordered = sorted(rows, key=lambda row: (row.message.starts_at, str(row.message.seat_id)))
    return [_trouble(list(seat)) for _, seat in itertools.groupby(ordered, key=lambda row: row.message.seat_id)]


def troubles(rows: Iterable[Joined], now: dt.datetime) -> list[Trouble]:
    """What did not arrive: what came too late by session, the rest by person; what no longer matters is left out."""
    open_rows = [row for row in rows if row.message.state in _LASTING or row.message.expires_at > now]
    ordered = sorted(open_rows, key=_place)
    grouped = [_trouble(list(group)) for _, group in itertools.groupby(ordered, key=_place)]
    return sorted(grouped, key=lambda each: list(_TAGS).index(each.state))


_LASTING = (MessageState.UNCERTAIN, MessageState.EXPIRED)


def _place(row: Joined) -> tuple[str, str, str]:
    message = row.message
    if message.state == MessageState.EXPIRED:
        return message.state, str(message.session_id), ""
    if message.state == MessageState.UNCERTAIN:
        return message.state, str(message.id), ""
    return message.state, str(message.session_id), str(message.beneficiary_id)


def _trouble(rows: Sequence[Joined]) -> Trouble:
    message, person, session = rows[0]
    state = MessageState(message.state)
    people = len({row.message.beneficiary_id for row in rows})
    return Trouble(
        person=person if people == 1 else None,
        people=people,
        message_id=message.id,
        about=_about([row.message for row in rows]),
        session=session,
        starts_at=local(message.starts_at, session.zone),
        state=state,
        tag=_tag(state, 1, alone=True),
        reason=Reason(message.reason).label if message.reason else "",
    )


def _about(messages: Iterable[Message]) -> str:
    kinds = sorted({MessageKind(message.kind) for message in messages}, key=list(MessageKind).index)
    return " et ".join(_WORDS[kind] for kind in kinds)


_WORDS = {
    MessageKind.CONFIRMATION: "confirmation",
    MessageKind.REMINDER: "rappel",
    MessageKind.CANCELLATION: "annulation",
}
