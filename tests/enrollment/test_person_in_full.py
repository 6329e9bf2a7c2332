"""Several numbers, the funder's questions, what each agreement means, and two people at one file."""

import re

import pytest

from lakou.kernel.context import ServiceContext
from services.enrollment.model.rules import ConsentMissing, PossibleDuplicate
from services.enrollment.storage import beneficiaries as people
from services.enrollment.storage import search as finding
from services.enrollment.use_cases import beneficiaries, consents
from tests.enrollment.doors import Doors
from tests.enrollment.factories import BY, anyone, person, register, said

TYPED = {"family_name": "Marcin", "given_name": "Rosalie", "birth": "1984", "commune": "Le Lamentin", "phone": "0696 00 12 34"}


def test_a_second_number_is_kept_found_and_recognised(doors: Doors) -> None:
    more = [{"phone": "0696 99 88 77", "whose": "sa fille", "household": True}]
    made = doors.post(
        "/beneficiaries",
        {"family_name": "Marcin", "given_name": "Rosalie", "birth_year": 1984, "commune": "97213", "other_phones": more},
    ).get_json()
    assert made["other_phones"] == [{"phone": "+596696998877", "whose": "sa fille", "household": True}]
    for typed in ("998877", "0696 99 88", "+596696998877"):
        assert [each["id"] for each in doors.get("/beneficiaries", query_string={"q": typed}).get_json()["items"]] == [made["id"]]
    with pytest.raises(PossibleDuplicate):
        person(doors.context, family_name="Autre", given_name="Rosali", birth_year=1950, phone="0696998877")
    assert register(doors.context, family_name="Autre", given_name="Serge", birth_year=1950, phone="0696998877").beneficiary
    changed = doors.patch(f"/beneficiaries/{made['id']}", {"other_phones": []}).get_json()
    assert changed["other_phones"] == []
    assert doors.get("/beneficiaries?q=998877").get_json()["items"] != [made]


@pytest.mark.parametrize(
    "given", [[{"phone": "12"}], [{"phone": ""}], [{"whose": "x"}], [{"phone": "0696998877"}] * 6, ["0696998877"]]
)
def test_a_broken_second_number_is_refused(doors: Doors, given: object) -> None:
    asked = {"family_name": "Marcin", "given_name": "Rosalie", "birth_year": 1984, "commune": "97213", "other_phones": given}
    assert doors.post("/beneficiaries", asked).status_code == 400


def test_no_number_of_hers_is_on_the_local_stream(doors: Doors) -> None:
    more = [{"phone": "0696998877", "whose": "sa fille"}]
    register(doors.context, phone="0696001234", phone_shared=True, other_phones=more)
    assert "998877" not in repr([each for each in said(doors.context) if each["_stream"] != "identity"])


def test_the_form_takes_the_house_phone_and_one_more(doors: Doors) -> None:
    asked = TYPED | {"phone_shared": "1", "other_phone": "0696 99 88", "other_phone_whose": "sa fille"}
    refused = doors.send("/beneficiaries", **asked)
    assert (refused.status_code, 'href="#other_phone"' in refused.text, 'value="sa fille"' in refused.text) == (400, True, True)
    made = doors.send("/beneficiaries", **asked | {"other_phone": "0696 99 88 77"})
    page = doors.ask("GET", made.headers["Location"] + "/edit").text
    assert 'value="+596696998877"' in page
    assert re.search(r'name="phone_shared" value="1" checked', page)


def test_the_funder_s_questions_may_all_stay_without_an_answer_and_that_is_counted(doors: Doors) -> None:
    her = person(doors.context)
    person(doors.context, family_name="Belrose", rsa="oui", gender="feminin")
    assert doors.get(f"/beneficiaries/{her.id}/situation").get_json()["education"] is None
    page = doors.page(f"/beneficiaries/{her.id}/situation").text
    assert page.count("Non communiqué</option>") == 9
    assert (
        doors.send(f"/beneficiaries/{her.id}/situation", education="51", household="seule_enfants", revision="0").status_code == 303
    )
    found = doors.get(f"/beneficiaries/{her.id}/situation").get_json()
    assert (found["education"], found["household"], found["disability"], found["revision"]) == ("51", "seule_enfants", None, 1)
    counted = doors.get("/completeness").get_json()
    missing = {each["name"]: each["missing"] for each in counted["questions"]}
    assert (counted["people"], missing["education"], missing["disability"], missing["rsa"]) == (2, 1, 2, 1)
    assert "50" in doors.page("/completeness").text
    assert doors.send(f"/beneficiaries/{her.id}/situation", education="99", revision="1").status_code == 400


def test_answers_of_two_people_at_once_are_shown_side_by_side(doors: Doors) -> None:
    her = person(doors.context)
    path = f"/beneficiaries/{her.id}/situation"
    doors.send(path, education="51", revision="0")
    late = doors.send(path, education="40", disability="oui", revision="0")
    assert late.status_code == 412
    assert "Diplôme obtenu CAP ou BEP" in late.text
    assert 'value="40" selected' in late.text
    assert 'name="revision" value="1"' in late.text
    assert doors.ask("PUT", f"/enrollment/api/v1{path}", json={}, headers={"If-Match": '"0"'}).status_code == 412


