"""Referrals: whose, which are late, what follows from them."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, and_, func, literal, or_, select, tuple_

from lakou.contracts.vocabulary import EnrollmentStage, ReferralDirection, ReferralState
from lakou.kernel.db import Db
from services.enrollment.model import Beneficiary, Consent, Enrollment, Referral
from services.enrollment.model.referrals import WAITS
from services.enrollment.sheets.names import normalise

_NEVER = literal(dt.date(9999, 12, 31), Date)
_DUE = func.coalesce(Referral.due_on, _NEVER)
_WAITING = [state.value for state in WAITS]


def listed(
    db: Db,
    *,
    direction: str | None = None,
    state: str | None = None,
    late_on: dt.date | None = None,
    beneficiary_id: uuid.UUID | None = None,
    after: uuid.UUID | None = None,
    limit: int = 50,
) -> tuple[list[Referral], uuid.UUID | None]:
    """For the team: the most pressing first. `late_on`: only those that were late on that day."""
    wanted: list[ColumnElement[bool]] = []
    if direction:
        wanted.append(Referral.direction == direction)
    if state:
        wanted.append(Referral.state == state)
    if late_on:
        wanted.append(Referral.due_on < late_on)
    if beneficiary_id:
        wanted.append(Referral.beneficiary_id == beneficiary_id)
    last = db.get(Referral, after) if after else None
    if last is not None:
        wanted.append(tuple_(_DUE, Referral.id) > tuple_(literal(last.due_on or dt.date(9999, 12, 31), Date), literal(last.id)))
    return _page(db, select(Referral).where(*wanted).order_by(_DUE, Referral.id), limit)


def of_partner(
    db: Db, organization_id: uuid.UUID | None, author: str, *, after: uuid.UUID | None = None, limit: int = 50
) -> tuple[list[Referral], uuid.UUID | None]:
    """What one partner sent, and nothing else; the latest first."""
    asked = select(Referral).where(_own(organization_id, author)).order_by(Referral.noted_at.desc(), Referral.id)
    last = db.scalar(asked.where(Referral.id == after)) if after else None
    if last is not None:
        later = Referral.noted_at < last.noted_at
        same = and_(Referral.noted_at == last.noted_at, Referral.id > last.id)
        asked = asked.where(later | same)
    return _page(db, asked, limit)


def one_of_partner(db: Db, referral_id: uuid.UUID, organization_id: uuid.UUID | None, author: str) -> Referral | None:
    """One that this partner sent; None for anybody else's."""
    return db.scalar(select(Referral).where(Referral.id == referral_id, _own(organization_id, author)))


def _own(organization_id: uuid.UUID | None, author: str) -> ColumnElement[bool]:
    inward = Referral.direction == ReferralDirection.IN.value
    if organization_id is not None:
        return and_(inward, Referral.organization_id == organization_id)
    return and_(inward, Referral.organization_id.is_(None), Referral.author == author, Referral.author != "")


def _page(db: Db, asked: Select[Any], limit: int) -> tuple[list[Referral], uuid.UUID | None]:
    found = list(db.scalars(asked.limit(limit + 1)))
    return found[:limit], found[limit - 1].id if len(found) > limit else None


def twin(db: Db, organization_id: uuid.UUID | None, author: str, person: dict[str, Any]) -> Referral | None:
    """The same person, sent by the same partner, who still waits for an answer."""
    waiting = select(Referral).where(_own(organization_id, author), Referral.state.in_(_WAITING))
    return next((each for each in db.scalars(waiting) if _who(each.written) == _who(person)), None)


def _who(person: dict[str, Any]) -> tuple[str, str, object]:
    return normalise(str(person.get("family_name", ""))), normalise(str(person.get("given_name", ""))), person.get("birth_year")


def named_alike(db: Db, people: Sequence[Beneficiary]) -> list[Referral]:
    """Those that nobody has tied to a file, and that are about one of these people by name, and by birth as far as it is known."""
    known: set[tuple[str, str, object]] = set()
    for each in people:
        names = normalise(each.family_name), normalise(each.given_name)
        known |= {(*names, each.birth_year), (*names, None)}
    untied = select(Referral).where(Referral.beneficiary_id.is_(None), Referral.forgotten.is_(False))
    return [each for each in db.scalars(untied) if _who(each.written) in known]


def overdue(db: Db, before: dt.date, limit: int = 200) -> list[Referral]:
    """Those that should have been answered before a day, the oldest first."""
    waiting = select(Referral).where(Referral.state.in_(_WAITING), Referral.due_on < before)
    return list(db.scalars(waiting.order_by(Referral.due_on, Referral.id).limit(limit)))


