"""What cannot be is refused on the page in words that say what to do, and changes nothing."""

from collections.abc import Iterator
from typing import Any

import pytest

from lakou.contracts.vocabulary import AttendanceStatus
from lakou.kernel import clock
from lakou.node.node import Node
from services.sessions import use_cases
from services.sessions.model import WorkshopSession
from tests.sessions.doors import Browser, make_node, sessions_of
from tests.sessions.factories import AFTER, DAYS_BEFORE, HOUR_BEFORE, fresh, make_people, make_session, seat_early, states


class House:
    """A session of two seats with two who sit and one who waits; a coordinator and a helper look at it."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.context = sessions_of(self.node)
        self.session = make_session(self.context, capacity=2)
        self.seats = seat_early(self.context, self.session, make_people(self.context, 3))

    @property
    def here(self) -> str:
        return f"/sessions/workshop-sessions/{self.session.id}"

    def edit(self, role: str = "coordinator", **changed: str) -> Any:
        usual = {"workshop_id": str(self.session.workshop_id), "date": "2026-03-12", "time": "09:00", "duration_minutes": "120"}
        return Browser(self.node, role).send(f"{self.here}/edit", usual | {"capacity": "2"} | changed)

    def act(self, path: str, role: str = "coordinator", **form: str) -> str:
        return str(Browser(self.node, role).send(path, form).text)

    def now(self) -> WorkshopSession:
        return fresh(self.context, self.session)


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    made = make_node(tmp_path_factory.mktemp("node"))
    yield made
    for context in made.contexts():
        context.database.dispose()


@pytest.fixture
def house(node: Node) -> House:
    with clock.at(DAYS_BEFORE):
        return House(node)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"duration_minutes": "-30"}, "Durée"),
        ({"duration_minutes": "100000"}, "Durée"),
        ({"capacity": "10000"}, "Places"),
        ({"capacity": "1"}, "Gardez au moins autant de places qu’il y a d’inscrits."),
        ({"date": "2026-03-01"}, "Choisissez un moment à venir, ou annulez la séance."),
        ({"time": "9h"}, "Écrivez une heure, comme 09:00."),
    ],
)
def test_a_session_is_not_changed_into_what_cannot_be(house: House, changed: dict[str, str], words: str) -> None:
    with clock.at(DAYS_BEFORE):
        page = house.edit(**changed)
        assert page.status_code in (400, 409)
        assert words in page.text
    assert (house.now().revision, house.now().starts_at) == (house.session.revision, house.session.starts_at)


def test_somebody_elses_session_is_left_alone(house: House) -> None:
    hers = use_cases.add_helper(house.context, name="Teddy Larose")
    use_cases.change_session(house.context, house.session.id, {"helper_ids": [hers.id]})
    with clock.at(DAYS_BEFORE):
        other = Browser(house.node, "helper")
        me = use_cases.add_helper(house.context, name="Mélissa Orvil")
        other.send(f"/sessions/helpers/{me.id}/me", {})
        form = {"workshop_id": str(house.session.workshop_id), "date": "2026-03-13", "time": "09:00"}
        page = other.send(f"{house.here}/edit", form | {"duration_minutes": "120", "capacity": "2", "helper_ids": str(hers.id)})
        assert page.status_code == 403
        assert "Demandez à la personne qui la tient, ou à votre coordinatrice." in page.text
        assert other.send(f"{house.here}/cancel", {"reason": "Lieu fermé"}).status_code == 403
    assert house.now().starts_at == house.session.starts_at


def test_a_session_that_was_held_is_neither_called_off_nor_put_off(house: House) -> None:
    with clock.at(AFTER):
        use_cases.record_attendance(house.context, house.seats[0].id, AttendanceStatus.PRESENT)
        assert "Corrigez d’abord l’appel si c’est une erreur." in house.act(f"{house.here}/cancel", reason="Lieu fermé")
        assert "elle ne peut pas passer à une date à venir" in house.edit(date="2026-04-02").text
    assert house.now().held


def test_what_was_not_called_off_is_not_put_back(house: House) -> None:
    with clock.at(DAYS_BEFORE):
        page = house.act(f"{house.here}/reinstate")
    assert "Seule une séance annulée et encore à venir peut l’être." in page


def test_a_seat_is_not_given_up_after_the_start_nor_marked_before_the_doors_open(house: House) -> None:
    with clock.at(DAYS_BEFORE):
        marked = house.act(f"{house.here}/roll", **{f"seat-{house.seats[0].id}": "present"})
        assert "L’appel s’ouvre deux heures avant la séance." in marked
    with clock.at(AFTER):
        left = house.act(f"/sessions/seats/{house.seats[0].id}/withdraw")
        assert "notez plutôt « Excusé » ou « Absent »" in left
        waits = house.act(f"{house.here}/roll", **{f"seat-{house.seats[2].id}": "absent"})
        assert "Notez-la présente si elle est venue, ou retirez-la de la liste d’attente." in waits
    assert states(house.context, house.session) == ["inscrit", "inscrit", "liste_attente"]


def test_nobody_sits_twice_nor_in_a_session_that_was_called_off(house: House) -> None:
    again = {"beneficiary_id": str(house.seats[0].beneficiary_id)}
    with clock.at(HOUR_BEFORE):
        assert "Cette personne est déjà sur la feuille" in house.act(f"{house.here}/seats", **again)
        use_cases.cancel_session(house.context, house.session.id, "Lieu fermé")
        new = make_people(house.context, 1)[0]
        assert "Choisissez une autre séance." in house.act(f"{house.here}/seats", beneficiary_id=str(new))
        assert "Cette séance est annulée" in house.act(f"{house.here}/anonymous", total="3")
        assert house.edit(time="10:00").status_code == 409
