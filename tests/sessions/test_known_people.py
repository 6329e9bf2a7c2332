"""What comes from enrollment, in any order."""

import itertools
import uuid
from pathlib import Path

import pytest

from lakou.contracts.enrollment import BeneficiaryMerged, ProgramDescribed
from lakou.contracts.vocabulary import ProgramKind
from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from services.sessions import use_cases
from services.sessions.model.rules import AlreadySeated
from services.sessions.storage import people
from services.sessions.use_cases import neighbors
from tests.sessions.factories import (
    DAYS_BEFORE,
    beneficiary,
    identity,
    make_context,
    make_people,
    make_person,
    make_session,
    seat_early,
    states,
)


@pytest.fixture
def context(tmp_path: Path) -> ServiceContext:
    return make_context(tmp_path)


def name(context: ServiceContext, person: uuid.UUID) -> str | None:
    with context.database.reading() as db:
        known = people.known(db, person)
    return known.name if known else None


def test_an_older_name_does_not_come_back(context: ServiceContext) -> None:
    person = uuid.uuid4()
    with context.database.transaction() as db:
        neighbors.keep_identity(db, identity(person, "Rosalie", "Marcin-Duval", revision=2))
        neighbors.keep_identity(db, identity(person, "Rosalie", "Marcin", revision=1))
    assert name(context, person) == "Rosalie Marcin-Duval"


def test_either_stream_is_enough_to_know_somebody(context: ServiceContext) -> None:
    named, coded = uuid.uuid4(), uuid.uuid4()
    with context.database.transaction() as db:
        neighbors.keep_identity(db, identity(named))
        neighbors.keep_beneficiary(db, beneficiary(coded))
    assert (name(context, named), name(context, coded)) == ("Rosalie Marcin", "")


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_somebody_removed_stays_removed_whatever_the_order_of_the_streams(context: ServiceContext, order: tuple[int, ...]) -> None:
    person = uuid.uuid4()
    with context.database.transaction() as db:
        for step in order:
            if step == 0:
                neighbors.keep_identity(db, identity(person))
            elif step == 1:
                neighbors.keep_beneficiary(db, beneficiary(person))
            else:
                neighbors.forget_person(db, person)
    assert name(context, person) is None
    with context.database.reading() as db:
        assert people.search(db, "Rosalie") == []


def test_the_seat_of_somebody_removed_goes_to_the_next(context: ServiceContext) -> None:
    session, persons = make_session(context, capacity=1), make_people(context, 2)
    seat_early(context, session, persons)
    with clock.at(DAYS_BEFORE), context.database.transaction() as db:
        neighbors.forget_person(db, persons[0])
    assert states(context, session) == ["desiste", "inscrit"]


def test_people_are_found_without_accents_in_any_order_of_their_names(context: ServiceContext) -> None:
    person = make_person(context, "Élodie", "D’Œuvre-Cœur")
    make_person(context, "Rosalie", "Marcin")
    with context.database.reading() as db:
        for words in ("elodie", "oeuvre COEUR élo", "Coeur"):
            assert [found.beneficiary_id for found in people.search(db, words)] == [person]
        assert people.search(db, "%") == []
        assert people.search(db, "zoé") == []


def test_the_latest_name_of_a_program_is_kept(context: ServiceContext) -> None:
    program = uuid.uuid4()
    with context.database.transaction() as db:
        for revision, words in ((2, "Inclusion Numérique"), (1, "Inclusion")):
            event = ProgramDescribed(
                program_id=program,
                revision=revision,
                code="inclusion-numerique",
                name=words,
                kind=ProgramKind.BENEFICIARIES,
                target=40,
                starts_on=None,
                ends_on=None,
            )
            neighbors.keep_program(db, event)
    with context.database.reading() as db:
        assert [known.name for known in people.programs(db)] == ["Inclusion Numérique"]


def merge(context: ServiceContext, one: uuid.UUID, into: uuid.UUID | None, revision: int) -> None:
    with context.database.transaction() as db:
        neighbors.merge_person(db, BeneficiaryMerged(beneficiary_id=one, revision=revision, into=into))


def test_a_file_that_was_merged_is_called_as_the_one_that_stands_and_sits_once(context: ServiceContext) -> None:
    session, kept, other = make_session(context, capacity=3), make_person(context), make_person(context, "Rozali", "Marsaint")
    seat_early(context, session, [other])
    merge(context, other, kept, 3)
    merge(context, other, None, 2)
    with context.database.reading() as db:
        assert {each.name for each in people.by_ids(db, [other, kept]).values()} == {"Rosalie Marcin"}
        assert people.search(db, "Rozali") == []
    for asked in (kept, other):
        with pytest.raises(AlreadySeated), clock.at(DAYS_BEFORE):
            use_cases.hold_seat(context, session.id, asked)
    merge(context, other, None, 4)
    with clock.at(DAYS_BEFORE):
        use_cases.hold_seat(context, session.id, kept)
    assert states(context, session) == ["inscrit", "inscrit"]
    assert name(context, other) == "Rozali Marsaint"


def test_a_seat_taken_for_a_merged_file_is_the_other_files(context: ServiceContext) -> None:
    session, kept, other = make_session(context, capacity=3), make_person(context), make_person(context, "Rozali", "Marsaint")
    merge(context, other, kept, 2)
    with clock.at(DAYS_BEFORE):
        assert use_cases.hold_seat(context, session.id, other).seat.beneficiary_id == kept
