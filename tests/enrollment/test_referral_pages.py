"""The pages of referrals: the partner's, the team's, the directory."""

import re

from lakou.kernel.context import ServiceContext
from tests.enrollment.doors import Doors
from tests.enrollment.factories import person, program
from tests.enrollment.test_referrals import answered, caf, sent

TYPED = {
    "family_name": "Marcin",
    "given_name": "Rosalie",
    "birth": "1984",
    "commune": "Le Lamentin",
    "phone": "0696 00 12 34",
    "gender": "feminin",
    "language": "fr",
    "rsa": "oui",
    "message": "Ouvrir son espace CAF",
    "agreed": "1",
}


def test_a_partner_sends_somebody_and_reads_what_she_lets_it_know(doors: Doors, context: ServiceContext) -> None:
    caf(doors)
    opened = program(context)
    doors.as_partner("caf")
    assert "Vous n’avez encore envoyé personne" in doors.page("/partner").text
    assert "Inclusion Numérique" in doors.page("/partner/new").text
    wrong = doors.send("/partner", **TYPED | {"agreed": "", "birth": "19844", "commune": "Atlantis"})
    assert wrong.status_code == 400
    for field in ("agreed", "birth", "commune"):
        assert f'id="{field}-e"' in wrong.text
    assert "Ouvrir son espace CAF" in wrong.text
    done = doors.send("/partner", **TYPED, program_id=str(opened.id))
    assert (done.status_code, done.location) == (303, "/enrollment/partner")
    page = doors.page("/partner").text
    assert "Rosalie Marcin" in page
    assert "pas donné son accord" in page
    assert "0696" not in page
    again = doors.send("/partner", **TYPED)
    assert (again.status_code, again.location) == (303, "/enrollment/partner")
    assert doors.page("/partner").text.count("Rosalie Marcin") == 1
    doors.as_team()
    referral = (doors.get("/referrals").json or {})["items"][0]
    assert referral["program_id"] == str(opened.id)
    answered(doors, referral, "accepted", sharing=True, program_id=str(opened.id))
    doors.as_partner("caf")
    assert "Candidature reçue, « Inclusion Numérique »" in doors.page("/partner").text


def test_a_strange_program_of_a_partner_is_told_beside_the_field(doors: Doors) -> None:
    caf(doors)
    doors.as_partner("caf")
    wrong = doors.send("/partner", **TYPED, program_id="00000000-0000-4000-8000-000000000000")
    assert (wrong.status_code, 'id="program_id-e"' in wrong.text) == (400, True)
    assert doors.send("/partner", **TYPED, program_id="x").status_code == 404


def test_the_team_answers_on_the_page_and_is_asked_about_a_likeness(doors: Doors, context: ServiceContext) -> None:
    known = person(context)
    caf(doors)
    referral = sent(doors)
    assert "Rosalie Marcin" in doors.page("/referrals").text
    path = f"/referrals/{referral['id']}"
    assert 'href="tel:+596696001234"' in doors.page(path).text
    assert doors.send(path, to="declined").status_code == 400
    asked = doors.send(path, to="accepted", sharing="oui")
    assert asked.status_code == 409
    assert str(known.id) in asked.text
    assert re.search(r'<input type="hidden" name="sharing" value="oui">', asked.text)
    done = doors.send(path, to="accepted", sharing="oui", beneficiary_id=str(known.id))
    assert (done.status_code, done.location) == (303, f"/enrollment/beneficiaries/{known.id}")
    assert "Oui, elle l’accepte" in doors.page(path).text
    assert doors.send(path, to="contacted").status_code == 409


def test_the_team_notes_what_came_by_telephone(doors: Doors) -> None:
    line = caf(doors)
    for chosen in (f"id:{line['id']}", "mission_locale"):
        done = doors.send("/referrals", **TYPED | {"given_name": f"Rosalie {chosen[:2]}"}, referrer=chosen)
        assert done.status_code == 303, done.text
    kinds = {each["referrer"]["kind"] for each in (doors.get("/referrals").json or {})["items"]}
    assert kinds == {"caf", "mission_locale"}
    assert doors.send("/referrals", **TYPED, referrer="martiens").status_code == 400


def test_somebody_is_sent_to_a_partner_when_she_agrees(doors: Doors, context: ServiceContext) -> None:
    known, line = person(context), caf(doors)
    path = f"/beneficiaries/{known.id}/referrals"
    assert "pas encore demandé" in doors.page(f"{path}/new").text
    assert doors.send(path, organization_id=line["id"]).status_code == 409
    assert doors.send(path, organization_id="x").status_code == 400
    doors.post(f"/beneficiaries/{known.id}/consents", {"purpose": "sharing:caf", "given": True})
    assert doors.send(path, organization_id=line["id"], message="Ses droits").status_code == 303
    assert "Vers" in doors.page("/referrals?direction=out").text


def test_the_directory_is_kept_on_pages(doors: Doors) -> None:
    assert "SIRET" in doors.page("/organizations/new").text
    assert doors.send("/organizations", name="", kind="ccas").status_code == 400
    assert doors.send("/organizations", name="CCAS", kind="ccas", siret="123", commune="Nulle part").status_code == 400
    made = doors.send("/organizations", name="CCAS de Ducos", kind="ccas", commune="Ducos", phone="0596 77 00 00")
    assert made.status_code == 303
    path = (made.location or "").removeprefix("/enrollment")
    page = doors.page(path).text
    assert "ccas-de-ducos" in page
    assert "/comptes?role=partner&amp;organization=ccas-de-ducos" in page
    assert doors.send(path, name="CCAS", kind="ccas", active="1", revision="9").status_code == 412
    assert doors.send(path, name="CCAS", kind="ccas", revision="1").status_code == 303
    assert "Fermé" in doors.page("/organizations?q=ccas").text
    assert doors.send("/organizations", name="ccas", kind="ccas").status_code == 409


def test_a_helper_reads_the_directory_and_changes_nothing(doors: Doors) -> None:
    line = caf(doors)
    doors.as_team("helper")
    assert doors.page("/organizations").status_code == 200
    assert doors.page("/organizations/new").status_code == 403
    assert doors.page(f"/organizations/{line['id']}/edit").status_code == 403