def test_two_people_edit_one_file_and_the_second_sees_both_versions(doors: Doors) -> None:
    her = person(doors.context, phone="0696001234")
    opened = doors.page(f"/beneficiaries/{her.id}/edit").text
    seen = re.search(r'name="revision" value="(\d+)"', opened)
    assert seen
    beneficiaries.change(doors.context, her.id, {"email": "rosalie@exemple.fr"}, anyone)
    mine = TYPED | {"commune": "Ducos", "notes": "Vient à vélo", "revision": seen[1], "gender": "feminin"}
    late = doors.send(f"/beneficiaries/{her.id}/edit", **mine)
    assert late.status_code == 412
    for shown in ("Quelqu’un a modifié cette fiche", "rosalie@exemple.fr", "Vient à vélo", 'value="Ducos"'):
        assert shown in late.text, shown
    with doors.context.database.reading() as db:
        assert people.notes(db, her.id) == ""
    again = re.search(r'name="revision" value="(\d+)"', late.text)
    assert again
    kept = doors.send(f"/beneficiaries/{her.id}/edit", **mine | {"revision": again[1], "email": "rosalie@exemple.fr"})
    assert kept.status_code == 303
    with doors.context.database.reading() as db:
        found = beneficiaries.get(db, her.id)
        assert (found.email, found.commune, people.notes(db, her.id)) == ("rosalie@exemple.fr", "97207", "Vient à vélo")


def test_each_agreement_says_what_it_means_and_what_was_said(doors: Doors) -> None:
    her = person(doors.context)
    path = f"/beneficiaries/{her.id}/consents"
    page = doors.page(path).text
    for words in ("pas même l’annulation d’une séance", "Sa venue est comptée sous un code", "Rien ne lui a encore été demandé"):
        assert words in page
    for given in ("true", "false"):
        sent = doors.send(path, purpose="sharing:france_travail", given=given, channel="paper", back="consents")
        assert sent.headers["Location"] == f"/enrollment{path}"
    page = doors.page(path).text
    assert page.count("Mélissa Orvil") >= 2
    notice = doors.page(f"/beneficiaries/{her.id}/notice").text
    assert "Ce que nous gardons de vous" in notice
    assert "Dire à France Travail" in notice


def test_what_is_not_agreed_is_refused_with_the_reason(context: ServiceContext) -> None:
    her = person(context)
    with context.database.reading() as db, pytest.raises(ConsentMissing) as raised:
        consents.require(db, her.id, "sharing:caf")
    assert raised.value.facts["why"] == "not_asked"
    for given in (True, False):
        spoken = {"purpose": "sharing:caf", "given": given, "channel": "oral", "on": None}
        beneficiaries.note_consent(context, her.id, spoken, BY, anyone)
        with context.database.reading() as db:
            if given:
                consents.require(db, her.id, "sharing:caf")
                continue
            with pytest.raises(ConsentMissing) as raised:
                consents.require(db, her.id, "sharing:caf")
            assert raised.value.facts == {"purpose": "sharing:caf", "why": "refused"}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("eloise", True), ("HELOYZE", True), ("philipp", True), ("philippe el", True), ("el phil", True), ("filip eloyz", True),
        ("1984 phil", True), ("Éloïse Philippe", True), ("marc", False), ("zzz", False), ("%", False), ("_", False),
    ],
)  # fmt: skip
def test_search_forgives_accents_order_and_spelling(context: ServiceContext, typed: str, found: bool) -> None:
    person(context, family_name="Philippe", given_name="Éloïse")
    person(context, family_name="Bonheur", given_name="Gaston", birth_year=1950)
    with context.database.reading() as db:
        names = [each.given_name for each in people.search(db, query=typed)[0]]
    everyone = typed in ("%", "_")
    assert names == (["Gaston", "Éloïse"] if everyone else ["Éloïse"] if found else [])


def test_a_search_goes_on_page_after_page_and_shows_each_person_once(context: ServiceContext) -> None:
    for number in range(7):
        person(context, family_name="Belrose-Belune", given_name=f"Beatrice{'abcdefg'[number]}", birth_year=1950 + number)
    person(context, family_name="Adelaide", given_name="Bertille", birth_year=1960)
    person(context, family_name="Zami", given_name="Odile", birth_year=1961)
    for query, count in (("be", 8), ("be beat", 7), ("196 be", 1), ("bel ber", 0)):
        seen = pages_of(context, query)
        assert seen == sorted(set(seen)), query
        assert len(seen) == count, query


def pages_of(context: ServiceContext, query: str) -> list[str]:
    """The names of all who are found, three a page."""
    seen: list[str] = []
    after = None
    while True:
        with context.database.reading() as db:
            found, after = finding.page(db, query=query, commune="", after=after, limit=3)
        seen += [each.folded for each in found]
        if after is None:
            return seen
