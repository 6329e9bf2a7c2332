"""What hangs on what in the read model of a node."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select

from lakou.kernel.db import Db
from services.reporting.model import KnownAssessment, KnownReferral, KnownSeat, KnownSession, KnownStage, KnownSupport


def seats_of_session(db: Db, session_id: uuid.UUID) -> Sequence[KnownSeat]:
    """The seats of one session."""
    return db.scalars(select(KnownSeat).where(KnownSeat.session_id == session_id)).all()


def seats_of_beneficiary(db: Db, beneficiary_id: uuid.UUID) -> Sequence[KnownSeat]:
    """The seats of one person."""
    return db.scalars(select(KnownSeat).where(KnownSeat.beneficiary_id == beneficiary_id)).all()


def supports_of_beneficiary(db: Db, beneficiary_id: uuid.UUID) -> Sequence[KnownSupport]:
    """The individual supports of one person."""
    return db.scalars(select(KnownSupport).where(KnownSupport.beneficiary_id == beneficiary_id)).all()


def supports_of_program(db: Db, program_id: uuid.UUID) -> Sequence[KnownSupport]:
    """The individual supports given for one program."""
    return db.scalars(select(KnownSupport).where(KnownSupport.program_id == program_id)).all()


def sessions_of_program(db: Db, program_id: uuid.UUID) -> Sequence[KnownSession]:
    """The sessions of one program."""
    return db.scalars(select(KnownSession).where(KnownSession.program_id == program_id)).all()


def assessments_of_beneficiary(db: Db, beneficiary_id: uuid.UUID) -> Sequence[KnownAssessment]:
    """The assessments of one person."""
    return db.scalars(select(KnownAssessment).where(KnownAssessment.beneficiary_id == beneficiary_id)).all()


def assessments_of_program(db: Db, program_id: uuid.UUID) -> Sequence[KnownAssessment]:
    """The assessments in one program."""
    return db.scalars(select(KnownAssessment).where(KnownAssessment.program_id == program_id)).all()


def referrals_of_beneficiary(db: Db, beneficiary_id: uuid.UUID) -> Sequence[KnownReferral]:
    """The referrals of one person."""
    return db.scalars(select(KnownReferral).where(KnownReferral.beneficiary_id == beneficiary_id)).all()


def enrollments_of_beneficiary(db: Db, beneficiary_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """The enrollments of one person."""
    return db.scalars(select(KnownStage.enrollment_id).where(KnownStage.beneficiary_id == beneficiary_id).distinct()).all()


def enrollments_of_program(db: Db, program_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """The enrollments in one program."""
    return db.scalars(select(KnownStage.enrollment_id).where(KnownStage.program_id == program_id).distinct()).all()


def stages(db: Db, enrollment_id: uuid.UUID) -> Sequence[KnownStage]:
    """The stages of one enrollment, oldest first."""
    return db.scalars(select(KnownStage).where(KnownStage.enrollment_id == enrollment_id).order_by(KnownStage.revision)).all()
