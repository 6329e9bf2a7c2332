"""What changed in a life does not change last year's report; what was a mistake does. Each figure is counted by hand."""

import datetime as dt
import uuid
from typing import Any

import pytest

from lakou.contracts.vocabulary import EnrollmentStage, RsaStatus, SocialStatus
from tests.reporting.factories import DAY, House, carry, new_id, program, seat, session, stage, support, woman

MARCH, JUNE, JULY = DAY, dt.date(2026, 6, 1), dt.date(2026, 7, 6)


@pytest.fixture
def her(house: House) -> uuid.UUID:
    """On RSA, unemployed, at the Lamentin: helped in a session of March, and alone in July."""
    person, there = new_id(), new_id()
    house.say(woman(person), session(there), seat(new_id(), there, person), support(new_id(), person, day=JULY))
    return person


def rsa(house: House, since: dt.date, until: dt.date) -> dict[str, int | None]:
    return {value: count for value, count in house.breakdown("I2", "rsa", since=since, until=until).items() if count}


def found_a_job(person: uuid.UUID, revision: int = 2, **changed: Any) -> Any:
    said = {"rsa": RsaStatus.NON, "social_status": SocialStatus.EN_EMPLOI, "situation_since": JUNE}
    return woman(person, revision, **(said | changed))


def of_march(house: House) -> dict[str, int | None]:
    return rsa(house, dt.date(2026, 3, 1), dt.date(2026, 3, 31))


def of_july(house: House) -> dict[str, int | None]:
    return rsa(house, dt.date(2026, 7, 1), dt.date(2026, 7, 31))


def test_a_job_found_in_june_changes_july_and_not_march(house: House, hub: House, her: uuid.UUID) -> None:
    house.say(found_a_job(her))
    carry(house, hub)
    assert (of_march(house), of_july(house)) == ({"oui": 1}, {"non": 1})
    hidden = hub.figures("2026-03-01", "2026-03-31")["I2"]["value"], hub.figures("2026-07-01", "2026-07-31")["I2"]["value"]
    assert hidden == (1, 1)


def test_what_is_done_afterwards_on_an_earlier_day_keeps_what_was_true_that_day(house: House, her: uuid.UUID) -> None:
    house.say(found_a_job(her), support(new_id(), her, day=dt.date(2026, 3, 20)), support(new_id(), her, day=JUNE))
    assert of_march(house) == {"oui": 2}
    assert rsa(house, JUNE, JUNE) == {"non": 1}


def test_a_mistake_of_the_first_day_is_told_again_everywhere(house: House, her: uuid.UUID) -> None:
    house.say(woman(her, 2, rsa=RsaStatus.NON))
    assert (of_march(house), of_july(house)) == ({"non": 1}, {"non": 1})


def test_a_mistake_about_the_present_leaves_the_past(house: House, her: uuid.UUID) -> None:
    house.say(found_a_job(her), found_a_job(her, 3, rsa=RsaStatus.OUI))
    assert (of_march(house), of_july(house)) == ({"oui": 1}, {"oui": 1})
    house.say(found_a_job(her, 4, rsa=RsaStatus.NON))
    assert (of_march(house), of_july(house)) == ({"oui": 1}, {"non": 1})


def test_a_change_that_turns_out_to_be_older_reaches_back(house: House, her: uuid.UUID) -> None:
    house.say(found_a_job(her), found_a_job(her, 3, situation_since=dt.date(2026, 3, 1)))
    assert (of_march(house), of_july(house)) == ({"non": 1}, {"non": 1})
    house.say(support(new_id(), her, day=dt.date(2026, 2, 10)))
    assert rsa(house, dt.date(2026, 2, 1), dt.date(2026, 2, 28)) == {"oui": 1}


def test_a_change_that_never_was_is_taken_back(house: House, her: uuid.UUID) -> None:
    house.say(found_a_job(her), woman(her, 3))
    assert (of_march(house), of_july(house)) == ({"oui": 1}, {"oui": 1})


def test_two_changes_leave_three_periods(house: House, her: uuid.UUID) -> None:
    house.say(found_a_job(her), found_a_job(her, 3, rsa=RsaStatus.NON_COMMUNIQUE, situation_since=JULY))
    house.say(support(new_id(), her, day=dt.date(2026, 6, 15)))
    assert (of_march(house), of_july(house)) == ({"oui": 1}, {"non_communique": 1})
    assert rsa(house, JUNE, dt.date(2026, 6, 30)) == {"non": 1}


def test_other_changes_of_the_file_move_nothing_of_the_past(house: House, her: uuid.UUID) -> None:
    house.say(found_a_job(her), found_a_job(her, 3, messages=True), found_a_job(her, 4, birth_year=1985))
    assert (of_march(house), of_july(house)) == ({"oui": 1}, {"non": 1})


def test_an_older_word_that_comes_late_changes_nothing(house: House, her: uuid.UUID) -> None:
    house.say(found_a_job(her, 3), woman(her, 2, rsa=RsaStatus.NON_COMMUNIQUE))
    assert (of_march(house), of_july(house)) == ({"oui": 1}, {"non": 1})


def test_a_stage_reached_before_keeps_what_was_true_that_day(house: House, her: uuid.UUID) -> None:
    followed, enrollment = new_id(), new_id()
    house.say(program(followed), stage(enrollment, her, followed, EnrollmentStage.ENROLLED, day=MARCH))
    house.say(found_a_job(her))
    enrolled = {item["value"]: item["parts"]["enrolled"] for item in house.figures(by="rsa")["I6"]["breakdown"]}
    assert (enrolled["oui"], enrolled["non"]) == (1, 0)
