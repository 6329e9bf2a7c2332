"""The code lists carry the national codes, and an age is the one on the day of the act."""

import datetime as dt
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lakou.contracts.vocabulary import (
    AgeBracket,
    AttendanceStatus,
    EnrollmentStage,
    Gender,
    Language,
    ReferrerKind,
    SeatState,
    Theme,
    ThemeGateMissing,
    Vocabulary,
    WorkshopSessionState,
    age_bracket,
    check_themes,
    exact_age,
    is_purpose,
)

DAY = dt.date(2026, 11, 22)


def test_a_member_is_its_national_code_and_carries_a_french_label() -> None:
    assert Gender.FEMININ.value == "feminin"
    assert Gender.FEMININ.label == "Féminin"
    assert Gender("non_communique") is Gender.NON_COMMUNIQUE
    assert f"{WorkshopSessionState.PLANIFIEE}" == "planifiee"
    assert pickle.loads(pickle.dumps(Theme.JUSTICE)) is Theme.JUSTICE


@pytest.mark.parametrize("vocabulary", Vocabulary.__subclasses__())
def test_every_member_is_named_after_its_code_and_has_a_label(vocabulary: type[Vocabulary]) -> None:
    for member in vocabulary:
        assert member.name == member.value.upper() or member.value.isdecimal(), "a code of digits cannot be a name"
        assert member.label.strip()
    assert len({member.label for member in vocabulary}) == len(list(vocabulary))


def test_there_are_nineteen_mediation_themes_and_eleven_administrative_ones() -> None:
    assert [theme.administrative for theme in Theme].count(False) == 19
    assert [theme.administrative for theme in Theme].count(True) == 11
    assert not Theme.AIDE_AUX_DEMARCHES_ADMINISTRATIVES.administrative
    assert Theme.ASSOCIATIONS.administrative


def test_an_administrative_theme_needs_its_gate() -> None:
    check_themes([Theme.EMAIL])
    check_themes([Theme.LOGEMENT, Theme.AIDE_AUX_DEMARCHES_ADMINISTRATIVES])
    with pytest.raises(ThemeGateMissing, match="Aide aux démarches administratives") as caught:
        check_themes([Theme.EMAIL, Theme.LOGEMENT])
    assert caught.value.themes == (Theme.LOGEMENT,)
    assert isinstance(caught.value, ValueError)


def test_what_may_be_recorded_is_among_the_states_of_a_seat() -> None:
    assert set(AttendanceStatus) == {"present", "excuse", "absent"}
    assert {status.value for status in AttendanceStatus} <= {state.value for state in SeatState}
    assert len(SeatState) == 9


def test_the_lists_of_the_hub_know_what_the_national_ones_lack() -> None:
    assert {"cgss", "caf", "france_travail", "prefecture", "ccas"} <= set(ReferrerKind)
    assert {"gcf", "gcr", "ht", "djk", "srn"} <= set(Language)
    assert list(EnrollmentStage) == ["applied", "waitlisted", "enrolled", "active", "completed", "withdrawn", "denied"]


@pytest.mark.parametrize(
    ("birth", "bracket"),
    [
        (dt.date(2014, 11, 23), AgeBracket.MOINS_DE_DOUZE),
        (dt.date(2014, 11, 22), AgeBracket.DOUZE_DIX_HUIT),
        (dt.date(2008, 11, 23), AgeBracket.DOUZE_DIX_HUIT),
        (dt.date(2008, 11, 22), AgeBracket.DIX_HUIT_VINGT_QUATRE),
        (dt.date(2001, 11, 22), AgeBracket.VINGT_CINQ_TRENTE_NEUF),
        (dt.date(1986, 11, 22), AgeBracket.QUARANTE_CINQUANTE_NEUF),
        (dt.date(1966, 11, 22), AgeBracket.SOIXANTE_SOIXANTE_NEUF),
        (dt.date(1956, 11, 22), AgeBracket.SOIXANTE_DIX_PLUS),
        (DAY, AgeBracket.MOINS_DE_DOUZE),
        (dt.date(2026, 11, 23), AgeBracket.NON_COMMUNIQUE),
        (dt.date(1850, 1, 1), AgeBracket.NON_COMMUNIQUE),
    ],
)
def test_the_bracket_changes_on_the_birthday(birth: dt.date, bracket: AgeBracket) -> None:
    assert age_bracket(DAY, birth.year, birth) is bracket


@pytest.mark.parametrize(
    ("year", "bracket"),
    [
        (2014, AgeBracket.DOUZE_DIX_HUIT),
        (1966, AgeBracket.SOIXANTE_SOIXANTE_NEUF),
        (2027, AgeBracket.NON_COMMUNIQUE),
        (1800, AgeBracket.NON_COMMUNIQUE),
        (None, AgeBracket.NON_COMMUNIQUE),
    ],
)
def test_with_the_year_alone_the_age_is_the_difference_of_years(year: int | None, bracket: AgeBracket) -> None:
    assert age_bracket(DAY, year, None) is bracket


def test_born_on_29_february_one_grows_older_on_1_march_of_ordinary_years() -> None:
    birth = dt.date(2008, 2, 29)
    assert exact_age(dt.date(2026, 2, 28), birth) == 17
    assert exact_age(dt.date(2026, 3, 1), birth) == 18
    assert exact_age(dt.date(2028, 2, 29), birth) == 20
    assert exact_age(dt.date(2028, 2, 28), birth) == 19


@given(st.dates(), st.none() | st.integers(), st.none() | st.dates())
def test_any_birth_gives_a_bracket(day: dt.date, year: int | None, date: dt.date | None) -> None:
    assert age_bracket(day, year, date) in AgeBracket


@pytest.mark.parametrize("text", ["follow_up", "statistics", "messages", "sharing:caf", "sharing:ccas-fort-de-france"])
def test_a_purpose_is_listed_or_shares_with_one_partner(text: str) -> None:
    assert is_purpose(text)


@pytest.mark.parametrize(
    "text", ["", "sharing", "sharing:", "sharing:CAF", "sharing:a b", "sharing:a\n", "Statistics", f"sharing:{'a' * 99}"]
)
def test_anything_else_is_not_a_purpose(text: str) -> None:
    assert not is_purpose(text)
