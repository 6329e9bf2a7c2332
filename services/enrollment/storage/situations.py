"""Answers to funders' questions, other numbers, and how many answers are missing."""

import uuid
from collections.abc import Iterable, Sequence

from sqlalchemy import delete, func, select

from lakou.contracts.vocabulary import Gender, RsaStatus, SocialStatus
from lakou.kernel.db import Db
from services.enrollment.model import Beneficiary, OtherPhone, Situation
from services.enrollment.model.situation import LABELS, QUESTIONS

_CODED = {
    "gender": ("Genre", Gender.NON_COMMUNIQUE.value),
    "social_status": ("Situation", SocialStatus.NON_COMMUNIQUE.value),
    "rsa": ("RSA", RsaStatus.NON_COMMUNIQUE.value),
}


def of(db: Db, beneficiary_id: uuid.UUID) -> Situation:
    """Her answers; none yet when she was not asked."""
    return db.get(Situation, beneficiary_id) or Situation(beneficiary_id=beneficiary_id, revision=0)


def phones(db: Db, beneficiary_id: uuid.UUID) -> Sequence[OtherPhone]:
    """Her other numbers, in the order given."""
    return db.scalars(select(OtherPhone).where(OtherPhone.beneficiary_id == beneficiary_id).order_by(OtherPhone.rank)).all()


def keep_phones(db: Db, beneficiary_id: uuid.UUID, given: Iterable[dict[str, object]]) -> None:
    """These and no others."""
    db.execute(delete(OtherPhone).where(OtherPhone.beneficiary_id == beneficiary_id))
    for rank, each in enumerate(given, 1):
        db.add(OtherPhone(beneficiary_id=beneficiary_id, rank=rank, **each))
    db.flush()


def missing(db: Db) -> tuple[int, list[tuple[str, str, int]]]:
    """How many people, and of each question (name, label) how many have no answer."""
    shown = (Beneficiary.root_id.is_(None), Beneficiary.erased.is_(False))
    total = db.scalar(select(func.count()).select_from(Beneficiary).where(*shown)) or 0
    found = []
    for name, (label, nothing) in _CODED.items():
        without = select(func.count()).select_from(Beneficiary).where(*shown, getattr(Beneficiary, name) == nothing)
        found.append((name, label, db.scalar(without) or 0))
    for name in ("phone", "referrer"):
        without = select(func.count()).select_from(Beneficiary).where(*shown, getattr(Beneficiary, name).is_(None))
        found.append((name, {"phone": "Téléphone", "referrer": "Envoyée par"}[name], db.scalar(without) or 0))
    answers = select(*(func.count(getattr(Situation, name)) for name in QUESTIONS))
    counts = db.execute(
        answers.select_from(Situation).join(Beneficiary, Beneficiary.id == Situation.beneficiary_id).where(*shown)
    ).one()
    found += [(name, LABELS[name], total - count) for name, count in zip(QUESTIONS, counts, strict=True)]
    return total, found
