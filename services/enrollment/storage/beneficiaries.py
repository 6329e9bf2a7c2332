"""Finding people: by id, by name, and by likeness."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence

from sqlalchemy import Select, delete, func, insert, or_, select, text

from lakou.contracts.vocabulary import SeatState
from lakou.kernel import clock
from lakou.kernel.db import Db
from services.enrollment.model import Beneficiary, Consent, KnownSession, KnownSupport, NameKey, Note, OtherPhone, Participation
from services.enrollment.model.likeness import Described, name_keys, resemble
from services.enrollment.sheets.names import alike as names_alike
from services.enrollment.storage import search as finding


def hold_registrations(db: Db) -> None:
    """Let no one else register meanwhile, so that two who are alike cannot both pass the check. SQLite has one writer anyway."""
    if db.get_bind().dialect.name == "postgresql":
        db.execute(text("LOCK TABLE name_key IN SHARE ROW EXCLUSIVE MODE"))


def alike(db: Db, person: Described) -> list[Beneficiary]:
    """The files that may be this person's, the most recent last; for a file that was merged, the one that stands for it."""
    keyed = select(NameKey.beneficiary_id).where(NameKey.key.in_(name_keys(person.family_name, person.birth_year)))
    found = list(db.scalars(select(Beneficiary).where(Beneficiary.id.in_(keyed))))
    same_number: list[Beneficiary] = []
    if person.phone:
        found += db.scalars(select(Beneficiary).where(Beneficiary.phone == person.phone))
        others = select(OtherPhone.beneficiary_id).where(OtherPhone.phone == person.phone)
        same_number = list(db.scalars(select(Beneficiary).where(Beneficiary.id.in_(others))))
    likely = [each for each in found if resemble(each, person)]
    likely += [each for each in same_number if names_alike(each.given_name, person.given_name)]
    standing = by_ids(db, {each.stands_for for each in likely})
    return sorted((each for each in standing.values() if not each.erased), key=lambda each: (each.registered_on, each.folded))


def sharing_phone(db: Db, phone: str | None, *, beside: uuid.UUID | None = None) -> int:
    """How many people have this number."""
    if not phone:
        return 0
    others = select(func.count()).select_from(Beneficiary).where(Beneficiary.phone == phone, Beneficiary.root_id.is_(None))
    return db.scalar(others.where(Beneficiary.id != beside) if beside else others) or 0


def index(db: Db, person: Beneficiary) -> None:
    """Keep the keys of likeness in step with the name and the birth."""
    db.execute(delete(NameKey).where(NameKey.beneficiary_id == person.id))
    _keep_keys(db, person)
    make_found(db, person)


def index_new(db: Db, person: Beneficiary, other_phones: Iterable[str]) -> None:
    """The same for a file that was opened in this transaction: there is nothing of it yet, and nothing is looked for."""
    _keep_keys(db, person)
    finding.keep(db, person, [*filter(None, [person.phone]), *other_phones])


def _keep_keys(db: Db, person: Beneficiary) -> None:
    keys = name_keys(person.family_name, person.birth_year)
    db.execute(insert(NameKey), [{"key": key, "beneficiary_id": person.id} for key in keys])


def make_found(db: Db, person: Beneficiary) -> None:
    """Keep the words by which she is found in step with her file and those merged into it; a merged file is found as the other."""
    if person.root_id is not None:
        finding.drop(db, [person.id])
        return
    phones = db.scalars(select(OtherPhone.phone).where(OtherPhone.beneficiary_id == person.id))
    merged = db.scalars(select(Beneficiary).where(Beneficiary.root_id == person.id)).all()
    finding.index(db, person, [*filter(None, [person.phone]), *phones], merged)


