"""A helper in Maripasoula with a phone and no signal, over TLS at a host name.

What she notes is never lost, and never in wrong hands.
"""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.accessibility import assert_accessible, assert_fits
from tests.browser.protected import PASSWORD, Protected
from tests.journeys.federation import Door
from tests.waiting import wait_until

pytestmark = pytest.mark.slow

CODE = "fleuve-maroni"
DAY = 86_400
PEOPLE = 15
SLOW = 20_000


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Protected]:
    """Yesterday, with a helper and a coordinator."""
    made = Protected(tmp_path_factory.mktemp("maripasoula"))
    made.away = -DAY
    made.start()
    made.add("awa", "helper")
    made.add("chantal", "coordinator")
    yield made
    made.kill()


def test_a_day_without_a_network_arrives_once_at_the_time_it_was_seen(node: Protected, browser: Browser, tmp_path: Path) -> None:
    door = node.door()
    session = prepare(door, yesterday())
    began = yesterday()
    with node.browser(browser.browser_type, tmp_path) as context:
        page = phone(context, at=began)
        enter(page, node)
        enroll(page, node)
        page.click("[data-part=ahead] a")
        context.set_offline(True)
        note_everybody(page)
        assert_accessible(page)
        assert_fits(page)
    ended = yesterday()
    node.kill()
    assert_nothing_is_legible(tmp_path)

    node.away = 0
    node.start()
    with node.browser(browser.browser_type, tmp_path) as context:
        page = phone(context)
        context.set_offline(True)
        page.goto(f"{node.url}/sessions/")  # without a network the notebook answers for every page
        unlock(page)
        says(page, "[data-part=bar]", f"{PEOPLE + 2} enregistrés ici")
        context.set_offline(False)
        page.click("text=Envoyer maintenant")
        says(page, "[data-part=bar]", "Entrez de nouveau")  # the session ended in the night
        assert door_says(node, session) == (["inscrit"] * PEOPLE, 0)
        page.click("[data-part=bar] >> text=Entrer")
        fill_in(page)
        unlock(page)
        says(page, "[data-part=bar]", "Tout est envoyé")
        says(page, "[data-part=bar]", "1 à vérifier")
        page.click("text=Envoyer maintenant")
        says(page, "[data-part=bar]", "Tout est envoyé")

    after = node.door()
    seats = after.get(f"sessions/workshop-sessions/{session}/seats")["items"]
    seen = [dt.datetime.fromisoformat(seat["recorded_at"]) for seat in seats]
    assert sorted(seat["state"] for seat in seats) == ["absent", "excuse"] + ["present"] * (PEOPLE - 2)
    assert {seat["revision"] for seat in seats} == {2}
    assert all(began - dt.timedelta(seconds=2) <= moment <= ended for moment in seen)
    assert after.get(f"sessions/workshop-sessions/{session}/anonymous")["total"] == 2
    (waiting,) = after.get("sessions/captures")["items"]
    assert (waiting["reason"], waiting["said"]["name"]) == ("to-match", "Ketty Sorbier")
    assert began <= dt.datetime.fromisoformat(waiting["captured_at"]) <= ended


def test_a_lost_phone_wipes_itself_at_its_next_contact(node: Protected, browser: Browser, tmp_path: Path) -> None:
    with node.browser(browser.browser_type, tmp_path / "phone") as context:
        page = phone(context, at=dt.datetime.now(dt.UTC))  # noqa: TID251
        enter(page, node)
        enroll(page, node, name="Téléphone perdu")
        page.clock.fast_forward("11:00")  # nobody touches it: it closes
        says(page, "[data-view=locked]", "Awa Orvil, votre carnet est fermé")
        with node.browser(browser.browser_type, tmp_path / "desk", width=1280) as desk:
            wipe_from_a_desk(desk, node)
        page.goto(f"{node.url}/sessions/offline")
        expect(page.locator("[data-view=wiped]")).to_be_visible(timeout=SLOW)
        assert page.evaluate("indexedDB.databases()") == []


