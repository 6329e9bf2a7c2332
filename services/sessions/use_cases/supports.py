"""Individual support, named or not."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from lakou.contracts.vocabulary import Autonomy, Equipment, PlaceType, Redirection, Theme, Vocabulary
from lakou.kernel import clock, outbox
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from lakou.kernel.problems import InvalidInput, NotFound
from services.sessions.model import Support, Venue
from services.sessions.model.rules import GivenAtAppointment, SupportWithdrawn, UnknownBeneficiary
from services.sessions.storage import people
from services.sessions.use_cases.workshops import theme_codes

FIRST_DAY = dt.date(2020, 1, 1)  # the national systems take nothing older


def give_support(
    context: ServiceContext,
    *,
    date: dt.date,
    duration_minutes: int,
    themes: Sequence[Theme],
    beneficiary_id: uuid.UUID | None = None,
    place_type: PlaceType = PlaceType.LIEU_ACTIVITE,
    venue_id: uuid.UUID | None = None,
    commune: str | None = None,
    program_id: uuid.UUID | None = None,
    autonomy: Autonomy | None = None,
    equipment: Sequence[Equipment] = (),
    redirection: Redirection | None = None,
) -> Support:
    """One person was helped; without `beneficiary_id` she gave no name. The territory is the node's unless a venue says else.

    Raises InvalidInput (themes, date, venue_id), UnknownBeneficiary.
    """
    with context.database.transaction() as db:
        support = Support(day=date, duration_minutes=duration_minutes, themes=theme_codes(themes), territory=context.site.territory)
        said = {"beneficiary_id": beneficiary_id, "place_type": place_type, "venue_id": venue_id, "commune": commune}
        more = {"program_id": program_id, "autonomy": autonomy, "equipment": equipment, "redirection": redirection}
        _write(context, db, support, {"date": date, **said, **more})
        db.add(support)
        outbox.record(db, support.given())
        return support


def change_support(
    context: ServiceContext, support_id: uuid.UUID, changes: Mapping[str, Any], *, check: Callable[[int], None] | None = None
) -> Support:
    """Correct some fields of an entry, under the rules of a new one. What changes nothing is not told again.

    Raises NotFound, SupportWithdrawn, GivenAtAppointment, InvalidInput, UnknownBeneficiary, or what `check` raises.
    """
    with context.database.transaction() as db:
        support = _locked(db, support_id)
        if check:
            check(support.revision)
        if support.withdrawn:
            raise SupportWithdrawn
        if _write(context, db, support, changes):
            outbox.record(db, support.given())
        return support


def withdraw_support(context: ServiceContext, support_id: uuid.UUID) -> Support:
    """Take a mistaken entry back: it stays, but counts no more. Twice changes nothing. Raises NotFound, GivenAtAppointment."""
    with context.database.transaction() as db:
        support = _locked(db, support_id)
        if support.seat_id is not None:
            raise GivenAtAppointment
        if not support.withdrawn:
            support.withdrawn = True
            outbox.record(db, support.given())
        return support


def _locked(db: Db, support_id: uuid.UUID) -> Support:
    support = db.scalars(select(Support).where(Support.id == support_id).with_for_update()).one_or_none()
    if support is None:
        raise NotFound
    return support


def _write(context: ServiceContext, db: Db, support: Support, changes: Mapping[str, Any]) -> bool:
    """Put the changes into the entry, the day last since it is that of the place; True when something is different."""
    before, kept = _said(support), _appointed(support)
    values = {"day" if name == "date" else name: _code(value) for name, value in changes.items()}
    if "themes" in values:
        values["themes"] = theme_codes(changes["themes"])
    person = values.get("beneficiary_id")
    if person is not None and person != support.beneficiary_id and people.known(db, person) is None:
        raise UnknownBeneficiary
    venue = _venue(db, values.get("venue_id", support.venue_id))
    for name, value in values.items():
        setattr(support, name, value)
    if "venue_id" in values:
        support.territory = venue.territory if venue else context.site.territory
    if support.seat_id is not None and _appointed(support) != kept:
        raise GivenAtAppointment
    _check_day(support.day, venue.zone if venue else context.site.zone)
    return _said(support) != before


def _venue(db: Db, venue_id: uuid.UUID | None) -> Venue | None:
    """Looked up before it is written, since a question to the database would first write what the database refuses."""
    venue = db.get(Venue, venue_id) if venue_id else None
    if venue_id and venue is None:
        raise InvalidInput({"venue_id": "Ce lieu n’existe pas. Créez-le d’abord."})
    return venue


def _said(support: Support) -> tuple[Any, ...]:
    names = ("beneficiary_id", "day", "duration_minutes", "themes", "territory", "place_type", "venue_id", "commune")
    return tuple(getattr(support, name) for name in (*names, "program_id", "autonomy", "equipment", "redirection"))


def _appointed(support: Support) -> tuple[Any, ...]:
    """What its appointment says, when it was given at one."""
    return support.beneficiary_id, support.day, support.venue_id


def _code(value: Any) -> Any:
    if isinstance(value, Vocabulary):
        return value.value
    return [_code(each) for each in value] if isinstance(value, (list, tuple)) else value


def _check_day(day: dt.date, zone: str) -> None:
    if day > clock.today(zone):
        raise InvalidInput({"date": "Cette date est à venir. Notez l’aide une fois donnée."})
    if day < FIRST_DAY:
        raise InvalidInput({"date": "Cette date est trop ancienne : rien n’est compté avant 2020."})
