import datetime as dt
import uuid
from pathlib import Path

import pytest

from lakou.contracts.enrollment import IdentityRemoved
from lakou.contracts.vocabulary import ContactChannel, Language
from lakou.kernel import clock
from services.notifications import use_cases
from services.notifications.model import MailboxItem, TextKind
from tests.notifications.conftest import opened
from tests.notifications.doors import Doors, words
from tests.notifications.factories import NINE_ON_SATURDAY, NOON, Recorder, Story, box, ledger, states, tell, wall

PAGE = "/notifications/"


def seated(doors: Doors, number: int = 1, **identity: object) -> Story:
    story = Story(number).begin(doors.service, **identity)
    tell(doors.service, story.seated())
    return story


def test_an_empty_day_says_what_will_come(doors: Doors) -> None:
    page = words(doors.get(PAGE))
    assert "Lundi 9 mars · 0 message · rien ne part avant 8 h ni après 20 h" in page
    assert "Rien ne part aujourd’hui" in page
    assert "Personne n’attend un appel." in page


def test_departures_are_grouped_by_hour_kind_and_session(doors: Doors) -> None:
    first = seated(doors)
    for number, name in ((2, "Annick"), (3, "Edwige")):
        other = Story(number)
        other.session = first.session
        tell(doors.service, other.named(given_name=name), other.agreed(name != "Edwige"), other.seated())
    assert "12 h prévu Confirmation , 3 personnes Ma messagerie , Le Lamentin, sam. 14 mars à 9 h Prévus" in words(
        doors.get(PAGE)
    ).replace("3 prévus", "Prévus")
    use_cases.send_due(doors.service, 10)
    page = words(doors.get(PAGE))
    assert "12 h fait Confirmation , 3 personnes" in page
    assert "2 partis" in page
    assert "1 pas d’accord" in page


def test_a_departure_of_one_person_names_her(doors: Doors) -> None:
    seated(doors)
    with clock.at(wall("2026-03-12T09:00")):
        assert "10 h prévu Rappel, deux jours avant , Rosalie Lurel" in words(doors.get(PAGE))


def test_what_is_overdue_stays_in_sight(tmp_path: Path) -> None:
    with clock.at(NOON):
        doors = opened(tmp_path)
        seated(doors)
    with clock.at(NOON + dt.timedelta(days=1, hours=2)):
        use_cases.send_due(doors.service, 10)
        assert "14 h prévu Confirmation , Rosalie Lurel" in words(doors.get(PAGE))


def test_a_call_to_make_is_listed_with_its_number_and_a_button_that_works(doors: Doors) -> None:
    seated(doors, channel=ContactChannel.APPEL)
    use_cases.send_due(doors.service, 10)
    page = doors.get(PAGE)
    assert 'href="tel:+596696000042"' in page.get_data(as_text=True)
    assert "À appeler (1)" in words(page)
    message = ledger(doors.service)[0]
    answer = doors.send("POST", f"/notifications/messages/{message.id}/called")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/notifications/#appels")
    assert states(doors.service)["confirmation"] == "called"
    assert doors.send("POST", f"/notifications/messages/{message.id}/not-called").status_code == 303
    assert states(doors.service)["confirmation"] == "to_call"


def test_a_form_of_another_site_is_refused(doors: Doors) -> None:
    seated(doors, channel=ContactChannel.APPEL)
    use_cases.send_due(doors.service, 10)
    doors.sign_in()
    answer = doors.send("POST", f"/notifications/messages/{ledger(doors.service)[0].id}/called", None)
    assert answer.status_code == 403
    assert states(doors.service)["confirmation"] == "to_call"


def test_what_did_not_arrive_says_why_and_what_to_do(doors: Doors) -> None:
    seated(doors, 1, given_name="Annick", phone=None)
    refusing = seated(doors, 2, given_name="Edwige")
    tell(doors.service, refusing.agreed(None))
    use_cases.send_due(doors.service, 10)
    uncertain = seated(doors, 3, given_name="Murielle")
    use_cases.send_due(doors.service, 10, Recorder(failure=TimeoutError()))
    with clock.at(NOON + dt.timedelta(minutes=11)):
        use_cases.send_due(doors.service, 10)
        page = doors.get(PAGE)
    text = words(page)
    assert "Échecs (3)" in text
    assert "Annick Lurel Ni téléphone ni e-mail sur la fiche." in text
    assert "Edwige Lurel Accord pas demandé." in text
    assert "Murielle Lurel La passerelle n’a pas répondu." in text
    assert f'href="/enrollment/beneficiaries/{uncertain.person}"' in page.get_data(as_text=True)


def test_what_came_too_late_is_one_line_a_session(doors: Doors) -> None:
    first = seated(doors)
    other = Story(2)
    other.session = first.session
    tell(doors.service, other.named(), other.agreed(), other.seated())
    with clock.at(NINE_ON_SATURDAY + dt.timedelta(hours=1)):
        use_cases.send_due(doors.service, 50)
        text = words(doors.get(PAGE))
    assert "2 personnes Trop tard : la séance avait commencé. Confirmation et rappel, Ma messagerie" in text


def test_this_month_is_counted_by_channel(doors: Doors) -> None:
    seated(doors, 1)
    seated(doors, 2, channel=ContactChannel.WHATSAPP)
    use_cases.send_due(doors.service, 10)
    text = words(doors.get(PAGE))
    assert "SMS 1 message, 1 SMS" in text
    assert "WhatsApp 1" in text


