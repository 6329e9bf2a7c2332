"""Many facts about the same things cost a hub few questions, whatever they say: it takes them in for four nodes at once."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from lakou.contracts.vocabulary import EnrollmentStage, SeatState
from lakou.kernel.db import Database
from tests.reporting.factories import House, carry, new_id, program, seat, session, stage, woman

PEOPLE = 40
FACTS = 4 * PEOPLE  # two stages of an enrollment, two states of a seat


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    told: list[str] = []

    def listen(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        told.append(statement)

    event.listen(database.engine, "before_cursor_execute", listen)
    yield told
    event.remove(database.engine, "before_cursor_execute", listen)


def test_what_changes_within_a_batch_is_written_with_it_and_not_row_by_row(house: House, hub: House) -> None:
    people = [new_id() for _ in range(PEOPLE)]
    at, cohort = new_id(), new_id()
    house.say(program(cohort), session(at), *(woman(person) for person in people))
    enrollments = {person: new_id() for person in people}
    for revision, reached in enumerate((EnrollmentStage.APPLIED, EnrollmentStage.ENROLLED), 1):
        house.say(*(stage(enrollments[person], person, cohort, reached, revision) for person in people))
    seats = {person: new_id() for person in people}
    for revision, state in enumerate((SeatState.INSCRIT, SeatState.PRESENT), 1):
        house.say(*(seat(seats[person], at, person, state, revision) for person in people))
    with statements(hub.database) as told:
        carry(house, hub)
    assert hub.values()["I1"] == PEOPLE
    assert len(told) < FACTS, "\n".join(told)
