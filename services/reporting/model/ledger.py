"""The ledger: the log of facts as they came, and the current state of each thing, whose last version wins."""

import datetime as dt

from sqlalchemy import Index, LargeBinary, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from lakou.contracts.vocabulary import ActivityKind, SeatState, WorkshopSessionState
from services.reporting.model.columns import Base, Big, Code, Counts, Dated, Node, Place, Pseudonym, Slug

FILLED = frozenset({SeatState.INSCRIT, SeatState.A_RENSEIGNER, SeatState.PRESENT, SeatState.EXCUSE, SeatState.ABSENT})


class Versioned:
    """The version of a thing at a node. After a node was restored, its next epoch counts more than any version before it."""

    node: Mapped[Node] = mapped_column(primary_key=True, sort_order=-2)
    epoch: Mapped[Big]
    version: Mapped[Big]

    def holds(self, epoch: int, version: int) -> bool:
        """Whether this state is as new, or newer."""
        return (self.epoch, self.version) >= (epoch, version)


class Attributes:
    """What is said of the person of an act, on its day. `pid` is None for who objected and who gave no name."""

    pid: Mapped[str | None] = mapped_column(String(26))
    gender: Mapped[Code]
    age: Mapped[Code]
    social_status: Mapped[Code]
    rsa: Mapped[Code]
    commune: Mapped[Place | None]


class FactLog(Base):
    """Every fact received, never changed. `payload` is canonical JSON.

    `taken_back` marks what its node no longer knows, since it was restored from an older backup: it counts no more.
    """

    __tablename__ = "fact_log"

    node: Mapped[Node] = mapped_column(primary_key=True)
    epoch: Mapped[Big] = mapped_column(primary_key=True)
    seq: Mapped[Big] = mapped_column(primary_key=True)
    type: Mapped[str] = mapped_column(String(200))
    payload: Mapped[bytes] = mapped_column(LargeBinary)
    day: Mapped[dt.date | None]
    taken_back: Mapped[bool] = mapped_column(default=False, server_default=false())


class Contact(Versioned, Dated, Attributes, Base):
    """One person at one act. It is counted when she was there; `kind` is individuel or collectif."""

    __tablename__ = "contact"
    __table_args__ = (Index(None, "node", "pid"),)

    contact: Mapped[Pseudonym] = mapped_column(primary_key=True, sort_order=-1)
    kind: Mapped[Code]
    act: Mapped[Pseudonym]
    state: Mapped[Code]
    counted: Mapped[bool]
    place_type: Mapped[Code | None]

    @property
    def fills_a_seat(self) -> bool:
        """Whether a seat of a workshop was kept for her, whether she came or not."""
        return self.kind == ActivityKind.COLLECTIF and self.state in FILLED


class Act(Versioned, Dated, Base):
    """One dated session."""

    __tablename__ = "act"

    act: Mapped[Pseudonym] = mapped_column(primary_key=True, sort_order=-1)
    state: Mapped[Code]
    capacity: Mapped[Big]
    withdrawn: Mapped[bool] = mapped_column(default=False, server_default=false())

    @property
    def cancelled(self) -> bool:
        """Whether it was called off."""
        return self.state == WorkshopSessionState.ANNULEE

    def was_held(self, somebody_came: bool) -> bool:
        """Marked as held, or somebody came though nobody closed it."""
        return self.state == WorkshopSessionState.TENUE or (somebody_came and not self.cancelled)


class Heads(Versioned, Dated, Base):
    """Heads without a name in one session, with their margins by code."""

    __tablename__ = "heads"

    act: Mapped[Pseudonym] = mapped_column(primary_key=True, sort_order=-1)
    total: Mapped[Big]
    gender: Mapped[Counts]
    age: Mapped[Counts]
    social_status: Mapped[Counts]


class EnrollmentState(Versioned, Attributes, Base):
    """An enrollment and its person, as last told."""

    __tablename__ = "enrollment_state"

    enrollment: Mapped[Pseudonym] = mapped_column(primary_key=True, sort_order=-1)
    program: Mapped[Slug]
    territory: Mapped[Place]


class EnrollmentStep(Base):
    """Each stage that an enrollment was told to have reached, so that one can ask where it stood on a day."""

    __tablename__ = "enrollment_step"

    node: Mapped[Node] = mapped_column(primary_key=True)
    enrollment: Mapped[Pseudonym] = mapped_column(primary_key=True)
    epoch: Mapped[Big] = mapped_column(primary_key=True)
    version: Mapped[Big] = mapped_column(primary_key=True)
    stage: Mapped[Code]
    day: Mapped[dt.date]
    reason: Mapped[str | None] = mapped_column(String(40))


class AssessmentState(Versioned, Attributes, Base):
    """An assessment as last told. `program` is empty when none."""

    __tablename__ = "assessment_state"
    __table_args__ = (Index(None, "node", "pid"), Index(None, "stage", "day"))

    assessment: Mapped[Pseudonym] = mapped_column(primary_key=True, sort_order=-1)
    program: Mapped[Slug]
    territory: Mapped[Place]
    stage: Mapped[Code]
    level: Mapped[str | None] = mapped_column(String(40))
    situation: Mapped[str | None] = mapped_column(String(40))
    day: Mapped[dt.date]
    withdrawn: Mapped[bool]


class ReferralStanding(Versioned, Attributes, Base):
    """A referral of a day, and where it stands."""

    __tablename__ = "referral_standing"
    __table_args__ = (Index(None, "node", "pid"),)

    referral: Mapped[Pseudonym] = mapped_column(primary_key=True, sort_order=-1)
    direction: Mapped[Code]
    partner: Mapped[Code]
    territory: Mapped[Place]
    state: Mapped[Code]
    reason: Mapped[str | None] = mapped_column(String(40))
    done: Mapped[bool]
    day: Mapped[dt.date] = mapped_column(index=True)
    state_day: Mapped[dt.date]
    withdrawn: Mapped[bool]


class ProgramState(Versioned, Base):
    """A program at a node, with the target that this node set itself."""

    __tablename__ = "program_state"

    program: Mapped[Slug] = mapped_column(primary_key=True, sort_order=-1)
    kind: Mapped[Code]
    target: Mapped[int | None]
    starts_on: Mapped[dt.date | None]
    ends_on: Mapped[dt.date | None]


class Merging(Versioned, Base):
    """Which pseudonym of a node stands for another one of the same person; `into` is None when it was a mistake."""

    __tablename__ = "merging"

    pid: Mapped[Pseudonym] = mapped_column(primary_key=True, sort_order=-1)
    into: Mapped[str | None] = mapped_column(String(26))
    day: Mapped[dt.date]


class Swap(Base):
    """A pseudonym that is still to be taken out of the log of a node."""

    __tablename__ = "swap"

    node: Mapped[Node] = mapped_column(primary_key=True)
    pid: Mapped[Pseudonym] = mapped_column(primary_key=True)
    new_pid: Mapped[Pseudonym] = mapped_column(index=True)


class Person(Base):
    """A pseudonym of a node and its number in the bitmaps; `first_day` is that of her first counted contact."""

    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("node", "pid"),)

    number: Mapped[int] = mapped_column(primary_key=True)
    node: Mapped[Node]
    pid: Mapped[Pseudonym]
    first_day: Mapped[dt.date | None] = mapped_column(index=True)
