import datetime as dt
import re
from collections.abc import Callable

import pytest

from lakou.contracts.base import Stream
from lakou.contracts.vocabulary import PlaceType
from lakou.kernel import clock, inbox
from tests.reporting.factories import House, carry, new_id, program, seat, session, support, woman

INDICATORS = "/reporting/api/v1/indicators"
NODES = "/reporting/api/v1/nodes"
YEAR = {"from_": "2026-01-01", "to": "2026-12-31"}


def test_the_answer_says_what_each_figure_means_and_up_to_when_it_counts(house: House) -> None:
    house.say(woman(her := new_id()), support(new_id(), her))
    answer = house.get(INDICATORS, **YEAR).get_json()
    assert answer["as_of"] == "2026-11-22T15:00:00+00:00"
    assert (answer["from"], answer["to"]) == ("2026-01-01", "2026-12-31")
    assert answer["counted"] == [{"node": "martinique", "up_to": "2026-11-22T15:00:00+00:00", "facts": 1, "silent_since": None}]
    codes = ["I1", "I2", "I3", "I4", "I6", "I7", "I8", "I9", "I10", "I11", "I12", "I13", "I15"]
    assert [each["code"] for each in answer["indicators"]] == codes
    assert all(each["label"] and each["definition"] and each["breakdown"] == [] for each in answer["indicators"])


