import datetime as dt
from collections.abc import Callable

from lakou.contracts.vocabulary import (
    Autonomy,
    EnrollmentStage,
    Gender,
    PlaceType,
    Redirection,
    SeatState,
    SocialStatus,
    Theme,
    WorkshopSessionState,
)
from tests.reporting.factories import (
    House,
    carry,
    heads,
    new_id,
    program,
    seat,
    session,
    stage,
    support,
    woman,
)

NO_OUTCOME = {"I9": None, "I10": 0, "I11": 0, "I12": 0}


def test_a_person_who_came_twice_is_one_person_and_two_contacts(house: House) -> None:
    her, first, second = new_id(), new_id(), new_id()
    house.say(woman(her), session(first), session(second, day=dt.date(2026, 3, 17)))
    house.say(seat(new_id(), first, her), seat(new_id(), second, her))
    figures = house.figures()
    assert (
        house.values()
        == {
            "I1": 1,
            "I2": 2,
            "I3": 1,
            "I4": 0,
            "I6": 0,
            "I7": 2,
            "I8": 2,
        }
        | NO_OUTCOME
    )
    assert figures["I3"]["parts"] == {"new": 1, "followed": 0}


def test_absent_excused_and_withdrawn_seats_are_no_contact(house: House) -> None:
    room, people = new_id(), [new_id() for _ in range(6)]
    states = [
        SeatState.PRESENT,
        SeatState.ABSENT,
        SeatState.EXCUSE,
        SeatState.DESISTE,
        SeatState.INSCRIT,
        SeatState.LISTE_ATTENTE,
    ]
    house.say(session(room), *(woman(person) for person in people))
    house.say(*(seat(new_id(), room, person, state) for person, state in zip(people, states, strict=True)))
    figures = house.figures()
    assert (figures["I1"]["value"], figures["I2"]["value"]) == (1, 1)
    parts = figures["I8"]["parts"]
    assert (parts["offered"], parts["filled"], parts["attended"]) == (12, 4, 1)
    assert (parts["absent"], parts["excused"]) == (1, 1)
    assert parts["fill_rate"] == round(4 / 12, 4)
    assert parts["no_show_rate"] == 0.5


def test_a_workshop_with_ten_people_is_ten_contacts_with_or_without_names(house: House) -> None:
    room, her = new_id(), new_id()
    house.say(woman(her), session(room), seat(new_id(), room, her), heads(room, 9, gender={"feminin": 5, "masculin": 3}))
    assert house.values() == {"I1": 1, "I2": 10, "I3": 1, "I4": 9, "I6": 0, "I7": 1, "I8": 1} | NO_OUTCOME
    assert house.breakdown("I2", "gender") == {"feminin": 6, "masculin": 3, "non_communique": 1}
    assert house.breakdown("I4", "gender") == {"feminin": 5, "masculin": 3, "non_communique": 1}
    assert house.breakdown("I1", "gender") == {"feminin": 1, "masculin": 0, "non_communique": 0}


def test_who_objects_to_statistics_is_a_contact_and_a_head_but_nobody(house: House) -> None:
    her, room = new_id(), new_id()
    house.say(woman(her, statistics=False), session(room), seat(new_id(), room, her), support(new_id(), her))
    values = house.values()
    assert (values["I1"], values["I2"], values["I3"], values["I4"]) == (0, 2, 0, 2)
    assert house.breakdown("I2", "commune") == {"non_communique": 2}


def test_a_consent_given_later_makes_the_person_count(house: House) -> None:
    her, room = new_id(), new_id()
    house.say(woman(her, statistics=False), session(room), seat(new_id(), room, her))
    assert house.values()["I1"] == 0
    house.say(woman(her, 2, statistics=True))
    assert (house.values()["I1"], house.values()["I4"]) == (1, 0)
    house.say(woman(her, 3, statistics=False))
    assert (house.values()["I1"], house.values()["I2"], house.values()["I4"]) == (0, 1, 1)


def test_a_corrected_attendance_corrects_the_figures(house: House) -> None:
    her, room, place = new_id(), new_id(), new_id()
    house.say(woman(her), session(room), seat(place, room, her))
    house.say(seat(place, room, her, SeatState.ABSENT, revision=2))
    values = house.values()
    assert (values["I1"], values["I2"], values["I3"]) == (0, 0, 0)
    house.say(seat(place, room, her, SeatState.PRESENT, revision=3))
    assert (house.values()["I1"], house.values()["I2"]) == (1, 1)


