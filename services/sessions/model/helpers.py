"""Who helps: the register of digital helpers, when they can, and when they are away."""

import datetime as dt
import uuid
from typing import TypedDict

from sqlalchemy import JSON, Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from lakou.contracts.sessions import HelperDescribed
from services.sessions.model.declarative import Base


class Slot(TypedDict):
    """Hours of a weekday (0 is Monday) when a helper can hold a session, as HH:MM on the wall clock of the place."""

    weekday: int
    since: str
    until: str


class Helper(Base):
    """Somebody who holds sessions: a digital helper, employed or a volunteer.

    `availability` empty means that nobody said: any hour will do. `account` is the account that she enters with, when she has
    one: then the pages know which sessions are hers.
    """

    __tablename__ = "helper"
    __table_args__ = (Index("ix_helper_name_id", "name", "id"), Index("ux_helper_account", "account", unique=True))

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    revision: Mapped[int] = mapped_column(Integer, default=0)
    name: Mapped[str] = mapped_column(String(120))
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    skills: Mapped[list[str]] = mapped_column(JSON, default=list)
    availability: Mapped[list[Slot]] = mapped_column(JSON, default=list, server_default="[]")
    registered_on: Mapped[dt.date | None] = mapped_column(Date)
    ended_on: Mapped[dt.date | None] = mapped_column(Date)
    aidants_connect_on: Mapped[dt.date | None] = mapped_column(Date)
    account: Mapped[str | None] = mapped_column(String(64))

    def described(self, territory: str) -> HelperDescribed | None:
        """One more revision, and what to tell the others; nothing of who was put down before there was a register."""
        self.revision += 1
        if self.registered_on is None:
            return None
        return HelperDescribed(
            helper_id=self.id,
            revision=self.revision,
            territory=territory,
            registered_on=self.registered_on,
            ended_on=self.ended_on,
            aidants_connect_on=self.aidants_connect_on,
        )

    def may_hold(self, starts: dt.datetime, ends: dt.datetime) -> bool:
        """Whether she said that she can then; both are the wall clock of the place."""
        if not self.availability:
            return True
        since, until = f"{starts:%H:%M}", f"{ends:%H:%M}" if ends.date() == starts.date() else "24:00"
        return any(
            slot["weekday"] == starts.weekday() and slot["since"] <= since and until <= slot["until"] for slot in self.availability
        )


class Absence(Base):
    """Days when a helper is away, both included. Why is nobody's business."""

    __tablename__ = "helper_absence"
    __table_args__ = (Index("ix_helper_absence_helper_id_last_day", "helper_id", "last_day"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    helper_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("helper.id"))
    first_day: Mapped[dt.date] = mapped_column(Date)
    last_day: Mapped[dt.date] = mapped_column(Date)


class KnownAccount(Base):
    """The name of an account of the staff, for the trail of attendance."""

    __tablename__ = "known_account"

    account: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
