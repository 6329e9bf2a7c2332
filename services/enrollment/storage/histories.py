"""What happened with one person, as the neighbors told it."""

import uuid

from sqlalchemy import select

from lakou.kernel.db import Db
from services.enrollment.model import KnownMessage, KnownSession, KnownSupport, Participation


def seats(db: Db, beneficiary_id: uuid.UUID) -> list[tuple[Participation, KnownSession]]:
    """Her seats in sessions that are known here, the latest first."""
    asked = (
        select(Participation, KnownSession)
        .join(KnownSession, KnownSession.session_id == Participation.session_id)
        .where(Participation.beneficiary_id == beneficiary_id)
        .order_by(KnownSession.starts_at.desc())
    )
    return [(row.Participation, row.KnownSession) for row in db.execute(asked)]


def supports(db: Db, beneficiary_id: uuid.UUID) -> list[KnownSupport]:
    """Individual support she was given."""
    mine = KnownSupport.beneficiary_id == beneficiary_id
    return list(db.scalars(select(KnownSupport).where(mine, KnownSupport.withdrawn.is_(False))))


def messages(db: Db, beneficiary_id: uuid.UUID) -> list[KnownMessage]:
    """Messages to her."""
    return list(db.scalars(select(KnownMessage).where(KnownMessage.beneficiary_id == beneficiary_id)))
