"""Who is not here for long is announced, then erased; whoever comes back stays."""

import datetime as dt
import uuid

import pytest

from lakou.contracts.enrollment import BeneficiaryErased
from lakou.contracts.sessions import SeatChanged, WorkshopSessionDescribed
from lakou.contracts.vocabulary import SeatState, WorkshopSessionState
from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from services.enrollment.model import Beneficiary
from services.enrollment.model.retention import RetentionRule
from services.enrollment.schemas.beneficiaries import BeneficiaryInSchema
from services.enrollment.storage import programs as programs_storage
from services.enrollment.storage import retention as storage
from services.enrollment.use_cases import beneficiaries, enrollments, merging, neighbors, retention
from tests.enrollment.doors import Doors
from tests.enrollment.factories import BY, NOW, answers, anyone, person, program, said

LONG_AGO = NOW - dt.timedelta(days=4 * 365)
NEXT_MONTH = NOW + dt.timedelta(days=31)


def registered(context: ServiceContext, moment: dt.datetime = LONG_AGO, **given: object) -> Beneficiary:
    with clock.at(moment):
        return person(context, **given)


def run(context: ServiceContext, *, moment: dt.datetime = NOW, dry_run: bool = False) -> retention.Run:
    with clock.at(moment):
        return retention.run(context, dry_run=dry_run)


def seat(context: ServiceContext, whom: uuid.UUID, starts_at: dt.datetime, state: SeatState = SeatState.PRESENT) -> None:
    session = WorkshopSessionDescribed(
        session_id=uuid.uuid4(),
        revision=1,
        workshop_id=uuid.uuid4(),
        title="Mail",
        program_id=None,
        themes=(),
        territory="972",
        venue=None,
        zone="America/Martinique",
        starts_at=starts_at,
        duration_minutes=60,
        capacity=9,
        state=WorkshopSessionState.PLANIFIEE,
    )
    held = SeatChanged(
        seat_id=uuid.uuid4(),
        revision=1,
        session_id=session.session_id,
        beneficiary_id=whom,
        state=state,
        walk_in=False,
        changed_at=starts_at,
    )
    with context.database.transaction() as db:
        neighbors.know_session(db, session)
        neighbors.know_seat(db, held)


def test_she_is_announced_first_and_erased_thirty_days_later(context: ServiceContext) -> None:
    gone, stays = registered(context), person(context, family_name="Belrose")
    first = run(context)
    assert ([each.id for each in first.noticed], first.erased) == ([gone.id], ())
    assert run(context).noticed == ()
    last = run(context, moment=NEXT_MONTH)
    assert [each.id for each in last.erased] == [gone.id]
    assert [each["beneficiary_id"] for each in said(context, BeneficiaryErased.type)] == [str(gone.id)]
    with context.database.reading() as db:
        assert beneficiaries.get(db, stays.id).name == "Rosalie Belrose"


def test_a_dry_run_says_the_same_and_changes_nothing(context: ServiceContext) -> None:
    registered(context)
    tried = run(context, dry_run=True)
    assert tried.noticed == run(context, dry_run=True).noticed == run(context).noticed
    assert len(run(context, moment=NEXT_MONTH, dry_run=True).erased) == 1
    assert said(context, BeneficiaryErased.type) == []


@pytest.mark.parametrize("how", ["seat", "seat to come", "change", "consent", "keep"])
def test_whatever_she_does_meanwhile_keeps_her(context: ServiceContext, how: str) -> None:
    gone = registered(context)
    run(context)
    if how == "seat":
        seat(context, gone.id, NOW - dt.timedelta(days=300))
    elif how == "seat to come":
        seat(context, gone.id, NEXT_MONTH + dt.timedelta(days=3), SeatState.INSCRIT)
    elif how == "change":
        beneficiaries.change(context, gone.id, {"rsa": "oui"}, anyone)
    elif how == "consent":
        spoken = {"purpose": "messages", "given": True, "channel": "oral", "on": None}
        beneficiaries.note_consent(context, gone.id, spoken, BY, anyone)
    else:
        retention.keep(context, gone.id)
    last = run(context, moment=NEXT_MONTH)
    assert (last.erased, last.noticed) == ((), ())
    with context.database.reading() as db:
        assert storage.notices(db) == []