def test_individual_supports_count_with_and_without_a_name_and_can_be_withdrawn(house: House) -> None:
    her, wrong = new_id(), new_id()
    house.say(woman(her), support(new_id(), her), support(wrong, her), support(new_id(), None, duration_minutes=15))
    house.say(support(wrong, her, 2, withdrawn=True))
    figures = house.figures()
    assert (figures["I1"]["value"], figures["I2"]["value"], figures["I4"]["value"]) == (1, 2, 1)
    assert figures["I7"]["value"] == 2
    assert (figures["I7"]["parts"]["individuel"], figures["I7"]["parts"]["hours"]) == (2, 0.75)


def test_the_age_is_that_of_the_day_of_the_act(house: House) -> None:
    her, before, after = new_id(), new_id(), new_id()
    house.say(woman(her, birth_year=None, birth_date=dt.date(1986, 3, 12)))
    house.say(session(before, day=dt.date(2026, 3, 11)), session(after, day=dt.date(2026, 3, 12)))
    house.say(seat(new_id(), before, her), seat(new_id(), after, her))
    by_age = {age: count for age, count in house.breakdown("I2", "age").items() if count}
    assert by_age == {"vingt_cinq_trente_neuf": 1, "quarante_cinquante_neuf": 1}


def test_the_day_is_that_of_the_place_even_on_the_last_night_of_the_year(house: House) -> None:
    her, room = new_id(), new_id()
    late = dt.datetime(2026, 1, 1, 2, tzinfo=dt.UTC)  # 22 h on the 31st of December in Martinique
    house.say(woman(her), session(room, starts_at=late), seat(new_id(), room, her))
    assert house.values("2025-12-31", "2025-12-31")["I2"] == 1
    assert house.values("2026-01-01", "2026-01-01")["I2"] == 0
    assert house.values("2025-01-01", "2025-12-31")["I3"] == 1
    assert house.values("2025-01-15", "2026-01-15")["I2"] == 1


def test_somebody_known_since_last_year_is_followed_and_not_new(house: House) -> None:
    her, last_year, this_year = new_id(), new_id(), new_id()
    house.say(woman(her), session(last_year, day=dt.date(2025, 11, 4)), session(this_year))
    house.say(seat(new_id(), last_year, her), seat(new_id(), this_year, her))
    assert house.figures()["I3"]["parts"] == {"new": 0, "followed": 1}
    assert house.figures("2025-01-01", "2025-12-31")["I3"]["parts"] == {"new": 1, "followed": 0}


def test_a_moved_session_takes_its_contacts_to_the_new_day(house: House) -> None:
    her, room = new_id(), new_id()
    house.say(woman(her), session(room), seat(new_id(), room, her))
    assert house.values("2026-03-10", "2026-03-10")["I2"] == 1
    house.say(session(room, 2, day=dt.date(2026, 4, 2)))
    assert house.values("2026-03-01", "2026-03-31") == dict.fromkeys(["I1", "I2", "I3", "I4", "I6", "I7", "I8"], 0) | NO_OUTCOME
    assert house.values("2026-04-01", "2026-04-30")["I2"] == 1


def test_planned_held_and_cancelled_sessions(house: House) -> None:
    states = [WorkshopSessionState.PLANIFIEE, WorkshopSessionState.TENUE, WorkshopSessionState.ANNULEE]
    house.say(*(session(new_id(), state=state) for state in states))
    parts = house.figures()["I8"]["parts"]
    assert (parts["planned"], parts["held"], parts["cancelled"], parts["offered"]) == (3, 1, 1, 24)
    assert house.figures()["I7"]["parts"]["hours_collectif"] == 2


def test_a_session_where_somebody_came_was_held_even_if_nobody_closed_it(house: House) -> None:
    her, room = new_id(), new_id()
    house.say(woman(her), session(room, state=WorkshopSessionState.PLANIFIEE), seat(new_id(), room, her))
    assert house.figures()["I8"]["parts"]["held"] == 1


def test_themes_overlap_and_types_do_not(house: House) -> None:
    her, room = new_id(), new_id()
    house.say(woman(her), session(room, themes=(Theme.EMAIL, Theme.SANTE)), seat(new_id(), room, her), support(new_id(), her))
    by_theme = house.breakdown("I7", "theme")
    assert by_theme == {"email": 1, "sante": 1, "aide_aux_demarches_administratives": 1}
    assert house.breakdown("I7", "type") == {"individuel": 1, "collectif": 1}
    assert house.breakdown("I2", "month") == {"2026-03": 2}


