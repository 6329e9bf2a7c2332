import datetime as dt
import sqlite3
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from lakou.contracts.base import Event, Stream
from lakou.contracts.enrollment import BeneficiaryRemoved, IdentityDescribed
from lakou.contracts.facts import EnrollmentReached, HeadsCounted, IndividualSupportGiven, SeatAttended, SessionChanged
from lakou.contracts.vocabulary import (
    ActivityKind,
    AgeBracket,
    ContactChannel,
    EnrollmentStage,
    Gender,
    Language,
    SeatState,
    SocialStatus,
)
from lakou.kernel import outbox
from lakou.kernel.tables import outbox as outbox_table
from services.reporting.model import Base, Told
from tests.reporting.factories import NO_OUTCOME, House, heads, program, seat, session, stage, support, woman

HER, ROOM, SEAT, COURSE, PATH, HELP = (uuid.UUID(int=number) for number in range(1, 7))
ENROLLMENT_SAYS: list[Event] = [
    woman(HER),
    program(COURSE),
    stage(PATH, HER, COURSE, EnrollmentStage.ENROLLED),
    stage(PATH, HER, COURSE, EnrollmentStage.ACTIVE, 2),
    woman(HER, 2, social_status=SocialStatus.EN_EMPLOI),
    program(COURSE, revision=2, target=50),
]
SESSIONS_SAYS: list[Event] = [
    session(ROOM, program_id=COURSE),
    seat(SEAT, ROOM, HER, SeatState.INSCRIT),
    heads(ROOM, 3),
    support(HELP, HER, program_id=COURSE),
    session(ROOM, 2, dt.date(2026, 3, 11), program_id=COURSE),
    seat(SEAT, ROOM, HER, SeatState.PRESENT, 2),
]


def test_nothing_is_told_of_a_seat_until_its_session_and_its_person_are_known(house: House) -> None:
    house.say(seat(SEAT, ROOM, HER))
    house.say(session(ROOM))
    assert house.facts(SeatAttended) == []
    house.say(woman(HER))
    assert [fact.version for fact in house.facts(SeatAttended)] == [1]


def test_an_appointment_is_told_by_its_support_and_neither_as_a_session_nor_as_a_seat(house: House) -> None:
    house.say(woman(HER), seat(SEAT, ROOM, HER), session(ROOM, kind=ActivityKind.INDIVIDUEL, capacity=1), support(HELP, HER))
    assert house.facts(SeatAttended) == []
    assert house.facts(SessionChanged) == []
    assert [fact.version for fact in house.facts(IndividualSupportGiven)] == [1]
    assert house.breakdown("I2", "type") == {"individuel": 1, "collectif": 0}


def test_nothing_is_told_of_a_session_until_its_program_has_a_code(house: House) -> None:
    house.say(
        woman(HER), session(ROOM, program_id=COURSE), seat(SEAT, ROOM, HER), heads(ROOM, 2), support(HELP, HER, program_id=COURSE)
    )
    assert house.facts() == []
    house.say(program(COURSE))
    assert {type(fact) for fact in house.facts()} >= {SeatAttended, SessionChanged, HeadsCounted, IndividualSupportGiven}


def test_the_same_is_not_told_twice(house: House) -> None:
    house.say(woman(HER), session(ROOM), seat(SEAT, ROOM, HER))
    told = len(house.facts())
    house.say(session(ROOM, 2, title="Un autre titre"), seat(SEAT, ROOM, HER, revision=2), woman(HER, 2, messages=True))
    assert len(house.facts()) == told


def test_an_older_revision_changes_nothing(house: House) -> None:
    house.say(woman(HER, 5), session(ROOM, 5), seat(SEAT, ROOM, HER, SeatState.PRESENT, 5))
    told = len(house.facts())
    house.say(woman(HER, 4, gender=Gender.MASCULIN), session(ROOM, 4, capacity=3), seat(SEAT, ROOM, HER, SeatState.ABSENT, 4))
    assert len(house.facts()) == told


def test_a_waiting_place_is_told_only_if_it_was_a_seat_before(house: House) -> None:
    house.say(woman(HER), session(ROOM), seat(SEAT, ROOM, HER, SeatState.LISTE_ATTENTE))
    assert house.facts(SeatAttended) == []
    house.say(seat(SEAT, ROOM, HER, SeatState.INSCRIT, 2), seat(SEAT, ROOM, HER, SeatState.LISTE_ATTENTE, 3))
    assert [fact.state for fact in house.facts(SeatAttended)] == ["inscrit", "liste_attente"]
    assert house.figures()["I8"]["parts"]["filled"] == 0


def test_what_was_done_for_a_structure_is_no_contact(house: House) -> None:
    house.say(woman(HER), support(HELP, HER, kind=ActivityKind.APPUI_STRUCTURE))
    assert house.facts() == []
    house.say(support(HELP, HER, 2), support(HELP, HER, 3, kind=ActivityKind.APPUI_STRUCTURE))
    assert [fact.withdrawn for fact in house.facts(IndividualSupportGiven)] == [False, True]


