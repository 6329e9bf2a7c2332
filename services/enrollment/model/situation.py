"""What a funder asks about a person at her entry (FSE+, SIAE criteria), kept at the node; any question may stay unanswered.

The codes are those of les-emplois where it has some; no answer is None, shown and counted as « Non communiqué ».
"""

import uuid

from sqlalchemy import Boolean, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from lakou.contracts.labels import Vocabulary
from services.enrollment.model.declarative import Base


class Education(Vocabulary):
    """Niveau de formation."""

    SANS_CERTIFICATION = "00", "Personne avec qualifications non certifiantes"
    JAMAIS_SCOLARISE = "01", "Jamais scolarisé"
    TROISIEME_CYCLE = "10", "Troisième cycle ou école d’ingénieur"
    LICENCE = "20", "Formation de niveau licence"
    BTS_DUT = "30", "Formation de niveau BTS ou DUT"
    BAC = "40", "Formation de niveau BAC"
    BAC_PRO = "41", "Brevet de technicien ou baccalauréat professionnel"
    BEP_CAP = "50", "Formation de niveau BEP ou CAP"
    DIPLOME_CAP_BEP = "51", "Diplôme obtenu CAP ou BEP"
    COURTE = "60", "Formation courte d’une durée d’un an"
    OBLIGATOIRE = "70", "Pas de formation au-delà de la scolarité obligatoire"


class Duration(Vocabulary):
    """Depuis combien de temps."""

    MOINS_DE_6 = "01", "Moins de 6 mois"
    DE_6_A_11 = "02", "De 6 à 11 mois"
    DE_12_A_23 = "03", "De 12 à 23 mois"
    PLUS_DE_24 = "04", "24 mois et plus"


class Household(Vocabulary):
    """Foyer (ours)."""

    SEULE = "seule", "Vit seule"
    SEULE_ENFANTS = "seule_enfants", "Seule avec enfants"
    COUPLE = "couple", "En couple sans enfant"
    COUPLE_ENFANTS = "couple_enfants", "En couple avec enfants"
    FAMILLE = "famille", "Chez ses parents ou de la famille"
    COLLECTIF = "collectif", "Logement collectif ou hébergement"
    SANS_LOGEMENT = "sans_logement", "Sans logement"


class Minimum(Vocabulary):
    """Minimum social touché ; the RSA is asked in the file itself."""

    ASS = "ASS", "ASS"
    AAH = "AAH", "AAH"
    ASPA = "ASPA", "ASPA (minimum vieillesse)"
    ADA = "ADA", "ADA (demandeur d’asile)"
    AUCUN = "AUCUN", "Aucun"


class YesNo(Vocabulary):
    """Oui ou non."""

    OUI = "oui", "Oui"
    NON = "non", "Non"


QUESTIONS: dict[str, type[Vocabulary]] = {
    "education": Education,
    "household": Household,
    "isolated_parent": YesNo,
    "disability": YesNo,
    "job_seeking": Duration,
    "minimum": Minimum,
    "priority_area": YesNo,
    "french": YesNo,
    "mobility": YesNo,
}
"""Each question and the list of its answers."""

LABELS = {
    "education": "Niveau de formation",
    "household": "Avec qui vit-elle ?",
    "isolated_parent": "Parent isolé (PI)",
    "disability": "Travailleur handicapé (TH)",
    "job_seeking": "Sans emploi depuis",
    "minimum": "Autre minimum social",
    "priority_area": "Habite un quartier prioritaire (QPV)",
    "french": "Besoin d’aide en français (FLE)",
    "mobility": "Problème de mobilité (PM)",
}


class Situation(Base):
    """Her answers, in no event and in no fact."""

    __tablename__ = "situation"

    beneficiary_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("beneficiary.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(Integer, default=0)
    education: Mapped[str | None] = mapped_column(String(20))
    household: Mapped[str | None] = mapped_column(String(20))
    isolated_parent: Mapped[str | None] = mapped_column(String(20))
    disability: Mapped[str | None] = mapped_column(String(20))
    job_seeking: Mapped[str | None] = mapped_column(String(20))
    minimum: Mapped[str | None] = mapped_column(String(20))
    priority_area: Mapped[str | None] = mapped_column(String(20))
    french: Mapped[str | None] = mapped_column(String(20))
    mobility: Mapped[str | None] = mapped_column(String(20))


class OtherPhone(Base):
    """One more number at which she is reached; `whose` says who answers, `household` that a whole house does."""

    __tablename__ = "other_phone"

    beneficiary_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("beneficiary.id"), primary_key=True)
    rank: Mapped[int] = mapped_column(Integer, primary_key=True)
    phone: Mapped[str] = mapped_column(String(20), index=True)
    whose: Mapped[str] = mapped_column(String(60), default="")
    household: Mapped[bool] = mapped_column(Boolean, default=False)
