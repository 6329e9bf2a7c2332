"""The hub's own mission in the ledger: helpers, their training, acts of coordination, as last told."""

import datetime as dt

from sqlalchemy.orm import Mapped, mapped_column

from services.reporting.model.columns import Base, Big, Code, Place, Pseudonym, Slug
from services.reporting.model.ledger import Versioned


class HelperState(Versioned, Base):
    """A helper on the register of a node; `day` is that of her registration."""

    __tablename__ = "helper_state"

    helper: Mapped[Pseudonym] = mapped_column(primary_key=True, sort_order=-1)
    territory: Mapped[Place]
    day: Mapped[dt.date] = mapped_column(index=True)
    ended_on: Mapped[dt.date | None]
    aidants_connect_on: Mapped[dt.date | None]


class TrainingState(Versioned, Base):
    """A helper's place in a training session."""

    __tablename__ = "training_state"

    training: Mapped[Pseudonym] = mapped_column(primary_key=True, sort_order=-1)
    helper: Mapped[Pseudonym]
    act: Mapped[Pseudonym]
    state: Mapped[Code]
    day: Mapped[dt.date] = mapped_column(index=True)
    minutes: Mapped[Big]
    territory: Mapped[Place]
    program: Mapped[Slug]


class CoordinationState(Versioned, Base):
    """An act of coordination."""

    __tablename__ = "coordination_state"

    act: Mapped[Pseudonym] = mapped_column(primary_key=True, sort_order=-1)
    withdrawn: Mapped[bool]
    kind: Mapped[Code]
    nature: Mapped[Code]
    scale: Mapped[Code | None]
    day: Mapped[dt.date] = mapped_column(index=True)
    minutes: Mapped[Big]
    territory: Mapped[Place]
    program: Mapped[Slug]
    mediators: Mapped[Big]
    structures: Mapped[Big]
    participants: Mapped[Big]
