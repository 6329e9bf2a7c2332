"""Requests for all that is held about a person, and what came for them."""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import delete, select

from lakou.kernel.db import Db
from services.enrollment.model import RecordPart, RecordRequest


def of_person(db: Db, beneficiary_id: uuid.UUID) -> Sequence[RecordRequest]:
    """Her requests, the latest first."""
    mine = RecordRequest.beneficiary_id == beneficiary_id
    return db.scalars(select(RecordRequest).where(mine).order_by(RecordRequest.at.desc(), RecordRequest.id)).all()


def parts(db: Db, request_id: uuid.UUID) -> Sequence[RecordPart]:
    """What has come, in order."""
    order = (RecordPart.service, RecordPart.beneficiary_id, RecordPart.part)
    return db.scalars(select(RecordPart).where(RecordPart.request_id == request_id).order_by(*order)).all()


def forget_old(db: Db, before: dt.datetime) -> int:
    """Take away what was asked before a moment; how many requests."""
    old = list(db.scalars(select(RecordRequest.id).where(RecordRequest.at < before)))
    _forget(db, old)
    return len(old)


def forget_person(db: Db, beneficiary_id: uuid.UUID) -> None:
    """Take away all that was put together about her."""
    mine = set(db.scalars(select(RecordRequest.id).where(RecordRequest.beneficiary_id == beneficiary_id)))
    mine |= set(db.scalars(select(RecordPart.request_id).where(RecordPart.beneficiary_id == beneficiary_id)))
    _forget(db, list(mine))


def _forget(db: Db, ids: Sequence[uuid.UUID]) -> None:
    db.execute(delete(RecordPart).where(RecordPart.request_id.in_(ids)))
    db.execute(delete(RecordRequest).where(RecordRequest.id.in_(ids)))
