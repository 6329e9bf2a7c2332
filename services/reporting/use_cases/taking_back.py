"""A node was restored from a backup: what it said since then it no longer knows, and would say again under other pseudonyms.

So that nothing counts twice, the facts after the backup are taken back, and the things that they were about stand again as they
were told before. The facts stay in the log, marked.
"""

from collections.abc import Callable, Mapping
from typing import Any

import orjson
from sqlalchemy import select

from lakou.contracts.base import EVENTS, Event
from lakou.contracts.facts import (
    AssessmentTold,
    CoordinationActed,
    EnrollmentReached,
    HeadsCounted,
    HelperRegistered,
    HelperTrained,
    IndividualSupportGiven,
    PersonDetached,
    PersonMerged,
    ProgramAnnounced,
    ReferralTold,
    SeatAttended,
    SessionChanged,
)
from lakou.contracts.pseudonyms import PseudonymsRenewed
from lakou.kernel.db import Db
from lakou.kernel.streams import Origin
from services.reporting.model import (
    Act,
    AssessmentState,
    Contact,
    CoordinationState,
    EnrollmentState,
    EnrollmentStep,
    Heads,
    HelperState,
    Merging,
    ProgramState,
    ReferralStanding,
    TrainingState,
)
from services.reporting.storage import ledger as storage
from services.reporting.storage import log
from services.reporting.use_cases import detaching, ledger

_OF_NO_THING = (PersonDetached, PseudonymsRenewed)

Thing = tuple[type[Any], str]
"""The table that keeps the state of a thing, and its pseudonym or code."""

_KEPT: Mapping[type[Event], tuple[type[Any], str]] = {
    SeatAttended: (Contact, "contact"),
    IndividualSupportGiven: (Contact, "contact"),
    SessionChanged: (Act, "act"),
    HeadsCounted: (Heads, "act"),
    EnrollmentReached: (EnrollmentState, "enrollment"),
    ProgramAnnounced: (ProgramState, "program"),
    AssessmentTold: (AssessmentState, "assessment"),
    ReferralTold: (ReferralStanding, "referral"),
    HelperRegistered: (HelperState, "helper"),
    HelperTrained: (TrainingState, "training"),
    CoordinationActed: (CoordinationState, "act"),
    PersonMerged: (Merging, "pid"),
}


def take_back(db: Db, origin: Origin) -> int:
    """Take back all that a node said after `origin`; how many facts there were."""
    detaching.finish_log(db, origin.node)  # the state goes by the new pseudonyms, so must what it is told again from
    lost = log.after(db, origin)
    told = [_fact(row) for row in lost]
    things = {_thing(fact) for fact in told if not isinstance(fact, _OF_NO_THING)}
    log.take_back(db, origin)
    for kind, key in sorted(things, key=lambda thing: (thing[0].__name__, thing[1])):
        _forget(db, origin.node, kind, key)
    db.flush()
    if things:
        _tell_again(db, origin.node, things)
    return len(lost)


def _tell_again(db: Db, node: str, things: set[Thing]) -> None:
    for row in log.standing(db, node):
        fact = _fact(row)
        if isinstance(fact, _OF_NO_THING) or _thing(fact) in things:
            ledger.apply(db, fact, Origin(node, fact.source, row.epoch, row.seq))
            db.flush()


def _forget(db: Db, node: str, kind: type[Any], key: str) -> None:
    row = db.get(kind, (node, key))
    if row is None:
        return
    db.delete(row)
    db.flush()
    _LEFT_BEHIND.get(kind, _nothing_left)(db, row)


def _day(db: Db, row: Act | Heads) -> None:
    storage.mark_dirty(db, {row.day})


def _met(db: Db, row: Contact) -> None:
    storage.mark_dirty(db, {row.day})
    if row.pid is not None:
        ledger.date_again(db, row.node, row.pid)


def _steps(db: Db, row: EnrollmentState) -> None:
    steps = select(EnrollmentStep).where(EnrollmentStep.node == row.node, EnrollmentStep.enrollment == row.enrollment)
    for step in db.scalars(steps):
        db.delete(step)
    db.flush()


def _nothing_left(_db: Db, _row: Any) -> None:
    """Programs, assessments and referrals mark no day."""


_LEFT_BEHIND: Mapping[type[Any], Callable[[Db, Any], None]] = {
    Contact: _met,
    Act: _day,
    Heads: _day,
    EnrollmentState: _steps,
}


def _fact(row: Any) -> Event:
    return EVENTS[row.type].load(orjson.loads(row.payload))


def _thing(fact: Event) -> Thing:
    kind, name = _KEPT[type(fact)]
    return kind, str(getattr(fact, name))
