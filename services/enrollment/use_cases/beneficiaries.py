"""Register a person, correct her file, note what she accepts."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from lakou.contracts import territories
from lakou.kernel import clock, outbox
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from lakou.kernel.problems import NotFound
from services.enrollment.model import Beneficiary, Consent, Distinct, Note
from services.enrollment.model.beneficiaries import SITUATION
from services.enrollment.model.rules import FileMerged, PossibleDuplicate
from services.enrollment.storage import beneficiaries as storage
from services.enrollment.storage import situations
from services.enrollment.use_cases import drafts
from services.enrollment.use_cases.drafts import Draft, Said

SHARED_PHONE = "shared-phone"


@dataclass(frozen=True)
class Registered:
    """The new file, and what one should know about it: (code, sentence)."""

    beneficiary: Beneficiary
    warnings: tuple[tuple[str, str], ...]


def register(context: ServiceContext, given: Mapping[str, Any], by: str) -> Registered:
    """Open a file. Raises InvalidInput, or PossibleDuplicate unless every candidate is in `distinct_from`."""
    draft = drafts.from_answers(given, clock.today(context.site.zone))
    with context.database.transaction() as db:
        storage.hold_registrations(db)
        candidates = storage.alike(db, draft)
        distinct = set(given.get("distinct_from", ()))
        if any(each.id not in distinct for each in candidates):
            raise PossibleDuplicate(candidates=[candidate(each) for each in candidates])
        shared = storage.sharing_phone(db, draft.phone)
        person = add(db, draft, by=by, today=clock.today(context.site.zone))
        for each in candidates:
            db.merge(Distinct.of(person.id, each.id, by, clock.now()))
        return Registered(person, phone_warning(shared))


def register_all(
    context: ServiceContext, everyone: Iterable[Mapping[str, Any]], by: str, *, distinct: bool = False, exempt: bool = False
) -> list[Beneficiary | None]:
    """Open many files at once, in the given order; None in place of who may have one already, unless all are `distinct` people.

    `exempt`: they are invented for the demo, and retention leaves them. Raises InvalidInput; then nobody is registered.
    """
    today = clock.today(context.site.zone)
    with context.database.transaction() as db:
        storage.hold_registrations(db)
        drafted = [drafts.from_answers(given, today) for given in everyone]
        opened = [None if not distinct and storage.alike(db, draft) else add(db, draft, by=by, today=today) for draft in drafted]
        for person in filter(None, opened):
            person.exempt = exempt
        return opened


def phone_warning(shared: int) -> tuple[tuple[str, str], ...]:
    """A shared phone forbids nothing: a family has one."""
    if not shared:
        return ()
    others = "une autre personne" if shared == 1 else f"{shared} autres personnes"
    return ((SHARED_PHONE, f"Même téléphone que {others} : les messages ne diront pas pour qui ils sont."),)


def add(db: Db, draft: Draft, *, by: str, today: dt.date, import_id: uuid.UUID | None = None) -> Beneficiary:
    """Open a file in a transaction; who calls has looked for duplicates."""
    names = (
        "family_name",
        "given_name",
        "birth_year",
        "birth_date",
        "commune",
        "gender",
        "phone",
        "email",
        "language",
        "phone_shared",
    )
    codes = ("channel", "social_status", "rsa", "referrer")
    copied = {name: getattr(draft, name) for name in (*names, *codes)}
    person = Beneficiary(id=draft.id, revision=1, registered_on=today, import_id=import_id, folded="", **copied)
    person.fold()
    db.add(person)
    db.flush()
    if draft.other_phones:
        situations.keep_phones(db, person.id, draft.other_phones)
    storage.index_new(db, person, [str(each["phone"]) for each in draft.other_phones])
    if draft.notes:
        db.add(Note(beneficiary_id=person.id, text=draft.notes))
    tell(db, person, consents=_note_consents(db, person.id, draft.consents, by))
    return person


def change(
    context: ServiceContext, beneficiary_id: uuid.UUID, given: Mapping[str, Any], check: Callable[[int], None]
) -> Beneficiary:
    """Correct a file. `check` is given its revision. Raises NotFound, StaleRevision or InvalidInput.

    What was done before `situation_since` keeps what was true then, unless `situation_corrected` says that it never was.
    """
    with context.database.transaction() as db:
        person = standing(db, beneficiary_id)
        check(person.revision)
        changes = dict(given)
        if "notes" in changes:
            db.merge(Note(beneficiary_id=person.id, text=changes.pop("notes") or ""))
        if "other_phones" in changes:
            situations.keep_phones(db, person.id, changes.pop("other_phones"))
        if "birth_year" in changes or "birth_date" in changes:
            changes["birth_year"], changes["birth_date"] = _new_birth(person, changes, clock.today(context.site.zone))
        since, corrected = changes.pop("situation_since", None), changes.pop("situation_corrected", False)
        before = [getattr(person, name) for name in SITUATION]
        for name, value in changes.items():
            setattr(person, name, value)
        if not corrected and before != [getattr(person, name) for name in SITUATION]:
            person.situation_since = drafts.past_day(since, clock.today(context.site.zone), "situation_since")
        person.fold()
        person.revision += 1
        person.changed_on = clock.today(context.site.zone)
        db.flush()
        storage.index(db, person)
        tell(db, person)
        return person


def _new_birth(person: Beneficiary, changes: Mapping[str, Any], today: dt.date) -> tuple[int, dt.date | None]:
    """A year alone takes the place of a date of another year."""
    year = changes.get("birth_year")
    if "birth_date" in changes:
        date = changes["birth_date"]
        year = year or (None if date else person.birth_year)
    else:
        date = person.birth_date if person.birth_date and person.birth_date.year == year else None
    return drafts.birth({"birth_year": year, "birth_date": date}, today)


def note_consent(
    context: ServiceContext, beneficiary_id: uuid.UUID, given: Mapping[str, Any], by: str, check: Callable[[int], None]
) -> Beneficiary:
    """Write what she says of one purpose from now on. Raises NotFound, StaleRevision or InvalidInput."""
    spoken = drafts.said(given, clock.today(context.site.zone))
    with context.database.transaction() as db:
        person = standing(db, beneficiary_id)
        check(person.revision)
        say(db, person, [spoken], by)
        return person


def say(db: Db, person: Beneficiary, consents: Iterable[Said], by: str) -> None:
    """Write what she says in a transaction of somebody else's, and tell the others."""
    _note_consents(db, person.id, consents, by)
    person.revision += 1
    tell(db, person)


