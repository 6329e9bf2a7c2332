"""What hangs on what in the read model of a node."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select

from lakou.kernel.db import Db
from lakou.kernel.writing import having
from services.reporting.model import KnownSeat, KnownSession, KnownStage, KnownSupport


def seats_of_session(db: Db, session_id: uuid.UUID) -> Sequence[KnownSeat]:
    """The seats of one session."""
    return having(db, KnownSeat.session_id, session_id)


def seats_of_beneficiary(db: Db, beneficiary_id: uuid.UUID) -> Sequence[KnownSeat]:
    """The seats of one person."""
    return having(db, KnownSeat.beneficiary_id, beneficiary_id)


def supports_of_beneficiary(db: Db, beneficiary_id: uuid.UUID) -> Sequence[KnownSupport]:
    """The individual supports of one person."""
    return having(db, KnownSupport.beneficiary_id, beneficiary_id)


def supports_of_program(db: Db, program_id: uuid.UUID) -> Sequence[KnownSupport]:
    """The individual supports given for one program."""
    return db.scalars(select(KnownSupport).where(KnownSupport.program_id == program_id)).all()


def sessions_of_program(db: Db, program_id: uuid.UUID) -> Sequence[KnownSession]:
    """The sessions of one program."""
    return db.scalars(select(KnownSession).where(KnownSession.program_id == program_id)).all()


def enrollments_of_beneficiary(db: Db, beneficiary_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """The enrollments of one person."""
    return sorted({stage.enrollment_id for stage in having(db, KnownStage.beneficiary_id, beneficiary_id)})


def enrollments_of_program(db: Db, program_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """The enrollments in one program."""
    return db.scalars(select(KnownStage.enrollment_id).where(KnownStage.program_id == program_id).distinct()).all()


def stages(db: Db, enrollment_id: uuid.UUID) -> Sequence[KnownStage]:
    """The stages of one enrollment, oldest first."""
    found: list[KnownStage] = having(db, KnownStage.enrollment_id, enrollment_id)
    return sorted(found, key=lambda stage: stage.revision)
