"""What notifications does: listen and plan, send what is due, keep the texts."""

from services.notifications.use_cases.calls import called, not_called
from services.notifications.use_cases.erasing import erase, erase_identity
from services.notifications.use_cases.listening import (
    describe_consent,
    describe_identity,
    describe_session,
    forget_identity,
    merge_person,
    place_seat,
    read_ahead,
    remove_person,
)
from services.notifications.use_cases.sending import send_due
from services.notifications.use_cases.telling import contribute
from services.notifications.use_cases.writing import current_text, keep_text

__all__ = [
    "called",
    "contribute",
    "current_text",
    "describe_consent",
    "describe_identity",
    "describe_session",
    "erase",
    "erase_identity",
    "forget_identity",
    "keep_text",
    "merge_person",
    "not_called",
    "place_seat",
    "read_ahead",
    "remove_person",
    "send_due",
]
