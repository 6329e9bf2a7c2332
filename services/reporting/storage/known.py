"""What hangs on what in the read model of a node."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select, update

from lakou.contracts.pseudonyms import PseudonymKind
from lakou.kernel.db import Db
from lakou.kernel.writing import having
from services.reporting.model import (
    Base,
    KnownAssessment,
    KnownBeneficiary,
    KnownHelper,
    KnownReferral,
    KnownSeat,
    KnownSession,
    KnownSituation,
    KnownStage,
    KnownSupport,
    KnownTraining,
    Told,
)

_IDS: Mapping[PseudonymKind, tuple[Any, ...]] = {
    PseudonymKind.BENEFICIARY: (KnownBeneficiary.id,),
    PseudonymKind.SEAT: (KnownSeat.id,),
    PseudonymKind.SUPPORT: (KnownSupport.id,),
    PseudonymKind.SESSION: (KnownSession.id,),
    PseudonymKind.ENROLLMENT: (KnownStage.enrollment_id,),
    PseudonymKind.ASSESSMENT: (KnownAssessment.id,),
    PseudonymKind.REFERRAL: (KnownReferral.id,),
    PseudonymKind.HELPER: (KnownHelper.id, KnownTraining.helper_id),
    PseudonymKind.TRAINING: (KnownTraining.id,),
}


def ids(db: Db) -> dict[PseudonymKind, set[uuid.UUID]]:
    """The local ids of all that a fact may name by a pseudonym."""
    return {kind: {each for column in columns for each in db.scalars(select(column))} for kind, columns in _IDS.items()}


def standing(db: Db, beneficiary_id: uuid.UUID) -> KnownBeneficiary | None:
    """The file that stands for this person: hers, or the one that hers was merged into. None while it is not known."""
    person = db.get(KnownBeneficiary, beneficiary_id)
    return db.get(KnownBeneficiary, person.same_as) if person is not None and person.same_as else person


def files(db: Db, person: KnownBeneficiary) -> list[uuid.UUID]:
    """The ids of all files of this person, who stands for herself."""
    if not person.took_in:
        return [person.id]
    return [person.id, *db.scalars(select(KnownBeneficiary.id).where(KnownBeneficiary.same_as == person.id))]


def seats_of_files(db: Db, session_id: uuid.UUID, ids: Sequence[uuid.UUID]) -> Sequence[KnownSeat]:
    """The seats of one person in one session, under any of her files."""
    mine = (KnownSeat.session_id == session_id) & KnownSeat.beneficiary_id.in_(ids)
    return db.scalars(select(KnownSeat).where(mine).order_by(KnownSeat.id)).all()


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


def assessments_of_beneficiary(db: Db, beneficiary_id: uuid.UUID) -> Sequence[KnownAssessment]:
    """The assessments of one person."""
    return having(db, KnownAssessment.beneficiary_id, beneficiary_id)


def assessments_of_program(db: Db, program_id: uuid.UUID) -> Sequence[KnownAssessment]:
    """The assessments in one program."""
    return db.scalars(select(KnownAssessment).where(KnownAssessment.program_id == program_id)).all()


def referrals_of_beneficiary(db: Db, beneficiary_id: uuid.UUID) -> Sequence[KnownReferral]:
    """The referrals of one person."""
    return having(db, KnownReferral.beneficiary_id, beneficiary_id)


def trainings_of_session(db: Db, session_id: uuid.UUID) -> Sequence[KnownTraining]:
    """The helpers of one training session."""
    return having(db, KnownTraining.session_id, session_id)


def enrollments_of_beneficiary(db: Db, beneficiary_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """The enrollments of one person."""
    return sorted({stage.enrollment_id for stage in having(db, KnownStage.beneficiary_id, beneficiary_id)})


def enrollments_of_program(db: Db, program_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """The enrollments in one program."""
    return db.scalars(select(KnownStage.enrollment_id).where(KnownStage.program_id == program_id).distinct()).all()


def rename(db: Db, old: uuid.UUID, new: uuid.UUID) -> None:
    """Hang what was hers on another id."""
    for table in Base.metadata.sorted_tables:
        if "beneficiary_id" in table.c:
            db.execute(update(table).where(table.c.beneficiary_id == old).values(beneficiary_id=new))
    db.execute(update(KnownBeneficiary).where(KnownBeneficiary.same_as == old).values(same_as=new))


def told_under(db: Db, pid: str) -> Sequence[Told]:
    """The last fact told of each thing that was told under a pseudonym."""
    return db.scalars(select(Told).where(Told.pid == pid)).all()


def situation_on(db: Db, person: KnownBeneficiary, day: dt.date) -> KnownBeneficiary | KnownSituation:
    """What was true of her on a day."""
    earlier = [each for each in situations(db, person.id) if day < each.until]
    return min(earlier, key=lambda each: each.until, default=person)


def situations(db: Db, beneficiary_id: uuid.UUID) -> list[KnownSituation]:
    """What was true of her and is no more, the earliest first."""
    found: list[KnownSituation] = having(db, KnownSituation.beneficiary_id, beneficiary_id)
    return sorted(found, key=lambda each: each.until)


def stages(db: Db, enrollment_id: uuid.UUID) -> Sequence[KnownStage]:
    """The stages of one enrollment, oldest first."""
    found: list[KnownStage] = having(db, KnownStage.enrollment_id, enrollment_id)
    return sorted(found, key=lambda stage: stage.revision)
