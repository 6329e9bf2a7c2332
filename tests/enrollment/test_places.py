"""The places of a program: who is validated beyond them waits, and moves up in the transaction in which somebody leaves."""

import datetime as dt
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from lakou.contracts.enrollment import StageReached
from lakou.contracts.vocabulary import EnrollmentStage as Stage
from lakou.contracts.vocabulary import LeavingReason
from lakou.kernel.context import ServiceContext
from lakou.kernel.problems import Problem
from services.enrollment.model import Beneficiary, Enrollment, Program
from services.enrollment.model.enrollments import HOLDS_A_PLACE, MOVES
from services.enrollment.model.rules import ProgramFull
from services.enrollment.storage import programs as storage
from services.enrollment.use_cases import enrollments, programs
from tests.enrollment.factories import BY, TODAY, anyone, enrollment, person, program, said


def opened(context: ServiceContext, capacity: int) -> Program:
    made = program(context)
    return programs.change_program(context, made.id, {"capacity": capacity}, anyone)


def applied(context: ServiceContext, into: Program, count: int) -> list[Enrollment]:
    names = ["Aline", "Bruno", "Camille", "Denis", "Édith", "Franck", "Gladys", "Hervé"]
    women = [person(context, given_name=names[number], birth_year=1960 + 3 * number, phone=None) for number in range(count)]
    return [enrollments.enroll(context, {"beneficiary_id": each.id, "program_id": into.id}, BY) for each in women]


def move(context: ServiceContext, which: Enrollment, to: Stage, **given: Any) -> str:
    return enrollments.move(context, which.id, {"to": to.value, **given}, BY, anyone).stage


def stages(context: ServiceContext, which: list[Enrollment]) -> list[str]:
    with context.database.reading() as db:
        return [enrollments.get(db, each.id).stage for each in which]


def test_who_is_validated_beyond_the_places_waits_and_moves_up_when_somebody_leaves(context: ServiceContext) -> None:
    into = opened(context, 2)
    people = applied(context, into, 4)
    assert [move(context, each, Stage.ENROLLED) for each in people] == ["enrolled", "enrolled", "waitlisted", "waitlisted"]
    with pytest.raises(ProgramFull):
        move(context, people[3], Stage.ENROLLED)
    before = len(said(context, StageReached.type))
    move(context, people[0], Stage.WITHDRAWN, reason_code="demenagement")
    assert stages(context, people) == ["withdrawn", "enrolled", "enrolled", "waitlisted"]
    told = said(context, StageReached.type)[before:]
    assert [(each["stage"], each["reason"]) for each in told] == [("withdrawn", "demenagement"), ("enrolled", None)]
    with context.database.reading() as db:
        assert storage.history(db, [people[2].id])[-1].noted_by == "Lakou"


def test_a_completed_place_stays_taken_and_who_comes_back_needs_one(context: ServiceContext) -> None:
    into = opened(context, 1)
    first, second = applied(context, into, 2)
    for stage in (Stage.ENROLLED, Stage.ACTIVE, Stage.COMPLETED):
        move(context, first, stage)
    assert move(context, second, Stage.ENROLLED) == "waitlisted"
    move(context, first, Stage.ACTIVE)
    move(context, first, Stage.WITHDRAWN, reason="ailleurs")
    assert stages(context, [second]) == ["enrolled"]
    with pytest.raises(ProgramFull):
        move(context, first, Stage.ENROLLED)


def test_more_places_let_those_who_wait_in_by_their_order(context: ServiceContext) -> None:
    into = opened(context, 1)
    people = applied(context, into, 4)
    for each in (people[0], people[3], people[1], people[2]):
        move(context, each, Stage.ENROLLED)
    programs.change_program(context, into.id, {"capacity": 3}, anyone)
    assert stages(context, people) == ["enrolled", "enrolled", "waitlisted", "enrolled"]


def test_nobody_overtakes_those_who_wait(context: ServiceContext) -> None:
    into = opened(context, 2)
    first, second, third = applied(context, into, 3)
    move(context, first, Stage.WAITLISTED)  # by hand, while there is room
    assert move(context, second, Stage.ENROLLED) == "enrolled"
    assert stages(context, [first]) == ["enrolled"]
    assert move(context, third, Stage.ENROLLED) == "waitlisted"


@pytest.mark.parametrize(
    ("given", "code"), [({"reason": "sante"}, "sante"), ({"reason": "fatiguée"}, "autre"), ({"reason_code": "emploi"}, "emploi")]
)
def test_why_she_leaves_is_a_code_for_the_others_and_words_for_us(
    context: ServiceContext, given: dict[str, str], code: str
) -> None:
    (only,) = applied(context, opened(context, 5), 1)
    move(context, only, Stage.DENIED, **given)
    told = said(context, StageReached.type)[-1]
    assert told["reason"] == code
    assert "fatiguée" not in str(told)
    assert LeavingReason(code).label


WALKS = st.lists(st.tuples(st.integers(0, 4), st.sampled_from(list(Stage))), max_size=25)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(capacity=st.integers(1, 3), walk=WALKS)
def test_whatever_is_asked_no_stage_is_skipped_and_no_place_is_given_twice(
    context: ServiceContext, capacity: int, walk: list[tuple[int, Stage]]
) -> None:
    named = {"name": f"Programme {uuid.uuid4()}", "kind": "beneficiaries", "capacity": capacity}
    into = programs.open_program(context, named)
    with context.database.reading() as db:
        known = list(db.scalars(select(Beneficiary.id).order_by(Beneficiary.birth_year)))
    if not known:
        known = [each.beneficiary_id for each in applied(context, program(context), 5) if each.beneficiary_id]
    people = [enrollments.enroll(context, {"beneficiary_id": each, "program_id": into.id}, BY) for each in known[:5]]
    for who, to in walk:
        before = Stage(stages(context, [people[who]])[0])
        try:
            reached = Stage(move(context, people[who], to, reason="une raison"))
        except Problem:
            assert Stage(stages(context, [people[who]])[0]) is before
        else:
            assert reached in MOVES[before]
        with context.database.reading() as db:
            taken, waiting = storage.taken(db, into.id), storage.waiting(db, into.id, 10)
        assert taken <= capacity
        assert not waiting or taken == capacity
    assert sum(Stage(each) in HOLDS_A_PLACE for each in stages(context, people)) <= capacity


@pytest.fixture
def postgres(tmp_path: Path, postgres_url: str) -> Iterator[ServiceContext]:
    made = enrollment(tmp_path, url=postgres_url)
    yield made
    made.database.dispose()


@pytest.mark.postgres
def test_the_last_place_is_given_once_to_helpers_who_validate_at_the_same_time(postgres: ServiceContext) -> None:
    people = applied(postgres, opened(postgres, 2), 6)
    together = threading.Barrier(6)

    def validate(which: Enrollment) -> None:
        together.wait()
        move(postgres, which, Stage.ENROLLED)

    threads = [threading.Thread(target=validate, args=(each,)) for each in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(stages(postgres, people)) == ["enrolled"] * 2 + ["waitlisted"] * 4
    first = next(each for each, stage in zip(people, stages(postgres, people), strict=True) if stage == "enrolled")
    move(postgres, first, Stage.WITHDRAWN, reason="ailleurs", on=TODAY - dt.timedelta(days=0))
    assert sorted(stages(postgres, people)) == ["enrolled"] * 2 + ["waitlisted"] * 3 + ["withdrawn"]
