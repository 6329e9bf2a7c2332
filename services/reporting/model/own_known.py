"""What reporting knows of helpers, their training and coordination at a node: ids, codes and dates."""

import datetime as dt
import uuid

from sqlalchemy.orm import Mapped, mapped_column

from services.reporting.model.columns import Base, Code, Place, Revised


class KnownHelper(Revised, Base):
    """A digital helper on the register."""

    __tablename__ = "known_helper"

    territory: Mapped[Place]
    registered_on: Mapped[dt.date]
    ended_on: Mapped[dt.date | None]
    aidants_connect_on: Mapped[dt.date | None]


class KnownTraining(Revised, Base):
    """A helper's place in a training session, which may be known before it."""

    __tablename__ = "known_training"

    session_id: Mapped[uuid.UUID] = mapped_column(index=True)
    helper_id: Mapped[uuid.UUID]
    state: Mapped[Code]


class KnownCoordination(Revised, Base):
    """What came of the act of coordination of this session."""

    __tablename__ = "known_coordination"

    kind: Mapped[Code]
    nature: Mapped[Code]
    scale: Mapped[Code | None]
    mediators: Mapped[int]
    structures: Mapped[int]
    participants: Mapped[int]
