"""Training of helpers: who is on the list, who came; and what came of a meeting, an event or a partnership."""

import uuid
from collections.abc import Mapping

from lakou.contracts.vocabulary import (
    ActivityKind,
    CoordinationKind,
    CoordinationNature,
    CoordinationScale,
    SeatState,
    natures_of,
)
from lakou.kernel import clock, outbox
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from lakou.kernel.problems import InvalidInput
from services.sessions.model import CoordinationReport, Helper, Trainee, WorkshopSession
from services.sessions.model.rules import CapacityTooSmall, NotThatKind
from services.sessions.model.training import HAS_A_CHAIR
from services.sessions.storage import planning, training
from services.sessions.use_cases.balance import settle

SAYABLE = (SeatState.INSCRIT, SeatState.PRESENT, SeatState.EXCUSE, SeatState.ABSENT, SeatState.DESISTE)


def list_trainees(context: ServiceContext, session_id: uuid.UUID, states: Mapping[uuid.UUID, SeatState]) -> list[Trainee]:
    """Put helpers on the list of a training session, or say who came; who is not named stays as she is.

    Who came is said from two hours before the start. Raises NotFound, NotThatKind, SessionCancelled, TooEarly, CapacityTooSmall,
    InvalidInput for a helper that does not exist or a state that is none of a list.
    """
    with context.database.transaction() as db:
        session = planning.locked(db, session_id)
        if session.kind != ActivityKind.FORMATION_AIDANTS:
            raise NotThatKind
        session.check_not_cancelled()
        if any(state not in (SeatState.INSCRIT, SeatState.DESISTE) for state in states.values()):
            session.check_open(clock.now())
        there = {trainee.helper_id: trainee for trainee in training.of_session(db, session_id)}
        _check_room(session, {helper_id: SeatState(trainee.state) for helper_id, trainee in there.items()} | dict(states))
        for helper_id, state in states.items():
            _put(db, session, there.get(helper_id), helper_id, state)
        settle(db, session)
        return training.of_session(db, session_id)


def report_coordination(
    context: ServiceContext,
    session_id: uuid.UUID,
    *,
    kind: CoordinationKind,
    nature: CoordinationNature,
    scale: CoordinationScale | None = None,
    mediators: int = 0,
    structures: int = 0,
    participants: int = 0,
) -> CoordinationReport:
    """What came of it. The whole report each time: the last one replaces the others.

    Raises NotFound, NotThatKind, SessionCancelled, TooEarly, InvalidInput when the nature does not go with the kind.
    """
    if nature not in natures_of(kind):
        raise InvalidInput({"nature": f"« {nature.label} » ne va pas avec « {kind.label} ». Choisissez une autre nature."})
    with context.database.transaction() as db:
        session = planning.locked(db, session_id)
        if session.kind != ActivityKind.COORDINATION:
            raise NotThatKind
        session.check_open(clock.now())
        report = training.report(db, session_id)
        if report is None:
            report = CoordinationReport(session_id=session_id, kind="", nature="")
            db.add(report)
        report.kind, report.nature, report.scale = kind.value, nature.value, scale.value if scale else None
        report.mediators, report.structures, report.participants = mediators, structures, participants
        outbox.record(db, report.reported())
        settle(db, session)
        return report


def _check_room(session: WorkshopSession, states: Mapping[uuid.UUID, SeatState]) -> None:
    taken = sum(1 for state in states.values() if state in HAS_A_CHAIR)
    if taken > session.capacity:
        raise CapacityTooSmall("La formation a moins de places. Donnez-lui-en plus, ou retirez un aidant.", taken=taken)


def _put(db: Db, session: WorkshopSession, trainee: Trainee | None, helper_id: uuid.UUID, state: SeatState) -> None:
    if state not in SAYABLE:
        raise InvalidInput({"trainees": "Choisissez inscrit, présent, excusé, absent ou désisté."})
    if trainee is None:
        if db.get(Helper, helper_id) is None:
            raise InvalidInput({"trainees": "L’un de ces aidants n’existe pas. Ajoutez-le d’abord aux aidants."})
        if state is SeatState.DESISTE:
            return
        trainee = Trainee(session_id=session.id, helper_id=helper_id, state="")
        db.add(trainee)
    if trainee.state != state:
        outbox.record(db, trainee.become(state))
