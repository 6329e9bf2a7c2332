"""Finding people as one types: beginnings of words in any order, a year, a number; then names that sound alike."""

import re
import uuid
from collections.abc import Sequence

from rapidfuzz import fuzz
from sqlalchemy import ColumnElement, delete, func, insert, intersect, or_, select, tuple_

from lakou.kernel.db import Db
from services.enrollment.model import Beneficiary, SearchWord
from services.enrollment.model.search import END_OF_NUMBER, LONGEST_NAME, NUMBER, SOUND, words_of
from services.enrollment.model.sounds import skeleton
from services.enrollment.sheets.names import normalise

_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
_FEWEST_DIGITS = 4
_MOST_WORDS = 6
_LAST = "\U0010ffff"
_FEW = 3000
_NEAR = 200
_LIKE_ENOUGH = 50

Term = tuple[str, ...]
"""What one typed word may begin: any of these."""


def index(db: Db, person: Beneficiary, phones: Sequence[str], others: Sequence[Beneficiary] = ()) -> None:
    """Keep the words in step with the file; `others` are files merged into it, whose names find it as well."""
    drop(db, [person.id])
    keep(db, person, phones, others)


def keep(db: Db, person: Beneficiary, phones: Sequence[str], others: Sequence[Beneficiary] = ()) -> None:
    """Write the words of a file that has none yet."""
    words = words_of(person.folded, person.birth_year, phones)
    for each in others:
        words |= words_of(each.folded, each.birth_year, [each.phone] if each.phone else [])
    name = person.folded[:LONGEST_NAME]
    db.execute(insert(SearchWord), [{"word": word, "beneficiary_id": person.id, "name": name} for word in sorted(words)])


def drop(db: Db, ids: Sequence[uuid.UUID]) -> None:
    """These are found no more."""
    db.execute(delete(SearchWord).where(SearchWord.beneficiary_id.in_(ids)))


def matching(query: str) -> list[ColumnElement[bool]]:
    """What a person typed, as conditions: beginnings of her names in any order, a year of birth, or an end of her number."""
    return [_has(term) for term in _terms(query)]


def page(db: Db, *, query: str, commune: str, after: uuid.UUID | None, limit: int) -> tuple[list[Beneficiary], uuid.UUID | None]:
    """A page of people by name, and the id to continue after."""
    terms = _terms(query)
    last = db.get(Beneficiary, after) if after else None
    by_words = bool(terms) and not commune
    ids = _found(db, terms, last, limit + 1) if by_words else _filtered(db, terms, commune, last, limit + 1)
    found = {each.id: each for each in db.scalars(select(Beneficiary).where(Beneficiary.id.in_(ids[:limit])))}
    return [found[each] for each in ids[:limit]], ids[limit - 1] if len(ids) > limit else None


def _found(db: Db, terms: list[Term], last: Beneficiary | None, limit: int) -> list[uuid.UUID]:
    """By the words alone: those who have one of each term, sorted by the names that stand beside them."""
    beside = (SearchWord.name, SearchWord.beneficiary_id)
    having = [select(*beside).where(_ranges(term)) for term in terms]
    if last is not None:
        place = tuple_(last.folded[:LONGEST_NAME], last.id)
        having = [each.where(tuple_(*beside) > place) for each in having]
    both = having[0].distinct().subquery() if len(having) == 1 else intersect(*having).subquery()
    return list(db.scalars(select(both.c.beneficiary_id).order_by(both.c.name, both.c.beneficiary_id).limit(limit)))


def _filtered(db: Db, terms: list[Term], commune: str, last: Beneficiary | None, limit: int) -> list[uuid.UUID]:
    """Everybody, or those of a commune."""
    wanted, few = _wanted(db, terms)
    if commune:
        wanted.append(Beneficiary.commune == commune)
    if last is not None:
        wanted.append(tuple_(Beneficiary.folded, Beneficiary.id) > tuple_(last.folded, last.id))
    # Of few people, sort those found; of many, go through the index of names (which no database may use behind `coalesce`).
    name: ColumnElement[str] = func.coalesce(Beneficiary.folded, "") if few else Beneficiary.folded  # type: ignore[assignment]
    return list(db.scalars(select(Beneficiary.id).where(*wanted).order_by(name, Beneficiary.id).limit(limit)))


def _wanted(db: Db, terms: list[Term]) -> tuple[list[ColumnElement[bool]], bool]:
    """The conditions, put so that few rows are read, and whether few people meet one of them: those are looked up first.

    Of what many have, the sorted names are gone through until a page is full. Only people who are shown have words.
    """
    if not terms:
        return [Beneficiary.root_id.is_(None), Beneficiary.erased.is_(False)], False
    counts = [_count(db, term) for term in terms]
    if min(counts) > _FEW:
        return [_has(term) for term in terms], False
    rarest = counts.index(min(counts))
    with_it = select(SearchWord.beneficiary_id).where(_ranges(terms[rarest]))
    return [Beneficiary.id.in_(with_it), *(_has(term) for number, term in enumerate(terms) if number != rarest)], True


def _count(db: Db, term: Term) -> int:
    """How many rows a term has, as far as it matters."""
    some = select(SearchWord.word).where(_ranges(term)).limit(_FEW + 1).subquery()
    return db.scalar(select(func.count()).select_from(some)) or 0


def near(db: Db, *, query: str, commune: str, limit: int) -> list[Beneficiary]:
    """When no name begins like that: those that sound like it, the nearest first."""
    typed = [word for word in _typed(query) if not word.isdigit()]
    sounds = [sound for word in typed if (sound := skeleton(word, whole=False))]
    if not sounds:
        return []
    terms: list[Term] = [(f"{SOUND}{sound}",) for sound in sounds]
    ids = _filtered(db, terms, commune, None, _NEAR) if commune else _found(db, terms, None, _NEAR)
    found = db.scalars(select(Beneficiary).where(Beneficiary.id.in_(ids)).order_by(Beneficiary.folded, Beneficiary.id))
    ranked = sorted(((_likeness(typed, each), each) for each in found), key=lambda pair: -pair[0])
    return [each for score, each in ranked if score >= _LIKE_ENOUGH][:limit]


def _likeness(typed: list[str], person: Beneficiary) -> float:
    """0 to 100: how near each typed word is to the nearest of her names, on the whole."""
    names = person.folded.split()
    return sum(max(fuzz.ratio(word, name) for name in names) for word in typed) / len(typed)


def _typed(query: str) -> list[str]:
    return normalise(query[:200]).split()[:_MOST_WORDS]


def _terms(query: str) -> list[Term]:
    digits = re.sub(r"[\s.\-+]", "", query)
    if digits.isdigit() and digits.isascii() and len(digits) >= _FEWEST_DIGITS and not _YEAR.fullmatch(digits):
        written = digits.removeprefix("00").removeprefix("0")
        return [(f"{NUMBER}{written}", f"{END_OF_NUMBER}{digits[::-1]}")]
    return [(word,) for word in _typed(query)]


def _ranges(term: Term) -> ColumnElement[bool]:
    return or_(*(SearchWord.word.between(word, word + _LAST) for word in term))


def _has(term: Term) -> ColumnElement[bool]:
    return select(SearchWord.word).where(SearchWord.beneficiary_id == Beneficiary.id, _ranges(term)).exists()
