"""What was last said of what waits for the team."""

from sqlalchemy import Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.enrollment.model.declarative import Base


class AttentionTold(Base):
    """The last event about it, so that the same is not told twice. There is one row, or none."""

    __tablename__ = "attention_told"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    revision: Mapped[int] = mapped_column(Integer)
    said: Mapped[str] = mapped_column(Text)