def test_the_definition_of_the_hub_says_that_people_are_added_over_nodes(house: House, hub: House) -> None:
    assert "somme des quatre nœuds" in hub.figures()["I1"]["definition"]
    assert "somme" not in house.figures()["I1"]["definition"]


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"from_": "2026-01-01"}, "to"),
        ({"to": "2026-01-01"}, "from"),
        ({"from_": "demain", "to": "2026-01-01"}, "from"),
        ({"from_": "2026-02-30", "to": "2026-03-01"}, "from"),
        ({"from_": "2026-03-02", "to": "2026-03-01"}, "to"),
        ({"from_": "0001-01-01", "to": "2026-03-01"}, "from"),
        ({**YEAR, "territory": "975"}, "territory"),
        ({**YEAR, "program": "inconnu"}, "program"),
        ({**YEAR, "by": "humeur"}, "by"),
        ({**YEAR, "color": "red"}, "color"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_field(house: House, params: dict[str, str], field: str) -> None:
    answer = house.get(INDICATORS, **params)
    assert answer.status_code == 400
    assert list(answer.get_json()["errors"]) == [field]


@pytest.mark.parametrize(
    "by",
    ["gender", "age", "social_status", "rsa", "commune", "theme", "type", "place_type", "territory", "program", "node", "month"],
)
def test_every_breakdown_has_labels_and_adds_up_where_it_should(house: House, by: str) -> None:
    house.say(program(course := new_id()), woman(her := new_id()), session(room := new_id(), program_id=course))
    house.say(seat(new_id(), room, her), support(new_id(), None))
    found = house.figures(by=by)["I2"]["breakdown"]
    assert all(item["label"] and not item["suppressed"] for item in found)
    assert sum(item["count"] for item in found) == 2
    percents = [item["percent"] for item in found]
    assert percents == [None] * len(found) if by == "theme" else sum(percents) == 100


@pytest.mark.parametrize(("role", "status"), [("helper", 200), ("analyst", 200), ("operator", 200), ("partner", 403)])
def test_who_may_read_figures_at_a_node(house: House, role: str, status: int) -> None:
    assert house.get(INDICATORS, role, **YEAR).status_code == status
    assert house.get("/reporting/", role).status_code == status


@pytest.mark.parametrize(("role", "status"), [("analyst", 200), ("coordinator", 200), ("operator", 200), ("helper", 403)])
def test_who_may_read_figures_at_the_hub(hub: House, role: str, status: int) -> None:
    assert hub.get(INDICATORS, role, **YEAR).status_code == status
    assert hub.get("/reporting/", role).status_code == status


def test_the_hub_says_how_far_each_node_is(build: Callable[[str], House], hub: House) -> None:
    house = build("guyane")
    house.say(woman(her := new_id()), support(new_id(), her))
    carry(house, hub)
    with clock.at(clock.now() + dt.timedelta(minutes=10)):
        items = {item["node"]: item for item in hub.get(NODES, "operator").get_json()["items"]}
    assert sorted(items) == ["guadeloupe", "guyane", "martinique", "saint-martin"]
    heard = items["guyane"]
    assert (heard["applied"], heard["max_seen"], heard["silent_since"], heard["digest_ok"]) == (1, 1, None, None)
    assert heard["ack_age_seconds"] == 600
    assert (items["martinique"]["applied"], items["martinique"]["ack_age_seconds"]) == (0, None)


def test_a_node_unheard_for_a_quarter_of_an_hour_is_silent(build: Callable[[str], House], hub: House) -> None:
    house = build("guyane")
    house.say(woman(her := new_id()), support(new_id(), her))
    carry(house, hub)
    with hub.database.transaction() as db:
        inbox.hear(db, "/guyane/reporting", Stream.FACT, 1, head=4, same_history=False)
    with clock.at(clock.now() + dt.timedelta(minutes=16)):
        (item,) = [each for each in hub.get(NODES, "analyst").get_json()["items"] if each["node"] == "guyane"]
        page = hub.get("/reporting/", "analyst").text
    assert item["silent_since"] == "2026-11-22T15:00:00+00:00"
    assert (item["digest_ok"], item["max_seen"]) == (False, 4)
    assert "La Guyane n’a rien envoyé depuis" in page
    assert "À vérifier" in page


def test_nodes_are_looked_at_from_the_hub(house: House, hub: House) -> None:
    assert house.get(NODES, "operator").status_code == 404
    assert hub.get(NODES, "coordinator").status_code == 403


def test_the_page_of_the_hub_shows_the_four_houses(build: Callable[[str], House], hub: House) -> None:
    house = build("guyane")
    house.say(program(course := new_id()), woman(her := new_id()), session(room := new_id(), program_id=course, territory="973"))
    house.say(seat(new_id(), room, her))
    carry(house, hub)
    page = hub.get("/reporting/", "analyst").text
    for words in (
        "Ce que la cour a fait",
        "Les quatre maisons",
        "Guyaclic",
        "Mois par mois",
        "0 sur 40",
        "Jusqu’où compte-t-on",
        "450",
    ):
        assert words in page
    assert 'href="#"' not in page


def test_the_page_of_a_node_shows_its_own_figures(house: House) -> None:
    house.say(woman(her := new_id()), support(new_id(), her))
    page = house.get("/reporting/", "helper").text
    assert "Aide aux démarches administratives" in page
    assert "Les quatre maisons" not in page


def test_the_page_says_where_people_were_helped_in_a_chart_and_a_table(house: House) -> None:
    house.say(woman(her := new_id()), session(room := new_id()), seat(new_id(), room, her))
    house.say(support(new_id(), her, place_type=PlaceType.DOMICILE), support(new_id(), her, place_type=PlaceType.DOMICILE))
    page = " ".join(house.get("/reporting/", "helper").text.split())
    assert "Contacts par genre de lieu. Le premier est à domicile, 2." in page
    assert re.search(r"<th scope=\"row\">À domicile</th>\s*<td[^>]*>2</td>", page)
    assert re.search(r"<th scope=\"row\">Lieu d’activité</th>\s*<td[^>]*>1</td>", page)


def test_an_empty_page_says_so(house: House, hub: House) -> None:
    assert "Rien n’est encore compté" in house.get("/reporting/", "helper").text
    assert "/sessions/" not in hub.get("/reporting/", "analyst").text


def test_a_period_upside_down_is_shown_again_with_what_was_typed(house: House) -> None:
    answer = house.get("/reporting/", from_="2026-05-02", to="2026-05-01", territory="guyane")
    assert answer.status_code == 400
    for words in (
        "Une réponse à reprendre",
        'value="2026-05-02"',
        'value="2026-05-01"',
        'href="#f-to"',
        '<option value="973" selected>',
    ):
        assert words in answer.text


def test_an_older_cohort_is_one_link_away(house: House) -> None:
    old = dt.date(2020, 2, 18)
    house.say(program(course := new_id()), woman(her := new_id()), session(room := new_id(), day=old, program_id=course))
    house.say(seat(new_id(), room, her))
    page = house.get("/reporting/", program="inclusion-numerique").text
    assert "Tout depuis le début" in page
    assert "from=2020-02-18&amp;to=2026-11-22&amp;program=inclusion-numerique" in page
    whole = house.get("/reporting/", from_="2020-02-18", to="2026-11-22", program="inclusion-numerique").text
    assert "Tout depuis le début" not in whole
    assert "18 février 2020" in whole
