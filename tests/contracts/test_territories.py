"""A territory is looked up, never cut out of a code."""

import zoneinfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lakou.contracts.territories import (
    TERRITORIES,
    UnknownTerritory,
    commune,
    communes,
    communes_of_postal_code,
    is_insee_outside,
    territory,
)


def test_the_four_territories_are_known_by_code_and_by_slug() -> None:
    assert [(each.code, each.association) for each in TERRITORIES] == [
        ("971", "BioDésir"),
        ("972", "Up & Space"),
        ("973", "Guyaclic"),
        ("978", "ANIS"),
    ]
    assert territory("978") is territory("saint-martin")
    assert territory("guyane").zone == "America/Cayenne"
    assert all(zoneinfo.ZoneInfo(each.zone) for each in TERRITORIES)


@pytest.mark.parametrize("text", ["977", "97", "Guadeloupe", "", "97101"])
def test_an_unknown_territory_is_refused_with_the_ones_that_exist(text: str) -> None:
    with pytest.raises(UnknownTerritory, match="978"):
        territory(text)


def test_saint_martin_and_guadeloupe_share_a_calling_code() -> None:
    assert territory("978").calling_code == territory("971").calling_code == "+590"


def test_the_89_communes_are_there_once_each() -> None:
    assert len(communes()) == len({each.insee for each in communes()}) == 89
    assert {each.territory.code for each in communes()} == {"971", "972", "973", "978"}


def test_the_old_code_of_saint_martin_is_saint_martin() -> None:
    old, new = commune("97127"), commune("97801")
    assert old is not None
    assert old is new
    assert old.territory.code == "978"


def test_a_postal_code_that_looks_like_guadeloupe_is_saint_martin() -> None:
    assert [each.territory.slug for each in communes_of_postal_code("97150")] == ["saint-martin"]


def test_a_shared_postal_code_gives_the_most_populous_first() -> None:
    assert [each.name for each in communes_of_postal_code("97250")] == ["Saint-Pierre", "Le Prêcheur", "Fonds-Saint-Denis"]
    assert communes_of_postal_code("75011") == ()


@pytest.mark.parametrize("code", ["75056", "2A004", "2B033", "01001", "97411", "97608", "97502", "97701", "97123", "98818"])
def test_residents_may_live_in_any_french_commune(code: str) -> None:
    assert is_insee_outside(code)
    assert commune(code) is None


@pytest.mark.parametrize(
    "code", ["97209", "97127", "97801", "97200", "97300", "99999", "00001", "20004", "75000", "7505", "750560", "", "2C001"]
)
def test_our_own_communes_and_what_is_no_code_are_not_outside(code: str) -> None:
    assert not is_insee_outside(code)


@given(st.text())
def test_no_text_is_both_ours_and_outside(code: str) -> None:
    assert not (commune(code) and is_insee_outside(code))
