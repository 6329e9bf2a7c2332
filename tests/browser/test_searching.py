"""Finding somebody as one types: the list follows, the count is read aloud, arrows walk through it; Enter does without scripts."""

import datetime as dt
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import assert_accessible, assert_fits
from tests.browser.chromium import OpenPage
from tests.journeys.federation import LAKOU, Federation

pytestmark = pytest.mark.slow

PASSWORD, MELISSA = "un long mot de passe", "melissa@up-and-space.example"
NAMES = [("Belrose", "Marie-Ange"), ("Belrose", "Kelly"), ("Orville", "Ketsia")]
LIST = "/enrollment/beneficiaries"


@pytest.fixture(scope="module")
def federation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Federation]:
    made = Federation(tmp_path_factory.mktemp("searching"))
    with made.program:
        made.wait_ready()
        door = made.door("martinique", "coordinator")
        for number, (family, given) in enumerate(NAMES):
            person = {"family_name": family, "given_name": given, "birth_year": 1950 + 9 * number, "commune": "97209"}
            door.post("enrollment/beneficiaries", person)
        account = ["staff", "add", "--node", "martinique", "--email", MELISSA, "--name", "Mélissa Orvil", "--role", "helper"]
        command = [LAKOU, *account, "--password-stdin", "--data", made.data]
        subprocess.run([*map(str, command)], input=PASSWORD + "\n", text=True, check=True, capture_output=True, timeout=60)
        yield made


def enter(opened: Page, base: str) -> None:
    opened.goto(f"{base}/connexion")
    opened.fill("#email", MELISSA)
    opened.fill("#password", PASSWORD)
    opened.click("main button:has-text('Entrer')")
    expect(opened.locator("h1")).to_contain_text("Bonjour Mélissa")


def test_the_list_follows_what_one_types_and_the_arrows_open_a_file(federation: Federation, page: OpenPage) -> None:
    opened, base = page(360), federation.url("martinique")
    enter(opened, base)
    opened.goto(base + LIST)
    rows, said = opened.locator("#people tbody tr"), opened.locator("#people-said")
    expect(rows).to_have_count(3)

    opened.locator("#f-q").focus()
    opened.keyboard.type("belr")
    expect(rows).to_have_count(2)
    expect(said).to_have_text("2 personnes")
    expect(said).to_have_attribute("role", "status")
    expect(opened.locator("#f-q")).to_be_focused()
    opened.keyboard.type("oz kéli")
    expect(opened.locator("#people")).to_contain_text("se prononcent de la même façon")
    expect(rows).to_have_count(1)
    assert_accessible(opened)
    assert_fits(opened)
    opened.keyboard.press("ArrowDown")
    expect(rows.locator("a")).to_be_focused()
    opened.keyboard.press("ArrowUp")
    expect(opened.locator("#f-q")).to_be_focused()
    opened.keyboard.press("ArrowDown")
    opened.keyboard.press("Enter")
    expect(opened.locator("h1")).to_contain_text("Kelly Belrose")
    opened.go_back()
    expect(opened.locator("#f-q")).to_have_value("belroz kéli")
    expect(rows).to_have_count(1)

    opened.fill("#f-q", "zzz")
    expect(said).to_have_text("Personne ne répond à cette recherche")
    expect(opened.locator("#people a", has_text="Inscrire une personne")).to_be_visible()


def test_without_scripts_enter_asks(federation: Federation, page: OpenPage) -> None:
    opened, base = page(360, javascript=False), federation.url("martinique")
    enter(opened, base)
    opened.goto(base + LIST)
    opened.fill("#f-q", "ketsia")
    opened.press("#f-q", "Enter")
    expect(opened.locator("#people tbody tr")).to_have_count(1)
    expect(opened.locator("#people-said")).to_have_text("1 personne")


def test_without_an_answer_the_list_stays_and_the_page_says_so(federation: Federation, page: OpenPage) -> None:
    opened, base = page(360), federation.url("martinique")
    enter(opened, base)
    opened.goto(base + LIST)
    opened.context.set_offline(True)
    opened.fill("#f-q", "ketsia")
    expect(opened.locator("#people-said")).to_contain_text("Appuyez sur Entrée")
    expect(opened.locator("#people tbody tr")).to_have_count(3)


def test_who_was_signed_out_meanwhile_is_asked_to_sign_in(federation: Federation, page: OpenPage) -> None:
    opened, base = page(360), federation.url("martinique")
    enter(opened, base)
    opened.goto(base + LIST)
    opened.context.clear_cookies()
    opened.fill("#f-q", "ketsia")
    expect(opened).to_have_url(f"{base}/connexion?next={LIST}")


def test_somebody_at_the_door_is_found_on_the_sheet_itself(federation: Federation, page: OpenPage) -> None:
    door, base = federation.door("martinique", "coordinator"), federation.url("martinique")
    session = session_of_today(door)
    opened = page(360)
    enter(opened, base)
    opened.goto(f"{base}/sessions/workshop-sessions/{session}")
    opened.click("summary:has-text('Une personne de plus')")
    opened.locator("#q").focus()
    opened.keyboard.type("kets")
    expect(opened.locator("#found-said")).to_have_text("1 personne trouvée")
    assert_accessible(opened)
    assert_fits(opened)
    opened.click("#found button:has-text('Inscrire')")
    expect(opened.locator("main")).to_contain_text("Ketsia Orville est inscrite")
    acts = door.session.get(f"{base}/journal").text
    assert "/persons" not in acts


def session_of_today(door: Any) -> str:
    """One that begins in three hours."""
    venue = door.post("sessions/venues", {"name": "Médiathèque", "commune": "97209"})["id"]
    workshop = door.post("sessions/workshops", {"title": "Premiers pas", "themes": ["email"], "capacity": 8})["id"]
    starts = (dt.datetime.now(dt.UTC) + dt.timedelta(hours=3)).isoformat(timespec="seconds")  # noqa: TID251
    body = {"workshop_id": workshop, "venue_id": venue, "starts_at": starts, "duration_minutes": 60, "capacity": 8}
    return str(door.post("sessions/workshop-sessions", body)["id"])
