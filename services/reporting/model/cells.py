"""What questions are answered from: counts and a bitmap of persons for a day or a month, and one value of one dimension."""

import datetime as dt
import enum
from collections.abc import Iterable
from typing import NamedTuple

from pyroaring import BitMap
from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from services.reporting.model.columns import Base, Big, Place, Slug

MEASURES = (
    "contacts",
    "heads",
    "individual_acts",
    "individual_minutes",
    "sessions_planned",
    "sessions_held",
    "sessions_cancelled",
    "session_minutes",
    "seats_offered",
    "seats_filled",
    "seats_attended",
    "seats_excused",
    "seats_absent",
)


class Grain(enum.StrEnum):
    """How much time a cell holds."""

    DAY = "day"
    MONTH = "month"


class Dimension(enum.StrEnum):
    """What a cell is about. Territory, program and month are columns of every cell."""

    TOTAL = "total"
    NODE = "node"
    GENDER = "gender"
    AGE = "age"
    SOCIAL_STATUS = "social_status"
    RSA = "rsa"
    COMMUNE = "commune"
    THEME = "theme"
    TYPE = "type"
    PLACE_TYPE = "place_type"


class Span(NamedTuple):
    """Cells of one grain that start in these days, both included."""

    grain: Grain
    first: dt.date
    last: dt.date


class Tally:
    """Counts that add up, and the persons they are about, who do not."""

    __slots__ = ("counts", "persons")

    def __init__(self, counts: Iterable[int] = (), persons: BitMap | None = None) -> None:
        self.counts = dict(zip(MEASURES, counts, strict=False))
        self.persons = BitMap() if persons is None else persons

    def __getitem__(self, measure: str) -> int:
        return self.counts.get(measure, 0)

    def add(self, measures: dict[str, int], person: int | None = None) -> None:
        """Count some more."""
        for measure, count in measures.items():
            self.counts[measure] = self.counts.get(measure, 0) + count
        if person is not None:
            self.persons.add(person)

    def meet(self, persons: bytes) -> None:
        """The persons of a kept cell."""
        self.persons |= BitMap.deserialize(persons)

    def merge(self, other: "Tally") -> None:
        """Take in another tally."""
        self.add(other.counts)
        self.persons |= other.persons

    def columns(self) -> dict[str, int | bytes]:
        """As a cell keeps it. The bitmap is in the portable format of Roaring."""
        return {measure: self[measure] for measure in MEASURES} | {"persons": self.persons.serialize()}


NOBODY = BitMap().serialize()


class Cell(Base):
    """One tally. `start` is the day, or the first of the month; `program` is empty when none; `value` too for the total."""

    __tablename__ = "cell"

    dimension: Mapped[str] = mapped_column(String(20), primary_key=True)
    grain: Mapped[str] = mapped_column(String(5), primary_key=True)
    start: Mapped[dt.date] = mapped_column(primary_key=True)
    territory: Mapped[Place] = mapped_column(primary_key=True)
    program: Mapped[Slug] = mapped_column(primary_key=True)
    value: Mapped[Slug] = mapped_column(primary_key=True)
    contacts: Mapped[Big]
    heads: Mapped[Big]
    individual_acts: Mapped[Big]
    individual_minutes: Mapped[Big]
    sessions_planned: Mapped[Big]
    sessions_held: Mapped[Big]
    sessions_cancelled: Mapped[Big]
    session_minutes: Mapped[Big]
    seats_offered: Mapped[Big]
    seats_filled: Mapped[Big]
    seats_attended: Mapped[Big]
    seats_excused: Mapped[Big]
    seats_absent: Mapped[Big]
    persons: Mapped[bytes] = mapped_column(LargeBinary)


class DirtyDay(Base):
    """A mark that a day must be folded again. Only ever added and removed, so that marking never waits for a fold."""

    __tablename__ = "dirty_day"

    mark: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[dt.date]
