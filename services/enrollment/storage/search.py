"""Finding people as one types: beginnings of words in any order, a year, a number; then names that sound alike."""

import re
import uuid

from rapidfuzz import fuzz
from sqlalchemy import ColumnElement, delete, insert, or_, select, tuple_

from lakou.kernel.db import Db
from services.enrollment.model import Beneficiary, SearchWord
from services.enrollment.model.search import END_OF_NUMBER, NUMBER, SOUND, words_of
from services.enrollment.model.sounds import skeleton
from services.enrollment.sheets.names import normalise

_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
_FEWEST_DIGITS = 4
_MOST_WORDS = 6
_LAST = "\U0010ffff"
_NEAR = 200
_LIKE_ENOUGH = 50


def index(db: Db, person: Beneficiary, phones: list[str]) -> None:
    """Keep the words in step with the file."""
    db.execute(delete(SearchWord).where(SearchWord.beneficiary_id == person.id))
    words = words_of(person.folded, phones)
    db.execute(insert(SearchWord), [{"word": word, "beneficiary_id": person.id} for word in sorted(words)])


def matching(query: str) -> list[ColumnElement[bool]]:
    """What a person typed: beginnings of her names in any order, a year of birth, or an end of her number."""
    digits = re.sub(r"[\s.\-+]", "", query)
    if digits.isdigit() and digits.isascii() and len(digits) >= _FEWEST_DIGITS and not _YEAR.fullmatch(digits):
        written = digits.removeprefix("00").removeprefix("0")
        return [or_(_begins(f"{NUMBER}{written}"), _begins(f"{END_OF_NUMBER}{digits[::-1]}"))]
    return [_word(word) for word in _typed(query)]


def page(db: Db, *, query: str, commune: str, after: uuid.UUID | None, limit: int) -> tuple[list[Beneficiary], uuid.UUID | None]:
    """A page of people by name, and the id to continue after."""
    wanted = [*matching(query), *_shown(commune)]
    last = db.get(Beneficiary, after) if after else None
    if last is not None:
        wanted.append(tuple_(Beneficiary.folded, Beneficiary.id) > tuple_(last.folded, last.id))
    ids = db.scalars(select(Beneficiary.id).where(*wanted).order_by(Beneficiary.folded, Beneficiary.id).limit(limit + 1)).all()
    found = {each.id: each for each in db.scalars(select(Beneficiary).where(Beneficiary.id.in_(ids[:limit])))}
    return [found[each] for each in ids[:limit]], ids[limit - 1] if len(ids) > limit else None


def near(db: Db, *, query: str, commune: str, limit: int) -> list[Beneficiary]:
    """When no name begins like that: those that sound like it, the nearest first."""
    typed = [word for word in _typed(query) if not word.isdigit()]
    sounds = [sound for word in typed if (sound := skeleton(word, whole=False))]
    if not sounds:
        return []
    wanted = [*(_begins(f"{SOUND}{sound}") for sound in sounds), *_shown(commune)]
    found = db.scalars(select(Beneficiary).where(*wanted).order_by(Beneficiary.folded, Beneficiary.id).limit(_NEAR))
    ranked = sorted(((_likeness(typed, each), each) for each in found), key=lambda pair: -pair[0])
    return [each for score, each in ranked if score >= _LIKE_ENOUGH][:limit]


def _likeness(typed: list[str], person: Beneficiary) -> float:
    """0 to 100: how near each typed word is to the nearest of her names, on the whole."""
    names = person.folded.split()
    return sum(max(fuzz.ratio(word, name) for name in names) for word in typed) / len(typed)


def _typed(query: str) -> list[str]:
    return normalise(query[:200]).split()[:_MOST_WORDS]


def _shown(commune: str) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = [Beneficiary.root_id.is_(None), Beneficiary.erased.is_(False)]
    return [*wanted, Beneficiary.commune == commune] if commune else wanted


def _word(word: str) -> ColumnElement[bool]:
    begins = _begins(word)
    return or_(begins, Beneficiary.birth_year == int(word)) if _YEAR.fullmatch(word) else begins


def _begins(word: str) -> ColumnElement[bool]:
    range_ = SearchWord.word.between(word, word + _LAST)
    return Beneficiary.id.in_(select(SearchWord.beneficiary_id).where(range_))