def test_signing_out_wipes_but_never_what_is_not_sent(node: Protected, browser: Browser, tmp_path: Path) -> None:
    with node.browser(browser.browser_type, tmp_path) as context:
        page = phone(context)
        enter(page, node)
        enroll(page, node)
        page.route("**/api/v1/captures", lambda route: route.abort())  # the line is there, and nothing gets through
        page.click("nav[aria-label=Carnet] >> text=Noter une aide")
        page.check("#h-th")
        page.click("text=Garder cette aide")
        says(page, "[data-part=bar]", "1 enregistré ici")
        page.goto(f"{node.url}/sessions/week")
        page.click("footer >> text=Se déconnecter")
        says(page, "[data-view=device]", "1 entrée n’est pas envoyée")

        page.unroute("**/api/v1/captures")
        page.click("text=Retour au carnet")
        unlock(page)
        says(page, "[data-part=bar]", "Tout est envoyé")
        page.goto(f"{node.url}/sessions/week")
        page.click("footer >> text=Se déconnecter")
        expect(page).to_have_url(f"{node.url}/connexion")
        assert page.evaluate("indexedDB.databases()") == []


def test_a_node_put_back_from_a_backup_gets_what_was_noted_before_the_device_starts_anew(
    node: Protected, browser: Browser, tmp_path: Path
) -> None:
    """The node no longer knows the device: it says `expired`, as after a month of silence."""
    before = len(node.door().get("sessions/supports")["items"])
    with node.browser(browser.browser_type, tmp_path) as context:
        page = phone(context)
        enter(page, node)
        enroll(page, node)
        context.set_offline(True)
        page.click("nav[aria-label=Carnet] >> text=Noter une aide")
        page.check("#h-th")
        page.click("text=Garder cette aide")
        says(page, "[data-part=bar]", "Pas de réseau")
        said = {"standing": "expired", "server_time": dt.datetime.now(dt.UTC).isoformat()}  # noqa: TID251
        page.route("**/contact", lambda route: route.fulfill(json=said))
        context.set_offline(False)
        expect(page.locator("[data-view=enroll]")).to_be_visible(timeout=SLOW)
    assert len(node.door().get("sessions/supports")["items"]) == before + 1


def test_a_wrong_code_opens_nothing_and_soon_has_to_wait(node: Protected, browser: Browser, tmp_path: Path) -> None:
    with node.browser(browser.browser_type, tmp_path) as context:
        page = phone(context)
        enter(page, node)
        enroll(page, node)
        page.reload()
        for _ in range(5):
            page.fill("#code-3", "pas le bon")
            page.click("text=Ouvrir")
            says(page, "[data-part=locked-trouble]", "pas le bon code")
            page.locator("[data-part=locked-trouble]").evaluate("note => note.hidden = true")
        page.fill("#code-3", CODE)
        page.click("text=Ouvrir")
        says(page, "[data-part=locked-trouble]", "Attendez")

        page.click("text=Code oublié…")  # signed in, she may choose another one
        page.fill("#code-4", "une autre phrase")
        page.fill("#code-5", "une autre phrase")
        page.click("text=Changer le code")
        expect(page.locator("[data-view=list]")).to_be_visible(timeout=SLOW)


def test_an_address_without_tls_says_why_there_is_no_notebook(node: Protected, browser: Browser, tmp_path: Path) -> None:
    with node.browser(browser.browser_type, tmp_path) as context:
        page = phone(context)
        plain = node.url.replace("https", "http")
        page.goto(f"{plain}/sessions/offline")
        says(page, "[data-view=unavailable]", "commence par http")
        assert_fits(page)
        page.click("text=Passer à l’adresse protégée")
        expect(page.locator("h1")).to_have_text("L’adresse protégée")
        assert_accessible(page)
        assert_fits(page)
        page.click("text=Ouvrir https://")
        expect(page).to_have_url(f"{node.url}/sessions/offline")


def says(page: Page, part: str, text: str) -> None:
    """What is read there: text that is hidden does not count."""
    expect(page.locator(f"{part}:visible")).to_contain_text(text, timeout=SLOW, use_inner_text=True)


def yesterday() -> dt.datetime:
    return dt.datetime.now(dt.UTC) - dt.timedelta(seconds=DAY)  # noqa: TID251


