"""Somebody is to be no more here: her seats and supports stay, for the count, under an id that says nothing of her."""

import uuid

from lakou.contracts.base import Stream
from lakou.contracts.enrollment import BeneficiaryErased, IdentityErased
from lakou.contracts.sessions import SessionsErasure
from lakou.kernel import forgetting, outbox
from lakou.kernel.db import Db
from services.sessions.model import KnownPerson
from services.sessions.storage import erasing as storage
from services.sessions.storage import people, seats, supports
from services.sessions.use_cases import neighbors


def erase(db: Db, event: BeneficiaryErased) -> None:
    """Places in sessions to come go to who waits; what is past hangs on the new id, and the others are told again."""
    old, new = event.beneficiary_id, event.new_id
    held, given = seats.of_anyone(db, old), supports.of_anyone(db, old)
    storage.blank_entries(db, old, new)
    storage.blank_lines(db, old, [each.id for each in held], [each.id for each in given])
    for seat in held:
        seat.beneficiary_id = new
        outbox.record(db, seat.become(seat.kept_state))
    for support in given:
        support.beneficiary_id = new
        outbox.record(db, support.given())
    for person in people.merged_into(db, old):
        person.same_as = new
    before = db.get(KnownPerson, old)
    db.add(KnownPerson(beneficiary_id=new, removed=True, same_as=before.same_as if before else None))
    db.flush()
    neighbors.release_seats(db, new)
    _forget(db, old)
    _half(db, event, Stream.LOCAL)


def erase_identity(db: Db, event: IdentityErased) -> None:
    """Her name goes at once, whichever half comes first."""
    _forget(db, event.beneficiary_id)
    _half(db, event, Stream.IDENTITY)


def _forget(db: Db, beneficiary_id: uuid.UUID) -> None:
    """Her name, wherever somebody wrote it."""
    known = db.get(KnownPerson, beneficiary_id)
    if known is not None:
        storage.blank_name(db, known.name)
    neighbors.forget_person(db, beneficiary_id)


def _half(db: Db, event: BeneficiaryErased | IdentityErased, half: Stream) -> None:
    """After the second half no event can name her again."""
    person = db.get_one(KnownPerson, event.beneficiary_id)
    if person.erased_half in (None, half.value):
        person.erased_half = half.value
        return
    db.delete(person)
    forgetting.forget(db, str(event.beneficiary_id))
    outbox.record(db, SessionsErasure(request_id=event.request_id, new_id=event.new_id))