def test_a_program_gathers_its_sessions_and_measures_itself_against_its_target(house: House) -> None:
    course, room, people = new_id(), new_id(), [new_id() for _ in range(4)]
    house.say(program(course), session(room, program_id=course), *(woman(person) for person in people))
    house.say(seat(new_id(), room, people[0]))
    enrolled, active, completed = EnrollmentStage.ENROLLED, EnrollmentStage.ACTIVE, EnrollmentStage.COMPLETED
    first, second, third, again = (new_id() for _ in range(4))
    house.say(stage(first, people[0], course, enrolled), stage(first, people[0], course, active, 2))
    house.say(stage(second, people[1], course, completed), stage(again, people[1], course, enrolled))
    house.say(stage(third, people[2], course, EnrollmentStage.WITHDRAWN))
    i6 = house.figures(program="inclusion-numerique")["I6"]
    assert i6["value"] == 1
    parts = i6["parts"]
    assert (parts["target"], parts["enrolled"], parts["active"], parts["completed"], parts["withdrawn"]) == (40, 2, 1, 1, 1)
    assert parts["programs"][0]["label"] == "Inclusion Numérique"
    assert house.values(program="inclusion-numerique")["I2"] == 1
    assert house.breakdown("I2", "program") == {"inclusion-numerique": 1}


def test_where_a_program_stood_at_the_end_of_an_earlier_period(house: House) -> None:
    course, her, enrollment = new_id(), new_id(), new_id()
    house.say(program(course), woman(her))
    house.say(stage(enrollment, her, course, EnrollmentStage.ACTIVE, 1, dt.date(2026, 2, 1)))
    house.say(stage(enrollment, her, course, EnrollmentStage.COMPLETED, 2, dt.date(2026, 6, 1)))
    assert house.values("2026-01-01", "2026-05-31")["I6"] == 0
    assert house.figures("2026-01-01", "2026-05-31")["I6"]["parts"]["active"] == 1
    assert house.values("2026-01-01", "2026-06-01")["I6"] == 1


def test_two_nodes_add_up_at_the_hub(build: Callable[[str], House], hub: House) -> None:
    for name, territory, visits in (("martinique", "972", 2), ("guyane", "973", 1)):
        house, her, course = build(name), new_id(), new_id()
        house.say(woman(her), program(course, target=20))
        for _ in range(visits):
            room = new_id()
            house.say(session(room, territory=territory, program_id=course), seat(new_id(), room, her))
        carry(house, hub)
        assert house.values()["I2"] == visits
    assert (hub.values()["I1"], hub.values()["I2"]) == (2, 3)
    assert hub.breakdown("I2", "node") == {"guadeloupe": 0, "martinique": 2, "guyane": 1, "saint-martin": 0}
    assert (
        hub.values(territory="guyane")
        == hub.values(territory="973")
        == {"I1": 1, "I2": 1, "I3": 1, "I4": 0, "I6": 0, "I7": 1, "I8": 1} | NO_OUTCOME
    )
    parts = hub.figures()["I6"]["parts"]
    assert (parts["target"], len(parts["programs"])) == (40, 1)
    assert hub.figures(territory="973")["I6"]["parts"]["target"] == 20


def test_a_status_changed_in_the_file_changes_what_is_told_of_her_acts(house: House) -> None:
    her, room = new_id(), new_id()
    house.say(woman(her, gender=Gender.NON_COMMUNIQUE), session(room), seat(new_id(), room, her))
    house.say(woman(her, 2, social_status=SocialStatus.EN_EMPLOI))
    assert house.breakdown("I1", "gender")["feminin"] == 1
    assert house.breakdown("I1", "social_status")["en_emploi"] == 1


def test_activities_by_place_type_and_those_of_older_facts_are_not_said(house: House) -> None:
    her, room, at_home, afar = new_id(), new_id(), new_id(), new_id()
    house.say(woman(her), session(room), seat(new_id(), room, her), support(new_id(), her))
    house.say(support(at_home, her, place_type=PlaceType.DOMICILE, autonomy=Autonomy.AUTONOME, redirection=Redirection.AUTRE))
    house.say(support(afar, None, place_type=PlaceType.A_DISTANCE))
    by_place = house.breakdown("I7", "place_type")
    assert by_place == {"lieu_activite": 2, "domicile": 1, "a_distance": 1}
    house.say(support(at_home, her, 2, place_type=PlaceType.A_DISTANCE))
    assert house.breakdown("I7", "place_type") == {"lieu_activite": 2, "a_distance": 2}
    assert house.breakdown("I2", "place_type") == {"lieu_activite": 2, "a_distance": 2}


def test_a_session_that_never_was_counts_nowhere_at_the_node_and_at_the_hub(house: House, hub: House) -> None:
    her, room, kept = new_id(), new_id(), new_id()
    house.say(woman(her), session(room), seat(new_id(), room, her), heads(room, 3), session(kept))
    assert house.values()["I2"] == 4
    house.say(heads(room, 0, revision=2), session(room, 2, withdrawn=True))
    carry(house, hub)
    for place in (house, hub):
        parts = place.figures()["I8"]["parts"]
        assert (parts["planned"], parts["held"], parts["cancelled"], parts["offered"]) == (1, 1, 0, 12)
        assert parts["filled"] == 0
