"""Planning sessions, one or many; moving them."""

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from typing import Any, Literal
from zoneinfo import ZoneInfo

from sqlalchemy import select

from lakou.kernel import clock, outbox
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from lakou.kernel.problems import InvalidInput
from services.sessions.model import Helper, Series, Venue, Workshop, WorkshopSession
from services.sessions.model.rules import StartsInThePast
from services.sessions.model.workshops import APPOINTMENTS
from services.sessions.storage import planning
from services.sessions.use_cases import conflicts
from services.sessions.use_cases.balance import settle
from services.sessions.use_cases.ownership import check_hers
from services.sessions.use_cases.rhythm import dates

Scope = Literal["one", "following"]


def plan_session(
    context: ServiceContext,
    *,
    workshop_id: uuid.UUID,
    starts_at: dt.datetime,
    duration_minutes: int,
    capacity: int,
    venue_id: uuid.UUID | None = None,
    helper_ids: Sequence[uuid.UUID] = (),
    recurrence: str | None = None,
    holidays: str = "skip",
    except_on: Sequence[dt.date] = (),
    confirm_conflicts: bool = False,
) -> WorkshopSession:
    """A dated session of a workshop, or with `recurrence` (an RRULE) the first of many, made in one transaction.

    `starts_at` is aware. Without a venue it stands in the node's territory and zone. The others keep the wall-clock hour of the
    place; public holidays of its territory are left out (`skip`) or not (`keep`), and the days of `except_on` always.
    Raises InvalidInput naming what does not exist, Conflict, StartsInThePast, TooManySessions, NoSessionAtAll.
    """
    with context.database.transaction() as db:
        workshop = db.get(Workshop, workshop_id)
        if workshop is None:
            raise InvalidInput({"workshop_id": "Cet atelier n’existe pas. Créez-le d’abord."})
        if workshop.id == APPOINTMENTS:
            raise InvalidInput({"workshop_id": "Un rendez-vous se prend avec une personne : prenez-en un autre pour elle."})
        first = _of_workshop(workshop, starts_at.astimezone(dt.UTC), duration_minutes, capacity)
        place(db, context, first, venue_id)
        first.helper_ids = helpers_of(db, helper_ids)
        made = [first] if recurrence is None else _repeat(db, first, recurrence, holidays == "keep", except_on)
        db.add_all(made)
        db.flush()
        conflicts.check(db, made, confirmed=confirm_conflicts)
        for session in made:
            outbox.record(db, session.described())
        return made[0]


def change_session(
    context: ServiceContext,
    session_id: uuid.UUID,
    changes: dict[str, Any],
    *,
    scope: Scope = "one",
    confirm_conflicts: bool = False,
    helper_account: str = "",
    check: Callable[[int], None] | None = None,
) -> WorkshopSession:
    """Change the moment, the duration, the seats, the place or the helpers. More seats go to those who wait.

    `following`: the same for the later ones of its series that are still planned; they move by as many days, to the same hour of
    the place, but for those that were moved by hand. `helper_account`: who asks, when she may only change her own.
    Raises NotFound, SessionCancelled, SessionWasHeld, MovedIntoPast, CapacityTooSmall, NotYourSession, Conflict, InvalidInput,
    or what `check` raises.
    """
    with context.database.transaction() as db:
        session = planning.locked(db, session_id)
        if check:
            check(session.revision)
        check_hers(db, session, helper_account)
        session.check_not_cancelled()
        others = planning.locked_after(db, session) if scope == "following" else []
        before = session.starts_local
        _change(db, context, session, changes)
        moved = session.starts_at != before
        session.own_moment |= moved and session.series_id is not None and scope == "one"
        shift = session.starts_local.replace(tzinfo=None) - before.replace(tzinfo=None) if moved else dt.timedelta()
        for other in others:
            _follow(db, context, other, changes, shift)
        db.flush()
        if changes.keys() - {"capacity"}:
            conflicts.check(db, [session, *others], confirmed=confirm_conflicts)
        for each in (session, *others):
            settle(db, each, changed=True)
        return session