def search(
    db: Db, *, query: str = "", commune: str = "", after: uuid.UUID | None = None, limit: int = 50
) -> tuple[list[Beneficiary], uuid.UUID | None]:
    """A page of people by name, and the id to continue after; who sounds like it when nobody is called so."""
    found, following = finding.page(db, query=query, commune=commune, after=after, limit=limit)
    if found or after is not None:
        return found, following
    return finding.near(db, query=query, commune=commune, limit=limit), None


def by_ids(db: Db, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Beneficiary]:
    """Several files at once."""
    return {each.id: each for each in db.scalars(select(Beneficiary).where(Beneficiary.id.in_(list(ids))))}


def communes(db: Db) -> list[str]:
    """The INSEE codes where someone lives, each found in the index after the one before. Who is erased lives nowhere."""
    after = select(func.min(Beneficiary.commune).label("code")).where(Beneficiary.commune > "").cte("lived", recursive=True)
    following = select(func.min(Beneficiary.commune)).where(Beneficiary.commune > after.c.code).scalar_subquery()
    lived = after.union_all(select(following).where(after.c.code.is_not(None)))
    return list(db.scalars(select(lived.c.code).where(lived.c.code.is_not(None))))


def count(db: Db) -> int:
    """How many people."""
    shown = select(func.count()).select_from(Beneficiary).where(Beneficiary.root_id.is_(None), Beneficiary.erased.is_(False))
    return db.scalar(shown) or 0


def consents(db: Db, beneficiary_id: uuid.UUID) -> list[Consent]:
    """What holds now: the last line of each purpose."""
    last = select(func.max(Consent.id)).where(Consent.beneficiary_id.in_(_files(beneficiary_id))).group_by(Consent.purpose)
    return list(db.scalars(select(Consent).where(Consent.id.in_(last)).order_by(Consent.purpose)))


def consent_trail(db: Db, beneficiary_id: uuid.UUID) -> list[Consent]:
    """All that was ever said, the latest first."""
    mine = Consent.beneficiary_id.in_(_files(beneficiary_id))
    return list(db.scalars(select(Consent).where(mine).order_by(Consent.id.desc())))


def own_consents(db: Db, beneficiary_id: uuid.UUID) -> list[Consent]:
    """All that was ever noted in this very file, the latest first."""
    return list(db.scalars(select(Consent).where(Consent.beneficiary_id == beneficiary_id).order_by(Consent.id.desc())))


def _files(beneficiary_id: uuid.UUID) -> Select[uuid.UUID]:
    """Her file, and those that it stands for."""
    return select(Beneficiary.id).where(or_(Beneficiary.id == beneficiary_id, Beneficiary.root_id == beneficiary_id))


def notes(db: Db, beneficiary_id: uuid.UUID) -> str:
    """What was written about her."""
    found = db.get(Note, beneficiary_id)
    return found.text if found else ""


def last_seen(db: Db, ids: Sequence[uuid.UUID], zone: str) -> dict[uuid.UUID, dt.date]:
    """The last day each was present in a session or helped alone; who never was is left out."""
    shown = func.coalesce(Beneficiary.root_id, Beneficiary.id)
    of_them = or_(Beneficiary.id.in_(ids), Beneficiary.root_id.in_(ids))
    present = (
        select(shown, func.max(KnownSession.starts_at))
        .join(Participation, Participation.beneficiary_id == Beneficiary.id)
        .join(KnownSession, KnownSession.session_id == Participation.session_id)
        .where(of_them, Participation.state == SeatState.PRESENT.value)
        .group_by(shown)
    )
    helped = (
        select(shown, func.max(KnownSupport.day))
        .join(KnownSupport, KnownSupport.beneficiary_id == Beneficiary.id)
        .where(of_them, KnownSupport.withdrawn.is_(False))
        .group_by(shown)
    )
    seen: dict[uuid.UUID, dt.date] = {person: clock.local(moment, zone).date() for person, moment in db.execute(present)}
    for person, day in db.execute(helped):
        seen[person] = max(day, seen.get(person, day))
    return seen
