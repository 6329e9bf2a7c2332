import datetime as dt

import pytest

from lakou.contracts.vocabulary import Language
from lakou.kernel.problems import InvalidInput
from services.notifications.model import TextKind
from services.notifications.texts import LANGUAGES, OURS, VARIABLES, Occasion, checked, fill, in_french, spoken
from tests.notifications.factories import NINE_ON_SATURDAY, ZONE

OCCASION = Occasion("Rosalie", "Ma messagerie", "Le Lamentin", NINE_ON_SATURDAY, ZONE)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (Language.FR, "Bonjour Rosalie. Nous vous attendons samedi 14 mars à 9 h : Ma messagerie, Le Lamentin."),
        (Language.GCF, "Bonjou Rosalie. Nou ka atann-vou sanmdi 14 mas a 9h : Ma messagerie, Le Lamentin."),
        (Language.HT, "Bonjou Rosalie. N ap tann ou samdi 14 mas a 9h : Ma messagerie, Le Lamentin."),
        (Language.EN, "Hello Rosalie. See you on Saturday 14 March at 9:00 am: Ma messagerie, Le Lamentin."),
        (Language.PT, "Bom dia Rosalie. Esperamos por você sábado, 14 de março às 9h: Ma messagerie, Le Lamentin."),
        (Language.ES, "Hola Rosalie. Le esperamos el sábado 14 de marzo a las 9:00: Ma messagerie, Le Lamentin."),
    ],
)
def test_a_reminder_is_said_in_her_language(language: Language, text: str) -> None:
    assert fill(OURS[TextKind.REMINDER, language], language, OCCASION) == text


def test_every_kind_exists_in_every_language_and_says_what_is_needed() -> None:
    for kind in TextKind:
        for language in LANGUAGES:
            words = OURS[kind, language]
            assert checked(words) == words
            assert all(f"{{{name}}}" in words for name in VARIABLES), (kind, language)


@pytest.mark.parametrize("language", ["gcr", "nl", "und", "djk"])
def test_a_language_without_texts_falls_back_to_french(language: str) -> None:
    assert spoken(language) is Language.FR


def test_a_word_that_opens_a_sentence_gets_its_capital() -> None:
    assert fill("{day} à {hour}. {day} : {workshop}", Language.FR, OCCASION) == (
        "Samedi 14 mars à 9 h. Samedi 14 mars : Ma messagerie"
    )


def test_a_session_without_a_venue_says_so() -> None:
    nowhere = Occasion("Rosalie", "Ma messagerie", None, NINE_ON_SATURDAY, ZONE)
    assert fill("{place}", Language.EN, nowhere) == "Place to be confirmed"


def test_a_long_title_is_cut_at_fifty_signs() -> None:
    long = Occasion("Rosalie", "a" * 80, None, NINE_ON_SATURDAY, ZONE)
    assert fill("x {workshop}", Language.FR, long) == "x " + "a" * 47 + "..."


def test_the_hour_is_that_of_the_place() -> None:
    cayenne = Occasion("Rosalie", "CV", None, NINE_ON_SATURDAY + dt.timedelta(minutes=30), "America/Cayenne")
    assert fill("x {hour}", Language.FR, cayenne) == "x 10 h 30"


def test_the_first_of_the_month_is_premier() -> None:
    first = Occasion("Rosalie", "CV", None, dt.datetime(2026, 3, 1, 13, tzinfo=dt.UTC), ZONE)
    assert fill("x {day}", Language.FR, first) == "x dimanche 1er mars"


def test_a_text_may_be_written_with_french_words() -> None:
    assert checked("Bonjour {prénom}, {Jour} {lieu}") == "Bonjour {given_name}, {day} {place}"
    assert in_french("{given_name} {hour} {workshop}") == "{prénom} {heure} {atelier}"


def test_an_unknown_word_is_named() -> None:
    with pytest.raises(InvalidInput) as refused:
        checked("Bonjour {nom de famille}")
    assert "{nom de famille}" in refused.value.errors["text"]
    assert "{prénom}" in refused.value.errors["text"]


@pytest.mark.parametrize("text", ["Bonjour {", "Bonjour }", "Bonjour {day}}", "{{day}}"])
def test_a_brace_left_open_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        checked(text)


def test_a_name_in_braces_is_not_filled_twice() -> None:
    strange = Occasion("{place}", "CV", "Le Lamentin", NINE_ON_SATURDAY, ZONE)
    assert fill("x {given_name}", Language.FR, strange) == "x {place}"
