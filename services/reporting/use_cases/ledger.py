"""Facts enter the ledger, at a node and at the hub alike: logged once, state by last version, days marked to be folded again.

The node is the one of the wire, never one that a fact names. A fact that cannot be true is refused: it is parked, and a person
decides.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import orjson

from lakou.contracts.base import Event
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
from lakou.contracts.territories import TERRITORIES
from lakou.contracts.vocabulary import ActivityKind, AgeBracket, Gender, SeatState, SocialStatus, Vocabulary
from lakou.kernel.db import Db
from lakou.kernel.streams import Origin, Poison
from services.reporting.model import (
    Act,
    Contact,
    EnrollmentState,
    EnrollmentStep,
    FactLog,
    Heads,
    Merging,
    Person,
    ProgramState,
)
from services.reporting.model.columns import words
from services.reporting.model.questions import FIRST_YEAR, LAST_YEAR
from services.reporting.storage import ledger
from services.reporting.use_cases import detaching, own_ledger, path_ledger, renaming
from services.reporting.use_cases.newest import newest

MOST_MINUTES = 7 * 24 * 60
MOST_HEADS = 100_000
MARGINS: Mapping[str, type[Vocabulary]] = {"gender": Gender, "age": AgeBracket, "social_status": SocialStatus}


def enter(db: Db, fact: Event, origin: Origin) -> None:
    """Log a fact and apply it. The same place of the same node twice changes nothing. Raises Poison for an impossible fact."""
    _check(fact)
    payload = orjson.dumps(fact.schema.dump(fact), option=orjson.OPT_SORT_KEYS)
    day: dt.date | None = getattr(fact, "day", None)
    row = FactLog(node=origin.node, epoch=origin.epoch, seq=origin.seq, type=fact.type, payload=payload, day=day)
    if ledger.log(db, row):
        apply(db, fact, origin)


def apply(db: Db, fact: Event, origin: Origin) -> None:
    """Let a logged fact change the state of the thing that it is about, unless a newer one did."""
    _ENTERED[type(fact)](db, fact, origin)


def _seat(db: Db, fact: SeatAttended, origin: Origin) -> None:
    values = {"kind": ActivityKind.COLLECTIF.value, "act": fact.act, "state": fact.state.value}
    _contact(db, fact, origin, counted=fact.state is SeatState.PRESENT, **values)


def _support(db: Db, fact: IndividualSupportGiven, origin: Origin) -> None:
    state = SeatState.ANNULE_SERVICE if fact.withdrawn else SeatState.PRESENT
    place_type = fact.place_type and fact.place_type.value
    values = {"kind": ActivityKind.INDIVIDUEL.value, "act": fact.contact, "state": state.value, "place_type": place_type}
    _contact(db, fact, origin, counted=not fact.withdrawn, **values)


def _contact(db: Db, fact: SeatAttended | IndividualSupportGiven, origin: Origin, **values: Any) -> None:
    before = db.get(Contact, (origin.node, fact.contact))
    days, pid_before = ({before.day}, before.pid if before.counted else None) if before else (set(), None)
    if not newest(
        db, Contact, before, fact, origin, {"contact": fact.contact}, **values, **_act(fact), **path_ledger.attributes(fact)
    ):
        return
    ledger.mark_dirty(db, days | {fact.day})
    if pid_before is not None:
        date_again(db, origin.node, pid_before)
    if fact.pid is not None and values["counted"]:
        _meet(db, origin.node, fact.pid, fact.day)


def date_again(db: Db, node: str, pid: str) -> None:
    """Her first day, after one of her contacts was corrected."""
    person = ledger.person(db, node, pid)
    if person is not None:
        person.first_day = ledger.first_day(db, node, pid)


def _meet(db: Db, node: str, pid: str, day: dt.date) -> None:
    """Number a person when she is met, and remember the first day."""
    person = ledger.person(db, node, pid)
    if person is None:
        db.add(Person(node=node, pid=pid, first_day=day))
    elif person.first_day is None or day < person.first_day:
        person.first_day = day


def _session(db: Db, fact: SessionChanged, origin: Origin) -> None:
    before = db.get(Act, (origin.node, fact.act))
    days = {before.day} if before else set()
    values = {"state": fact.state.value, "capacity": fact.capacity, "withdrawn": fact.withdrawn}
    if newest(db, Act, before, fact, origin, {"act": fact.act}, **values, **_act(fact)):
        ledger.mark_dirty(db, days | {fact.day})


def _heads(db: Db, fact: HeadsCounted, origin: Origin) -> None:
    before = db.get(Heads, (origin.node, fact.act))
    days = {before.day} if before else set()
    margins = {name: getattr(fact, name) for name in MARGINS}
    if newest(db, Heads, before, fact, origin, {"act": fact.act}, total=fact.total, **margins, **_act(fact)):
        ledger.mark_dirty(db, days | {fact.day})


def _enrollment(db: Db, fact: EnrollmentReached, origin: Origin) -> None:
    step = {"stage": fact.stage.value, "day": fact.day, "reason": fact.reason.value if fact.reason else None}
    place = {"node": origin.node, "enrollment": fact.enrollment, "epoch": origin.epoch, "version": fact.version}
    if db.get(EnrollmentStep, tuple(place.values())) is None:
        db.add(EnrollmentStep(**place, **step))
    before = db.get(EnrollmentState, (origin.node, fact.enrollment))
    values = {"program": fact.program, "territory": fact.territory}
    newest(db, EnrollmentState, before, fact, origin, {"enrollment": fact.enrollment}, **values, **path_ledger.attributes(fact))


def _program(db: Db, fact: ProgramAnnounced, origin: Origin) -> None:
    before = db.get(ProgramState, (origin.node, fact.program))
    values = {"kind": fact.kind.value, "target": fact.target, "starts_on": fact.starts_on, "ends_on": fact.ends_on}
    newest(db, ProgramState, before, fact, origin, {"program": fact.program}, **values)


def _merged(db: Db, fact: PersonMerged, origin: Origin) -> None:
    before = db.get(Merging, (origin.node, fact.pid))
    newest(db, Merging, before, fact, origin, {"pid": fact.pid}, into=fact.into, day=fact.day)


def _act(fact: Any) -> dict[str, Any]:
    return {
        "day": fact.day,
        "minutes": fact.minutes,
        "territory": fact.territory,
        "program": fact.program or "",
        "themes": words(fact.themes),
    }


def _check(fact: Any) -> None:
    """What the strict schema cannot know. Raises Poison."""
    territories = {each.code for each in TERRITORIES}
    minutes = getattr(fact, "minutes", 0)
    for day in (getattr(fact, name, None) for name in ("day", "state_day")):
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise Poison("a day out of all reason")
    if getattr(fact, "territory", None) not in {None, *territories}:
        raise Poison("unknown territory")
    if not 0 <= minutes <= MOST_MINUTES or not 0 <= getattr(fact, "capacity", 0) <= MOST_HEADS:
        raise Poison("minutes or seats out of all reason")
    if isinstance(fact, HeadsCounted):
        _check_heads(fact)
    if isinstance(fact, CoordinationActed) and not all(0 <= number <= MOST_HEADS for number in own_ledger.numbers(fact)):
        raise Poison("participants out of all reason")


def _check_heads(fact: HeadsCounted) -> None:
    if not 0 <= fact.total <= MOST_HEADS:
        raise Poison("heads out of all reason")
    for name, vocabulary in MARGINS.items():
        margin: dict[str, int] = getattr(fact, name)
        if not set(margin) <= set(vocabulary) or sum(margin.values()) > fact.total:
            raise Poison(f"the margin {name} does not fit its total")


_ENTERED: Mapping[type[Event], Callable[[Db, Any, Origin], None]] = {
    HelperRegistered: own_ledger.helper,
    HelperTrained: own_ledger.training,
    CoordinationActed: own_ledger.coordination,
    SeatAttended: _seat,
    IndividualSupportGiven: _support,
    SessionChanged: _session,
    HeadsCounted: _heads,
    EnrollmentReached: _enrollment,
    ProgramAnnounced: _program,
    AssessmentTold: path_ledger.assessment,
    ReferralTold: path_ledger.referral,
    PersonMerged: _merged,
    PersonDetached: detaching.detach,
    PseudonymsRenewed: renaming.rename,
}