def _change(db: Db, context: ServiceContext, session: WorkshopSession, changes: dict[str, Any]) -> None:
    if "starts_at" in changes:
        session.move(changes["starts_at"].astimezone(dt.UTC))
    if "capacity" in changes:
        session.resize(changes["capacity"])
    if "venue_id" in changes:
        place(db, context, session, changes["venue_id"])
    if "helper_ids" in changes:
        session.helper_ids = helpers_of(db, changes["helper_ids"])
    session.duration_minutes = changes.get("duration_minutes", session.duration_minutes)


def _follow(db: Db, context: ServiceContext, session: WorkshopSession, changes: dict[str, Any], shift: dt.timedelta) -> None:
    """The same change for a later session: its hour is that of the place, before and after."""
    local = session.starts_local.replace(tzinfo=None)
    _change(db, context, session, {name: value for name, value in changes.items() if name != "starts_at"})
    moved = local if session.own_moment else local + shift
    if "starts_at" in changes:
        session.move(moved.replace(tzinfo=ZoneInfo(session.zone)).astimezone(dt.UTC))


def _of_workshop(workshop: Workshop, starts_at: dt.datetime, minutes: int, capacity: int) -> WorkshopSession:
    return WorkshopSession(
        workshop_id=workshop.id,
        title=workshop.title,
        kind=workshop.kind,
        themes=workshop.themes,
        program_id=workshop.program_id,
        bring=workshop.bring,
        offer_hours=workshop.offer_hours,
        starts_at=starts_at,
        duration_minutes=minutes,
        capacity=capacity,
    )


def _repeat(db: Db, first: WorkshopSession, rule: str, keep_holidays: bool, but: Sequence[dt.date]) -> list[WorkshopSession]:
    """The sessions of a rule, all like the first."""
    found = dates(rule, first.starts_at, first.zone, territory=first.territory, keep_holidays=keep_holidays, but=set(but))
    if found.moments[0] < clock.now():
        raise StartsInThePast
    series = Series(workshop_id=first.workshop_id, rule=found.rule, zone=first.zone, skipped=found.skipped, made_at=clock.now())
    db.add(series)
    db.flush()
    alike = ("workshop_id", "title", "kind", "themes", "program_id", "bring", "offer_hours", "duration_minutes", "capacity")
    where = ("venue_id", "venue_name", "territory", "zone", "helper_ids")
    values = {name: getattr(first, name) for name in alike + where}
    return [WorkshopSession(**values, starts_at=at.astimezone(dt.UTC), series_id=series.id) for at in found.moments]


def place(db: Db, context: ServiceContext, session: WorkshopSession, venue_id: uuid.UUID | None) -> None:
    """Where it stands; without a venue, in the territory and the zone of the node. Raises InvalidInput."""
    if venue_id is None:
        session.venue_id, session.venue_name = None, None
        session.territory, session.zone = context.site.territory, context.site.zone
        return
    venue = db.get(Venue, venue_id)
    if venue is None:
        raise InvalidInput({"venue_id": "Ce lieu n’existe pas. Créez-le d’abord."})
    session.venue_id, session.venue_name, session.territory, session.zone = venue.id, venue.name, venue.territory, venue.zone


def helpers_of(db: Db, helper_ids: Sequence[uuid.UUID]) -> list[str]:
    """Each helper once, as a session keeps them. Raises InvalidInput."""
    wanted = list(dict.fromkeys(helper_ids))
    found = set(db.scalars(select(Helper.id).where(Helper.id.in_(wanted))))
    if len(found) < len(wanted):
        raise InvalidInput({"helper_ids": "L’un de ces aidants n’existe pas. Créez-le d’abord."})
    return [str(helper_id) for helper_id in wanted]