def get(db: Db, beneficiary_id: uuid.UUID) -> Beneficiary:
    """The file. Raises NotFound."""
    person = db.get(Beneficiary, beneficiary_id)
    if person is None or person.erased:
        raise NotFound("Cette fiche n’existe pas, ou n’existe plus. Cherchez la personne par son nom.")
    return person


def standing(db: Db, beneficiary_id: uuid.UUID) -> Beneficiary:
    """The file, to change it. Raises NotFound, or FileMerged when another file stands for it."""
    person = get(db, beneficiary_id)
    if person.root_id is not None:
        raise FileMerged(into=str(person.root_id))
    return person


def typed(name: str, value: Any) -> Any:
    """A value of a file as JSON keeps it, back as the file has it."""
    return dt.date.fromisoformat(value) if name == "birth_date" and value else value


def candidate(person: Beneficiary) -> dict[str, Any]:
    """Enough to recognise her, and her number masked."""
    return {
        "id": str(person.id),
        "family_name": person.family_name,
        "given_name": person.given_name,
        "birth_year": person.birth_year,
        "birth_date": person.birth_date.isoformat() if person.birth_date else None,
        "commune": person.commune,
        "commune_name": commune_name(person.commune),
        "phone": masked(person.phone),
        "registered_on": person.registered_on.isoformat(),
    }


def masked(phone: str | None) -> str | None:
    """The last four digits: •• •• •• 12 34."""
    return f"•• •• •• {phone[-4:-2]} {phone[-2:]}" if phone else None


def commune_name(insee: str) -> str:
    """The commune as it is said; its code when it is not one of ours."""
    known = territories.commune(insee)
    return known.name if known else insee


def _note_consents(db: Db, beneficiary_id: uuid.UUID, consents: Iterable[Said], by: str) -> list[Consent]:
    """The lines written; of a purpose said twice, the last one."""
    written: dict[str, Consent] = {}
    for each in consents:
        line = Consent(purpose=each.purpose, given=each.given, channel=each.channel, on=each.on)
        line.beneficiary_id, line.noted_by, line.noted_at = beneficiary_id, by, clock.now()
        db.add(line)
        written[each.purpose] = line
    return list(written.values())


def tell(db: Db, person: Beneficiary, *, consents: Iterable[Consent] | None = None) -> None:
    """Say to the others how her file stands now; `consents` are read when they are not given."""
    outbox.record(db, person.described(storage.consents(db, person.id) if consents is None else consents))
    outbox.record(db, person.identity())
