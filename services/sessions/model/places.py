"""Where one meets: venues, after the national standard of places (STD, schema v1.0.2)."""

import datetime as dt
import uuid

from sqlalchemy import JSON, Boolean, Date, Float, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from lakou.contracts import territories
from services.sessions.model.declarative import Base


class Venue(Base):
    """A place of activity. `commune` is an INSEE code; `territory` is where it stands, looked up and never cut out of a code.

    `own_zone` is its IANA zone when that is not the one of its territory. `one_off`: used once, shown in no list of choices and
    left out of the map. The lists from `services` on hold phrases of the national standard (model/standard.py).
    """

    __tablename__ = "venue"
    __table_args__ = (Index("ix_venue_name_id", "name", "id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    name: Mapped[str] = mapped_column(String(150))
    commune: Mapped[str] = mapped_column(String(5))
    territory: Mapped[str] = mapped_column(String(3))
    own_zone: Mapped[str | None] = mapped_column(String(40))
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
    connectivity: Mapped[str | None] = mapped_column(String(20))
    itinerant: Mapped[bool] = mapped_column(Boolean, default=False, server_default="0")
    one_off: Mapped[bool] = mapped_column(Boolean, default=False, server_default="0")
    summary: Mapped[str | None] = mapped_column(String(280))
    presentation: Mapped[str | None] = mapped_column(String(2000))
    parent: Mapped[str | None] = mapped_column(String(150))
    appointment_url: Mapped[str | None] = mapped_column(String(200))
    accessibility_url: Mapped[str | None] = mapped_column(String(200))
    typologies: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    services: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    publics: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    special_care: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    fees: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    national_programs: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    labels: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    access_modes: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    support_modes: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    updated_on: Mapped[dt.date | None] = mapped_column(Date)

    @property
    def zone(self) -> str:
        """The IANA zone its hours are said in."""
        return self.own_zone or territories.territory(self.territory).zone

    @property
    def commune_name(self) -> str:
        """The commune as it is said; its code when it is not one of ours."""
        known = territories.commune(self.commune)
        return known.name if known else self.commune

    @property
    def missing_for_the_map(self) -> list[str]:
        """What the national map requires and nobody gave, by field."""
        return [name for name in ("pivot", "address", "postal_code") if not getattr(self, name)]