def test_long_lists_come_in_pages(doors: Doors) -> None:
    for number in range(1, 24):
        seated(doors, number, channel=ContactChannel.APPEL)
    use_cases.send_due(doors.service, 50)
    assert "Page 1 sur 2" in words(doors.get(PAGE))
    assert doors.get(f"{PAGE}?appels=2").get_data(as_text=True).count("C’est fait") == 3
    assert doors.get(f"{PAGE}?appels=99999999999&echecs=-1&departs=x").status_code == 200


def test_a_text_is_seen_before_it_is_kept(doors: Doors) -> None:
    form = {"kind": "reminder", "language": "fr", "text": "Bonjour {prénom}, fête {jour}", "see": "1"}
    page = doors.send("POST", "/notifications/texts", data=form)
    assert page.status_code == 200
    assert "fê" in page.get_data(as_text=True)
    assert "<mark>ê</mark>" in page.get_data(as_text=True)
    assert "1 SMS" in words(page)
    with doors.service.database.reading() as db:
        assert use_cases.current_text(db, TextKind.REMINDER, Language.FR).revision == 0


def test_the_letter_that_makes_a_text_longer_is_named(doors: Doors) -> None:
    form = {"kind": "reminder", "language": "fr", "text": "Ma boîte " + "a" * 100, "see": "1"}
    text = words(doors.send("POST", "/notifications/texts", data=form))
    assert "Le « î » de « boîte » oblige à couper le message en 2. Sans cette lettre, il tient en un seul SMS." in text


def test_a_text_is_kept_and_may_be_taken_back(doors: Doors) -> None:
    form = {"kind": "reminder", "language": "fr", "text": "Bonjour {prénom}, {jour}"}
    answer = doors.send("POST", "/notifications/texts", data=form)
    assert answer.status_code == 303
    page = doors.get(answer.headers["Location"].split("#")[0])
    assert "Le texte est gardé." in words(page)
    assert "Reprendre le texte d’avant" in words(page)
    assert "Reprendre le texte d’origine" in words(page)


def test_a_wrong_text_comes_back_with_all_that_was_typed(doors: Doors) -> None:
    form = {"kind": "cancellation", "language": "en", "text": "Hello {surname} <b>"}
    page = doors.send("POST", "/notifications/texts", data=form)
    assert page.status_code == 400
    assert "Une réponse à reprendre" in words(page)
    assert "{surname} n’est pas un mot que nous savons remplacer" in words(page)
    assert "Hello {surname} &lt;b&gt;</textarea>" in page.get_data(as_text=True)
    assert "Texte : Annulation" in words(page)


def test_an_empty_text_is_asked_for_again(doors: Doors) -> None:
    page = doors.send("POST", "/notifications/texts", data={"kind": "reminder", "language": "fr", "text": " "})
    assert page.status_code == 400
    assert "Écrivez le texte du message." in words(page)


def test_the_mailbox_shows_what_each_person_would_read_the_newest_first(doors: Doors) -> None:
    seated(doors)
    use_cases.send_due(doors.service, 10)
    with clock.at(wall("2026-03-12T10:00")):
        use_cases.send_due(doors.service, 10)
        text = words(doors.get("/notifications/mailbox"))
    assert "Rien ne part vraiment dans ce mode" in text
    assert text.index("Nous vous attendons samedi 14 mars à 9 h") < text.index("Votre place est réservée")
    assert "SMS, 0696 00 00 42" in text


def test_the_mailbox_comes_in_pages(doors: Doors) -> None:
    with doors.service.database.transaction():
        pass
    for number in range(1, 23):
        seated(doors, number)
    use_cases.send_due(doors.service, 50)
    assert len(box(doors.service)) == 22
    assert doors.get("/notifications/mailbox").get_data(as_text=True).count('class="sms"') == 20
    assert doors.get("/notifications/mailbox?page=2").get_data(as_text=True).count('class="sms"') == 2
    assert "Cette page est vide" in words(doors.get("/notifications/mailbox?page=9"))


def test_without_a_gateway_the_page_says_so_and_there_is_no_mailbox(tmp_path: Path) -> None:
    with clock.at(NOON):
        doors = opened(tmp_path)
        text = words(doors.get(PAGE))
        assert "Aucun envoi n’est réglé sur ce nœud." in text
        assert "Boîte aux lettres" not in text
        assert doors.get("/notifications/mailbox").status_code == 404


def test_a_forgotten_person_leaves_blank_lines(doors: Doors) -> None:
    story = seated(doors)
    use_cases.send_due(doors.service, 10)
    tell(doors.service, IdentityRemoved(beneficiary_id=story.person))
    for path in (PAGE, "/notifications/mailbox"):
        page = words(doors.get(path))
        assert "Fiche effacée" in page
        assert "Lurel" not in page
    assert "Texte et adresse effacés" in words(doors.get("/notifications/mailbox"))


@pytest.mark.parametrize("path", [PAGE, "/notifications/mailbox"])
def test_only_staff_open_these_pages(doors: Doors, path: str) -> None:
    assert doors.get(path, "coordinator").status_code == 200
    for role in ("partner", "analyst", "operator"):
        assert doors.get(path, role).status_code == 403
    assert doors.get(path, None).headers["Location"] == f"/connexion?next={path}"


def test_an_unknown_message_cannot_be_called(doors: Doors) -> None:
    assert doors.send("POST", f"/notifications/messages/{uuid.uuid4()}/called").status_code == 404
    assert doors.get("/notifications/texts").headers["Location"] == PAGE


def test_the_box_holds_one_item_a_message(doors: Doors) -> None:
    seated(doors)
    use_cases.send_due(doors.service, 10)
    with doors.service.database.reading() as db:
        assert db.get(MailboxItem, ledger(doors.service)[0].id) is not None
