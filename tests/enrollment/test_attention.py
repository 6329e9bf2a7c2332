"""What the team should look at: three absences, silence, assessments that are missing, news to ask for, late referrals."""

import datetime as dt
from typing import Any

from lakou.contracts.enrollment import AttentionDescribed
from lakou.contracts.vocabulary import Attention, EnrollmentStage, SeatState
from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from services.enrollment.use_cases import assessments, attention, enrollments
from tests.enrollment.doors import Doors
from tests.enrollment.factories import BY, NOW, TODAY, anyone, person, program, said
from tests.enrollment.test_programs_and_stages import a_seat, a_session, hear
from tests.enrollment.test_referrals import caf, sent


def enrolled(context: ServiceContext, course: Any, *, days: int = 5, **given: Any) -> Any:
    her = person(context, **given)
    on = TODAY - dt.timedelta(days=days)
    made = enrollments.enroll(context, {"beneficiary_id": her.id, "program_id": course.id, "on": on}, BY)
    enrollments.move(context, made.id, {"to": "enrolled", "on": on}, BY, anyone)
    return her


def assessed(context: ServiceContext, her: Any, course: Any, stage: str, days: int) -> None:
    given = {"beneficiary_id": her.id, "program_id": course.id, "stage": stage, "level": "autonome"}
    assessments.assess(context, given | {"on": TODAY - dt.timedelta(days=days), "pix": {}, "remark": ""}, BY)


def found(context: ServiceContext, course: Any = None) -> dict[Attention, list[Any]]:
    listed: dict[Attention, list[Any]] = {}
    with context.database.reading() as db:
        for alert in attention.alerts(db, TODAY, course.id if course else None):
            listed.setdefault(alert.reason, []).append(alert.subject)
    return listed


def test_three_absences_in_a_row_and_not_one_less(context: ServiceContext) -> None:
    course = program(context)
    gone, back = enrolled(context, course), enrolled(context, course, given_name="Ketty", phone=None, birth_year=1990)
    for her in (gone, back):
        assessed(context, her, course, "entry", 3)
    sessions = [a_session(course.id, days=-days) for days in (4, 3, 2, 1)]
    hear(context, *sessions)
    for session, states in zip(sessions, ["PA", "AA", "EE", "AP"], strict=True):
        for her, letter in zip((gone, back), states, strict=True):
            state = {"P": SeatState.PRESENT, "A": SeatState.ABSENT, "E": SeatState.EXCUSE}[letter]
            hear(context, a_seat(session, her, state))
    assert found(context, course) == {Attention.ABSENCES: [gone.id]}


def test_silence_counts_from_the_last_presence_or_the_start(context: ServiceContext) -> None:
    course = program(context)
    her = enrolled(context, course, days=40)
    assessed(context, her, course, "entry", 40)
    assert found(context, course) == {Attention.SILENCE: [her.id]}
    session = a_session(course.id, days=-29)
    hear(context, session, a_seat(session, her, SeatState.PRESENT))
    assert found(context, course) == {}
    new = enrolled(context, course, days=29, given_name="Ketty", phone=None)
    assert found(context, course) == {Attention.NO_ENTRY: [new.id]}


def test_the_end_calls_for_an_assessment_and_then_for_news(context: ServiceContext) -> None:
    course = program(context)
    her = enrolled(context, course)
    assessed(context, her, course, "entry", 4)
    with context.database.reading() as db:
        from services.enrollment.storage import programs as storage

        (only,), _ = storage.enrollments(db, beneficiary_id=her.id)
    for to in (EnrollmentStage.ACTIVE, EnrollmentStage.COMPLETED):
        enrollments.move(context, only.id, {"to": to.value}, BY, anyone)
    assert found(context, course) == {Attention.NO_EXIT: [her.id]}
    assessed(context, her, course, "exit", 0)
    assert found(context, course) == {}
    with clock.at(NOW + dt.timedelta(days=100)), context.database.reading() as db:
        later = attention.alerts(db, TODAY + dt.timedelta(days=100), course.id)
    assert [alert.reason for alert in later] == [Attention.FOLLOW_UP]


def test_it_is_told_when_it_changes_and_only_then(context: ServiceContext, doors: Doors) -> None:
    assert attention.tell(context) is False
    course = program(context)
    her = enrolled(context, course)
    caf(doors)
    sent(doors, given_name="Ketty", phone=None)
    with clock.at(NOW + dt.timedelta(days=8)):
        assert attention.tell(context) is True
        assert attention.tell(context) is False
    told = said(context, AttentionDescribed.type)
    assert [each["counts"] for each in told] == [{"late_referral": 1, "no_entry": 1}]
    assert told[0]["reasons"] == ["late_referral", "no_entry"]
    assert str(her.id) == told[0]["subjects"][1]
    assessed(context, her, course, "entry", 0)
    with clock.at(NOW + dt.timedelta(days=8)):
        assert attention.tell(context) is True
    assert said(context, AttentionDescribed.type)[-1]["revision"] == 2


def test_the_page_of_a_program_says_whom_to_look_at_first(context: ServiceContext, doors: Doors) -> None:
    course = program(context)
    her = enrolled(context, course)
    page = doors.page(f"/programs/{course.id}").text
    assert "À faire d’abord" in page
    assert f"/enrollment/beneficiaries/{her.id}#parcours" in page
    assert "Pas d’évaluation d’entrée" in page
    assessed(context, her, course, "entry", 1)
    page = doors.page(f"/programs/{course.id}").text
    assert "À faire d’abord" not in page
    assert "personne autonome" in page


def test_structures_join_their_program_on_its_page(doors: Doors, context: ServiceContext) -> None:
    course = program(context, "Structures", "structures")
    path = f"/programs/{course.id}"
    assert "Ouvrir l’annuaire" in doors.page(path).text
    shop = doors.post("/organizations", {"name": "Épicerie de Ducos", "kind": "entreprise"}).json or {}
    assert doors.send(f"{path}/structures", organization_id=shop["id"]).status_code == 303
    assert "Épicerie de Ducos" in doors.page(path).text
    made = (doors.get(f"/enrollments?organization_id={shop['id']}").json or {})["items"][0]["id"]
    assert doors.send(f"{path}/structures/{made}", to="enrolled").status_code == 303
    assert "Inscription validée" in doors.page(path).text
    assert doors.send(f"{path}/structures/{made}", to="completed").status_code == 303
    assert (doors.get(f"/enrollments/{made}").json or {})["stage"] == "enrolled"
    assert "registre" in doors.page(f"/programs/{program(context, 'Aidants', 'helpers').id}").text
