"""What is held of a person's way, for the file of all that is held about her: assessments, and by whom she was sent."""

import uuid

from lakou.contracts.records import Section
from lakou.contracts.vocabulary import AssessmentStage, Autonomy, ReferralDirection, ReferralState, ReferrerKind, Situation
from lakou.kernel.db import Db
from services.enrollment.storage import assessments, referrals


def sections(db: Db, beneficiary_id: uuid.UUID) -> list[Section]:
    """Under one of her files."""
    looked_at = tuple(
        (
            AssessmentStage(each.stage).label,
            Autonomy(each.level).label if each.level else "",
            Situation(each.situation).label if each.situation else "",
            f"{each.on:%d/%m/%Y}",
            each.remark or "",
            each.noted_by,
        )
        for each in assessments.of_person(db, beneficiary_id)
        if each.beneficiary_id == beneficiary_id
    )
    sent = tuple(
        (
            ReferralDirection(each.direction).label,
            ReferrerKind(each.kind).label,
            ReferralState(each.state).label,
            f"{each.on:%d/%m/%Y}",
            each.message or "",
            each.remark or "",
            each.noted_by,
        )
        for each in referrals.of_person(db, beneficiary_id)
        if each.beneficiary_id == beneficiary_id
    )
    return [
        Section("Son chemin vers l’autonomie", ("Moment", "Niveau", "Situation", "Le", "Remarque", "Noté par"), looked_at),
        Section("Envois", ("Sens", "Partenaire", "État", "Le", "Demande", "Remarque", "Noté par"), sent),
    ]
