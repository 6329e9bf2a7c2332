"""Finding people: by id, by name, and by likeness."""

import datetime as dt
import re
import uuid
from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, delete, func, insert, or_, select, text, tuple_
from sqlalchemy.orm import aliased

from lakou.contracts.vocabulary import SeatState
from lakou.kernel import clock
from lakou.kernel.db import Db
from services.enrollment.model import Beneficiary, Consent, KnownSession, KnownSupport, NameKey, Note, Participation
from services.enrollment.model.likeness import Described, name_keys, resemble
from services.enrollment.sheets.names import normalise

_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
_FEWEST_DIGITS = 4


def hold_registrations(db: Db) -> None:
    """Let no one else register meanwhile, so that two who are alike cannot both pass the check. SQLite has one writer anyway."""
    if db.get_bind().dialect.name == "postgresql":
        db.execute(text("LOCK TABLE name_key IN SHARE ROW EXCLUSIVE MODE"))


def alike(db: Db, person: Described) -> list[Beneficiary]:
    """The files that may be this person's, the most recent last."""
    keyed = select(NameKey.beneficiary_id).where(NameKey.key.in_(name_keys(person.family_name, person.birth_year)))
    found = list(db.scalars(select(Beneficiary).where(Beneficiary.id.in_(keyed))))
    if person.phone:
        found += db.scalars(select(Beneficiary).where(Beneficiary.phone == person.phone))
    likely = {each.id: each for each in found if resemble(each, person)}
    return sorted(likely.values(), key=lambda each: (each.registered_on, each.folded))


def sharing_phone(db: Db, phone: str | None, *, beside: uuid.UUID | None = None) -> int:
    """How many people have this number."""
    if not phone:
        return 0
    others = select(func.count()).select_from(Beneficiary).where(Beneficiary.phone == phone)
    return db.scalar(others.where(Beneficiary.id != beside) if beside else others) or 0


def index(db: Db, person: Beneficiary, *, new: bool = False) -> None:
    """Keep the keys of likeness in step with the name and the birth."""
    if not new:
        db.execute(delete(NameKey).where(NameKey.beneficiary_id == person.id))
    keys = name_keys(person.family_name, person.birth_year)
    db.execute(insert(NameKey), [{"key": key, "beneficiary_id": person.id} for key in keys])


def matching(query: str) -> list[ColumnElement[bool]]:
    """What a person typed: beginnings of her names in any order, a year of birth, or digits of her number."""
    digits = re.sub(r"[\s.\-+]", "", query)
    if digits.isdigit() and digits.isascii() and len(digits) >= _FEWEST_DIGITS and not _YEAR.fullmatch(digits):
        written = f"%{digits.removeprefix('00').removeprefix('0')}%"
        reached = aliased(Beneficiary)
        return [Beneficiary.id.in_(select(reached.id).where(reached.phone.like(written)))]
    return [_word(word) for word in normalise(query[:200]).split()]


def _word(word: str) -> ColumnElement[bool]:
    begins = or_(Beneficiary.folded.like(f"{word}%"), Beneficiary.folded.like(f"% {word}%"))
    return or_(begins, Beneficiary.birth_year == int(word)) if _YEAR.fullmatch(word) else begins


def search(
    db: Db, *, query: str = "", commune: str = "", after: uuid.UUID | None = None, limit: int = 50
) -> tuple[list[Beneficiary], uuid.UUID | None]:
    """A page of people by name, and the id to continue after."""
    wanted = matching(query)
    if commune:
        wanted.append(Beneficiary.commune == commune)
    last = db.get(Beneficiary, after) if after else None
    if last is not None:
        wanted.append(tuple_(Beneficiary.folded, Beneficiary.id) > tuple_(last.folded, last.id))
    ids = db.scalars(select(Beneficiary.id).where(*wanted).order_by(Beneficiary.folded, Beneficiary.id).limit(limit + 1)).all()
    shown = by_ids(db, ids[:limit])
    return [shown[each] for each in ids[:limit]], ids[limit - 1] if len(ids) > limit else None


def by_ids(db: Db, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Beneficiary]:
    """Several files at once."""
    return {each.id: each for each in db.scalars(select(Beneficiary).where(Beneficiary.id.in_(list(ids))))}


def communes(db: Db) -> list[str]:
    """The INSEE codes where someone lives."""
    return list(db.scalars(select(Beneficiary.commune).distinct()))


def count(db: Db) -> int:
    """How many files."""
    return db.scalar(select(func.count()).select_from(Beneficiary)) or 0


def consents(db: Db, beneficiary_id: uuid.UUID) -> list[Consent]:
    """What holds now: the last line of each purpose."""
    last = select(func.max(Consent.id)).where(Consent.beneficiary_id == beneficiary_id).group_by(Consent.purpose)
    return list(db.scalars(select(Consent).where(Consent.id.in_(last)).order_by(Consent.purpose)))


def consent_trail(db: Db, beneficiary_id: uuid.UUID) -> list[Consent]:
    """All that was ever said, the latest first."""
    return list(db.scalars(select(Consent).where(Consent.beneficiary_id == beneficiary_id).order_by(Consent.id.desc())))


def notes(db: Db, beneficiary_id: uuid.UUID) -> str:
    """What was written about her."""
    found = db.get(Note, beneficiary_id)
    return found.text if found else ""


def last_seen(db: Db, ids: Sequence[uuid.UUID], zone: str) -> dict[uuid.UUID, dt.date]:
    """The last day each was present in a session or helped alone; who never was is left out."""
    present = (
        select(Participation.beneficiary_id, func.max(KnownSession.starts_at))
        .join(KnownSession, KnownSession.session_id == Participation.session_id)
        .where(Participation.beneficiary_id.in_(ids), Participation.state == SeatState.PRESENT.value)
        .group_by(Participation.beneficiary_id)
    )
    helped = (
        select(KnownSupport.beneficiary_id, func.max(KnownSupport.day))
        .where(KnownSupport.beneficiary_id.in_(ids), KnownSupport.withdrawn.is_(False))
        .group_by(KnownSupport.beneficiary_id)
    )
    seen: dict[uuid.UUID, dt.date] = {person: clock.local(moment, zone).date() for person, moment in db.execute(present)}
    for person, day in db.execute(helped):
        if person is not None:
            seen[person] = max(day, seen.get(person, day))
    return seen
