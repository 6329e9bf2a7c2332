"""What a person is found by: the words of her name, how they sound, her year of birth, her numbers from either end."""

import uuid
from collections.abc import Iterable

import phonenumbers
from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.enrollment.model.declarative import Base
from services.enrollment.model.sounds import skeleton

LONGEST, LONGEST_NAME = 60, 100
SOUND, NUMBER, END_OF_NUMBER = "~", "#", "%"
_WORD = String(LONGEST).with_variant(String(LONGEST, collation="C"), "postgresql")


class SearchWord(Base):
    """One word of a person. The key is an index in the order of bytes, on SQLite and PostgreSQL alike: what begins with what was
    typed stands together in it. A sound begins with `~`, a number with `#`, a number read from its end with `%`.

    `name` is her folded name, by which those found are sorted: kept here, so that a search reads this index and nothing else.
    """

    __tablename__ = "search_word"
    __table_args__ = (
        Index("ix_search_word_word_name_beneficiary_id", "word", "name", "beneficiary_id"),
        {"sqlite_with_rowid": False},
    )

    word: Mapped[str] = mapped_column(_WORD, primary_key=True)
    beneficiary_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("beneficiary.id"), primary_key=True, index=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME), default="", server_default="")


def words_of(folded: str, birth_year: int, phones: Iterable[str]) -> set[str]:
    """All that is kept for a folded name, a year of birth and E.164 numbers."""
    names = folded.split()
    found = {name[:LONGEST] for name in names} | {str(birth_year)}
    found |= {f"{SOUND}{sound}"[:LONGEST] for name in names if (sound := skeleton(name))}
    for phone in phones:
        digits = phone.lstrip("+")
        national = str(phonenumbers.parse(phone).national_number)
        found |= {f"{NUMBER}{digits}", f"{NUMBER}{national}", f"{END_OF_NUMBER}{digits[::-1]}"}
    return found
