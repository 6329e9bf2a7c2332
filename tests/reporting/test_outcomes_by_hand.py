"""I9 to I12, counted by hand: how long people wait, how far they come, how they leave, what becomes of those who are sent."""

import datetime as dt
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lakou.contracts.vocabulary import (
    AssessmentStage,
    Autonomy,
    EnrollmentStage,
    Gender,
    LeavingReason,
    ReferralDirection,
    ReferralState,
    ReferrerKind,
    Situation,
)
from tests.reporting.factories import House, assessment, carry, new_id, program, referral, seat, session, stage, woman

Level, Stage, When = Autonomy, EnrollmentStage, AssessmentStage
GUIDED, HALF, FREE = Level.ENTIEREMENT_ACCOMPAGNE, Level.PARTIELLEMENT_AUTONOME, Level.AUTONOME
JANUARY, MARCH, JUNE, JULY = dt.date(2026, 1, 10), dt.date(2026, 3, 10), dt.date(2026, 6, 1), dt.date(2026, 7, 20)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def any_house(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """The node of Martinique, on each database."""
    url = None
    if request.param == "postgresql":
        cluster, prefix = request.getfixturevalue("cluster"), request.getfixturevalue("unique")("outcomes")
        for service in ("portal", "reporting"):
            url = cluster.create_database(f"{prefix}-{service}").replace(service, "{service}")
    made = House(tmp_path, "martinique", database=url)
    yield made
    made.close()


def test_the_way_to_autonomy_compares_exit_and_entry(any_house: House) -> None:
    house, course = any_house, new_id()
    ways = [(GUIDED, FREE), (GUIDED, HALF), (HALF, HALF), (HALF, GUIDED), (None, FREE)]
    house.say(program(course))
    for entry, leaving in ways:
        her = new_id()
        house.say(woman(her))
        if entry:
            house.say(assessment(her, course, When.ENTRY, entry, JANUARY))
        house.say(assessment(her, course, When.PROGRESS, HALF, MARCH), assessment(her, course, When.EXIT, leaving, JUNE))
    i10 = house.figures(program="inclusion-numerique")["I10"]
    parts = i10["parts"]
    assert (i10["value"], parts["assessed"], parts["autonomous_rate"]) == (2, 5, 0.4)
    assert parts["entry"] == {GUIDED: 2, HALF: 2, FREE: 0, "non_communique": 1}
    assert parts["exit"] == {GUIDED: 1, HALF: 2, FREE: 2, "non_communique": 0}
    assert parts["change"] == {"up": 2, "same": 1, "down": 1, "non_communique": 1}
    assert parts["gain"] == 0.5  # 2, 1, 0 and -1 levels, over four people
    assert house.values("2026-01-01", "2026-05-31")["I10"] == 0
    assert house.breakdown("I10", "month") == {"2026-06": 2}
    assert house.breakdown("I10", "program") == {"inclusion-numerique": 2}


def test_a_corrected_and_a_withdrawn_assessment_correct_the_figures(any_house: House) -> None:
    house, course, her, thing = any_house, new_id(), new_id(), new_id()
    house.say(program(course), woman(her), assessment(her, course, When.EXIT, HALF, JUNE, assessment_id=thing))
    assert house.values()["I10"] == 0
    house.say(assessment(her, course, When.EXIT, FREE, JUNE, assessment_id=thing, revision=2))
    assert house.values()["I10"] == 1
    house.say(assessment(her, course, When.EXIT, FREE, JUNE, assessment_id=thing, revision=3, withdrawn=True))
    assert house.figures()["I10"]["parts"]["assessed"] == 0


def test_who_objects_to_statistics_is_in_no_outcome_and_comes_in_when_she_agrees(any_house: House) -> None:
    house, course, her = any_house, new_id(), new_id()
    house.say(program(course), woman(her, statistics=False), assessment(her, course, When.EXIT, FREE, JUNE))
    assert house.values()["I10"] == 0
    house.say(woman(her, 2, statistics=True))
    assert house.values()["I10"] == 1


def test_exits_with_their_reasons_and_what_follows(any_house: House) -> None:
    house, course = any_house, new_id()
    house.say(program(course))
    done, gone, lost, running = (new_id() for _ in range(4))
    for her, ended, why in (
        (done, Stage.COMPLETED, None),
        (gone, Stage.WITHDRAWN, LeavingReason.EMPLOI),
        (lost, Stage.WITHDRAWN, None),
        (running, Stage.ACTIVE, None),
    ):
        enrollment = new_id()
        house.say(woman(her), stage(enrollment, her, course, Stage.ENROLLED, 1, JANUARY))
        house.say(stage(enrollment, her, course, ended, 2, MARCH, why))
    house.say(assessment(done, course, When.EXIT, FREE, MARCH, situation=Situation.RECHERCHE_EMPLOI))
    house.say(assessment(done, course, When.FOLLOW_UP_3, None, JUNE, situation=Situation.EMPLOI))
    i11 = house.figures("2026-01-01", "2026-06-30")["I11"]
    parts = i11["parts"]
    assert (i11["value"], parts["completed"], parts["withdrawn"]) == (3, 1, 2)
    assert parts["reasons"] == {"emploi": 1, "non_communique": 1}
    assert parts["situation"] == {"recherche_emploi": 1}
    assert parts["after_3_months"] == {"due": 3, "known": 1, "situation": {"emploi": 1}}
    assert parts["after_6_months"] == {"due": 0, "known": 0, "situation": {}}
    assert house.figures("2026-01-01", "2026-09-30")["I11"]["parts"]["after_6_months"]["due"] == 3
    assert house.values("2026-04-01", "2026-06-30")["I11"] == 0


def test_an_exit_taken_back_is_no_exit(any_house: House) -> None:
    house, course, her, enrollment = any_house, new_id(), new_id(), new_id()
    house.say(program(course), woman(her), stage(enrollment, her, course, Stage.COMPLETED, 1, MARCH))
    assert house.values()["I11"] == 1
    house.say(stage(enrollment, her, course, Stage.ACTIVE, 2, JUNE))
    assert house.values()["I11"] == 0


def attend(house: House, her: uuid.UUID, course: uuid.UUID, *days: dt.date) -> None:
    for day in days:
        room = new_id()
        house.say(session(room, day=day, program_id=course), seat(new_id(), room, her))


def test_the_wait_goes_from_the_request_to_the_first_session_of_the_program(any_house: House) -> None:
    house, course, other = any_house, new_id(), new_id()
    house.say(program(course), program(other, "cafe-ia"))
    quick, sent, late = new_id(), new_id(), new_id()
    for her in (quick, sent, late):
        house.say(woman(her), stage(new_id(), her, course, Stage.APPLIED, 1, JANUARY))
    house.say(referral(sent, ReferralState.ACCEPTED, day=JANUARY - dt.timedelta(days=12)))
    house.say(referral(quick, ReferralState.ACCEPTED, day=JANUARY + dt.timedelta(days=5)))  # after she had asked
    attend(house, quick, other, JANUARY + dt.timedelta(days=1))  # another program
    attend(house, quick, course, JANUARY + dt.timedelta(days=10), JANUARY + dt.timedelta(days=17))
    attend(house, sent, course, JANUARY + dt.timedelta(days=20))
    i9 = house.figures("2026-01-01", "2026-01-31")["I9"]
    assert i9["value"] == 21  # 10 and 32 days
    assert i9["parts"] == {"persons": 2, "median": 21, "within_30_days": 1, "within_30_days_rate": 0.5}
    attend(house, late, course, JULY)
    assert house.values("2026-07-01", "2026-07-31")["I9"] == (JULY - JANUARY).days
    assert house.values("2026-08-01", "2026-08-31")["I9"] is None


def test_referrals_by_direction_state_and_partner(any_house: House) -> None:
    house, her = any_house, new_id()
    house.say(woman(her))
    house.say(
        referral(None, ReferralState.RECEIVED),
        referral(None, ReferralState.DECLINED),
        referral(her, ReferralState.ACCEPTED, done=True),
        referral(her, ReferralState.ACCEPTED, partner_kind=ReferrerKind.CCAS),
        referral(her, ReferralState.DONE, done=True, direction=ReferralDirection.OUT, partner_kind=ReferrerKind.CGSS),
        referral(her, ReferralState.SENT, withdrawn=True),
    )
    i12 = house.figures()["I12"]
    parts = i12["parts"]
    assert (i12["value"], parts["made"], parts["accepted"], parts["done"]) == (5, 5, 3, 2)
    assert parts["in"] == {"received": 1, "accepted": 2, "declined": 1}
    assert parts["out"] == {"done": 1}
    assert [(each["kind"], each["made"], each["accepted"], each["done"]) for each in parts["partners"]] == [
        ("caf", 3, 1, 1),
        ("cgss", 1, 1, 1),
        ("ccas", 1, 1, 0),
    ]
    house.say(program(new_id()))
    assert house.values(program="inclusion-numerique")["I12"] == 0


def test_nodes_add_up_at_the_hub_which_hides_small_groups(build: Callable[[str], House], hub: House) -> None:
    for name, people in (("martinique", 6), ("guyane", 2)):
        house, course = build(name), new_id()
        house.say(program(course))
        for number in range(people):
            her, enrollment = new_id(), new_id()
            house.say(woman(her, gender=Gender.FEMININ if number else Gender.MASCULIN))
            house.say(assessment(her, course, When.ENTRY, GUIDED, JANUARY), assessment(her, course, When.EXIT, FREE, MARCH))
            house.say(stage(enrollment, her, course, Stage.WITHDRAWN, 1, MARCH, LeavingReason.SANTE if number else None))
        carry(house, hub)
        assert house.breakdown("I10", "gender")["masculin"] == 1
        assert house.figures()["I11"]["parts"]["reasons"]["non_communique"] == 1
    figures = hub.figures()
    assert (figures["I10"]["value"], figures["I10"]["parts"]["gain"]) == (8, 2.0)
    assert hub.breakdown("I10", "node") == {"guadeloupe": 0, "martinique": 6, "guyane": 2, "saint-martin": 0}
    assert hub.breakdown("I10", "gender") == {"feminin": None, "masculin": None, "non_communique": 0}
    assert figures["I11"]["parts"]["reasons"] == {"sante": None, "non_communique": None}
    assert hub.values(territory="guyane")["I10"] == 2
    page = hub.get("/reporting/", role="analyst", from_="2026-01-01", to="2026-12-31").text
    assert "Avec quel effet" in page
    assert "gain moyen 2" in page
    assert "moins de 5" not in page  # no situation was noted


def test_every_indicator_says_what_it_means(house: House) -> None:
    for code, each in house.figures().items():
        assert len(each["definition"]) > 60, code
