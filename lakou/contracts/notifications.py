"""What notifications publishes: how each message ended."""

import datetime as dt
import uuid

from lakou.contracts.base import Event, Stream, event, personal
from lakou.contracts.records import RECORD_LENGTH
from lakou.contracts.vocabulary import ContactChannel, Vocabulary


class MessageKind(Vocabulary):
    """Why a message is sent."""

    CONFIRMATION = "confirmation", "Confirmation"
    REMINDER = "reminder", "Rappel, deux jours avant"
    CANCELLATION = "cancellation", "Annulation"


class MessageState(Vocabulary):
    """How far a message got."""

    PLANNED = "planned", "Prévu"
    SENDING = "sending", "En train de partir"
    UNCERTAIN = "uncertain", "Incertain"
    SENT = "sent", "Parti"
    TO_CALL = "to_call", "À appeler"
    CALLED = "called", "Appelée"
    CANCELLED = "cancelled", "Annulé"
    EXPIRED = "expired", "Trop tard"
    NOT_ALLOWED = "not_allowed", "Pas d’accord"
    NO_ADDRESS = "no_address", "Sans adresse"


@event("notifications.message.settled", stream=Stream.LOCAL)
class MessageSettled(Event):
    """A message left, was refused, or came too late. Never its text nor its address."""

    message_id: uuid.UUID
    revision: int
    beneficiary_id: uuid.UUID
    session_id: uuid.UUID | None
    kind: MessageKind
    channel: ContactChannel
    state: MessageState
    at: dt.datetime


@event("notifications.erasure.done", stream=Stream.LOCAL)
class NotificationsErasure(Event):
    """Messages of an erased person hang on her new id, and nothing else of her is left here."""

    request_id: uuid.UUID
    new_id: uuid.UUID


@event("notifications.record.contributed", stream=Stream.IDENTITY)
class NotificationsRecord(Event):
    """What is held here about one file of a person who asked for it: her messages. `content` is JSON, see `records`."""

    request_id: uuid.UUID
    beneficiary_id: uuid.UUID
    part: int
    parts: int
    content: str = personal(maximum=RECORD_LENGTH)