def to_forget(db: Db, before: dt.date, limit: int = 200) -> list[Referral]:
    """Those that came to nothing before a day, with a name that nobody needs any more."""
    ended = Referral.state.in_([ReferralState.DECLINED.value, ReferralState.EXPIRED.value])
    asked = select(Referral).where(
        ended, Referral.state_on < before, Referral.forgotten.is_(False), Referral.beneficiary_id.is_(None)
    )
    return list(db.scalars(asked.limit(limit)))


def accepted_of(db: Db, beneficiary_id: uuid.UUID) -> list[Referral]:
    """Those that brought her here, under any of her files."""
    accepted = (Referral.direction == ReferralDirection.IN.value) & (Referral.state == ReferralState.ACCEPTED.value)
    return list(db.scalars(select(Referral).where(Referral.beneficiary_id.in_(_files(beneficiary_id)), accepted)))


def of_person(db: Db, beneficiary_id: uuid.UUID) -> list[Referral]:
    """Every referral of a person, under any of her files, the latest first."""
    mine = Referral.beneficiary_id.in_(_files(beneficiary_id))
    return list(db.scalars(select(Referral).where(mine).order_by(Referral.on.desc(), Referral.id)))


def first_completed(db: Db, beneficiary_id: uuid.UUID, since: dt.date) -> dt.date | None:
    """The day on which she completed a program that she entered since a day."""
    mine = Enrollment.beneficiary_id.in_(_files(beneficiary_id)) & (Enrollment.stage == EnrollmentStage.COMPLETED.value)
    return db.scalar(select(func.min(Enrollment.stage_on)).where(mine, Enrollment.stage_on >= since))


def agreed(db: Db, beneficiary_ids: Iterable[uuid.UUID], purposes: Sequence[str]) -> dict[tuple[uuid.UUID, str], bool]:
    """What each said last of each purpose, under any of her files."""
    roots = _roots(db, beneficiary_ids)
    standing = func.coalesce(Beneficiary.root_id, Beneficiary.id).label("root")
    asked = (
        select(standing, Consent.purpose, Consent.given)
        .join(Consent, Consent.beneficiary_id == Beneficiary.id)
        .where(or_(Beneficiary.id.in_(set(roots.values())), Beneficiary.root_id.in_(set(roots.values()))))
        .where(Consent.purpose.in_(list(purposes)))
        .order_by(Consent.id)
    )
    last = {(root, purpose): given for root, purpose, given in db.execute(asked)}
    return {
        (file, purpose): last[root, purpose] for file, root in roots.items() for purpose in set(purposes) if (root, purpose) in last
    }


def last_enrollments(db: Db, beneficiary_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Enrollment]:
    """The program that each entered last."""
    roots = _roots(db, beneficiary_ids)
    standing = func.coalesce(Beneficiary.root_id, Beneficiary.id).label("root")
    asked = (
        select(standing, Enrollment)
        .join(Enrollment, Enrollment.beneficiary_id == Beneficiary.id)
        .where(or_(Beneficiary.id.in_(set(roots.values())), Beneficiary.root_id.in_(set(roots.values()))))
        .order_by(Enrollment.applied_on, Enrollment.id)
    )
    last = {root: enrollment for root, enrollment in db.execute(asked)}
    return {file: last[root] for file, root in roots.items() if root in last}


def _files(beneficiary_id: uuid.UUID) -> Select[uuid.UUID]:
    """The files of the person of a file: those that were merged into hers, and the one that stands for it."""
    hers = select(func.coalesce(Beneficiary.root_id, Beneficiary.id)).where(Beneficiary.id == beneficiary_id).scalar_subquery()
    return select(Beneficiary.id).where(or_(Beneficiary.id == hers, Beneficiary.root_id == hers))


def _roots(db: Db, beneficiary_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """The file that stands for each."""
    asked = select(Beneficiary.id, func.coalesce(Beneficiary.root_id, Beneficiary.id)).where(
        Beneficiary.id.in_(list(beneficiary_ids))
    )
    return {file: root for file, root in db.execute(asked)}


def counts(db: Db) -> dict[tuple[str, str], int]:
    """How many, by direction and state."""
    asked = select(Referral.direction, Referral.state, func.count()).group_by(Referral.direction, Referral.state)
    return {(direction, state): number for direction, state, number in db.execute(asked)}
