"""Programs, the way through them, and what sessions say about it."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from lakou.contracts.enrollment import ProgramDescribed, StageReached
from lakou.contracts.notifications import MessageKind, MessageSettled, MessageState
from lakou.contracts.sessions import SeatChanged, SupportGiven, WorkshopSessionDescribed
from lakou.contracts.vocabulary import (
    ActivityKind,
    ContactChannel,
    EnrollmentStage,
    PlaceType,
    SeatState,
    Theme,
    WorkshopSessionState,
)
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from lakou.kernel.problems import InvalidInput
from services.enrollment.model import Enrollment
from services.enrollment.model.enrollments import MOVES
from services.enrollment.model.rules import AlreadyEnrolled, CodeTaken, TransitionNotAllowed
from services.enrollment.storage import beneficiaries as people
from services.enrollment.storage import histories
from services.enrollment.storage import programs as storage
from services.enrollment.use_cases import enrollments, neighbors, programs
from tests.enrollment.factories import BY, NOW, TODAY, anyone, person, program, said, some_id

Stage = EnrollmentStage


def enroll(context: ServiceContext, beneficiary: Any, into: Any, **given: Any) -> Enrollment:
    return enrollments.enroll(context, {"beneficiary_id": beneficiary.id, "program_id": into.id, **given}, BY)


def move(context: ServiceContext, enrollment: Enrollment, to: Stage, **given: Any) -> Enrollment:
    return enrollments.move(context, enrollment.id, {"to": to.value, **given}, BY, anyone)


def a_session(program_id: uuid.UUID | None, *, days: int = 0, revision: int = 1, **other: Any) -> WorkshopSessionDescribed:
    usual: dict[str, Any] = {
        "session_id": uuid.uuid4(),
        "revision": revision,
        "workshop_id": uuid.uuid4(),
        "title": "Ma boîte e-mail",
        "program_id": program_id,
        "themes": (Theme.EMAIL,),
        "territory": "972",
        "venue": "Médiathèque",
        "zone": "America/Martinique",
        "starts_at": NOW + dt.timedelta(days=days),
        "duration_minutes": 120,
        "capacity": 8,
        "state": WorkshopSessionState.TENUE,
    }
    return WorkshopSessionDescribed(**(usual | other))


def a_seat(session: WorkshopSessionDescribed, beneficiary: Any, state: SeatState, revision: int = 1, **other: Any) -> SeatChanged:
    usual: dict[str, Any] = {"seat_id": uuid.uuid4(), "walk_in": False, "changed_at": NOW}
    return SeatChanged(
        session_id=session.session_id, beneficiary_id=beneficiary.id, revision=revision, state=state, **(usual | other)
    )


def hear(context: ServiceContext, *events: Any) -> None:
    heard: dict[type, Callable[[Db, Any], None]] = {
        WorkshopSessionDescribed: neighbors.know_session,
        SeatChanged: neighbors.know_seat,
    }
    for event in events:
        with context.database.transaction() as db:
            heard[type(event)](db, event)


def stage_of(context: ServiceContext, enrollment: Enrollment) -> str:
    with context.database.reading() as db:
        return enrollments.get(db, enrollment.id).stage


def test_a_code_is_made_from_the_name_and_told_to_the_others(context: ServiceContext) -> None:
    opened = program(context, "L’Inclusion Numérique, été 2026 !")
    assert opened.code == "l-inclusion-numerique-ete-2026"
    assert [each["code"] for each in said(context, ProgramDescribed.type)] == [opened.code]


def test_a_code_is_taken_once(context: ServiceContext) -> None:
    program(context)
    with pytest.raises(CodeTaken):
        program(context, "Inclusion numerique")


def test_a_program_does_not_end_before_it_starts(context: ServiceContext) -> None:
    opened = program(context)
    dates = {"starts_on": dt.date(2026, 9, 1), "ends_on": dt.date(2026, 8, 1)}
    with pytest.raises(InvalidInput) as raised:
        programs.change_program(context, opened.id, dates, anyone)
    assert list(raised.value.errors) == ["ends_on"]


def test_a_changed_program_is_told_with_its_next_revision(context: ServiceContext) -> None:
    programs.change_program(context, program(context).id, {"target": 40}, anyone)
    assert [(each["revision"], each["target"]) for each in said(context, ProgramDescribed.type)] == [(1, None), (2, 40)]


def test_an_enrollment_starts_as_a_request(context: ServiceContext) -> None:
    enrollment = enroll(context, person(context), program(context))
    told = said(context, StageReached.type)
    assert [(each["stage"], each["revision"], each["day"]) for each in told] == [("applied", 1, "2026-11-22")]
    assert enrollment.stage == "applied"


def test_the_same_person_is_once_in_a_program_while_she_has_not_left(context: ServiceContext) -> None:
    known, opened = person(context), program(context)
    first = enroll(context, known, opened)
    with pytest.raises(AlreadyEnrolled) as raised:
        enroll(context, known, opened)
    assert raised.value.facts["enrollment"] == str(first.id)
    move(context, first, Stage.DENIED, reason="hors critères")
    assert enroll(context, known, opened).id != first.id


def test_reopening_is_refused_while_she_is_in_again(context: ServiceContext) -> None:
    known, opened = person(context), program(context)
    first = enroll(context, known, opened)
    move(context, first, Stage.WITHDRAWN, reason="déménage")
    enroll(context, known, opened)
    with pytest.raises(AlreadyEnrolled):
        move(context, first, Stage.ENROLLED)


@pytest.mark.parametrize("here", list(Stage))
@pytest.mark.parametrize("to", list(Stage))
def test_only_the_moves_of_the_table_are_possible(here: Stage, to: Stage) -> None:
    enrollment = Enrollment(stage=here.value, revision=1)
    if to in MOVES[here]:
        enrollment.move(to, TODAY)
        assert (enrollment.stage, enrollment.revision) == (to.value, 2)
        return
    with pytest.raises(TransitionNotAllowed) as raised:
        enrollment.move(to, TODAY)
    assert raised.value.facts["allowed"] == [stage.value for stage in MOVES[here]]
    assert enrollment.stage == here.value


@pytest.mark.parametrize("to", [Stage.DENIED, Stage.WITHDRAWN])
def test_leaving_needs_a_reason(context: ServiceContext, to: Stage) -> None:
    enrollment = enroll(context, person(context), program(context))
    with pytest.raises(InvalidInput) as raised:
        move(context, enrollment, to, reason="  ")
    assert list(raised.value.errors) == ["reason"]
    assert move(context, enrollment, to, reason="déménage").stage == to.value


def test_a_stage_is_not_reached_tomorrow(context: ServiceContext) -> None:
    enrollment = enroll(context, person(context), program(context))
    with pytest.raises(InvalidInput) as raised:
        move(context, enrollment, Stage.ENROLLED, on=TODAY + dt.timedelta(days=1))
    assert list(raised.value.errors) == ["on"]


@pytest.mark.parametrize("field", ["program_id", "beneficiary_id"])
def test_what_does_not_exist_is_named(context: ServiceContext, field: str) -> None:
    given = {"beneficiary_id": person(context).id, "program_id": program(context).id} | {field: some_id()}
    with pytest.raises(InvalidInput) as raised:
        enrollments.enroll(context, given, BY)
    assert list(raised.value.errors) == [field]


@pytest.mark.parametrize("kind", ["helpers", "structures"])
def test_a_program_takes_those_for_whom_it_is(context: ServiceContext, kind: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        enroll(context, person(context), program(context, "Un autre programme", kind))
    assert {"helpers": "helper_id", "structures": "organization_id"}[kind] in raised.value.errors["program_id"]


def test_a_first_presence_makes_a_validated_person_active(context: ServiceContext) -> None:
    known, opened = person(context), program(context)
    enrollment = enroll(context, known, opened, on=TODAY - dt.timedelta(days=10))
    move(context, enrollment, Stage.ENROLLED, on=TODAY - dt.timedelta(days=9))
    session = a_session(opened.id, days=-2)
    hear(context, session, a_seat(session, known, SeatState.PRESENT))
    told = said(context, StageReached.type)[-1]
    assert (told["stage"], told["day"], told["revision"]) == ("active", "2026-11-20", 3)
    hear(context, a_seat(session, known, SeatState.PRESENT))
    assert len(said(context, StageReached.type)) == 3


def test_it_makes_no_difference_which_of_seat_and_session_is_heard_first(context: ServiceContext) -> None:
    known, opened = person(context), program(context)
    enrollment = enroll(context, known, opened)
    move(context, enrollment, Stage.ENROLLED)
    session = a_session(opened.id, days=-2)
    hear(context, a_seat(session, known, SeatState.PRESENT), session)
    assert stage_of(context, enrollment) == "active"
    assert said(context, StageReached.type)[-1]["day"] == "2026-11-22"  # never before she was validated


@pytest.mark.parametrize("state", [state for state in SeatState if state is not SeatState.PRESENT])
def test_only_a_presence_begins_a_program(context: ServiceContext, state: SeatState) -> None:
    known, opened = person(context), program(context)
    enrollment = move(context, enroll(context, known, opened), Stage.ENROLLED)
    session = a_session(opened.id)
    hear(context, session, a_seat(session, known, state))
    assert stage_of(context, enrollment) == "enrolled"


def test_who_is_not_validated_or_came_to_something_else_does_not_move(context: ServiceContext) -> None:
    known, opened = person(context), program(context)
    enrollment = enroll(context, known, opened)
    for session in (a_session(opened.id), a_session(None), a_session(some_id())):
        hear(context, session, a_seat(session, known, SeatState.PRESENT))
    assert stage_of(context, enrollment) == "applied"


def test_an_older_revision_of_a_seat_is_ignored(context: ServiceContext) -> None:
    known, session = person(context), a_session(None)
    seat = a_seat(session, known, SeatState.ABSENT, revision=3)
    hear(context, session, seat, a_seat(session, known, SeatState.PRESENT, revision=2, seat_id=seat.seat_id))
    with context.database.reading() as db:
        assert [held.state for held, _ in histories.seats(db, [known.id])] == ["absent"]


def test_presences_are_counted_out_of_the_seats_she_had_in_sessions_not_called_off(context: ServiceContext) -> None:
    known, opened = person(context), program(context)
    held = [a_session(opened.id, days=-days) for days in (1, 8, 22, 29)]  # the last two are of another group
    off = a_session(opened.id, days=-15, state=WorkshopSessionState.ANNULEE)
    hear(context, *held, off, a_seat(held[0], known, SeatState.PRESENT), a_seat(held[1], known, SeatState.EXCUSE))
    hear(context, a_seat(held[2], known, SeatState.DESISTE), a_seat(off, known, SeatState.INSCRIT))
    with context.database.reading() as db:
        assert storage.session_counts(db, [opened.id]) == {opened.id: 4}
        assert storage.attended(db, [opened.id], [known.id]) == {(opened.id, known.id): storage.Seen(seats=2, came=1)}
        assert people.last_seen(db, [known.id], context.site.zone) == {known.id: TODAY - dt.timedelta(days=1)}


def test_support_and_messages_are_kept_for_her_page(context: ServiceContext) -> None:
    known = person(context)
    support = SupportGiven(
        support_id=some_id(),
        revision=1,
        beneficiary_id=known.id,
        kind=ActivityKind.INDIVIDUEL,
        day=TODAY,
        duration_minutes=45,
        themes=(Theme.SANTE,),
        territory="972",
        place_type=PlaceType.LIEU_ACTIVITE,
        program_id=None,
        withdrawn=False,
    )
    message = MessageSettled(
        message_id=some_id(),
        revision=1,
        beneficiary_id=known.id,
        session_id=None,
        kind=MessageKind.REMINDER,
        channel=ContactChannel.SMS,
        state=MessageState.SENT,
        at=NOW,
    )
    with context.database.transaction() as db:
        neighbors.know_support(db, support)
        neighbors.know_message(db, message)
    with context.database.reading() as db:
        assert [each.themes for each in histories.supports(db, [known.id])] == [["sante"]]
        assert [each.state for each in histories.messages(db, [known.id])] == ["sent"]
        assert people.last_seen(db, [known.id], context.site.zone) == {known.id: TODAY}