def prepare(door: Door, now: dt.datetime) -> str:
    """A session that begins in half an hour, with fifteen people."""
    workshop = door.post("sessions/workshops", {"title": "Mes démarches en ligne", "themes": ["email"]})
    starts_at = (now + dt.timedelta(minutes=30)).isoformat()
    planned = {"workshop_id": workshop["id"], "starts_at": starts_at, "duration_minutes": 120, "capacity": PEOPLE}
    session = str(door.post("sessions/workshop-sessions", planned)["id"])
    for number in range(PEOPLE):
        person = {"family_name": f"Amaïkon-{'ABCDEFGHIJKLMNO'[number] * 4}", "given_name": "Lucie", "birth_year": 1950 + number}
        made = door.post("enrollment/beneficiaries", person | {"commune": "97353"})
        door.post(f"sessions/workshop-sessions/{session}/seats", {"beneficiary_id": made["id"]})
    return session


def phone(context: BrowserContext, at: dt.datetime | None = None) -> Page:
    page = context.pages[0]
    if at:
        page.clock.install(time=at)
    return page


def enter(page: Page, node: Protected) -> None:
    page.goto(f"{node.url}/connexion")
    fill_in(page)
    expect(page.locator("h1")).to_contain_text("Bonjour Awa", timeout=SLOW)


def fill_in(page: Page, login: str = "awa") -> None:
    page.fill("#email", f"{login}@guyaclic.example")
    page.fill("#password", PASSWORD)
    page.click("main button:has-text('Entrer')")


def enroll(page: Page, node: Protected, name: str = "Téléphone d’Awa") -> None:
    page.goto(f"{node.url}/sessions/offline")
    page.fill("#device-name", name)
    page.fill("#code-1", CODE)
    page.fill("#code-2", CODE)
    page.click("text=Garder mes séances ici")
    says(page, "[data-part=bar]", "Tout est envoyé")
    page.evaluate("navigator.serviceWorker.ready")


def unlock(page: Page) -> None:
    page.fill("#code-3", CODE)
    page.click("text=Ouvrir")
    expect(page.locator("[data-part=inside]")).to_be_visible(timeout=SLOW)


def note_everybody(page: Page) -> None:
    """All are there but two; one comes without a place, one without a name."""
    rows = page.locator("[data-part=roll] > li")
    expect(rows).to_have_count(PEOPLE)
    for number, mark in enumerate(["excuse", "absent"] + ["present"] * (PEOPLE - 2)):
        rows.nth(number).locator(f"input[value={mark}]").check()
        expect(rows.nth(number)).to_contain_text("enregistré ici")
    page.click("text=Une personne de plus…")
    page.fill("#wi", "Ketty Sorbier")
    page.click("text=Ajouter à la feuille")
    says(page, "[data-part=added]", "Ketty Sorbier")
    page.fill("#an", "1")
    page.click("text=Ajouter à la feuille")
    says(page, "[data-part=bar]", f"{PEOPLE + 2} enregistrés ici")
    says(page, "[data-part=bar]", "Pas de réseau")


def assert_nothing_is_legible(profile: Path) -> None:
    """No name in any file of the profile that the notebook wrote."""
    files = [path for path in (profile / "Default" / "IndexedDB").rglob("*") if path.is_file()]
    assert files
    for path in files:
        content = path.read_bytes()
        for name in ("Amaïkon", "Ketty Sorbier"):
            assert name.encode() not in content
            assert name.encode("utf-16-le") not in content


def door_says(node: Protected, session: str) -> tuple[list[str], int]:
    door = node.door()
    seats: list[dict[str, Any]] = door.get(f"sessions/workshop-sessions/{session}/seats")["items"]
    return [seat["state"] for seat in seats], door.get(f"sessions/workshop-sessions/{session}/anonymous")["total"]


def wipe_from_a_desk(context: BrowserContext, node: Protected) -> None:
    page = context.pages[0]
    page.goto(f"{node.url}/connexion")
    fill_in(page, "chantal")
    page.goto(f"{node.url}/comptes")
    page.click("text=Awa Orvil")
    row = page.locator("li", has_text="Téléphone perdu")
    row.locator("summary").click()
    row.locator("button:has-text('Effacer le carnet')").click()
    wait_until(lambda: "S’effacera à son retour" in page.content(), "the device is shut out")
