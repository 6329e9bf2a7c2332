"""What a restored node no longer knows is taken back: the figures are those of a hub that never heard it."""

import datetime as dt

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from lakou.contracts.base import Event
from lakou.contracts.facts import EnrollmentReached
from lakou.contracts.vocabulary import AgeBracket, EnrollmentStage, Gender, RsaStatus, SocialStatus
from lakou.kernel.streams import Origin
from services.reporting.model import EnrollmentStep, FactLog, Person
from services.reporting.use_cases import taking_back
from services.reporting.use_cases.fold import fold
from tests.reporting.factories import DAY, House, attended
from tests.reporting.test_ledger import FACTS, cells_of, empty, enter


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts=FACTS, kept=st.integers(0, 25))
def test_the_ledger_stands_as_if_the_lost_facts_had_never_come(hub: House, facts: list[tuple[str, Event, bool]], kept: int) -> None:
    empty(hub)
    said = [(node, fact) for node, fact, _ in facts]
    for at, (node, fact) in enumerate(said, 1):
        if at <= kept or node != "martinique":
            enter(hub, [(node, fact)], start=at)
    fold(hub.database)
    expected = cells_of(hub)
    empty(hub)
    enter(hub, said)
    fold(hub.database)
    with hub.database.transaction() as db:
        taking_back.take_back(db, Origin("martinique", "reporting", 1, kept))
    fold(hub.database)
    assert cells_of(hub) == expected


def test_the_log_keeps_what_was_taken_back_and_the_same_place_counts_anew_in_the_next_epoch(hub: House) -> None:
    enter(hub, [("martinique", attended("a")), ("martinique", attended("b", pid="p2"))])
    with hub.database.transaction() as db:
        assert taking_back.take_back(db, Origin("martinique", "reporting", 1, 1)) == 1
        assert taking_back.take_back(db, Origin("martinique", "reporting", 1, 1)) == 0
    enter(hub, [("martinique", attended("c", pid="p3"))], epoch=2)
    assert (hub.values()["I1"], hub.values()["I2"]) == (2, 2)
    with hub.database.reading() as db:
        marks = [row.taken_back for row in db.scalars(select(FactLog).order_by(FactLog.epoch, FactLog.seq))]
    assert marks == [False, True, False]


def test_an_enrollment_goes_back_to_the_stage_that_is_still_known(hub: House) -> None:
    enter(hub, [("guyane", _reached(1, EnrollmentStage.ENROLLED)), ("guyane", _reached(2, EnrollmentStage.COMPLETED))])
    with hub.database.transaction() as db:
        taking_back.take_back(db, Origin("guyane", "reporting", 1, 1))
    with hub.database.reading() as db:
        assert [step.version for step in db.scalars(select(EnrollmentStep))] == [1]


def test_a_person_is_new_on_the_first_day_that_is_still_known(hub: House) -> None:
    later = DAY + dt.timedelta(days=30)
    enter(hub, [("guyane", attended("b", pid="p", day=later)), ("guyane", attended("a", pid="p"))])
    with hub.database.transaction() as db:
        taking_back.take_back(db, Origin("guyane", "reporting", 1, 1))
    with hub.database.reading() as db:
        assert [person.first_day for person in db.scalars(select(Person))] == [later]


def _reached(version: int, stage: EnrollmentStage) -> EnrollmentReached:
    return EnrollmentReached(
        enrollment="e",
        version=version,
        pid="p",
        program="inclusion-numerique",
        territory="973",
        stage=stage,
        day=DAY,
        gender=Gender.FEMININ,
        age=AgeBracket.NON_COMMUNIQUE,
        social_status=SocialStatus.SANS_EMPLOI,
        rsa=RsaStatus.NON_COMMUNIQUE,
        commune=None,
    )
