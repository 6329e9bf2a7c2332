"""Nobody is kept for ever: who was not here for so many months is announced, and erased thirty days later.

Whatever she does in between keeps her, and so does a coordinator. Sessions, supports and programs stay counted.
"""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass

import eventlet

from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from services.enrollment.model import Beneficiary, RetentionNotice, RetentionRule
from services.enrollment.model.erasures import Reason
from services.enrollment.model.retention import NOTICE_DAYS
from services.enrollment.storage import retention as storage
from services.enrollment.use_cases import beneficiaries, erasing

BY_ITSELF = "Lakou"
MOST = 5000
AT_ONCE = 20


@dataclass(frozen=True)
class Going:
    """A person, the last day she was here, and when she goes (or went)."""

    id: uuid.UUID
    last_seen: dt.date
    due_on: dt.date


@dataclass(frozen=True)
class Run:
    """What a run did, or would do."""

    dry_run: bool
    months: int
    cutoff: dt.date
    noticed: tuple[Going, ...]
    erased: tuple[Going, ...]
    kept: int


def run(context: ServiceContext, *, dry_run: bool, by: str = BY_ITSELF) -> Run:
    """Announce who is inactive, erase who was announced long enough ago, take back the notices of who came."""
    today, zone = clock.today(context.site.zone), context.site.zone
    with context.database.reading() as db:
        rule = storage.rule(db)
        cutoff = rule.cutoff(today)
        inactive = storage.inactive(db, cutoff, zone, MOST)
        notices = storage.noticed(db)
        seen = storage.last_seen(db, inactive, zone)
    due = [each for each in inactive if each.id in notices and notices[each.id].due_on <= today]
    new = [each for each in inactive if each.id not in notices]
    back = sorted(notices.keys() - {each.id for each in inactive}) if len(inactive) < MOST else []
    until = today + dt.timedelta(days=NOTICE_DAYS)
    noticed = tuple(Going(each.id, seen[each.id], until) for each in new)
    erased = tuple(Going(each.id, seen[each.id], notices[each.id].due_on) for each in due)
    if not dry_run:
        _announce(context, back, noticed, today)
        erased = tuple(each for each in erased if each.id in _erase(context, [one.id for one in erased], cutoff, by))
    return Run(dry_run, rule.months, cutoff, noticed, erased, len(back))


def run_by_the_clock(context: ServiceContext, hour: int) -> bool:
    """Once a day, in the night of the place, when the association wants it; whether it ran."""
    now = clock.local(clock.now(), context.site.zone)
    with context.database.reading() as db:
        rule = storage.rule(db)
    if not rule.active or now.hour < hour or rule.last_run_on == now.date():
        return False
    run(context, dry_run=False)
    with context.database.transaction() as db:
        _rule(db).last_run_on = now.date()
    return True


def choose(context: ServiceContext, months: int, active: bool, by: str, check: Callable[[int], None]) -> RetentionRule:
    """The association's own rule. `check` is given its revision. Raises StaleRevision."""
    with context.database.transaction() as db:
        rule = _rule(db)
        check(rule.revision)
        rule.months, rule.active, rule.changed_by = months, active, by
        rule.revision += 1
        return rule


def keep(context: ServiceContext, beneficiary_id: uuid.UUID) -> Beneficiary:
    """Somebody knows that she will be back: as if her file had been changed today. Raises NotFound, FileMerged."""
    with context.database.transaction() as db:
        person = beneficiaries.standing(db, beneficiary_id)
        person.changed_on = clock.today(context.site.zone)
        storage.drop_notices(db, [person.id])
        return person


def _rule(db: Db) -> RetentionRule:
    return db.merge(storage.rule(db))


def _announce(context: ServiceContext, back: list[uuid.UUID], noticed: tuple[Going, ...], today: dt.date) -> None:
    with context.database.transaction() as db:
        storage.drop_notices(db, back)
        for each in noticed:
            db.merge(RetentionNotice(beneficiary_id=each.id, noticed_on=today, due_on=each.due_on))


def _erase(context: ServiceContext, ids: list[uuid.UUID], cutoff: dt.date, by: str) -> set[uuid.UUID]:
    """A few a transaction, each looked at again: she may have come meanwhile."""
    gone: set[uuid.UUID] = set()
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        with context.database.transaction() as db:
            for person in storage.inactive(db, cutoff, context.site.zone, AT_ONCE, among=some):
                gone.add(person.id)
                storage.drop_notices(db, [person.id])
                erasing.erase_in(db, person, by, Reason.RETENTION)
        eventlet.sleep(0)
    if gone:
        context.database.checkpoint()
    return gone
