"""Whom we accompany: the file, its consents and notes."""

import datetime as dt
import uuid
from collections.abc import Iterable

from sqlalchemy import BigInteger, Boolean, Date, ForeignKey, Index, Integer, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from lakou.contracts import territories
from lakou.contracts.enrollment import BeneficiaryDescribed, BeneficiaryMerged, IdentityDescribed
from lakou.contracts.vocabulary import (
    ConsentPurpose,
    ContactChannel,
    Gender,
    Language,
    ReferrerKind,
    RsaStatus,
    SocialStatus,
)
from lakou.kernel.columns import UtcDateTime
from services.enrollment.model.declarative import Base
from services.enrollment.model.sounds import sound_of
from services.enrollment.sheets.names import normalise

SITUATION = ("social_status", "rsa", "commune")  # what changes in a life; the rest of a file changes when it was wrong


class Beneficiary(Base):
    """A person's file. `birth_date` only when the day is known, `commune` an INSEE code, `phone` E.164;
    `phone_shared` when the whole house answers it.

    `folded` is her name as it is searched and sorted, `sound` how it sounds. `import_id` is the import that created her. A file
    that was merged names the file that took it in (`merged_into`) and the one that stands for both today (`root_id`, never
    itself merged). `erased` marks what is left of somebody who is no more here: an id without a name, so that programs add up.
    `changed_on` is the last day somebody worked with the file; `exempt` marks people of the demo, whom retention leaves.
    """

    __tablename__ = "beneficiary"
    __table_args__ = (  # with the id, so that a search reads the index alone
        Index("ix_beneficiary_folded_id", "folded", "id"),
        Index("ix_beneficiary_phone_id", "phone", "id"),
        Index("ix_beneficiary_sound_birth_year", "sound", "birth_year"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    family_name: Mapped[str] = mapped_column(String(100))
    given_name: Mapped[str] = mapped_column(String(100))
    folded: Mapped[str] = mapped_column(String(600))
    sound: Mapped[str] = mapped_column(String(300), default="", server_default="")
    birth_year: Mapped[int] = mapped_column(Integer)
    birth_date: Mapped[dt.date | None] = mapped_column(Date)
    commune: Mapped[str] = mapped_column(String(5), index=True)
    gender: Mapped[str] = mapped_column(String(20), default=Gender.NON_COMMUNIQUE.value)
    phone: Mapped[str | None] = mapped_column(String(20))
    phone_shared: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    email: Mapped[str | None] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(10), default=Language.FR.value)
    channel: Mapped[str] = mapped_column(String(20), default=ContactChannel.SMS.value)
    social_status: Mapped[str] = mapped_column(String(20), default=SocialStatus.NON_COMMUNIQUE.value)
    rsa: Mapped[str] = mapped_column(String(20), default=RsaStatus.NON_COMMUNIQUE.value)
    referrer: Mapped[str | None] = mapped_column(String(40))
    registered_on: Mapped[dt.date] = mapped_column(Date)
    situation_since: Mapped[dt.date | None] = mapped_column(Date)
    import_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("import.id"), index=True)
    merged_into: Mapped[uuid.UUID | None] = mapped_column(index=True)
    root_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    erased: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    changed_on: Mapped[dt.date | None] = mapped_column(Date)
    exempt: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())

    @property
    def stands_for(self) -> uuid.UUID:
        """The file that shows this person: its own id unless it was merged."""
        return self.root_id or self.id

    @property
    def name(self) -> str:
        """As one greets her."""
        return f"{self.given_name} {self.family_name}"

    @property
    def commune_name(self) -> str:
        """The commune as it is said; its code when it is not one of ours."""
        known = territories.commune(self.commune)
        return known.name if known else self.commune

    def fold(self) -> None:
        """Keep what is searched in step with the names."""
        self.folded = normalise(f"{self.family_name} {self.given_name}")[:600]
        self.sound = sound_of(self.folded)[:300]

    def described(self, consents: Iterable["Consent"]) -> BeneficiaryDescribed:
        """What the other services may know: codes, no name."""
        said = {consent.purpose: consent.given for consent in consents}
        return BeneficiaryDescribed(
            beneficiary_id=self.id,
            revision=self.revision,
            gender=Gender(self.gender),
            birth_year=self.birth_year,
            birth_date=self.birth_date,
            social_status=SocialStatus(self.social_status),
            rsa=RsaStatus(self.rsa),
            commune=self.commune,
            referrer=ReferrerKind(self.referrer) if self.referrer else None,
            statistics=said.get(ConsentPurpose.STATISTICS),
            messages=said.get(ConsentPurpose.MESSAGES),
            registered_on=self.registered_on,
            situation_since=self.situation_since,
        )

    def merged(self) -> BeneficiaryMerged:
        """Which file stands for this one."""
        return BeneficiaryMerged(beneficiary_id=self.id, revision=self.revision, into=self.root_id)

    def identity(self) -> IdentityDescribed:
        """How she is called and reached, for sessions and notifications alone."""
        return IdentityDescribed(
            beneficiary_id=self.id,
            revision=self.revision,
            family_name=self.family_name,
            given_name=self.given_name,
            phone=self.phone,
            email=self.email,
            language=Language(self.language),
            channel=ContactChannel(self.channel),
        )


class NameKey(Base):
    """One of the keys under which a person may be recognised; see likeness.py."""

    __tablename__ = "name_key"

    key: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    beneficiary_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("beneficiary.id"), primary_key=True, index=True)


class Consent(Base):
    """What she said of one purpose on a day. Lines are only added: of each purpose the last one holds."""

    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    beneficiary_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("beneficiary.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(70))
    given: Mapped[bool] = mapped_column(Boolean)
    channel: Mapped[str] = mapped_column(String(20))
    on: Mapped[dt.date] = mapped_column("given_on", Date)
    noted_by: Mapped[str] = mapped_column(String(120))
    noted_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class Note(Base):
    """What helpers write about her, kept apart: it is in no event and leaves the association in no way."""

    __tablename__ = "note"

    beneficiary_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("beneficiary.id"), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
