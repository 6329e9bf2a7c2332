"""Send what is due, at most once: `sending` is written before the hand-over, and nothing is handed over twice.

A crash in between leaves `sending`; after ten minutes the message is `uncertain`, and a person decides.
"""

from collections.abc import Sequence

from lakou.contracts.notifications import MessageKind, MessageState
from lakou.contracts.vocabulary import ContactChannel
from lakou.kernel import clock, logs
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Database, Db
from lakou.kernel.writing import fetch
from services.notifications import hours, reaching, storage, texts
from services.notifications.model import Message, Person, Reason, Seat, TextKind, WorkshopSession
from services.notifications.senders import LocalMailbox, Outgoing, Sender, sender_of
from services.notifications.sms import sms_parts
from services.notifications.use_cases.settling import settle
from services.notifications.use_cases.writing import text_for

BATCH = 20


def send_due(context: ServiceContext, limit: int, sender: Sender | None = None) -> int:
    """Settle what is too late or stuck, then send at most `limit` messages; how many were moved on.

    `sender` is that of the node unless given. Without one, messages stay planned, except those that need no gateway (calls,
    no agreement).
    """
    sender = sender or sender_of(context)
    moved = _sweep(context.database, limit)
    while moved < limit:
        taken, outgoing = _claim(context.database, min(BATCH, limit - moved), sending=sender is not None)
        if isinstance(sender, LocalMailbox):
            _put_in_the_box(context.database, outgoing)
        elif sender is not None:
            for each in outgoing:
                _hand_over(context.database, sender, each)
        moved += taken
        if not taken:
            break
    return moved


def _sweep(database: Database, limit: int) -> int:
    with database.reading() as db:
        now = clock.now()
        stuck_before = now - hours.UNCERTAIN_AFTER
        if not storage.too_late(db, now, 1) and not storage.stuck(db, stuck_before, 1):
            return 0
    with database.transaction() as db:
        late, stuck = storage.too_late(db, now, limit), storage.stuck(db, stuck_before, limit)
        for message in late:
            settle(db, message, MessageState.EXPIRED, Reason.TOO_LATE)
        for message in stuck:
            settle(db, message, MessageState.UNCERTAIN)
    return len(late) + len(stuck)


def _claim(database: Database, limit: int, *, sending: bool) -> tuple[int, list[Outgoing]]:
    now = clock.now()
    with database.reading() as db:
        if not storage.due(db, now, 1, sender=sending):
            return 0, []
    with database.transaction() as db:
        due = storage.due(db, now, limit, sender=sending)
        storage.read_ahead_of_sending(db, due)
        decided = [_decide(db, message, person, session) for message, person, session in due if person is not None]
    return len(due), [each for each in decided if each is not None]


def _decide(db: Db, message: Message, person: Person, session: WorkshopSession) -> Outgoing | None:
    now = clock.now()
    if hours.is_quiet(now, session.zone):
        message.due_at = hours.next_allowed(now, session.zone)
        return None
    person = storage.standing(db, person)
    if storage.was_told_as_another(db, message, person):
        settle(db, message, MessageState.CANCELLED, Reason.SAME_PERSON)
        return None
    way = reaching.route(person)
    message.channel, message.address = way.channel.value, way.address
    if way.state is not MessageState.SENDING or way.address is None:
        settle(db, message, way.state, way.reason)
        return None
    return _ready(db, message, person, session, way.address)


def _ready(db: Db, message: Message, person: Person, session: WorkshopSession, address: str) -> Outgoing:
    language, template = text_for(db, _text_kind(db, message), person.language)
    occasion = texts.Occasion(person.given_name or "", session.title, session.venue, session.starts_at, session.zone)
    text = texts.fill(template, language, occasion)
    message.text, message.language = text, language.value
    message.parts = sms_parts(text).parts if message.channel == ContactChannel.SMS else None
    message.claimed_at = clock.now()
    message.move_to(MessageState.SENDING, clock.now())
    return Outgoing(message.id, person.id, message.channel or "", address, text)


def _text_kind(db: Db, message: Message) -> TextKind:
    if message.kind != MessageKind.CONFIRMATION:
        return TextKind(message.kind)
    if message.turn and storage.was_told_before(db, message):
        return TextKind.CHANGE
    seat = db.get(Seat, message.seat_id)
    return TextKind.PROMOTION if seat is not None and seat.promoted else TextKind.CONFIRMATION


def _put_in_the_box(database: Database, outgoing: Sequence[Outgoing]) -> None:
    """The box is in our own database: put there and settled together, so that nothing is ever uncertain."""
    if not outgoing:
        return
    with database.transaction() as db:
        fetch(db, Message, [each.message_id for each in outgoing])
        fetch(db, Person, [each.beneficiary_id for each in outgoing])
        for each in outgoing:
            settle(db, LocalMailbox.put(db, each), MessageState.SENT)


def _hand_over(database: Database, sender: Sender, outgoing: Outgoing) -> None:
    try:
        sender.send(outgoing)
    except Exception as error:  # noqa: BLE001 - a gateway may raise anything, its text may hold an address; the message stays uncertain
        logs.get().warning("message.uncertain", message=str(outgoing.message_id), error=type(error).__name__)
        return
    with database.transaction() as db:
        message = storage.locked(db, outgoing.message_id)
        if message is not None and message.state in (MessageState.SENDING, MessageState.UNCERTAIN):
            settle(db, message, MessageState.SENT)
