"""Papers and individual support through their doors: the API, and pages without JavaScript."""

import datetime as dt
import uuid
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest

from lakou.contracts.vocabulary import Theme
from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from services.sessions import use_cases
from services.sessions.model import AnonymousCount, Support
from tests.sessions.doors import Browser, Program, make_node, sessions_of
from tests.sessions.factories import AFTER, fresh, make_person, make_session, recorded, seat_early, states

TODAY = dt.date(2026, 3, 12)


class House:
    """A node, a helper with a browser, a program with a token."""

    def __init__(self, folder: Path) -> None:
        node = make_node(folder)
        self.browser, self.program = Browser(node, "helper"), Program(node, "helper")
        self.partner = Program(node, "partner")
        self.context: ServiceContext = sessions_of(node)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> House:
    with clock.at(AFTER):
        return House(tmp_path_factory.mktemp("node"))


@pytest.fixture
def house(built: House) -> Iterator[House]:
    with clock.at(AFTER):
        yield built


def text_of(pdf: bytes) -> str:
    assert pdf.startswith(b"%PDF")
    return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in pypdfium2.PdfDocument(pdf))


def test_the_sheet_opens_as_a_pdf_and_leads_to_its_keying_page(house: House) -> None:
    session = make_session(house.context)
    seat_early(house.context, session, [make_person(house.context)])
    page = f"/sessions/workshop-sessions/{session.id}"
    assert f'href="{page}/sheet.pdf"' in house.browser.see(page).text
    answer = house.browser.see(f"{page}/sheet.pdf")
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("application/pdf", "no-store")
    assert "Rosalie Marcin" in text_of(answer.data)
    assert house.browser.see(f"{page}/keying").status_code == 200
    assert house.program.ask("GET", f"/workshop-sessions/{session.id}/sheet.pdf").status_code == 200
    assert house.partner.ask("GET", f"/workshop-sessions/{session.id}/sheet.pdf").status_code == 403
    assert house.program.ask("GET", f"/workshop-sessions/{uuid.uuid4()}/sheet.pdf").status_code == 404


def test_a_sheet_is_keyed_in_with_the_keyboard_alone(house: House) -> None:
    session = make_session(house.context, capacity=3)
    seat_early(house.context, session, [make_person(house.context, name) for name in ("Rosalie", "Josette", "Murielle")])
    make_person(house.context, "Huguette", "Cayol")
    form = {"mark-1": "p", "mark-2": "E", "mark-3": "A", "walk-1": "cayol huguette", "total": "4", "feminin": "3"}
    page = house.browser.send(f"/sessions/workshop-sessions/{session.id}/keying", form)
    assert "La feuille est saisie." in page.text
    assert states(house.context, session) == ["present", "excuse", "absent", "present"]
    with house.context.database.reading() as db:
        heads = db.get(AnonymousCount, session.id)
    assert heads is not None
    assert (heads.total, heads.gender) == (4, {"feminin": 3, "non_communique": 1})


def test_only_the_letters_that_were_changed_are_recorded(house: House) -> None:
    session = make_session(house.context)
    seat_early(house.context, session, [make_person(house.context, name) for name in ("Rosalie", "Josette")])
    path = f"/sessions/workshop-sessions/{session.id}/keying"
    house.browser.send(path, {"mark-1": "P", "was-1": "", "mark-2": "", "was-2": ""})
    house.browser.send(path, {"mark-1": "", "was-1": "", "mark-2": "A", "was-2": ""})
    assert states(house.context, session) == ["present", "absent"]
    assert house.browser.see(path).text.count('value="P"') == 2  # the box, and what was recorded


def test_what_is_not_clear_is_asked_again_and_the_rest_is_kept(house: House) -> None:
    session = make_session(house.context)
    seat_early(house.context, session, [make_person(house.context)])
    twins = [make_person(house.context, "Annick", "Ramsay") for _ in range(2)]
    path = f"/sessions/workshop-sessions/{session.id}/keying"
    page = house.browser.send(path, {"mark-1": "P", "walk-1": "Annick Ramsay", "walk-2": "Personne Inconnue"})
    assert page.status_code == 400
    assert "choisissez la personne" in page.text
    assert "personne ne porte ce nom ici" in page.text
    assert states(house.context, session) == ["present"]
    form = {"walk-1": "Annick Ramsay", "who-1": str(twins[0]), "walk-2": "Personne Inconnue", "who-2": "none"}
    assert "La feuille est saisie." in house.browser.send(path, form).text
    assert states(house.context, session) == ["present", "present"]
    with house.context.database.reading() as db:
        heads = db.get(AnonymousCount, session.id)
    assert heads is not None
    assert heads.total == 1


@pytest.mark.parametrize(
    "form",
    [
        {"mark-1": "Z"},
        {"mark-99": "P"},
        {"mark-1": "P", "total": "beaucoup"},
        {"total": "2", "feminin": "3"},
        {"mark-" + "9" * 30: "P"},
        {"walk-1": "Rosalie Marcin", "who-1": "00000000-0000-0000-0000-000000000000"},
    ],
)
def test_nonsense_keyed_in_is_shown_and_not_kept(house: House, form: dict[str, str]) -> None:
    session = make_session(house.context)
    seat_early(house.context, session, [make_person(house.context)])
    page = house.browser.send(f"/sessions/workshop-sessions/{session.id}/keying", form)
    assert page.status_code == 400
    assert states(house.context, session) == ["inscrit"]


