"""A person leaves: nothing of her stays, and what she did stays counted under an id that says nothing."""

import uuid
from dataclasses import dataclass

from lakou.contracts.enrollment import BeneficiaryErased, IdentityErased
from lakou.kernel import clock, forgetting, outbox
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from lakou.kernel.problems import NotFound
from services.enrollment.model import Beneficiary, Erasure
from services.enrollment.model.erasures import Reason
from services.enrollment.storage import erasing as storage
from services.enrollment.storage import merges
from services.enrollment.use_cases import beneficiaries, referral_endings

NOBODY = "Personne effacée"


@dataclass(frozen=True)
class Consequences:
    """Who would go, and what goes with her, counted."""

    person: Beneficiary
    files: int
    held: dict[str, int]


def consequences(context: ServiceContext, beneficiary_id: uuid.UUID) -> Consequences:
    """What erasing her would do; nothing is done. Raises NotFound."""
    with context.database.reading() as db:
        person = _person(db, beneficiary_id)
        files = merges.group(db, person.id)
        return Consequences(person, len(files), storage.held(db, files))


def erase(context: ServiceContext, beneficiary_id: uuid.UUID, by: str, reason: Reason = Reason.ASKED) -> Erasure:
    """Erase a person with all her files, here at once, elsewhere as the others hear of it. Raises NotFound."""
    with context.database.transaction() as db:
        done = erase_in(db, _person(db, beneficiary_id), by, reason)
    context.database.checkpoint()
    return done


def erase_in(db: Db, person: Beneficiary, by: str, reason: Reason) -> Erasure:
    """The same in a transaction of the caller; `person` stands for herself."""
    files = merges.group(db, person.id)
    request = Erasure(id=uuid.uuid4(), reason=reason.value, held=storage.held(db, files), answered={}, at=clock.now(), by=by)
    people = [db.get_one(Beneficiary, each) for each in files]
    names = {name for each in people for name in (each.name, f"{each.family_name} {each.given_name}")}
    storage.blank_lines(db, files, names)
    referral_endings.forget_untied(db, people)
    request.new_ids = [str(_leave(db, each, request.id)) for each in people]
    db.add(request)
    return request


def answered(db: Db, request_id: uuid.UUID, service: str, new_id: uuid.UUID) -> None:
    """A service has forgotten her."""
    request = db.get(Erasure, request_id)
    if request is not None:
        request.answer(service, new_id, clock.now())


def get(db: Db, erasure_id: uuid.UUID) -> Erasure:
    """One erasure. Raises NotFound."""
    found = db.get(Erasure, erasure_id)
    if found is None:
        raise NotFound("Cet effacement n’existe pas. La liste est dans « Effacements ».")
    return found


def _person(db: Db, beneficiary_id: uuid.UUID) -> Beneficiary:
    return beneficiaries.get(db, beneficiaries.get(db, beneficiary_id).stands_for)


def _leave(db: Db, person: Beneficiary, request_id: uuid.UUID) -> uuid.UUID:
    old, shell = person.id, _shell(person)
    db.add(shell)
    db.flush()
    db.expunge(person)
    storage.take_away(db, old, shell.id)
    said = {"beneficiary_id": old, "new_id": shell.id, "request_id": request_id}
    outbox.record(db, BeneficiaryErased(**said))
    outbox.record(db, IdentityErased(**said))
    forgetting.forget(db, str(old))
    return shell.id


def _shell(person: Beneficiary) -> Beneficiary:
    """What programs still count, without a name, a birth or a place."""
    nothing = {"family_name": "", "given_name": NOBODY, "folded": "", "sound": "", "birth_year": 0, "commune": ""}
    kept = {name: getattr(person, name) for name in ("merged_into", "root_id", "registered_on")}
    return Beneficiary(id=uuid.uuid4(), revision=1, erased=True, **nothing, **kept)
