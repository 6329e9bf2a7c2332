"""The journey of the seed in Chromium: the CAF's page, the coordinator's, the person's, the CAF's again; without scripts too."""

import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import OpenPage
from tests.journeys.federation import LAKOU, Federation
from tests.journeys.test_from_the_caf_to_autonomy import figures
from tests.waiting import wait_until

pytestmark = pytest.mark.slow

PASSWORD = "un long mot de passe"
CAF, CHANTAL = "caf@partenaires.example", "chantal@up-and-space.example"


@pytest.fixture(scope="module")
def federation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Federation]:
    made = Federation(tmp_path_factory.mktemp("journey"))
    with made.program:
        made.wait_ready()
        door = made.door("martinique", "coordinator")
        door.post("enrollment/organizations", {"name": "CAF de la Martinique", "kind": "caf"})
        add_account(made, CAF, "Nadège Zébus", "partner", "--organization", "caf")
        add_account(made, CHANTAL, "Chantal Beausoleil", "coordinator")
        yield made


def add_account(federation: Federation, email: str, name: str, role: str, *more: str) -> None:
    command = [LAKOU, "staff", "add", "--node", "martinique", "--email", email, "--name", name, "--role", role, *more]
    options = ["--password-stdin", "--data", federation.data]
    subprocess.run([*map(str, command + options)], input=PASSWORD + "\n", text=True, check=True, capture_output=True, timeout=60)


@pytest.mark.parametrize(("width", "javascript", "given_name"), [(1280, True, "Rosalie"), (360, False, "Ketty")])
def test_she_is_sent_reached_assessed_and_leaves_autonomous_and_the_caf_reads_it(
    federation: Federation, page: OpenPage, width: int, javascript: bool, given_name: str
) -> None:
    hub, door = federation.door("hub", "analyst"), federation.door("martinique", "coordinator")
    before, base = figures(hub), federation.url("martinique")
    program = door.post(
        "enrollment/programs", {"name": f"Inclusion Numérique {given_name}", "kind": "beneficiaries", "target": 40}
    )["id"]
    caf, chantal = page(width, javascript=javascript), page(width, javascript=javascript)

    enter(caf, base, CAF)
    send(caf, given_name)
    expect(caf.locator("tr", has_text=given_name)).to_contain_text("pas donné son accord")

    enter(chantal, base, CHANTAL)
    chantal.goto(f"{base}/enrollment/referrals")
    chantal.click(f"a:has-text('{given_name} Marcin')")
    reach(chantal, f"Inclusion Numérique {given_name}")
    expect(chantal.locator("h1")).to_contain_text(f"{given_name} Marcin")
    person = chantal.url
    assess(chantal, "entry", "entierement_accompagne")
    for stage in ("Inscription validée", "Parcours en cours", "Parcours terminé"):
        advance(chantal, stage)
    assess(chantal, "exit", "autonome")
    expect(chantal.locator("section[aria-labelledby=parcours] svg[role=img]")).to_be_visible()
    chantal.goto(f"{base}/enrollment/programs/{program}")
    expect(chantal.locator("#but")).to_contain_text("1 personne autonome sur 40")

    caf.goto(f"{base}/enrollment/partner")
    expect(caf.locator("tr", has_text=given_name)).to_contain_text("Parcours terminé")
    assert caf.goto(person).status == 403  # type: ignore[union-attr]
    wait_until(lambda: gained(figures(hub), before), "the hub shows one more autonomous person", 10)
    assert given_name not in hub.session.get(f"{hub.base}/reporting/", timeout=30).text


def gained(now: dict[str, Any], before: dict[str, Any]) -> bool:
    return all(now[code]["value"] == before[code]["value"] + 1 for code in ("I6", "I10", "I12"))


def enter(opened: Page, base: str, email: str) -> None:
    opened.goto(f"{base}/connexion")
    opened.fill("#email", email)
    opened.fill("#password", PASSWORD)
    opened.click("main button:has-text('Entrer')")


def send(caf: Page, given_name: str) -> None:
    """What is missing is told beside its field; then it goes."""
    caf.click("main a:has-text('Envoyer une personne') >> nth=0")
    caf.fill("#family_name", "Marcin")
    caf.fill("#given_name", given_name)
    caf.fill("#birth", "1984" if given_name == "Rosalie" else "1990")
    caf.fill("#commune", "Le Lamentin")
    caf.select_option("#program_id", label=f"Inclusion Numérique {given_name}")
    caf.click("button:has-text('Envoyer')")
    expect(caf.locator("#agreed-e")).to_be_visible()
    assert caf.input_value("#given_name") == given_name
    caf.check("#agreed")
    caf.click("button:has-text('Envoyer')")
    expect(caf.locator("h1")).to_contain_text("Les personnes que vous envoyez")


def reach(chantal: Page, program: str) -> None:
    chantal.check("input[name=to][value=accepted]")
    chantal.check("input[name=sharing][value=oui]")
    chantal.select_option("#program_id", label=program)
    chantal.click("button:has-text('Enregistrer')")


def assess(chantal: Page, stage: str, level: str) -> None:
    chantal.click("a:has-text('Noter une étape')")
    chantal.check(f"input[name=stage][value={stage}]")
    chantal.check(f"input[name=level][value={level}]")
    chantal.click("button:text-is('Noter')")
    expect(chantal.locator("section[aria-labelledby=parcours] svg[role=img]")).to_be_visible()


def advance(chantal: Page, stage: str) -> None:
    chantal.click("summary:has-text('Changer d’étape')")
    chantal.locator("select[name=to]").first.select_option(label=stage)
    chantal.click("button:has-text('Enregistrer l’étape')")
    expect(chantal.locator("section[aria-labelledby=programmes]")).to_contain_text(stage)
