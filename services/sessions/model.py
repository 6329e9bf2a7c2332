"""The nouns of sessions and their rules."""

from sqlalchemy.orm import DeclarativeBase

from lakou.kernel.columns import metadata

class Base(DeclarativeBase):
    """The tables of this service."""

    metadata = metadata()
