"""Every change of state of a message is said, and goes through here."""

from lakou.contracts.notifications import MessageKind, MessageSettled, MessageState
from lakou.contracts.vocabulary import ContactChannel
from lakou.kernel import clock, outbox
from lakou.kernel.db import Db
from services.notifications.model import Message, Person, Reason


def settle(db: Db, message: Message, state: MessageState, reason: Reason | None = None) -> None:
    """Move a message to a state and say so, without its text nor its address."""
    message.move_to(state, clock.now(), reason)
    person = db.get(Person, message.beneficiary_id)
    channel = message.channel or (person.channel if person else ContactChannel.SMS.value)
    outbox.record(
        db,
        MessageSettled(
            message_id=message.id,
            revision=message.revision,
            beneficiary_id=message.beneficiary_id,
            session_id=message.session_id,
            kind=MessageKind(message.kind),
            channel=ContactChannel(channel),
            state=state,
            at=message.changed_at,
        ),
    )