def test_a_program_keys_a_sheet_in(house: House) -> None:
    session = make_session(house.context)
    seat_early(house.context, session, [make_person(house.context)])
    walk_in = make_person(house.context, "Huguette")
    path = f"/workshop-sessions/{session.id}/keying"
    body = {"marks": {"1": "E"}, "walk_ins": [str(walk_in)], "anonymous": {"total": 2}}
    answer = house.program.ask("POST", path, body)
    assert [seat["state"] for seat in answer.json["items"]] == ["excuse", "present"]
    assert house.program.ask("POST", path, {"marks": {"1": "X"}}).status_code == 400
    assert house.program.ask("POST", path, {"marks": {"0": "P"}}).status_code == 400
    assert house.program.ask("POST", path, {"marks": {"12": "P"}}).json["errors"].keys() == {"marks.12"}


def test_whom_to_call_on_the_page_in_the_api_and_on_paper(house: House) -> None:
    session = make_session(house.context)
    seat_early(house.context, session, [make_person(house.context)])
    page = f"/sessions/workshop-sessions/{session.id}/calls"
    assert "Accord jamais demandé" in house.browser.see(page).text
    assert "0696 00 00 11" in text_of(house.browser.see(f"{page}.pdf").data)
    (callee,) = house.program.ask("GET", f"/workshop-sessions/{session.id}/calls").json["items"]
    assert (callee["name"], callee["phone"]) == ("Rosalie Marcin", "0696 00 00 11")
    assert house.partner.ask("GET", f"/workshop-sessions/{session.id}/calls").status_code == 403


def test_a_certificate_is_asked_for_with_its_period(house: House) -> None:
    person, session = make_person(house.context), make_session(house.context)
    seat = seat_early(house.context, session, [person])[0]
    page = f"/sessions/persons/{person}/certificate"
    assert "Rosalie Marcin" in house.browser.see(page).text
    span = "from=2026-03-01&to=2026-03-31"
    nothing = house.browser.see(f"{page}.pdf?{span}")
    assert nothing.status_code == 409
    assert "Aucune présence notée" in nothing.text
    house.program.ask("PUT", f"/seats/{seat.id}/attendance", {"status": "present"})
    assert "En tout : 2 h, en 1 présence." in text_of(house.browser.see(f"{page}.pdf?{span}&place=Le+Lamentin").data)
    assert house.browser.see(f"{page}.pdf?from=2026-03-31&to=2026-03-01").status_code == 400
    assert house.browser.see(f"{page}.pdf?from=hier").status_code == 400
    assert house.program.ask("GET", f"/beneficiaries/{person}/certificate.pdf?{span}").status_code == 200
    assert house.program.ask("GET", f"/beneficiaries/{uuid.uuid4()}/certificate.pdf?{span}").status_code == 404
    assert fresh(house.context, session).held


def support_of(context: ServiceContext, support_id: uuid.UUID) -> Support:
    with context.database.reading() as db:
        found = db.get(Support, support_id)
    assert found is not None
    return found


def test_three_taps_note_a_help_and_more_may_be_said(house: House) -> None:
    house.browser.send("/sessions/supports/new", {"themes": "email", "duration_minutes": "30"})
    more = {
        "place_type": "domicile",
        "autonomy": "autonome",
        "equipment": ["ordinateur", "telephone"],
        "redirection": "aide_sociale",
    }
    house.browser.send("/sessions/supports/new", {"themes": "logement", "duration_minutes": "45", **more})
    plain, rich = recorded(house.context, "sessions.support.given.v1")[-2:]
    assert (plain["place_type"], plain["autonomy"], plain["equipment"], plain["redirection"]) == ("lieu_activite", None, [], None)
    assert (rich["place_type"], rich["autonomy"], rich["redirection"]) == ("domicile", "autonome", "aide_sociale")
    assert rich["equipment"] == ["ordinateur", "telephone"]


def test_a_help_is_corrected_on_the_page_and_told_again_only_when_it_changed(house: House) -> None:
    support = use_cases.give_support(house.context, date=TODAY, duration_minutes=30, themes=[Theme.EMAIL])
    path = f"/sessions/supports/{support.id}/edit"
    assert "Corriger une aide" in house.browser.see(path).text
    form = {"themes": "email", "duration_minutes": "60", "date": "2026-03-11", "beneficiary_id": "none", "autonomy": "autonome"}
    assert "L’aide est corrigée." in house.browser.send(path, form).text
    house.browser.send(path, form)
    changed = support_of(house.context, support.id)
    assert (changed.duration_minutes, changed.day, changed.autonomy, changed.revision) == (60, dt.date(2026, 3, 11), "autonome", 2)
    assert house.browser.send(path, form | {"date": "2026-03-13"}).status_code == 400
    use_cases.withdraw_support(house.context, support.id)
    assert house.browser.see(path).status_code == 404


def test_a_program_corrects_a_help_on_its_last_copy_alone(house: House) -> None:
    person = make_person(house.context)
    support = house.program.make("/supports", {"date": "2026-03-12", "duration_minutes": 30, "themes": ["email"]})
    path = f"/supports/{support['id']}"
    named = house.program.ask("PATCH", path, {"beneficiary_id": str(person), "redirection": "autre"}, If_Match='"1"')
    assert (named.json["beneficiary_id"], named.json["redirection"], named.headers["ETag"]) == (str(person), "autre", '"2"')
    assert house.program.ask("PATCH", path, {"duration_minutes": 15}, If_Match='"1"').status_code == 412
    assert house.program.ask("PATCH", path, {"themes": ["logement"]}).status_code == 400
    assert house.program.ask("PATCH", path, {"beneficiary_id": str(uuid.uuid4())}).status_code == 404
    assert house.program.ask("PATCH", path, {"autonomy": "genial"}).status_code == 400
    assert support_of(house.context, uuid.UUID(support["id"])).revision == 2
    house.program.ask("DELETE", path)
    assert house.program.ask("PATCH", path, {"duration_minutes": 15}).json["type"].endswith("support-withdrawn")
