"""The declarative base, and the column types that the tables share."""

import datetime as dt
import uuid
from typing import Annotated, ClassVar

from sqlalchemy import JSON, BigInteger, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from lakou.contracts.vocabulary import Theme
from lakou.kernel.columns import metadata

Code = Annotated[str, mapped_column(String(40))]
Node = Annotated[str, mapped_column(String(60))]
Slug = Annotated[str, mapped_column(String(60))]
Pseudonym = Annotated[str, mapped_column(String(26))]
Place = Annotated[str, mapped_column(String(5))]  # a territory or an INSEE code
Big = Annotated[int, mapped_column(BigInteger)]
Words = Annotated[str, mapped_column(Text)]  # codes with a space between
Counts = Annotated[dict[str, int], mapped_column(JSON)]
Id = Annotated[uuid.UUID, mapped_column(primary_key=True)]


class Base(DeclarativeBase):
    """The tables of this service."""

    metadata: ClassVar[MetaData] = metadata()


class Revised:
    """Whole states of a neighbour's thing: the last revision wins."""

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, sort_order=-2)
    revision: Mapped[int] = mapped_column(BigInteger, sort_order=-1)


class Dated:
    """What an act is in every table: when, how long, where, for which program, about what. `program` is empty when none."""

    day: Mapped[dt.date] = mapped_column(index=True)
    minutes: Mapped[Big]
    territory: Mapped[Place]
    program: Mapped[Slug]
    themes: Mapped[Words]


def words(themes: tuple[Theme, ...]) -> str:
    """Themes as they are kept."""
    return " ".join(theme.value for theme in themes)
