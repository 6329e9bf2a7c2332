"""Two files of one person become one, and two again when that was a mistake.

Nothing is rewritten: the acts keep the file under which they were noted, and every service is told which file stands for which.
Only what the database allows once (a place in a program) goes over, and comes back. Merges may be undone in any order.
"""

import uuid
from collections.abc import Callable
from typing import Any

from lakou.kernel import clock, outbox
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from lakou.kernel.problems import NotFound
from services.enrollment.model import Beneficiary, Distinct, Merge
from services.enrollment.model.rules import MergeUndone, SameFile
from services.enrollment.storage import merges as storage
from services.enrollment.use_cases import beneficiaries

FILLED = ("birth_date", "gender", "phone", "email", "social_status", "rsa", "referrer")
SAYS_NOTHING = (None, "", "non_communique")


def merge(context: ServiceContext, kept_id: uuid.UUID, absorbed_id: uuid.UUID, by: str, check: Callable[[int], None]) -> Merge:
    """The second file goes into the first one, which takes over what it lacks. Raises NotFound, SameFile, FileMerged."""
    if kept_id == absorbed_id:
        raise SameFile
    with context.database.transaction() as db:
        # Always in the same order, so that two merges of the same files wait for each other and do not lock each other out.
        for each in sorted((kept_id, absorbed_id)):
            db.get(Beneficiary, each, with_for_update=True)
        kept, absorbed = beneficiaries.standing(db, kept_id), beneficiaries.standing(db, absorbed_id)
        check(kept.revision)
        trail = Merge(id=uuid.uuid4(), absorbed_id=absorbed.id, kept_id=kept.id, at=clock.now(), by=by)
        trail.filled = _fill(kept, absorbed)
        trail.moved = _move(db, absorbed.id, kept.id)
        db.add(trail)
        absorbed.merged_into = kept.id
        db.flush()
        _stand(db, [absorbed, *storage.below(db, absorbed.id)], kept.id)
        _describe(db, kept)
        return trail


def undo(context: ServiceContext, merge_id: uuid.UUID, by: str) -> Merge:
    """Two files again; what was filled in goes, unless somebody changed it since. Raises NotFound, MergeUndone."""
    with context.database.transaction() as db:
        trail = db.get(Merge, merge_id, with_for_update=True)
        if trail is None:
            raise NotFound("Cette fusion n’existe pas.")
        if trail.undone_at is not None:
            raise MergeUndone
        kept, absorbed = beneficiaries.get(db, trail.kept_id), beneficiaries.get(db, trail.absorbed_id)
        root = beneficiaries.get(db, kept.stands_for)
        for name, (before, after) in trail.filled.items():
            if _plain(getattr(kept, name)) == after:
                setattr(kept, name, beneficiaries.typed(name, before))
        for enrollment in storage.enrollments(db, [uuid.UUID(each) for each in trail.moved]):
            if enrollment.beneficiary_id in (root.id, kept.id):
                _give(db, enrollment, absorbed.id)
        absorbed.merged_into, trail.undone_at, trail.undone_by = None, clock.now(), by
        db.flush()
        _stand(db, [absorbed], None)
        _stand(db, storage.below(db, absorbed.id), absorbed.id)
        for person in {each.id: each for each in (kept, root, absorbed)}.values():
            _describe(db, person)
        return trail


def tell_apart(context: ServiceContext, one_id: uuid.UUID, other_id: uuid.UUID, by: str) -> None:
    """Somebody looked: these are two people, and the list shows them no more. Raises NotFound, SameFile."""
    if one_id == other_id:
        raise SameFile
    with context.database.transaction() as db:
        for each in (one_id, other_id):
            beneficiaries.get(db, each)
        db.merge(Distinct.of(one_id, other_id, by, clock.now()))


def _fill(kept: Beneficiary, absorbed: Beneficiary) -> dict[str, list[Any]]:
    filled: dict[str, list[Any]] = {}
    for name in FILLED:
        here, there = getattr(kept, name), getattr(absorbed, name)
        fits = name != "birth_date" or kept.birth_year == absorbed.birth_year
        if here in SAYS_NOTHING and there not in SAYS_NOTHING and fits:
            filled[name] = [_plain(here), _plain(there)]
            setattr(kept, name, there)
    return filled


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _move(db: Db, absorbed_id: uuid.UUID, kept_id: uuid.UUID) -> list[str]:
    moved = storage.enrollments_to_move(db, absorbed_id, kept_id)
    for enrollment in moved:
        _give(db, enrollment, kept_id)
    return [str(each.id) for each in moved]


def _give(db: Db, enrollment: Any, beneficiary_id: uuid.UUID) -> None:
    enrollment.beneficiary_id = beneficiary_id
    enrollment.revision += 1
    db.flush()
    outbox.record(db, enrollment.reached())


def _stand(db: Db, people: list[Beneficiary], root_id: uuid.UUID | None) -> None:
    """Which file stands for these from now on, and tell the others."""
    for person in people:
        person.root_id = root_id
        person.revision += 1
        outbox.record(db, person.merged())
    db.flush()


def _describe(db: Db, person: Beneficiary) -> None:
    """What she accepts and who she is may have changed with the files that count."""
    person.revision += 1
    beneficiaries.tell(db, person)
