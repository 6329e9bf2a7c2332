"""What happened with one person, under any of her files (`ids`), as the neighbors told it."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select

from lakou.kernel.db import Db
from services.enrollment.model import KnownMessage, KnownSession, KnownSupport, Participation


def seats(db: Db, ids: Sequence[uuid.UUID]) -> list[tuple[Participation, KnownSession]]:
    """Her seats in sessions that are known here, the latest first."""
    asked = (
        select(Participation, KnownSession)
        .join(KnownSession, KnownSession.session_id == Participation.session_id)
        .where(Participation.beneficiary_id.in_(ids))
        .order_by(KnownSession.starts_at.desc())
    )
    return [(row.Participation, row.KnownSession) for row in db.execute(asked)]


def supports(db: Db, ids: Sequence[uuid.UUID]) -> list[KnownSupport]:
    """Individual support she was given."""
    mine = KnownSupport.beneficiary_id.in_(ids)
    return list(db.scalars(select(KnownSupport).where(mine, KnownSupport.withdrawn.is_(False))))


def messages(db: Db, ids: Sequence[uuid.UUID]) -> list[KnownMessage]:
    """Messages to her."""
    return list(db.scalars(select(KnownMessage).where(KnownMessage.beneficiary_id.in_(ids))))
