"""Where a message goes when it leaves. The only sender for now is the local mailbox; gateways come later.

The rule: the mailbox is the sender of a demo and of the embedded federation (`lakou up`, with or without demo), where no gateway
can be named; anywhere else nothing leaves until a gateway is set up, and the page says so.
"""

import dataclasses
import uuid
from typing import Protocol

from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from lakou.kernel.settings import Settings
from services.notifications.model import MailboxItem, Message

EMBEDDED = "embedded"


@dataclasses.dataclass(frozen=True)
class Outgoing:
    """One message to hand over: to one person, about herself alone. Never logged."""

    message_id: uuid.UUID
    beneficiary_id: uuid.UUID
    channel: str
    address: str = dataclasses.field(repr=False)
    text: str = dataclasses.field(repr=False)


class Sender(Protocol):
    """A gateway, called outside of any transaction, at most once a message; whatever it raises leaves the message uncertain."""

    def send(self, outgoing: Outgoing) -> None:
        """Hand the message over."""


class LocalMailbox:
    """Keeps what would have been sent, for the page of that name."""

    def __init__(self, context: ServiceContext) -> None:
        self.database = context.database

    def send(self, outgoing: Outgoing) -> None:
        """Put it in the box."""
        with self.database.transaction() as db:
            self.put(db, outgoing)

    @staticmethod
    def put(db: Db, outgoing: Outgoing) -> Message:
        """Put it in the box in a transaction; blank if she was forgotten meanwhile."""
        message = db.get_one(Message, outgoing.message_id)
        item = MailboxItem(message_id=message.id, beneficiary_id=outgoing.beneficiary_id, channel=outgoing.channel, at=clock.now())
        item.address, item.text = message.address, message.text
        db.add(item)
        return message


def has_mailbox(settings: Settings) -> bool:
    """Whether what is sent here goes to the local mailbox."""
    return settings.demo or settings.hub == EMBEDDED


def sender_of(context: ServiceContext) -> Sender | None:
    """The sender of this node; None when nothing can leave."""
    return LocalMailbox(context) if has_mailbox(context.settings) else None
