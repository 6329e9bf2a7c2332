"""Where one meets, and who helps there."""

import uuid

from sqlalchemy import JSON, Float, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from lakou.contracts import territories
from services.sessions.model.declarative import Base


class Venue(Base):
    """A place of activity. `commune` is an INSEE code; `territory` is where it stands, looked up and never cut out of a code."""

    __tablename__ = "venue"
    __table_args__ = (Index("ix_venue_name_id", "name", "id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    name: Mapped[str] = mapped_column(String(150))
    commune: Mapped[str] = mapped_column(String(5))
    territory: Mapped[str] = mapped_column(String(3))
    pivot: Mapped[str | None] = mapped_column(String(14))
    address: Mapped[str | None] = mapped_column(String(200))
    address_extra: Mapped[str | None] = mapped_column(String(200))
    postal_code: Mapped[str | None] = mapped_column(String(5))
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    phone: Mapped[str | None] = mapped_column(String(20))
    email: Mapped[str | None] = mapped_column(String(200))
    website: Mapped[str | None] = mapped_column(String(200))
    opening_hours: Mapped[str | None] = mapped_column(String(200))
    equipment: Mapped[list[str]] = mapped_column(JSON, default=list)

    @property
    def zone(self) -> str:
        """The IANA zone of its territory."""
        return territories.territory(self.territory).zone

    @property
    def commune_name(self) -> str:
        """The commune as it is said; its code when it is not one of ours."""
        known = territories.commune(self.commune)
        return known.name if known else self.commune


class Helper(Base):
    """Somebody who holds sessions: a digital helper, employed or a volunteer."""

    __tablename__ = "helper"
    __table_args__ = (Index("ix_helper_name_id", "name", "id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    name: Mapped[str] = mapped_column(String(120))
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    skills: Mapped[list[str]] = mapped_column(JSON, default=list)
