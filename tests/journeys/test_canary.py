"""Unmistakable persons go through everything at a node; not one letter of them is found where it must not be."""

import base64
import contextlib
import sqlite3
import unicodedata
from pathlib import Path
from urllib.parse import quote

import pytest
import requests

from tests.journeys.federation import NODES, Federation
from tests.journeys.test_sheet_to_hub import figures, hold_seat, plan_session
from tests.waiting import wait_until

pytestmark = pytest.mark.slow

CANARIES = {
    "family_name": "Quétzalcanari",
    "given_name": "Xylophène",
    "phone": "0696 00 98 76",
    "email": "quetzal.canari@exemple.fr",
    "notes": "Remarque-zygomatique sur sa santé",
}
NEEDLES = ("Quétzalcanari", "Xylophène", "696009876", "quetzal.canari", "zygomatique")


def test_no_name_phone_or_mail_leaves_the_services_that_need_them(embedded: Federation) -> None:
    door = embedded.door("guyane", "coordinator")
    person = door.post("enrollment/beneficiaries", CANARIES | {"birth_date": "1979-11-03", "commune": "97353"})["id"]
    session = plan_session(door, None)["id"]
    seat = hold_seat(door, session, person)
    door.put(f"sessions/seats/{seat['id']}/attendance", {"status": "present"})
    door.call("POST", "enrollment/beneficiaries", 409, json=CANARIES | {"birth_date": "1979-11-03", "commune": "97353"})
    door.call("POST", "enrollment/beneficiaries", 400, json=CANARIES | {"birth_year": "Quétzalcanari", "commune": "x"})
    hub = embedded.door("hub", "analyst")
    wait_until(lambda: figures(hub)["I2"] == 1, "the hub counts her", 10)
    metrics = [requests.get(f"{embedded.url(node)}/metrics", timeout=10).text for node in NODES]
    embedded.program.terminate()
    assert_clean("metrics", "\n".join(metrics).encode())
    assert_clean("logs", embedded.program.log.read_bytes())
    for path in sorted((embedded.data / "hub").rglob("*")):
        if path.is_file():
            assert_clean(str(path.relative_to(embedded.data)), path.read_bytes())
    for path in sorted((embedded.data / "guyane").glob("reporting.sqlite3*")):
        assert_clean(path.name, path.read_bytes())
        for local_id in (person, person.replace("-", "")):
            assert local_id.encode() not in facts_of(path), "a local id is in the facts"
    kept = b"".join(path.read_bytes() for path in (embedded.data / "guyane").glob("enrollment.sqlite3*"))
    assert NEEDLES[0].encode() in kept, "the canary must be where it belongs, else this test proves nothing"


def assert_clean(where: str, content: bytes) -> None:
    lowered = content.lower()
    for needle in NEEDLES:
        for form in spellings(needle):
            assert form.lower() not in lowered, f"{where} holds {needle}"


def spellings(needle: str) -> list[bytes]:
    folded = unicodedata.normalize("NFD", needle)
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter))
    texts = [needle, folded, plain, needle[::-1], quote(needle), needle.encode("unicode_escape").decode()]
    return [text.encode() for text in texts] + [base64.b64encode(needle.encode())[:-4], needle.encode("utf-16-le")]


def facts_of(path: Path) -> bytes:
    """The bytes of the fact rows alone (the read model of codes may hold local ids)."""
    if path.suffix != ".sqlite3":
        return b""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return b"".join(row[0] for row in connection.execute("SELECT body FROM outbox WHERE stream = 'fact'"))
