"""What one follows: a program with its target."""

import datetime as dt
import uuid

from sqlalchemy import BigInteger, Date, Integer, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from lakou.contracts.enrollment import ProgramDescribed
from lakou.contracts.vocabulary import ProgramKind
from services.enrollment.model.declarative import Base
from services.enrollment.sheets.names import normalise

CODE_LENGTH = 60  # what facts carry


class Program(Base):
    """A program. `code` is its slug, the same at every node; `target` a number of people; `budget_cents` in euro cents.

    `capacity`: the places of this cohort; who is validated beyond them waits.
    `common`: the hub shares it out, and alone changes what is the same everywhere.
    """

    __tablename__ = "program"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    code: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(150))
    kind: Mapped[str] = mapped_column(String(20))
    target: Mapped[int | None] = mapped_column(Integer)
    starts_on: Mapped[dt.date | None] = mapped_column(Date)
    ends_on: Mapped[dt.date | None] = mapped_column(Date)
    eligibility: Mapped[str | None] = mapped_column(Text)
    funder: Mapped[str | None] = mapped_column(String(150))
    budget_cents: Mapped[int | None] = mapped_column(BigInteger)
    capacity: Mapped[int | None] = mapped_column(Integer)
    cohort: Mapped[str | None] = mapped_column(String(80))
    common: Mapped[bool] = mapped_column(default=False, server_default=false())

    @property
    def budget(self) -> float | None:
        """In euros."""
        return None if self.budget_cents is None else self.budget_cents / 100

    def described(self) -> ProgramDescribed:
        """What to tell the others."""
        return ProgramDescribed(
            program_id=self.id,
            revision=self.revision,
            code=self.code,
            name=self.name,
            kind=ProgramKind(self.kind),
            target=self.target,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
        )


def slug_of(name: str) -> str:
    """A code made from a name: `inclusion-numerique`. Empty when the name has no Latin letter or digit."""
    letters = "".join(character if character.isascii() else " " for character in normalise(name))
    return "-".join(letters.split())[:CODE_LENGTH].strip("-")
