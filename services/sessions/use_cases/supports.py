"""Individual support, named or not."""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import select

from lakou.contracts.vocabulary import PlaceType, Theme
from lakou.kernel import clock, outbox
from lakou.kernel.context import ServiceContext
from lakou.kernel.problems import InvalidInput, NotFound
from services.sessions.model import Support, Venue
from services.sessions.model.rules import UnknownBeneficiary
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
) -> Support:
    """One person was helped; without `beneficiary_id` she gave no name. The territory is the node's unless a venue says else.

    Raises InvalidInput (themes, date, venue_id), UnknownBeneficiary.
    """
    codes = theme_codes(themes)
    with context.database.transaction() as db:
        venue = db.get(Venue, venue_id) if venue_id else None
        if venue_id and venue is None:
            raise InvalidInput({"venue_id": "Ce lieu n’existe pas. Créez-le d’abord."})
        _check_day(date, venue.zone if venue else context.site.zone)
        if beneficiary_id is not None and people.known(db, beneficiary_id) is None:
            raise UnknownBeneficiary
        support = Support(
            beneficiary_id=beneficiary_id,
            day=date,
            duration_minutes=duration_minutes,
            themes=codes,
            territory=venue.territory if venue else context.site.territory,
            place_type=place_type.value,
            venue_id=venue_id,
            commune=commune,
            program_id=program_id,
        )
        db.add(support)
        outbox.record(db, support.given())
        return support


def withdraw_support(context: ServiceContext, support_id: uuid.UUID) -> Support:
    """Take a mistaken entry back: it stays, but counts no more. Twice changes nothing. Raises NotFound."""
    with context.database.transaction() as db:
        support = db.scalars(select(Support).where(Support.id == support_id).with_for_update()).one_or_none()
        if support is None:
            raise NotFound
        if not support.withdrawn:
            support.withdrawn = True
            outbox.record(db, support.given())
        return support


def _check_day(day: dt.date, zone: str) -> None:
    if day > clock.today(zone):
        raise InvalidInput({"date": "Cette date est à venir. Notez l’aide une fois donnée."})
    if day < FIRST_DAY:
        raise InvalidInput({"date": "Cette date est trop ancienne : rien n’est compté avant 2020."})
