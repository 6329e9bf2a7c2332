"""Devices that keep a notebook: who enrolls them, who shuts them out, what they learn at each contact."""

import base64
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import Client

from lakou.kernel import clock
from lakou.kernel.settings import Settings
from lakou.node.node import Node
from lakou.portal import accounts, devices, tokens, use_cases
from lakou.portal.model import Account

PASSWORD = "une-phrase-assez-longue"


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    made = Node(Settings(name="guyane", port=0, data=tmp_path))
    made.migrate()
    yield made
    for context in made.contexts():
        context.database.dispose()


class Phone:
    """A browser in which somebody has signed in."""

    def __init__(self, node: Node, email: str, role: str = "helper") -> None:
        self.node, self.client = node, Client(node.app)
        self.account = use_cases.add_account(node.portal, email=email, name="Awa Orvil", role=role, password=PASSWORD)
        self.enter()

    def enter(self) -> None:
        assert self.client.post("/connexion", data={"email": self.account.email, "password": PASSWORD}).status_code == 303

    @property
    def csrf(self) -> str:
        return str(self.client.get("/api/v1/me").json["csrf"])  # type: ignore[index]

    def enroll(self, name: str = "Téléphone d’Awa") -> dict[str, Any]:
        answer = self.client.post("/api/v1/devices", json={"name": name}, headers={"X-CSRF-Token": self.csrf})
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json  # type: ignore[assignment]
        return made

    def wipe(self, device: str) -> int:
        return self.client.post(f"/appareils/{device}/effacer", data={"csrf": self.csrf}).status_code


def contact(node: Node, device: dict[str, Any], token: str = "", **said: Any) -> str:
    """What a device learns, without a cookie."""
    body = {"token": token or device["token"]} | said
    answer = Client(node.app).post(f"/api/v1/devices/{device['id']}/contact", json=body)
    assert answer.status_code == 200, answer.text
    return str(answer.json["standing"])  # type: ignore[index]


def test_a_device_is_known_by_its_token_and_by_nothing_else(node: Node) -> None:
    device = Phone(node, "awa@exemple.fr").enroll()
    assert len(base64.b64decode(device["key"])) == devices.KEY_BYTES
    assert contact(node, device) == "good"
    assert contact(node, device, "x" * 43, wiped=True) == "expired"
    assert contact(node, device | {"id": "00000000-0000-4000-8000-000000000000"}) == "expired"
    assert contact(node, device) == "good"


def test_the_token_opens_no_door(node: Node) -> None:
    device = Phone(node, "awa@exemple.fr").enroll()
    for token in (device["token"], f"lakou_{device['token']}"):
        answer = Client(node.app).get("/sessions/api/v1/notebook", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 401


def test_a_program_keeps_no_notebook(node: Node) -> None:
    token = tokens.sign(node.keys.signing(), "guyane", account="token:x", name="X", role="helper", lifetime=tokens.PROGRAM_LIFETIME)
    answer = Client(node.app).post("/api/v1/devices", json={"name": "X"}, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 403


def test_its_owner_wipes_it_and_its_session_ends_now(node: Node) -> None:
    lost, desk = Phone(node, "awa@exemple.fr"), Client(node.app)
    device = lost.enroll()
    desk.post("/connexion", data={"email": "awa@exemple.fr", "password": PASSWORD})
    page = desk.get("/compte").text
    csrf = re.findall(r'name="csrf" value="([^"]+)"', page)[0]
    assert "Téléphone d’Awa" in page
    assert desk.post(f"/appareils/{device['id']}/effacer", data={"csrf": csrf}).status_code == 303

    assert lost.client.get("/api/v1/me").status_code == 401
    assert contact(node, device) == "shut"
    assert contact(node, device, waiting=3, wiped=True) == "shut"
    page = desk.get("/compte").text
    assert "Effacé" in page
    assert re.search("3\\sentrées n’étaient pas envoyées", page)


def test_a_coordinator_wipes_the_device_of_a_helper_and_a_helper_that_of_nobody_else(node: Node) -> None:
    awa, other = Phone(node, "awa@exemple.fr"), Phone(node, "lina@exemple.fr")
    chantal = Phone(node, "chantal@exemple.fr", "coordinator")
    device = awa.enroll()
    assert other.wipe(device["id"]) == 403
    assert contact(node, device) == "good"
    assert "Carnets hors ligne" in chantal.client.get(f"/comptes/{awa.account.id}").text
    assert chantal.wipe(device["id"]) == 303
    assert contact(node, device) == "shut"


def test_a_closed_account_shuts_its_devices(node: Node) -> None:
    awa = Phone(node, "awa@exemple.fr")
    device = awa.enroll()
    accounts.change(node.portal, awa.account.id, by="boss", by_role="operator", role="helper", active=False)
    assert contact(node, device) == "shut"


def test_a_device_that_was_not_heard_of_for_a_month_forgets_its_lists(node: Node) -> None:
    device = Phone(node, "awa@exemple.fr").enroll()
    with clock.at(clock.now() + devices.GOOD_FOR * 1.1):
        assert contact(node, device) == "expired"
        assert contact(node, device) == "expired"


def test_only_its_owner_gets_the_key_back_and_not_once_it_is_shut_out(node: Node) -> None:
    awa, other = Phone(node, "awa@exemple.fr"), Phone(node, "lina@exemple.fr")
    device = awa.enroll()
    path = f"/api/v1/devices/{device['id']}/key"
    assert awa.client.get(path).json == {"key": device["key"]}
    assert other.client.get(path).status_code == 404
    assert Client(node.app).get(path).status_code == 401
    assert awa.wipe(device["id"]) == 303
    awa.enter()
    assert awa.client.get(path).status_code == 404


@pytest.mark.parametrize("body", [{}, {"token": 7}, {"token": "x", "waiting": -1}, {"token": "x", "more": 1}, {"token": "x" * 200}])
def test_a_contact_that_is_not_one_is_refused(node: Node, body: dict[str, Any]) -> None:
    device = Phone(node, "awa@exemple.fr").enroll()
    assert Client(node.app).post(f"/api/v1/devices/{device['id']}/contact", json=body).status_code == 400


def test_what_is_kept_of_a_device_does_not_tell_its_token(node: Node) -> None:
    device = Phone(node, "awa@exemple.fr").enroll()
    with node.portal.database.reading() as db:
        (kept,) = devices.of_account(db, db.query(Account).one().id)
    assert device["token"] not in kept.token
