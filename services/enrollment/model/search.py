"""What a person is found by: the words of her name, how they sound, her numbers from either end."""

import uuid

import phonenumbers
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from services.enrollment.model.declarative import Base
from services.enrollment.model.sounds import skeleton

LONGEST = 60
SOUND, NUMBER, END_OF_NUMBER = "~", "#", "%"
_WORD = String(LONGEST).with_variant(String(LONGEST, collation="C"), "postgresql")


class SearchWord(Base):
    """One word of a person. The key is an index in the order of bytes, on SQLite and PostgreSQL alike: what begins with what was
    typed stands together in it. A sound begins with `~`, a number with `#`, a number read from its end with `%`.
    """

    __tablename__ = "search_word"
    __table_args__ = {"sqlite_with_rowid": False}

    word: Mapped[str] = mapped_column(_WORD, primary_key=True)
    beneficiary_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("beneficiary.id"), primary_key=True, index=True)


def words_of(folded: str, phones: list[str]) -> set[str]:
    """All that is kept for a folded name and E.164 numbers."""
    names = folded.split()
    found = {name[:LONGEST] for name in names}
    found |= {f"{SOUND}{sound}"[:LONGEST] for name in names if (sound := skeleton(name))}
    for phone in phones:
        digits = phone.lstrip("+")
        national = str(phonenumbers.parse(phone).national_number)
        found |= {f"{NUMBER}{digits}", f"{NUMBER}{national}", f"{END_OF_NUMBER}{digits[::-1]}"}
    return found