def test_a_seat_given_up_is_no_visit(context: ServiceContext) -> None:
    gone = registered(context)
    seat(context, gone.id, NOW - dt.timedelta(days=30), SeatState.DESISTE)
    assert [each.id for each in run(context).noticed] == [gone.id]


def test_what_is_noted_in_a_merged_file_is_hers(context: ServiceContext) -> None:
    kept, other = registered(context), registered(context, family_name="Marsaint", birth_year=1985)
    merging.merge(context, kept.id, other.id, BY, anyone)
    seat(context, other.id, NOW - dt.timedelta(days=30))
    assert run(context).noticed == ()


def test_people_of_the_demo_are_left(context: ServiceContext) -> None:
    with clock.at(LONG_AGO):
        beneficiaries.register(context, BeneficiaryInSchema().load(answers()), BY, exempt=True)
    assert run(context).noticed == ()


def test_the_months_are_those_of_the_association(context: ServiceContext) -> None:
    registered(context, NOW - dt.timedelta(days=400))
    assert run(context, dry_run=True).noticed == ()
    retention.choose(context, 12, True, BY, anyone)
    assert len(run(context, dry_run=True).noticed) == 1


@pytest.mark.parametrize(
    ("months", "today", "cutoff"),
    [
        (12, dt.date(2028, 2, 29), dt.date(2027, 2, 28)),
        (36, dt.date(2026, 11, 22), dt.date(2023, 11, 22)),
        (6, dt.date(2026, 3, 31), dt.date(2025, 9, 28)),
    ],
)
def test_the_cutoff_is_a_day_that_exists(months: int, today: dt.date, cutoff: dt.date) -> None:
    assert RetentionRule(months=months).cutoff(today) == cutoff


def test_by_the_clock_it_runs_once_a_night_and_only_when_wanted(context: ServiceContext) -> None:
    night = NOW.replace(hour=8)  # four in the morning in Martinique
    with clock.at(NOW.replace(hour=5)):
        assert not retention.run_by_the_clock(context, 3)
    with clock.at(night):
        assert retention.run_by_the_clock(context, 3)
        assert not retention.run_by_the_clock(context, 3)
    retention.choose(context, 36, False, BY, anyone)
    with clock.at(night + dt.timedelta(days=1)):
        assert not retention.run_by_the_clock(context, 3)


def test_a_coordinator_chooses_looks_and_keeps(doors: Doors) -> None:
    gone = registered(doors.context, phone="0696001234")
    run(doors.context)
    page = doors.page("/retention?essai=1").text
    assert "Rosalie Marcin" in page
    assert "C’est un essai" in page
    assert doors.send("/retention", months="douze", revision="0").status_code == 400
    assert doors.send("/retention", months="24", active="1", revision="7").status_code == 412
    assert doors.send("/retention", months="24", revision="0").status_code == 303
    assert doors.get("/retention").get_json()["months"] == 24
    assert doors.send(f"/beneficiaries/{gone.id}/keep").status_code == 303
    assert "Personne n’est annoncé" in doors.page("/retention").text
    doors.role = "helper"
    assert doors.page("/retention").status_code == 403


def test_the_api_tries_by_default(doors: Doors) -> None:
    gone = registered(doors.context)
    tried = doors.post("/retention/runs", {}).get_json()
    assert (tried["dry_run"], [each["id"] for each in tried["noticed"]]) == (True, [str(gone.id)])
    assert doors.ask("PUT", "/enrollment/api/v1/retention", json={"months": 3}).status_code == 400
    assert doors.ask("PUT", "/enrollment/api/v1/retention", json={"months": 12, "active": False}).get_json()["active"] is False
    assert doors.post("/retention/runs", {"dry_run": False}).get_json()["noticed"]
    assert doors.post(f"/beneficiaries/{gone.id}/keep", {}).status_code == 200


def test_rows_of_a_program_stay_without_her(context: ServiceContext) -> None:
    gone = registered(context)
    with clock.at(LONG_AGO):
        opened = program(context)
        enrollments.enroll(context, {"beneficiary_id": gone.id, "program_id": opened.id}, BY)
    run(context)
    run(context, moment=NEXT_MONTH)
    with context.database.reading() as db:
        assert programs_storage.stages(db, [opened.id]) == {opened.id: {"applied": 1}}
        ((_, left),), _ = programs_storage.people(db, opened.id, query="", stage="", commune="", after=None, limit=5)
        assert (left.given_name, left.family_name, left.phone, left.birth_year) == ("Personne effacée", "", None, 0)
