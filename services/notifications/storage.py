"""Queries of notifications."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, tuple_, update

from lakou.contracts.notifications import MessageKind, MessageState
from lakou.contracts.vocabulary import ContactChannel
from lakou.kernel.db import Db
from lakou.kernel.writing import fetch, gather, having
from services.notifications.model import (
    MOVABLE,
    TOLD,
    EditedText,
    MailboxItem,
    Message,
    Person,
    Seat,
    TextKind,
    WorkshopSession,
)

BY_HAND = (ContactChannel.APPEL.value, ContactChannel.LETTRE.value)


class Joined(NamedTuple):
    """A message with its session and its person, who may not be known yet."""

    message: Message
    person: Person | None
    session: WorkshopSession


class Posted(NamedTuple):
    """An item of the mailbox with what it is about."""

    item: MailboxItem
    message: Message
    person: Person
    session: WorkshopSession


@dataclasses.dataclass(frozen=True)
class Wanted:
    """What to list; None asks nothing. `due_from` and `due_before` are moments."""

    state: MessageState | None = None
    kind: MessageKind | None = None
    beneficiary_id: uuid.UUID | None = None
    due_from: dt.datetime | None = None
    due_before: dt.datetime | None = None


def person(db: Db, beneficiary_id: uuid.UUID) -> Person:
    """The person, made empty when nobody spoke of her yet."""
    found = db.get(Person, beneficiary_id)
    if found is None:
        found = _unknown(beneficiary_id)
        db.add(found)
    return found


def who(db: Db, beneficiary_id: uuid.UUID) -> Person:
    """The person to look at; where nobody spoke of her nothing is kept, as her seat may come late, after she was erased."""
    return db.get(Person, beneficiary_id) or _unknown(beneficiary_id)


def _unknown(beneficiary_id: uuid.UUID) -> Person:
    return Person(id=beneficiary_id, language="fr", channel="sms", removed=False, forgotten=False, same_revision=0)


def read_ahead(db: Db, seats: Iterable[uuid.UUID], sessions: Iterable[uuid.UUID], people: Iterable[uuid.UUID]) -> None:
    """Fetch in a few queries all that the messages of these seats, sessions and people hang on."""
    fetch(db, WorkshopSession, sessions)
    here = [*fetch(db, Seat, seats), *gather(db, Seat.session_id, sessions)]
    gather(db, Message.seat_id, {*seats, *(seat.id for seat in here)})
    fetch(db, Person, {*people, *(seat.beneficiary_id for seat in here)})


def standing(db: Db, someone: Person) -> Person:
    """The file that stands for this person."""
    return person(db, someone.same_as) if someone.same_as else someone


def was_told_as_another(db: Db, message: Message, someone: Person) -> bool:
    """Whether the same thing was said to her under another of her files."""
    files = {someone.id, *(each.id for each in having(db, Person.same_as, someone.id))}
    same = (message.kind, message.turn)
    return any(
        (each.kind, each.turn) == same and each.beneficiary_id in files and MessageState(each.state) in TOLD and each is not message
        for each in having(db, Message.session_id, message.session_id)
    )


def seats_of_session(db: Db, session_id: uuid.UUID) -> Sequence[Seat]:
    """The seats of a session."""
    seats: list[Seat] = having(db, Seat.session_id, session_id)
    return sorted(seats, key=lambda seat: seat.id)


def seats_of_person(db: Db, beneficiary_id: uuid.UUID) -> Sequence[Seat]:
    """The seats of a person."""
    return db.scalars(select(Seat).where(Seat.beneficiary_id == beneficiary_id).order_by(Seat.id)).all()


def movable(db: Db, seat_id: uuid.UUID) -> Sequence[Message]:
    """The messages of a seat that have not left."""
    return [message for message in having(db, Message.seat_id, seat_id) if MessageState(message.state) in MOVABLE]


def message_of(db: Db, kind: MessageKind, seat: Seat, session: WorkshopSession) -> Message | None:
    """The message of a seat for this time and turn of its session."""
    wanted = (kind.value, session.starts_at, session.turn)
    known = having(db, Message.seat_id, seat.id)
    return next((each for each in known if (each.kind, each.starts_at, each.turn) == wanted), None)


def was_told_before(db: Db, message: Message) -> bool:
    """Whether she heard of an earlier time or place of this session."""
    told = (Message.seat_id == message.seat_id, Message.turn < message.turn, Message.state.in_([state.value for state in TOLD]))
    return db.scalars(select(Message.id).where(*told).limit(1)).first() is not None


def read_ahead_of_sending(db: Db, due: Iterable[Joined]) -> None:
    """What deciding about these messages asks for: their seats, their sessions' messages, their people's other files."""
    found = list(due)
    fetch(db, Seat, {each.message.seat_id for each in found})
    gather(db, Message.session_id, {each.message.session_id for each in found})
    gather(db, Person.same_as, {each.person.same_as or each.person.id for each in found if each.person})


def _joined() -> Select[Message, Person, WorkshopSession]:
    return (
        select(Message, Person, WorkshopSession)
        .outerjoin(Person, Person.id == Message.beneficiary_id)
        .join(WorkshopSession, WorkshopSession.id == Message.session_id)
    )


def _all(db: Db, query: Select[Message, Person, WorkshopSession]) -> list[Joined]:
    return [Joined(message, person, session) for message, person, session in db.execute(query)]


def due(db: Db, now: dt.datetime, limit: int, *, sender: bool) -> list[Joined]:
    """Planned messages whose moment has come and whose person is known, locked; without a sender, only those settled by hand."""
    known = (Person.identity_revision.is_not(None), Person.consent_revision.is_not(None))
    in_time = (Message.due_at <= now, Message.expires_at > now)
    query = _joined().where(Message.state == MessageState.PLANNED.value, *in_time, *known)
    if not sender:
        query = query.where(or_(Person.agrees.is_not(True), Person.channel.in_(BY_HAND)))
    query = query.order_by(Message.due_at, Message.kind, Message.id).limit(limit)
    return _all(db, query.with_for_update(skip_locked=True, of=Message))


def too_late(db: Db, now: dt.datetime, limit: int) -> Sequence[Message]:
    """Messages that are of no use any more, locked."""
    waiting = Message.state.in_([MessageState.PLANNED.value, MessageState.TO_CALL.value])
    query = select(Message).where(waiting, Message.expires_at <= now).order_by(Message.expires_at).limit(limit)
    return db.scalars(query.with_for_update(skip_locked=True)).all()


def stuck(db: Db, before: dt.datetime, limit: int) -> Sequence[Message]:
    """Messages handed to the sender before a moment, of which nothing was heard since, locked."""
    query = select(Message).where(Message.state == MessageState.SENDING.value, Message.claimed_at <= before).limit(limit)
    return db.scalars(query.with_for_update(skip_locked=True)).all()


def locked(db: Db, message_id: uuid.UUID) -> Message | None:
    """One message, to change it."""
    return db.scalars(select(Message).where(Message.id == message_id).with_for_update()).one_or_none()


def one(db: Db, message_id: uuid.UUID) -> Joined | None:
    """One message with its person and session."""
    return next(iter(_all(db, _joined().where(Message.id == message_id))), None)


def listed(db: Db, wanted: Wanted, *, after: uuid.UUID | None, limit: int) -> list[Joined]:
    """The ledger in the order of writing, after a message."""
    query = _joined().where(*_conditions(wanted))
    if after is not None:
        place = select(Message.created_at, Message.id).where(Message.id == after)
        if (found := db.execute(place).one_or_none()) is None:
            return []
        query = query.where(tuple_(Message.created_at, Message.id) > (found.created_at, found.id))
    return _all(db, query.order_by(Message.created_at, Message.id).limit(limit))


def _conditions(wanted: Wanted) -> Iterable[ColumnElement[bool]]:
    if wanted.state is not None:
        yield Message.state == wanted.state.value
    if wanted.kind is not None:
        yield Message.kind == wanted.kind.value
    if wanted.beneficiary_id is not None:
        yield Message.beneficiary_id == wanted.beneficiary_id
    if wanted.due_from is not None:
        yield Message.due_at >= wanted.due_from
    if wanted.due_before is not None:
        yield Message.due_at < wanted.due_before


def departures(db: Db, start: dt.datetime, end: dt.datetime) -> list[Joined]:
    """What left or should leave between two moments, with what is overdue; not what was called off or came too late."""
    moment = func.coalesce(Message.sent_at, Message.claimed_at, Message.due_at)
    overdue = and_(Message.state == MessageState.PLANNED.value, Message.due_at < start)
    shown = Message.state.not_in([MessageState.CANCELLED.value, MessageState.EXPIRED.value])
    query = _joined().where(shown, or_(and_(moment >= start, moment < end), overdue))
    return _all(db, query.order_by(moment, Message.kind, Message.id))


def in_states(db: Db, states: Iterable[MessageState], since: dt.datetime) -> list[Joined]:
    """Messages in some states that changed since a moment, the latest first."""
    query = _joined().where(Message.state.in_([state.value for state in states]), Message.changed_at >= since)
    return _all(db, query.order_by(Message.changed_at.desc(), Message.id))


def sent_by_channel(db: Db, start: dt.datetime, end: dt.datetime) -> dict[str, tuple[int, int]]:
    """Messages and SMS parts that left between two moments, by channel."""
    left = and_(Message.sent_at >= start, Message.sent_at < end)
    query = select(Message.channel, func.count(), func.sum(Message.parts)).where(left).group_by(Message.channel)
    return {channel or "": (count, parts or 0) for channel, count, parts in db.execute(query)}


def edited_text(db: Db, kind: TextKind, language: str) -> EditedText | None:
    """What the association wrote, if it did."""
    return db.get(EditedText, (kind.value, language))


def blank(db: Db, beneficiary_id: uuid.UUID) -> None:
    """Take her addresses and the texts written to her out of the ledger and of the mailbox."""
    for table in (Message, MailboxItem):
        db.execute(update(table).where(table.beneficiary_id == beneficiary_id).values(address=None, text=None))


def messages_of(db: Db, beneficiary_id: uuid.UUID) -> list[tuple[Message, WorkshopSession]]:
    """Every message to a person, with its session."""
    query = select(Message, WorkshopSession).join(WorkshopSession, WorkshopSession.id == Message.session_id)
    rows = db.execute(query.where(Message.beneficiary_id == beneficiary_id).order_by(Message.created_at, Message.id))
    return [(row.Message, row.WorkshopSession) for row in rows]


def rename(db: Db, old: uuid.UUID, new: uuid.UUID) -> None:
    """Hang what was hers on another id."""
    for table in (Seat, Message, MailboxItem):
        db.execute(update(table).where(table.beneficiary_id == old).values(beneficiary_id=new))
    db.execute(update(Person).where(Person.same_as == old).values(same_as=new))


def mailbox(db: Db, *, offset: int, limit: int) -> list[Posted]:
    """What would have been sent, the newest first."""
    query = (
        select(MailboxItem, Message, Person, WorkshopSession)
        .join(Message, Message.id == MailboxItem.message_id)
        .join(Person, Person.id == MailboxItem.beneficiary_id)
        .join(WorkshopSession, WorkshopSession.id == Message.session_id)
    )
    newest = query.order_by(MailboxItem.at.desc(), MailboxItem.message_id).offset(offset).limit(limit)
    return [Posted(*row) for row in db.execute(newest)]


def mailbox_size(db: Db) -> int:
    """How many items the mailbox holds."""
    return db.execute(select(func.count()).select_from(MailboxItem)).scalar_one()


def next_session(db: Db, now: dt.datetime) -> WorkshopSession | None:
    """The next session to come: an example for previews."""
    return db.scalars(
        select(WorkshopSession)
        .where(WorkshopSession.starts_at > now, WorkshopSession.state == "planifiee")
        .order_by(WorkshopSession.starts_at, WorkshopSession.id)
        .limit(1)
    ).first()
