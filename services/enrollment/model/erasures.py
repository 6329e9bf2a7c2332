"""That somebody was erased, never who: what the other services have answered, and what it was for."""

import datetime as dt
import uuid

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from lakou.contracts.labels import Vocabulary
from lakou.kernel.columns import UtcDateTime
from services.enrollment.model.declarative import Base

SERVICES = ("sessions", "notifications", "reporting")
"""Who must answer."""


class Reason(Vocabulary):
    """Why a person was erased."""

    ASKED = "asked", "Elle l’a demandé"
    RETENTION = "retention", "Durée de conservation passée"


class Erasure(Base):
    """`new_ids` are what the ids of her files became. `answered` is how many of them each service has dealt with.

    `held` counts what there was: seats, supports, programs, messages, notes, consents.
    """

    __tablename__ = "erasure"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    new_ids: Mapped[list[str]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(String(20))
    held: Mapped[dict[str, int]] = mapped_column(JSON)
    answered: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    at: Mapped[dt.datetime] = mapped_column("asked_at", UtcDateTime, index=True)
    by: Mapped[str] = mapped_column("asked_by", String(120))
    done_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    @property
    def waiting(self) -> list[str]:
        """The services that have not dealt with all of her files yet."""
        return [each for each in SERVICES if not set(self.new_ids) <= set(self.answered.get(each, ()))]

    def answer(self, service: str, new_id: uuid.UUID, at: dt.datetime) -> None:
        """A service has dealt with one of her files; answers may come twice."""
        said = set(self.answered.get(service, ())) | {str(new_id)}
        self.answered = self.answered | {service: sorted(said)}
        if self.done_at is None and not self.waiting:
            self.done_at = at
