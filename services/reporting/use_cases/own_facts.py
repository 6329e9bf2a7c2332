"""The facts of the hub's own mission: helpers on the register, helpers trained, acts of coordination. No name, a pseudonym each."""

from lakou.contracts.facts import CoordinationActed, HelperRegistered, HelperTrained
from lakou.contracts.vocabulary import (
    CoordinationKind,
    CoordinationNature,
    CoordinationScale,
    SeatState,
    WorkshopSessionState,
)
from services.reporting.model import KnownCoordination, KnownHelper, KnownSession, KnownTraining
from services.reporting.use_cases.desk import Desk, program_code, program_known, tell


def tell_helper(desk: Desk, helper: KnownHelper) -> None:
    """A helper on the register."""
    pseudonym = desk.pseudonym("helper", helper.id)
    fact = HelperRegistered(
        helper=pseudonym,
        version=0,
        territory=helper.territory,
        day=helper.registered_on,
        ended_on=helper.ended_on,
        aidants_connect_on=helper.aidants_connect_on,
    )
    tell(desk, pseudonym, fact)


def tell_training(desk: Desk, training: KnownTraining) -> None:
    """A helper's place in a training session, once the session is known."""
    session = desk.db.get(KnownSession, training.session_id)
    if session is None or not program_known(desk, session.program_id):
        return
    pseudonym = desk.pseudonym("training", training.id)
    fact = HelperTrained(
        training=pseudonym,
        version=0,
        helper=desk.pseudonym("helper", training.helper_id),
        act=desk.pseudonym("session", session.id),
        state=SeatState(training.state),
        day=session.day,
        minutes=session.minutes,
        territory=session.territory,
        program=program_code(desk, session.program_id),
    )
    tell(desk, pseudonym, fact)


def tell_coordination(desk: Desk, report: KnownCoordination) -> None:
    """An act of coordination, once its session is known."""
    session = desk.db.get(KnownSession, report.id)
    if session is None or not program_known(desk, session.program_id):
        return
    act = desk.pseudonym("session", session.id)
    fact = CoordinationActed(
        act=act,
        version=0,
        withdrawn=session.state == WorkshopSessionState.ANNULEE,
        kind=CoordinationKind(report.kind),
        nature=CoordinationNature(report.nature),
        scale=CoordinationScale(report.scale) if report.scale else None,
        day=session.day,
        minutes=session.minutes,
        territory=session.territory,
        program=program_code(desk, session.program_id),
        mediators=report.mediators,
        structures=report.structures,
        participants=report.participants,
    )
    tell(desk, act, fact)
