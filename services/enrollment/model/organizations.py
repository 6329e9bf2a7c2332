"""Partners who send us people, and structures that we help."""

import uuid

from sqlalchemy import Boolean, Integer, String, true
from sqlalchemy.orm import Mapped, mapped_column

from lakou.contracts.vocabulary import OrganizationKind, ReferrerKind
from services.enrollment.model.declarative import Base

SINGULAR = frozenset(
    {
        OrganizationKind.CAF,
        OrganizationKind.CGSS,
        OrganizationKind.FRANCE_TRAVAIL,
        OrganizationKind.PREFECTURE,
    }
)
"""Kinds of which a territory has one: the first is called by its kind, so that `sharing:caf` is about it."""


class Organization(Base):
    """One line of the directory. `code` never changes: consents (`sharing:<code>`) and a partner's sign-in name it."""

    __tablename__ = "organization"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(150))
    kind: Mapped[str] = mapped_column(String(40))
    siret: Mapped[str | None] = mapped_column(String(14), unique=True)
    rna: Mapped[str | None] = mapped_column(String(10), unique=True)
    commune: Mapped[str | None] = mapped_column(String(5))
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(20))
    active: Mapped[bool] = mapped_column(Boolean, default=True, server_default=true())

    @property
    def purpose(self) -> str:
        """What a person agrees to, for this partner to be told about her."""
        return f"sharing:{self.code}"

    @property
    def referrer(self) -> ReferrerKind:
        """Its kind as a referrer: a shop or a structure that has none of its own is another one."""
        known = set(ReferrerKind)
        return ReferrerKind(self.kind) if self.kind in known else ReferrerKind.AUTRE
