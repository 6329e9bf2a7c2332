"""What every table of this service stands on."""

from sqlalchemy.orm import DeclarativeBase

from lakou.kernel.columns import metadata


class Base(DeclarativeBase):
    """The tables of this service."""

    metadata = metadata()
