"""What reporting knows of its neighbours at a node: ids and codes, never a name. From it, facts are made."""

import datetime as dt
import uuid

from sqlalchemy import LargeBinary, String, false
from sqlalchemy.orm import Mapped, mapped_column

from lakou.contracts.vocabulary import ActivityKind, SeatState, Theme
from services.reporting.model.columns import Base, Big, Code, Counts, Id, Place, Revised, Slug, Words

WAITING = frozenset({SeatState.LISTE_ATTENTE, SeatState.OFFRE_EN_COURS})


class KnownBeneficiary(Revised, Base):
    """The codes of a person. `statistics` is False when she objected: then she is nobody in the facts.

    `same_as` is the file that stands for this one since both were merged, as of `same_revision`; `took_in`: this file may stand
    for others. `erased` has no code left: what was told of her is told again as it was, never anew.
    """

    __tablename__ = "known_beneficiary"

    gender: Mapped[Code]
    birth_year: Mapped[int | None]
    birth_date: Mapped[dt.date | None]
    social_status: Mapped[Code]
    rsa: Mapped[Code]
    commune: Mapped[Place]
    statistics: Mapped[bool | None]
    same_as: Mapped[uuid.UUID | None] = mapped_column(index=True)
    same_revision: Mapped[Big] = mapped_column(default=0, server_default="0")
    took_in: Mapped[bool] = mapped_column(default=False, server_default=false())
    erased: Mapped[bool] = mapped_column(default=False, server_default=false())
    situation_since: Mapped[dt.date | None]

    @property
    def objects(self) -> bool:
        """Whether she refused statistics (GDPR art. 21). Not having been asked is not an objection."""
        return self.statistics is False


SITUATION = ("social_status", "rsa", "commune")


class KnownSituation(Base):
    """What was true of a person before the day `until`, and no more on it: facts about acts of those days keep it."""

    __tablename__ = "known_situation"

    beneficiary_id: Mapped[Id]
    until: Mapped[dt.date] = mapped_column(primary_key=True)
    social_status: Mapped[Code]
    rsa: Mapped[Code]
    commune: Mapped[Place]


class KnownProgram(Revised, Base):
    """A program by its code."""

    __tablename__ = "known_program"

    code: Mapped[Slug]
    kind: Mapped[Code]
    target: Mapped[int | None]
    starts_on: Mapped[dt.date | None]
    ends_on: Mapped[dt.date | None]


class KnownSession(Revised, Base):
    """A dated session; `day` is the calendar day at the place."""

    __tablename__ = "known_session"

    program_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    day: Mapped[dt.date]
    minutes: Mapped[int]
    capacity: Mapped[int]
    territory: Mapped[Place]
    themes: Mapped[Words]
    state: Mapped[Code]
    withdrawn: Mapped[bool] = mapped_column(default=False, server_default=false())
    kind: Mapped[Code] = mapped_column(default=ActivityKind.COLLECTIF.value, server_default=ActivityKind.COLLECTIF.value)

    @property
    def theme_list(self) -> tuple[Theme, ...]:
        """Its themes."""
        return tuple(Theme(word) for word in self.themes.split())


class KnownSeat(Revised, Base):
    """One person's seat in one session, which may be known before either of them."""

    __tablename__ = "known_seat"

    session_id: Mapped[uuid.UUID] = mapped_column(index=True)
    beneficiary_id: Mapped[uuid.UUID] = mapped_column(index=True)
    state: Mapped[Code]

    @property
    def waits(self) -> bool:
        """Whether it is no seat yet."""
        return SeatState(self.state) in WAITING


class KnownHeads(Revised, Base):
    """Heads without a name in the session of this id."""

    __tablename__ = "known_heads"

    total: Mapped[int]
    gender: Mapped[Counts]
    age: Mapped[Counts]
    social_status: Mapped[Counts]


class KnownSupport(Revised, Base):
    """One individual support; without `beneficiary_id` it was given to somebody who gave no name."""

    __tablename__ = "known_support"

    beneficiary_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    program_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    kind: Mapped[Code]
    day: Mapped[dt.date]
    minutes: Mapped[int]
    territory: Mapped[Place]
    themes: Mapped[Words]
    withdrawn: Mapped[bool]
    place_type: Mapped[Code | None]
    autonomy: Mapped[Code | None]
    redirection: Mapped[str | None] = mapped_column(String(40))

    @property
    def theme_list(self) -> tuple[Theme, ...]:
        """Its themes."""
        return tuple(Theme(word) for word in self.themes.split())


class KnownStage(Base):
    """A stage that an enrollment reached; all are kept, so that each is told even if the program came to be known later.

    Without `beneficiary_id` it is that of a helper or a structure.
    """

    __tablename__ = "known_stage"

    enrollment_id: Mapped[Id]
    revision: Mapped[Big] = mapped_column(primary_key=True)
    beneficiary_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    program_id: Mapped[uuid.UUID] = mapped_column(index=True)
    stage: Mapped[Code]
    day: Mapped[dt.date]
    reason: Mapped[str | None] = mapped_column(String(40))
    told: Mapped[bool]


class KnownAssessment(Revised, Base):
    """An assessment of somebody's autonomy."""

    __tablename__ = "known_assessment"

    beneficiary_id: Mapped[uuid.UUID] = mapped_column(index=True)
    program_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    stage: Mapped[Code]
    level: Mapped[str | None] = mapped_column(String(40))
    situation: Mapped[str | None] = mapped_column(String(40))
    day: Mapped[dt.date]
    withdrawn: Mapped[bool]


class KnownReferral(Revised, Base):
    """A referral, in or out; without `beneficiary_id` as long as she has no file."""

    __tablename__ = "known_referral"

    beneficiary_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    direction: Mapped[Code]
    partner: Mapped[Code]
    state: Mapped[Code]
    reason: Mapped[str | None] = mapped_column(String(40))
    done: Mapped[bool]
    day: Mapped[dt.date]
    state_day: Mapped[dt.date]
    withdrawn: Mapped[bool]


class Told(Base):
    """The last fact told of a thing, without its version: the same is not told twice. `pid` is the pseudonym it was told under."""

    __tablename__ = "told"

    type: Mapped[str] = mapped_column(primary_key=True)
    thing: Mapped[Slug] = mapped_column(primary_key=True)
    version: Mapped[Big]
    payload: Mapped[bytes] = mapped_column(LargeBinary)
    pid: Mapped[str | None] = mapped_column(String(26), index=True)
