"""What the hub shares out, and what a node last received of it."""

import datetime as dt
from typing import Any

from sqlalchemy import LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lakou.kernel.columns import UtcDateTime
from services.reporting.model.columns import Base, Big, Code, Counts, Slug


class CommonProgram(Base):
    """At the hub: a program that every node runs under the same code. `targets`: a number of people by node."""

    __tablename__ = "common_program"

    code: Mapped[Slug] = mapped_column(primary_key=True)
    revision: Mapped[Big] = mapped_column(default=1)
    name: Mapped[str] = mapped_column(String(150))
    kind: Mapped[Code]
    starts_on: Mapped[dt.date | None]
    ends_on: Mapped[dt.date | None]
    eligibility: Mapped[str | None] = mapped_column(Text)
    funder: Mapped[str | None] = mapped_column(String(150))
    targets: Mapped[Counts] = mapped_column(default=dict)

    def offered(self) -> dict[str, Any]:
        """As it travels."""
        names = ("code", "name", "kind", "eligibility", "funder", "targets")
        days = {name: day.isoformat() if (day := getattr(self, name)) else None for name in ("starts_on", "ends_on")}
        return {name: getattr(self, name) for name in names} | days


class AdoptedCatalog(Base):
    """At a node: the catalog that the hub last sent, as it came. There is one row, or none before the first."""

    __tablename__ = "adopted_catalog"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[str] = mapped_column(String(40))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    adopted_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
