"""Communes by name, by postal code and by INSEE code; what is not sure says so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lakou.contracts.territories import commune, communes, communes_of_postal_code, is_insee_outside, territory
from services.enrollment.sheets.places import CONTRADICTION, UNKNOWN, Place, read_place

MARTINIQUE, GUADELOUPE, SAINT_MARTIN = territory("972"), territory("971"), territory("978")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Trinité", "La Trinité"),
        ("LA TRINITE", "La Trinité"),
        ("FORT DE FRANCE", "Fort-de-France"),
        ("FDF", "Fort-de-France"),
        ("St-Joseph", "Saint-Joseph"),
        ("st. joseph", "Saint-Joseph"),
        ("Ste Luce", "Sainte-Luce"),
        ("Schoelcher", "Schœlcher"),
        ("Anses d’Arlet", "Les Anses-d'Arlet"),
        ("AJOUPA BOUILLON", "L'Ajoupa-Bouillon"),
        ("Grand' Rivière", "Grand'Rivière"),
        ("Abymes", "Les Abymes"),
        ("Le Lamentin", "Le Lamentin"),
        ("Saint Elie", "Saint-Élie"),
    ],
)
def test_a_name_is_known_whatever_its_accents_case_and_articles(text: str, name: str) -> None:
    place = read_place(text, "", "")
    found = commune(place.insee or "")
    assert found is not None
    assert (found.name, place.guessed) == (name, False)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Scholcher", "Schœlcher"),
        ("Fort de Frence", "Fort-de-France"),
        ("Rivière Salé", "Rivière-Salée"),
        ("Saint Laurent", "Saint-Laurent-du-Maroni"),
        ("Maripasula", "Maripasoula"),
        ("97212", "Saint-Joseph"),
        ("97250", "Saint-Pierre"),
        ("97801", "Saint-Martin"),
    ],
)
def test_a_misspelt_name_or_a_bare_code_is_a_guess(text: str, name: str) -> None:
    place = read_place(text, "", "")
    found = commune(place.insee or "")
    assert found is not None
    assert (found.name, place.guessed) == (name, True)


@pytest.mark.parametrize("text", ["Paris", "Saint-André", "Capesterre", "75011", "Saint", "St", "Bourg", "Mona", "Saint-Leu"])
def test_a_name_that_is_not_ours_waits_for_a_person(text: str) -> None:
    assert read_place(text, "", "") == Place(problem=UNKNOWN)


def test_five_digits_under_commune_are_a_postal_code_first() -> None:
    of_another = [each for each in communes() if set(communes_of_postal_code(each.insee)) - {each}]
    assert len(of_another) == 50
    for each in of_another:
        place = read_place(each.insee, "", "")
        assert place == Place(communes_of_postal_code(each.insee)[0].insee, guessed=True)


def test_under_its_own_title_an_insee_code_is_one() -> None:
    for each in communes():
        assert read_place("", "", each.insee) == read_place(each.name, "", each.insee) == Place(each.insee)
    assert read_place("", "", "97127") == Place("97801")
    assert read_place("Bourg-en-Bresse", "", "1053") == Place("01053")


def test_a_postal_code_under_its_own_title_is_sure_when_it_is_not_shared() -> None:
    assert read_place("", "97300", "") == Place("97302")
    assert read_place("", "97250", "") == Place("97225", guessed=True)
    assert read_place("", "75011", "") == Place(problem=UNKNOWN)


def test_a_postal_code_settles_a_shared_name() -> None:
    assert read_place("Sainte-Anne", "97227", "") == Place("97226")
    assert read_place("Sainte-Anne", "97180", "") == Place("97128")
    assert read_place("97232 Lamentin", "", "") == Place("97213")
    assert read_place("Le Robert", "97200", "") == Place("97222", guessed=True)


def test_home_settles_a_shared_name_and_it_is_a_guess() -> None:
    assert read_place("Lamentin", "", "", MARTINIQUE) == Place("97213", guessed=True)
    assert read_place("Lamentin", "", "", GUADELOUPE) == Place("97115")
    assert read_place("Sainte-Anne", "", "", MARTINIQUE) == Place("97226", guessed=True)
    assert read_place("Marigot", "", "", SAINT_MARTIN) == Place("97801", guessed=True)
    assert read_place("Sainte-Anne", "", "") == Place("97128", guessed=True)


def test_a_code_that_contradicts_the_name() -> None:
    assert read_place("Saint-Joseph", "", "97212") == Place("97224", guessed=True)  # its postal code, under Code INSEE
    assert read_place("Ducos", "", "97209") == Place(problem=CONTRADICTION)
    assert read_place("Saint-Pierre", "", "97416") == Place("97416", guessed=True)  # the one of La Réunion
    assert read_place("", "", "97200") == Place("97209", guessed=True)
    assert read_place("Ducos", "0", "0") == Place("97207")


def test_nothing_said_is_no_place_and_no_problem() -> None:
    assert read_place("", "", "") == read_place("0", "0", "0") == Place()


PLACES = st.text(max_size=20) | st.sampled_from([each.name for each in communes()]) | st.from_regex(r"\A97[0-9]{3}\Z")


@given(PLACES, PLACES, PLACES, st.none() | st.sampled_from([MARTINIQUE, SAINT_MARTIN]))
def test_no_text_breaks_the_reader(name: str, postal_code: str, insee: str, home: None) -> None:
    place = read_place(name, postal_code, insee, home)
    assert place.insee is None or commune(place.insee) or is_insee_outside(place.insee)
    assert not (place.insee and place.problem)
