"""Short answers, and names that are the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lakou.contracts.vocabulary import Gender, ReferrerKind
from services.enrollment.sheets import alike, normalise
from services.enrollment.sheets.answers import read_email, read_gender, read_referrer, read_yes_no


@pytest.mark.parametrize("text", ["oui", "OUI", "O", "x", "X", "1", "Vrai", "✓", "oui, signé"])
def test_yes_is_yes(text: str) -> None:
    assert read_yes_no(text) is True


@pytest.mark.parametrize("text", ["non", "N", "Non", "0", "faux", "non, refuse"])
def test_no_is_no(text: str) -> None:
    assert read_yes_no(text) is False


def test_an_empty_answer_was_not_asked_and_another_is_unreadable() -> None:
    assert read_yes_no("") is None
    with pytest.raises(ValueError, match="oui"):
        read_yes_no("peut-être")


@pytest.mark.parametrize(
    ("text", "gender"),
    [
        ("Mme", Gender.FEMININ),
        ("Mlle", Gender.FEMININ),
        ("Féminin", Gender.FEMININ),
        ("M.", Gender.MASCULIN),
        ("H", Gender.MASCULIN),
        ("", Gender.NON_COMMUNIQUE),
        ("Autre", Gender.NON_COMMUNIQUE),
    ],
)
def test_a_civility_is_a_gender(text: str, gender: Gender) -> None:
    assert read_gender(text) is gender


def test_an_unreadable_civility_is_refused() -> None:
    with pytest.raises(ValueError, match="Mme"):
        read_gender("Mme / M.")


def test_an_address_is_checked_and_in_lower_case() -> None:
    assert read_email("Zoe.Elie@Exemple.FR") == "zoe.elie@exemple.fr"
    assert read_email("") is read_email("aucun") is None
    broken_ones = "zoe zoe@ zoe@exemple @exemple.fr zoe@exemple..fr a..b@exemple.fr zoé@exemple.fr a@b.fr,c@d.fr"
    for broken in broken_ones.split():
        with pytest.raises(ValueError, match="adresse"):
            read_email(broken)


@pytest.mark.parametrize(
    ("text", "kind", "detail"),
    [
        ("Pole Emploi", ReferrerKind.FRANCE_TRAVAIL, ""),
        ("Pôle emploi", ReferrerKind.FRANCE_TRAVAIL, ""),
        ("France Travail Cayenne", ReferrerKind.FRANCE_TRAVAIL, "France Travail Cayenne"),
        ("CCAS Fort-de-France", ReferrerKind.CCAS, "CCAS Fort-de-France"),
        ("CTM", ReferrerKind.COLLECTIVITE, ""),
        ("CGSS", ReferrerKind.CGSS, ""),
        ("caf", ReferrerKind.CAF, ""),
        ("Mission locale", ReferrerKind.MISSION_LOCALE, ""),
        ("bouche à oreille", ReferrerKind.BOUCHE_A_OREILLE, ""),
        ("Préfecture", ReferrerKind.PREFECTURE, ""),
        ("le boulanger", ReferrerKind.AUTRE, "le boulanger"),
        ("", None, ""),
    ],
)
def test_a_referrer_is_known_by_its_usual_names(text: str, kind: ReferrerKind | None, detail: str) -> None:
    assert read_referrer(text) == (kind, detail)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ozier-Lafontaine", "OZIER LAFONTAINE"),
        ("Sœur", "soeur"),
        ("D'Arc", "d’arc"),
        ("Térosier", "TEROSIER"),
        ("Marie-Josée", "Marie-José"),
        ("Josiane", "Josaine"),
        ("Éloi", "Élói"),
        ("ßen", "ssen"),
    ],
)
def test_names_one_letter_apart_are_alike(one: str, other: str) -> None:
    assert alike(one, other)
    assert alike(other, one)


@pytest.mark.parametrize(("one", "other"), [("Josiane", "Josette"), ("Marie1", "Marie23"), ("", ""), ("-", "?"), ("A", "")])
def test_other_names_are_not(one: str, other: str) -> None:
    assert not alike(one, other)


def test_digits_are_letters_of_a_name() -> None:
    assert normalise("Test-12") == "test 12"
    assert not alike("Personne 12", "Personne 34")


@given(st.text())
def test_a_normalised_name_does_not_change_again(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(st.text(max_size=30))
def test_no_answer_breaks_a_reader(text: str) -> None:
    for read in (read_yes_no, read_gender, read_email):
        try:
            read(text)
        except ValueError as error:
            message = str(error)
            assert message.endswith(".")
