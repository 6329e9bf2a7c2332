"""What devices sent."""

import uuid
from collections.abc import Sequence

from sqlalchemy import func, select

from lakou.kernel.db import Db
from services.sessions.model import Capture, fold
from services.sessions.model.captures import APPLIED, DROPPED, TO_CHECK

SHOWN = 200


def known(db: Db, capture_id: uuid.UUID) -> Capture | None:
    """An entry that came before."""
    return db.get(Capture, capture_id)


def to_check(db: Db, by: str = "") -> Sequence[Capture]:
    """What waits for somebody, in the order of capture: of one account, or of all."""
    query = select(Capture).where(Capture.state == TO_CHECK)
    if by:
        query = query.where(Capture.by == by)
    return db.scalars(query.order_by(Capture.captured_at, Capture.id).limit(SHOWN)).all()


def number_to_check(db: Db, by: str = "") -> int:
    """How many they are."""
    query = select(func.count()).select_from(Capture).where(Capture.state == TO_CHECK)
    return db.scalar(query.where(Capture.by == by) if by else query) or 0


def last_mark(db: Db, seat_id: uuid.UUID, device: uuid.UUID) -> str | None:
    """What a device last said of a seat, and was applied."""
    query = select(Capture).where(Capture.seat_id == seat_id, Capture.device == device, Capture.state == APPLIED)
    last = db.scalars(query.order_by(Capture.received_at.desc()).limit(1)).one_or_none()
    return str(last.said.get("status")) if last else None


def heads_since(db: Db, session_id: uuid.UUID, revision: int) -> int:
    """How many times devices counted heads of a session after a revision of its count."""
    query = select(func.count()).select_from(Capture).where(Capture.session_id == session_id)
    return db.scalar(query.where(Capture.heads_revision > revision)) or 0


def same_name(db: Db, session_id: uuid.UUID, name: str) -> bool:
    """Whether another entry of the session has that typed name, whatever the accents and the order of the words."""
    query = select(Capture).where(Capture.session_id == session_id, Capture.kind == "walk_in", Capture.state != DROPPED)
    return any(sorted(fold(each.name).split()) == sorted(fold(name).split()) for each in db.scalars(query))
