"""Who asks the hub twice learns no more: with a filter and without, of two periods, of all and of what is shown."""

import datetime as dt
import itertools
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lakou.contracts.vocabulary import Gender, RsaStatus
from lakou.kernel import clock
from services.reporting.use_cases.small_numbers import FEWEST_SHOWN, cuts, to_hide
from tests.reporting.conftest import NOW
from tests.reporting.factories import House, attended
from tests.reporting.test_ledger import empty, enter

DAY = dt.timedelta(days=1)
LINES = st.lists(st.tuples(st.dates(dt.date(2024, 11, 1), dt.date(2026, 2, 28)), st.integers(1, 9)), max_size=40)


@given(LINES)
def test_two_periods_that_may_be_asked_never_differ_by_few(line: list[tuple[dt.date, int]]) -> None:
    counts: dict[dt.date, int] = {}
    for day, count in line:
        counts[day] = counts.get(day, 0) + count
    days = sorted(counts)

    def size(first: int, last: int) -> int:
        return sum(counts[day] for day in days[first:last])

    found = sorted(cuts(days, lambda first, last: size(first, last) == 0 or size(first, last) >= FEWEST_SHOWN))
    assert {found[0], found[-1]} == {0, len(days)}
    between = [size(first, last) for first, last in itertools.pairwise(found)]
    assert len(between) <= 1 or all(count >= FEWEST_SHOWN for count in between)


def test_years_are_cut_before_months_and_months_before_days() -> None:
    days = [dt.date(2025, 12, 30), dt.date(2026, 1, 2), dt.date(2026, 1, 20), dt.date(2026, 2, 3)]
    sizes = [5, 3, 4, 6]
    found = cuts(days, lambda first, last: sum(sizes[first:last]) >= FEWEST_SHOWN)
    assert found == {0, 1, 3, 4}  # the new year, then February; the 20th of January would leave three people alone


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 40)), st.sets(st.sampled_from("abcdefgh")))
def test_what_is_hidden_for_another_reason_does_not_follow_from_the_total(counts: dict[str, int], also: set[str]) -> None:
    hidden = to_hide(counts, also=also)
    assert {value for value in also if counts.get(value)} <= hidden
    everything = {value for value, count in counts.items() if count}
    assert not hidden or hidden == everything or (len(hidden) >= 2 and sum(counts[value] for value in hidden) >= FEWEST_SHOWN)


def people(counts: Sequence[tuple[str, Gender, str, dt.date]]) -> list[tuple[str, object]]:
    """One person each: territory, gender, program, day."""
    return [
        (
            "martinique",
            attended(f"c{number}", pid=f"p{number}", gender=gender, territory=territory, program=program or None, day=day),
        )
        for number, (territory, gender, program, day) in enumerate(counts)
    ]


def shown(hub: House, since: str = "2026-01-01", until: str = "2026-12-31", **filters: str) -> dict[str, int | None]:
    items = hub.figures(since, until, by="gender", **filters)["I1"]["breakdown"]
    return {item["value"]: item["count"] for item in items}


MARCH = dt.date(2026, 3, 10)


def test_a_filter_gives_nothing_away_that_the_whole_shows(hub: House) -> None:
    enter(hub, people([("972", Gender.FEMININ, "", MARCH)] * 8 + [("972", Gender.MASCULIN, "", MARCH)] * 9))  # type: ignore[arg-type]
    late = people([("972", Gender.FEMININ, "", MARCH)] * 17 + [("973", Gender.FEMININ, "", MARCH)] * 2)[17:]
    enter(hub, late, start=100)  # type: ignore[arg-type]
    assert shown(hub) == {"feminin": 10, "masculin": 9, "non_communique": 0}
    assert shown(hub, territory="973")["feminin"] is None
    assert shown(hub, territory="972") == {"feminin": None, "masculin": None, "non_communique": 0}


def test_two_nested_periods_give_nothing_away(hub: House) -> None:
    days = [MARCH] * 6 + [MARCH + DAY] * 2 + [MARCH + 20 * DAY] * 7
    enter(hub, people([("972", Gender.FEMININ, "", day) for day in days] + [("972", Gender.MASCULIN, "", MARCH)] * 9))  # type: ignore[arg-type]
    assert shown(hub, "2026-03-01", "2026-03-31") == {"feminin": 15, "masculin": 9, "non_communique": 0}
    assert shown(hub, "2026-03-01", "2026-03-10")["feminin"] == 6
    assert shown(hub, "2026-03-01", "2026-03-11") == {"feminin": None, "masculin": None, "non_communique": 0}


PEOPLE = st.lists(
    st.tuples(
        st.sampled_from(["972", "973"]),
        st.sampled_from(list(Gender)),
        st.sampled_from(["", "alpha", "beta"]),
        st.sampled_from([dt.date(2026, 1, 5), dt.date(2026, 1, 6), dt.date(2026, 2, 3), dt.date(2025, 12, 30)]),
    ),
    min_size=5,
    max_size=60,
)
PERIODS = [("2025-12-01", "2026-02-28"), ("2026-01-01", "2026-02-28"), ("2026-01-01", "2026-01-31"), ("2026-01-01", "2026-01-05")]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(everyone=PEOPLE)
def test_an_attacker_who_subtracts_answers_never_finds_few(hub: House, everyone: list[tuple[str, Gender, str, dt.date]]) -> None:
    """Every person comes once, so that counts add up and any two answers may be subtracted."""
    empty(hub)
    with clock.at(NOW):
        enter(hub, people(everyone))  # type: ignore[arg-type]
        named = {program for _, _, program, _ in everyone if program}
        tables = {
            (period, territory): shown(hub, *period, **({"territory": territory} if territory else {}))
            for period in PERIODS
            for territory in ("", "972", "973")
        }
        by_program = {(PERIODS[0], program): shown(hub, *PERIODS[0], program=program) for program in sorted(named)}
    for gender in Gender:
        _attack_filters(tables, gender)
        _attack_periods(tables, gender)
        whole = tables[PERIODS[0], ""][gender]
        for table in by_program.values():
            _not_few(whole, table[gender])


def _attack_filters(tables: dict[tuple[tuple[str, str], str], dict[str, int | None]], gender: Gender) -> None:
    for period, territory in tables:
        _not_few(tables[period, ""][gender], tables[period, territory][gender])


def _attack_periods(tables: dict[tuple[tuple[str, str], str], dict[str, int | None]], gender: Gender) -> None:
    for one, other in itertools.combinations(PERIODS, 2):
        for territory in ("", "972", "973"):
            _not_few(tables[one, territory][gender], tables[other, territory][gender])


def _not_few(whole: int | None, part: int | None) -> None:
    if whole is not None and part is not None and part > 0:
        assert whole - part == 0 or whole - part >= FEWEST_SHOWN


@pytest.mark.parametrize("by", ["gender", "rsa", "commune", "age", "social_status"])
def test_a_whole_year_of_many_is_shown(hub: House, by: str) -> None:
    facts = [("martinique", attended(f"c{number}", pid=f"p{number}", rsa=RsaStatus.OUI)) for number in range(12)]
    enter(hub, facts)
    assert 12 in hub.breakdown("I1", by).values()
