"""How long people are kept after they were last here, and who has been announced as going."""

import datetime as dt
import uuid

from sqlalchemy import Boolean, Date, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.enrollment.model.declarative import Base

USUAL_MONTHS = 36
LEAST_MONTHS, MOST_MONTHS = 6, 120
NOTICE_DAYS = 30
THE_RULE = 1


class RetentionRule(Base):
    """The association's rule: one row. `last_run_on` is the day of the last run by the clock."""

    __tablename__ = "retention_rule"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    months: Mapped[int] = mapped_column(Integer, default=USUAL_MONTHS)
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    changed_by: Mapped[str | None] = mapped_column(String(120))
    last_run_on: Mapped[dt.date | None] = mapped_column(Date)

    def cutoff(self, today: dt.date) -> dt.date:
        """Who was not here since this day has been kept long enough."""
        years, month = divmod(today.year * 12 + today.month - 1 - self.months, 12)
        return dt.date(years, month + 1, min(today.day, 28))


class RetentionNotice(Base):
    """A person who goes on `due_on` unless she comes, or somebody says to keep her."""

    __tablename__ = "retention_notice"

    beneficiary_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("beneficiary.id"), primary_key=True)
    noticed_on: Mapped[dt.date] = mapped_column(Date)
    due_on: Mapped[dt.date] = mapped_column(Date, index=True)
