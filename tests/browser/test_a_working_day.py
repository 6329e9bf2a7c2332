"""A helper's first working day in Chromium, from the door to the hub's figures: on a desk, and on a phone without JavaScript."""

import datetime as dt
import subprocess
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import OpenPage
from tests.journeys.federation import LAKOU, Door, Federation
from tests.waiting import wait_until

pytestmark = pytest.mark.slow

EMAIL, PASSWORD = "melissa@up-and-space.example", "un long mot de passe"
ANONYMOUS = 3


@pytest.fixture(scope="module")
def federation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Federation]:
    made = Federation(tmp_path_factory.mktemp("empty"))
    with made.program:
        made.wait_ready()
        add_helper(made)
        yield made


def add_helper(federation: Federation) -> None:
    command = [LAKOU, "staff", "add", "--node", "martinique", "--email", EMAIL, "--name", "Mélissa Orvil"]
    options = ["--role", "helper", "--password-stdin", "--data", federation.data]
    subprocess.run([*map(str, command + options)], input=PASSWORD + "\n", text=True, check=True, capture_output=True, timeout=60)


@pytest.mark.parametrize(("width", "javascript", "given_name"), [(1280, True, "Rosalie"), (360, False, "Ketty")])
def test_a_helper_registers_seats_and_marks_and_the_hub_counts(
    federation: Federation, page: OpenPage, width: int, javascript: bool, given_name: str
) -> None:
    coordinator, hub = federation.door("martinique", "coordinator"), federation.door("hub", "analyst")
    before = figures(hub)
    session = prepare(coordinator, given_name)
    opened, base = page(width, javascript=javascript), federation.url("martinique")

    enter(opened, base)
    register(opened, base, given_name)
    add_to_program(opened, f"Inclusion Numérique {given_name}")
    seat(opened, session, given_name)
    call_the_roll(opened, base, session, given_name)
    count_who_gave_no_name(opened)

    expected = {"I1": before["I1"] + 1, "I2": before["I2"] + 1 + ANONYMOUS, "I4": before["I4"] + ANONYMOUS}
    wait_until(lambda: expected.items() <= figures(hub).items(), f"the hub shows {expected}", 10)
    assert given_name not in the_hub_as_its_analyst_sees_it(federation)


def enter(opened: Page, base: str) -> None:
    """With the keyboard alone: a wrong password first, then hers."""
    opened.goto(f"{base}/connexion")
    for password in ("pas le bon mot", PASSWORD):
        opened.locator("#email").focus()
        opened.keyboard.press("ControlOrMeta+A")
        opened.keyboard.type(EMAIL)
        opened.keyboard.press("Tab")
        opened.keyboard.type(password)
        opened.keyboard.press("Enter")
    expect(opened.locator("h1")).to_contain_text("Bonjour Mélissa")


def register(opened: Page, base: str, given_name: str) -> None:
    """What is impossible is said beside its field, and what was right is still there."""
    opened.goto(f"{base}/sessions/")
    opened.click("main >> text=Inscrire une personne")
    opened.fill("#family_name", "Marcin")
    opened.fill("#given_name", given_name)
    opened.fill("#birth", "19844")
    opened.fill("#commune", "Le Lamentin")
    opened.fill("#phone", "0696 00 12 3" + str(len(given_name) % 10))
    opened.click("button:has-text('Inscrire') >> nth=0")
    expect(opened.locator("#birth-e")).to_be_visible()
    assert opened.input_value("#given_name") == given_name
    opened.fill("#birth", "1984")
    opened.click("main button.btn--primary:has-text('Inscrire')")
    expect(opened.locator("h1")).to_contain_text(f"{given_name} Marcin")


def add_to_program(opened: Page, program: str) -> None:
    opened.click("summary:has-text('Ajouter à un programme')")
    opened.select_option("#program_id", label=program)
    opened.click("button:text-is('Ajouter')")
    expect(opened.locator("section[aria-labelledby=programmes]")).to_contain_text(program)


def seat(opened: Page, session: str, given_name: str) -> None:
    opened.click("text=Inscrire à une séance")
    button = f"form[action*='{session}'] button"
    if opened.locator(button).count() == 0:
        opened.locator("nav.pager a").nth(2).click()  # the session is next Monday, just after midnight
    expect(opened.locator(button)).to_contain_text(f"Inscrire {given_name}")
    opened.click(button)
    expect(opened.locator("main")).to_contain_text(given_name)


def call_the_roll(opened: Page, base: str, session: str, given_name: str) -> None:
    """All are there, but one."""
    opened.goto(f"{base}/sessions/workshop-sessions/{session}")
    opened.click("button:has-text('Tout le monde est là')")
    other = opened.locator("ul.roll li", has_text="Absente")
    other.locator("input[value=excuse]").check()
    opened.click("button:has-text('Enregistrer l’appel')")
    expect(opened.locator("main")).to_contain_text("Tout est renseigné")
    expect(opened.locator("ul.roll li", has_text="Absente").locator("input[value=excuse]")).to_be_checked()
    expect(opened.locator("ul.roll li", has_text="Marcin").locator("input[value=present]")).to_be_checked()


def count_who_gave_no_name(opened: Page) -> None:
    opened.click("summary:has-text('Une personne de plus')")
    opened.fill("#total", str(ANONYMOUS))
    opened.click("button:has-text('Compter ces personnes')")
    expect(opened.locator("main")).to_contain_text(f"{ANONYMOUS} personnes sans nom")


def prepare(door: Door, given_name: str) -> str:
    """A program, and a session in half an hour with a seat for somebody who will be excused: what a coordinator had done."""
    program = door.post("enrollment/programs", {"name": f"Inclusion Numérique {given_name}", "kind": "beneficiaries"})
    venue = door.post("sessions/venues", {"name": "Médiathèque du Lamentin", "commune": "97213"})
    workshop = door.post(
        "sessions/workshops", {"title": f"Atelier de {given_name}", "themes": ["email"], "program_id": program["id"]}
    )
    start = dt.datetime.now(ZoneInfo("America/Martinique")) + dt.timedelta(minutes=30)  # noqa: TID251
    body = {"starts_at": start.isoformat(), "duration_minutes": 60, "capacity": 8}
    ids = {"workshop_id": workshop["id"], "venue_id": venue["id"]}
    session = door.post("sessions/workshop-sessions", body | ids)
    other = {"family_name": given_name, "given_name": "Absente", "birth_year": 1970, "commune": "97213"}
    person = door.post("enrollment/beneficiaries", other)["id"]
    path = f"sessions/workshop-sessions/{session['id']}/seats"
    wait_until(
        lambda: "state" in door.call("POST", path, (201, 404), json={"beneficiary_id": person}), "sessions knows the person", 10
    )
    return str(session["id"])


def figures(door: Door) -> dict[str, float]:
    today = dt.datetime.now(dt.UTC).date()  # noqa: TID251
    span = {"from": str(today - dt.timedelta(days=2)), "to": str(today + dt.timedelta(days=1))}
    return {each["code"]: each["value"] for each in door.get("reporting/indicators", params=span)["indicators"]}


def the_hub_as_its_analyst_sees_it(federation: Federation) -> str:
    door = federation.door("hub", "analyst")
    answer = door.session.get(f"{door.base}/reporting/", timeout=30)
    assert answer.status_code == 200
    return answer.text
