"""Which of its keys a node makes pseudonyms with; the keys themselves are files beside the databases."""

from sqlalchemy.orm import Mapped, mapped_column

from services.reporting.model.columns import Base

ONLY = 1


class KeyInUse(Base):
    """One row. Whoever tells facts holds it until the end of the transaction, so that the key changes between two of them."""

    __tablename__ = "key_in_use"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
