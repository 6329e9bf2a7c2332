"""Fetch in a few queries what the handlers of a batch will ask for one by one: events come by fifties."""

import uuid
from collections.abc import Iterable
from typing import Any, TypeVar

from lakou.contracts.base import Event, Stream
from lakou.contracts.enrollment import AssessmentMade, BeneficiaryDescribed, ReferralChanged, StageReached
from lakou.contracts.facts import (
    AssessmentTold,
    CoordinationActed,
    EnrollmentReached,
    HeadsCounted,
    HelperRegistered,
    HelperTrained,
    IndividualSupportGiven,
    ProgramAnnounced,
    ReferralTold,
    SeatAttended,
    SessionChanged,
)
from lakou.contracts.sessions import AnonymousCounted, SeatChanged, SupportGiven, WorkshopSessionDescribed
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from lakou.kernel.streams import Batch
from lakou.kernel.writing import fetch, gather
from services.reporting.model import (
    Act,
    AssessmentState,
    Contact,
    CoordinationState,
    EnrollmentState,
    EnrollmentStep,
    FactLog,
    Heads,
    HelperState,
    KnownAssessment,
    KnownBeneficiary,
    KnownCoordination,
    KnownHeads,
    KnownReferral,
    KnownSeat,
    KnownSession,
    KnownSituation,
    KnownStage,
    KnownSupport,
    KnownTraining,
    Person,
    ProgramState,
    ReferralStanding,
    Told,
    TrainingState,
)
from services.reporting.use_cases.desk import Desk

E = TypeVar("E", bound=Event)


def read_ahead(context: ServiceContext, db: Db, batch: Batch) -> None:
    """Facts come on a stream of their own: a batch holds either them or what the neighbors said."""
    desk = Desk.of(context, db)
    _of_people(desk, batch)
    _of_stages(desk, batch)
    _of_sessions(desk, batch)
    _of_seats(desk, _among(batch, SeatChanged))
    _of_paths(desk, batch)
    supports = [event.support_id for event in _among(batch, SupportGiven)]
    fetch(db, KnownSupport, supports)
    _told(desk, IndividualSupportGiven, "support", supports)
    _of_facts(db, batch)


def _of_people(desk: Desk, batch: Batch) -> None:
    ids = {event.beneficiary_id for event in _among(batch, BeneficiaryDescribed)}
    fetch(desk.db, KnownBeneficiary, ids)
    _of_seats(desk, gather(desk.db, KnownSeat.beneficiary_id, ids))
    gather(desk.db, KnownSupport.beneficiary_id, ids)
    gather(desk.db, KnownSituation.beneficiary_id, ids)
    gather(desk.db, KnownStage.beneficiary_id, ids)
    gather(desk.db, KnownAssessment.beneficiary_id, ids)
    gather(desk.db, KnownReferral.beneficiary_id, ids)


def _of_stages(desk: Desk, batch: Batch) -> None:
    reached = _among(batch, StageReached)
    fetch(desk.db, KnownStage, [(event.enrollment_id, event.revision) for event in reached])
    gather(desk.db, KnownStage.enrollment_id, [event.enrollment_id for event in reached])
    people = fetch(desk.db, KnownBeneficiary, [event.beneficiary_id for event in reached])
    gather(desk.db, KnownSituation.beneficiary_id, {person.same_as or person.id for person in people})
    _told(desk, EnrollmentReached, "enrollment", [event.enrollment_id for event in reached])


def _of_sessions(desk: Desk, batch: Batch) -> None:
    ids = {event.session_id for event in _among(batch, WorkshopSessionDescribed)}
    fetch(desk.db, KnownSession, ids)
    _of_seats(desk, gather(desk.db, KnownSeat.session_id, ids))
    ids |= {event.session_id for event in _among(batch, AnonymousCounted)}
    fetch(desk.db, KnownHeads, ids)
    fetch(desk.db, KnownCoordination, ids)
    gather(desk.db, KnownTraining.session_id, ids)
    _told(desk, SessionChanged, "session", ids)
    _told(desk, HeadsCounted, "session", ids)


def _of_seats(desk: Desk, seats: Iterable[KnownSeat | SeatChanged]) -> None:
    ids = {seat.id if isinstance(seat, KnownSeat) else seat.seat_id: seat for seat in seats}
    fetch(desk.db, KnownSeat, ids)
    fetch(desk.db, KnownSession, {seat.session_id for seat in ids.values()})
    people = fetch(desk.db, KnownBeneficiary, {seat.beneficiary_id for seat in ids.values()})
    gather(desk.db, KnownSituation.beneficiary_id, {person.same_as or person.id for person in people})
    _told(desk, SeatAttended, "seat", ids)


def _of_paths(desk: Desk, batch: Batch) -> None:
    """Assessments and referrals, and whom they are about."""
    assessments = [event.assessment_id for event in _among(batch, AssessmentMade)]
    referrals = [event.referral_id for event in _among(batch, ReferralChanged)]
    fetch(desk.db, KnownAssessment, assessments)
    fetch(desk.db, KnownReferral, referrals)
    assessed = {event.beneficiary_id for event in _among(batch, AssessmentMade)}
    sent = {event.beneficiary_id for event in _among(batch, ReferralChanged) if event.beneficiary_id}
    people = fetch(desk.db, KnownBeneficiary, assessed | sent)
    gather(desk.db, KnownSituation.beneficiary_id, {person.same_as or person.id for person in people})
    _told(desk, AssessmentTold, "assessment", assessments)
    _told(desk, ReferralTold, "referral", referrals)


def _told(desk: Desk, kind: type[Event], thing: str, ids: Iterable[uuid.UUID]) -> None:
    fetch(desk.db, Told, [(kind.type, desk.pseudonym(thing, each)) for each in ids])


def _of_facts(db: Db, batch: Batch) -> None:
    facts = [(origin.node, fact, origin) for fact, origin in batch if fact.stream is Stream.FACT]
    if not facts:
        return
    fetch(db, FactLog, [(node, origin.epoch, origin.seq) for node, _, origin in facts])
    for kind, (table, name) in _KEYS.items():
        fetch(db, table, [(node, getattr(fact, name)) for node, fact, _ in facts if isinstance(fact, kind)])
    steps = [
        (node, fact.enrollment, origin.epoch, fact.version) for node, fact, origin in facts if isinstance(fact, EnrollmentReached)
    ]
    fetch(db, EnrollmentStep, steps)
    pids = {fact.pid for _, fact, _ in facts if isinstance(fact, SeatAttended | IndividualSupportGiven) and fact.pid}
    gather(db, Person.pid, pids, Person.node == facts[0][0])  # a batch comes from one node


_KEYS: dict[type[Event], tuple[type[Any], str]] = {
    AssessmentTold: (AssessmentState, "assessment"),
    ReferralTold: (ReferralStanding, "referral"),
    HelperRegistered: (HelperState, "helper"),
    HelperTrained: (TrainingState, "training"),
    CoordinationActed: (CoordinationState, "act"),
    ProgramAnnounced: (ProgramState, "program"),
    SeatAttended: (Contact, "contact"),
    IndividualSupportGiven: (Contact, "contact"),
    SessionChanged: (Act, "act"),
    HeadsCounted: (Heads, "act"),
    EnrollmentReached: (EnrollmentState, "enrollment"),
}


def _among(batch: Batch, kind: type[E]) -> list[E]:
    return [event for event, _ in batch if isinstance(event, kind)]