def test_every_stage_is_told_even_when_the_program_is_known_last(house: House) -> None:
    house.say(
        woman(HER), stage(PATH, HER, COURSE, EnrollmentStage.ENROLLED), stage(PATH, HER, COURSE, EnrollmentStage.COMPLETED, 2)
    )
    house.say(program(COURSE))
    told = sorted((fact.version, fact.stage) for fact in house.facts(EnrollmentReached))
    assert told == [(1, "enrolled"), (2, "completed")], "in any order, as facts recorded together are"


def test_a_removed_person_is_forgotten(house: House) -> None:
    house.say(woman(HER), BeneficiaryRemoved(beneficiary_id=HER), BeneficiaryRemoved(beneficiary_id=HER))
    house.say(session(ROOM), seat(SEAT, ROOM, HER))
    assert house.facts(SeatAttended) == []


def test_who_objects_is_told_without_pid_or_attributes(house: House) -> None:
    house.say(woman(HER, statistics=False), session(ROOM), seat(SEAT, ROOM, HER))
    (fact,) = house.facts(SeatAttended)
    assert (fact.pid, fact.commune, fact.age, fact.gender) == (None, None, AgeBracket.NON_COMMUNIQUE, Gender.NON_COMMUNIQUE)


def test_pseudonyms_are_the_same_for_a_person_and_different_at_another_node(build: Callable[[str], House]) -> None:
    pids: dict[str, Any] = {}
    for name in ("martinique", "guyane"):
        house = build(name)
        house.say(woman(HER), session(ROOM), seat(SEAT, ROOM, HER), support(HELP, HER))
        facts = house.facts(SeatAttended, IndividualSupportGiven)
        assert len({fact.pid for fact in facts}) == 1
        assert len({fact.contact for fact in facts}) == 2
        pids[name] = facts[0].pid
        assert len(pids[name]) == 26
    assert pids["martinique"] != pids["guyane"]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.lists(st.booleans(), min_size=12, max_size=12))
def test_two_sources_in_any_order_end_with_the_same_facts(house: House, order: list[bool]) -> None:
    _start_again(house)
    sources = {True: iter(ENROLLMENT_SAYS), False: iter(SESSIONS_SAYS)}
    for from_enrollment in [*order, *[True] * 6, *[False] * 6]:
        event = next(sources[from_enrollment], None)
        if event is not None:
            house.say(event)
    with house.database.reading() as db:
        told = {(row.type, row.thing): orjson.loads(row.payload) for row in db.scalars(select(Told))}
    (seated,) = [payload for (kind, _), payload in told.items() if kind == SeatAttended.type]
    assert (seated["state"], seated["day"], seated["program"]) == ("present", "2026-03-11", "inclusion-numerique")
    assert seated["social_status"] == "en_emploi"
    assert len(told) == 6
    assert house.values() == {"I1": 1, "I2": 5, "I3": 1, "I4": 3, "I6": 0, "I7": 2, "I8": 1} | NO_OUTCOME
    assert house.figures()["I6"]["parts"]["target"] == 50


def _start_again(house: House) -> None:
    """Every table of the service empty; the streams keep their places."""
    with house.database.transaction() as db:
        for table in Base.metadata.tables.values():
            db.execute(delete(table))


@pytest.mark.parametrize("needle", ["Quétzalcanari", "Xylophène", "0696009876", "quetzal.canari", "0742"])
def test_no_name_is_in_any_table_of_reporting(house: House, needle: str) -> None:
    identity = IdentityDescribed(
        beneficiary_id=HER,
        revision=1,
        family_name="Quétzalcanari",
        given_name="Xylophène",
        phone="+596696009876",
        email="quetzal.canari@exemple.fr",
        language=Language.FR,
        channel=ContactChannel.SMS,
    )
    everything = [*ENROLLMENT_SAYS, *SESSIONS_SAYS, session(ROOM, 3, venue="0742 chez Xylophène", title="Quétzalcanari")]
    with house.neighbors["enrollment"].transaction() as db:
        outbox.record(db, identity)
    house.hear(house.neighbors["enrollment"], Stream.IDENTITY)
    house.say(*everything)
    house.values()
    assert needle not in _dump(house)


def test_reporting_binds_no_identity(house: House) -> None:
    assert IdentityDescribed.type not in house.running.consumer.handlers


def test_facts_hold_neither_the_birth_date_nor_the_local_ids(house: House) -> None:
    house.say(
        woman(HER, birth_year=None, birth_date=dt.date(1979, 11, 3)), *SESSIONS_SAYS, *ENROLLMENT_SAYS[1:4], heads(ROOM, 4, 2)
    )
    with house.database.reading() as db:
        bodies = db.scalars(select(outbox_table.c.body).where(outbox_table.c.stream == Stream.FACT.value)).all()
        ledger = house.facts()
    payloads = b"".join(orjson.dumps(orjson.loads(body)["data"]) for body in bodies)
    assert len(ledger) == len(bodies) > 5
    for local_id in (HER, ROOM, SEAT, COURSE, PATH, HELP):
        assert str(local_id).encode() not in payloads
        assert local_id.hex.encode() not in payloads
    assert b"1979" not in payloads


def _dump(house: House) -> str:
    """Every value of every table, bytes as text too."""
    path = Path(str(house.database.engine.url.database))
    connection = sqlite3.connect(path)
    try:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [value for name in names for row in connection.execute(f'SELECT * FROM "{name}"') for value in row]
    finally:
        connection.close()
    return "\n".join(value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value) for value in rows)
