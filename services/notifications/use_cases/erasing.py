"""Somebody is to be no more here: that a message left stays known, not to whom, nor what it said."""

import uuid

from lakou.contracts.base import Stream
from lakou.contracts.enrollment import BeneficiaryErased, IdentityErased
from lakou.contracts.notifications import NotificationsErasure
from lakou.kernel import forgetting, outbox
from lakou.kernel.db import Db
from services.notifications import storage
from services.notifications.model import Person
from services.notifications.use_cases.listening import plan_again


def erase(db: Db, event: BeneficiaryErased) -> None:
    """Seats and messages hang on the new id."""
    old, new = event.beneficiary_id, event.new_id
    before = _forget(db, old)
    left = storage.person(db, new)
    left.removed = left.forgotten = True
    left.same_as = before.same_as
    db.flush()
    storage.rename(db, old, new)
    _half(db, event, Stream.LOCAL)


def erase_identity(db: Db, event: IdentityErased) -> None:
    """Her name and addresses go at once, whichever half comes first."""
    _forget(db, event.beneficiary_id)
    _half(db, event, Stream.IDENTITY)


def _forget(db: Db, beneficiary_id: uuid.UUID) -> Person:
    person = storage.person(db, beneficiary_id)
    person.removed = True
    person.forget()
    storage.blank(db, person.id)
    plan_again(db, person.id)
    return person


def _half(db: Db, event: BeneficiaryErased | IdentityErased, half: Stream) -> None:
    """After the second half no event can name her again."""
    person = storage.person(db, event.beneficiary_id)
    if person.erased_half in (None, half.value):
        person.erased_half = half.value
        return
    db.delete(person)
    forgetting.forget(db, str(event.beneficiary_id))
    outbox.record(db, NotificationsErasure(request_id=event.request_id, new_id=event.new_id))
