"""What this service keeps of enrollment, so that its pages ask nobody."""

import datetime as dt
import unicodedata
import uuid

from sqlalchemy import JSON, Boolean, Date, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from lakou.contracts.vocabulary import ContactChannel
from services.sessions.model.declarative import Base


def fold(text: str) -> str:
    """Letters and digits alone, without accents nor case, words apart by one space: what names are searched by."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    letters = "".join(" " if not character.isalnum() else character for character in plain if not unicodedata.combining(character))
    return " ".join(letters.split())


class KnownPerson(Base):
    """A beneficiary, put together from two streams that come in any order; either one is enough to know her.

    `revision` is that of her identity (0 while only her codes are known), `codes_revision` that of her codes. `agrees` says
    whether we may write to her (None: not asked), `channel` how she wishes to be told. `removed` stays, so that an event that was
    under way does not bring her name back. `same_as` is the file that stands for this one since both were merged, as of
    `same_revision`. `erased_half`: the stream on which her erasure came already; after both, nothing names her any more and
    the row goes.
    """

    __tablename__ = "known_person"

    beneficiary_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(Integer, default=0)
    family_name: Mapped[str] = mapped_column(String(200), default="")
    given_name: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str | None] = mapped_column(String(200))
    folded: Mapped[str] = mapped_column(String(400), default="", index=True)
    channel: Mapped[str] = mapped_column(String(20), default=ContactChannel.SMS.value)
    codes_revision: Mapped[int] = mapped_column(Integer, default=0)
    agrees: Mapped[bool | None] = mapped_column(Boolean)
    birth_year: Mapped[int | None] = mapped_column(Integer)
    birth_date: Mapped[dt.date | None] = mapped_column(Date)
    commune: Mapped[str | None] = mapped_column(String(5))
    removed: Mapped[bool] = mapped_column(Boolean, default=False)
    same_as: Mapped[uuid.UUID | None] = mapped_column(index=True)
    same_revision: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    erased_half: Mapped[str | None] = mapped_column(String(10))

    @property
    def name(self) -> str:
        """As one greets her; empty while her name has not come."""
        return f"{self.given_name} {self.family_name}".strip()

    def call(self, family_name: str, given_name: str, phone: str | None) -> None:
        """How she is called and reached from now on."""
        self.family_name, self.given_name, self.phone = family_name, given_name, phone
        self.folded = fold(f"{given_name} {family_name}")

    def forget(self) -> None:
        """Keep nothing of her but that she is gone."""
        self.call("", "", None)
        self.agrees = self.birth_year = self.birth_date = self.commune = None
        self.removed = True


class KnownAttention(Base):
    """What waits for somebody of the team, as enrollment last said. There is one row, or none."""

    __tablename__ = "known_attention"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    revision: Mapped[int] = mapped_column(Integer)
    counts: Mapped[dict[str, int]] = mapped_column(JSON)
    first: Mapped[list[list[str]]] = mapped_column(JSON)


class KnownMembership(Base):
    """A helper in a program of enrollment, and how far."""

    __tablename__ = "known_membership"

    enrollment_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(Integer)
    helper_id: Mapped[uuid.UUID] = mapped_column()
    program_id: Mapped[uuid.UUID] = mapped_column(index=True)
    stage: Mapped[str] = mapped_column(String(20))
    day: Mapped[dt.date] = mapped_column(Date)


class KnownProgram(Base):
    """A program of enrollment, as the lists show it."""

    __tablename__ = "known_program"

    program_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(Integer)
    code: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(200))
