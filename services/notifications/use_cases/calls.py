"""Calls that a person makes herself."""

import uuid

from lakou.contracts.notifications import MessageState
from lakou.contracts.vocabulary import ContactChannel
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from lakou.kernel.problems import NotFound, RuleBroken
from services.notifications import storage
from services.notifications.model import Message, Reason
from services.notifications.use_cases.settling import settle

CALLABLE = (MessageState.TO_CALL, MessageState.UNCERTAIN)


class NothingToCall(RuleBroken):
    """Raised when a message does not wait for a call."""

    slug = "nothing-to-call"
    title = "Il n’y a pas d’appel à faire"
    text = "Ce message n’attend pas d’appel. Rechargez la liste : elle a changé entre-temps."


def called(context: ServiceContext, message_id: uuid.UUID) -> None:
    """Somebody told her by telephone, also of what else waited for a call about this seat. Twice is once.

    Raises NotFound, NothingToCall.
    """
    with context.database.transaction() as db:
        message = _found(db, message_id)
        if message.state == MessageState.CALLED:
            return
        if message.state not in CALLABLE:
            raise NothingToCall
        waiting = [each for each in storage.movable(db, message.seat_id) if each.state == MessageState.TO_CALL]
        for told in [message, *(each for each in waiting if each is not message)]:
            told.channel = ContactChannel.APPEL.value
            settle(db, told, MessageState.CALLED, Reason(told.reason) if told.reason else None)


def not_called(context: ServiceContext, message_id: uuid.UUID) -> None:
    """The button was pressed by mistake: the call is still to be made. Raises NotFound, NothingToCall."""
    with context.database.transaction() as db:
        message = _found(db, message_id)
        if message.state != MessageState.CALLED:
            raise NothingToCall
        message.sent_at = None
        before = MessageState.TO_CALL if message.claimed_at is None else MessageState.UNCERTAIN
        settle(db, message, before, Reason(message.reason) if message.reason else None)


def _found(db: Db, message_id: uuid.UUID) -> Message:
    message = storage.locked(db, message_id)
    if message is None:
        raise NotFound("Ce message n’existe pas.")
    return message
