"""Who has not been here for long."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, delete, func, select

from lakou.contracts.vocabulary import SeatState
from lakou.kernel.db import Db
from services.enrollment.model import (
    Beneficiary,
    Consent,
    Enrollment,
    KnownSession,
    KnownSupport,
    Participation,
    RetentionNotice,
    RetentionRule,
)
from services.enrollment.model.retention import THE_RULE, USUAL_MONTHS
from services.enrollment.storage import beneficiaries

_GIVEN_UP = (SeatState.DESISTE.value, SeatState.ANNULE_SERVICE.value)
_SHOWN = func.coalesce(Beneficiary.root_id, Beneficiary.id)


def rule(db: Db) -> RetentionRule:
    """The association's rule; the usual one until it chose its own."""
    return db.get(RetentionRule, THE_RULE) or RetentionRule(
        id=THE_RULE, months=USUAL_MONTHS, active=True, revision=0, changed_by=None, last_run_on=None
    )


def inactive(db: Db, cutoff: dt.date, zone: str, limit: int, *, among: Iterable[uuid.UUID] | None = None) -> list[Beneficiary]:
    """The people of whom nothing is known since that day, the longest gone first; invented ones are kept."""
    old = [
        Beneficiary.root_id.is_(None),
        Beneficiary.erased.is_(False),
        Beneficiary.exempt.is_(False),
        Beneficiary.registered_on < cutoff,
        func.coalesce(Beneficiary.changed_on, Beneficiary.registered_on) < cutoff,
    ]
    if among is not None:
        old.append(Beneficiary.id.in_(list(among)))
    quiet = [Beneficiary.id.not_in(active) for active in _active(cutoff, zone)]
    return list(
        db.scalars(select(Beneficiary).where(*old, *quiet).order_by(Beneficiary.registered_on, Beneficiary.id).limit(limit))
    )


def _active(cutoff: dt.date, zone: str) -> Sequence[Select[uuid.UUID]]:
    """Who did something since, by what it was; sessions to come count as well."""
    moment = dt.datetime.combine(cutoff, dt.time.min, ZoneInfo(zone))
    seats = (Participation.beneficiary_id == Beneficiary.id) & Participation.state.not_in(_GIVEN_UP)
    sat = select(_SHOWN).join(Participation, seats).join(KnownSession, KnownSession.session_id == Participation.session_id)
    return (
        sat.where(KnownSession.starts_at >= moment),
        _since(KnownSupport, KnownSupport.day >= cutoff),
        _since(Enrollment, Enrollment.stage_on >= cutoff),
        _since(Consent, Consent.on >= cutoff),
        select(_SHOWN).where(Beneficiary.root_id.is_not(None), Beneficiary.registered_on >= cutoff),
    )


def _since(kind: type[KnownSupport] | type[Enrollment] | type[Consent], when: ColumnElement[bool]) -> Select[uuid.UUID]:
    return select(_SHOWN).join(kind, kind.beneficiary_id == Beneficiary.id).where(when)


def notices(db: Db, limit: int = 1000) -> list[tuple[RetentionNotice, Beneficiary]]:
    """Who is announced as going, the first one first."""
    asked = select(RetentionNotice, Beneficiary).join(Beneficiary, Beneficiary.id == RetentionNotice.beneficiary_id)
    rows = db.execute(asked.order_by(RetentionNotice.due_on, Beneficiary.folded, Beneficiary.id).limit(limit))
    return [(row.RetentionNotice, row.Beneficiary) for row in rows]


def noticed(db: Db) -> dict[uuid.UUID, RetentionNotice]:
    """Every notice, by person."""
    return {each.beneficiary_id: each for each in db.scalars(select(RetentionNotice))}


def drop_notices(db: Db, ids: Sequence[uuid.UUID]) -> None:
    """They stay."""
    db.execute(delete(RetentionNotice).where(RetentionNotice.beneficiary_id.in_(ids)))


def last_seen(db: Db, people: Sequence[Beneficiary], zone: str) -> dict[uuid.UUID, dt.date]:
    """The last day each was here, else the day she was registered."""
    seen = beneficiaries.last_seen(db, [each.id for each in people], zone)
    return {each.id: seen.get(each.id, each.registered_on) for each in people}
