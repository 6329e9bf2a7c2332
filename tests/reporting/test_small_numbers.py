import datetime as dt
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from lakou.contracts.vocabulary import Gender
from services.reporting.model.cells import Grain
from services.reporting.use_cases.small_numbers import percents, to_hide
from services.reporting.use_cases.spans import spans
from tests.reporting.factories import House, carry, new_id, support, woman

COUNTS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 40))


@given(COUNTS)
def test_percents_add_up_to_a_hundred_and_never_stray_by_one(counts: dict[str, int]) -> None:
    found, whole = percents(counts), sum(counts.values())
    assert sum(found.values()) == (100 if whole else 0)
    assert all(abs(found[value] - 100 * count / (whole or 1)) < 1 for value, count in counts.items())


def test_three_equal_parts_are_34_33_33() -> None:
    assert percents({"a": 1, "b": 1, "c": 1}) == {"a": 34, "b": 33, "c": 33}


@given(COUNTS)
def test_what_is_hidden_does_not_follow_from_the_total(counts: dict[str, int]) -> None:
    hidden = to_hide(counts)
    assert {value for value, count in counts.items() if 0 < count < 5} <= hidden
    hidden_sum = sum(counts[value] for value in hidden)
    everything = {value for value, count in counts.items() if count}
    assert not hidden or hidden == everything or (len(hidden) >= 2 and hidden_sum >= 5)


def test_one_small_value_takes_the_smallest_other_with_it() -> None:
    assert to_hide({"feminin": 30, "masculin": 3, "non_communique": 9}) == {"masculin", "non_communique"}
    assert to_hide({"feminin": 30, "masculin": 5, "non_communique": 0}) == set()


def test_the_hub_hides_small_groups_and_the_node_does_not(build: Callable[[str], House], hub: House) -> None:
    house = build("martinique")
    for gender, people in ((Gender.FEMININ, 6), (Gender.MASCULIN, 2)):
        for _ in range(people):
            her = new_id()
            house.say(woman(her, gender=gender), support(new_id(), her))
    carry(house, hub)
    assert house.breakdown("I1", "gender") == {"feminin": 6, "masculin": 2, "non_communique": 0}
    for code in ("I1", "I2", "I3"):
        assert hub.breakdown(code, "gender") == {"feminin": None, "masculin": None, "non_communique": 0}
    items = hub.figures(by="gender")["I3"]["breakdown"]
    assert [(item["suppressed"], item["percent"], item["parts"] is None) for item in items][:2] == [(True, None, True)] * 2
    assert hub.values()["I1"] == 8
    assert hub.breakdown("I1", "node")["martinique"] == 8
    assert hub.breakdown("I1", "territory")["972"] == 8


def test_a_period_is_whole_months_and_the_days_around_them() -> None:
    day = dt.date
    assert spans(day(2026, 1, 1), day(2026, 12, 31)) == [(Grain.MONTH, day(2026, 1, 1), day(2026, 12, 1))]
    assert spans(day(2026, 1, 15), day(2026, 1, 20)) == [(Grain.DAY, day(2026, 1, 15), day(2026, 1, 20))]
    assert spans(day(2025, 12, 31), day(2026, 2, 1)) == [
        (Grain.MONTH, day(2026, 1, 1), day(2026, 1, 1)),
        (Grain.DAY, day(2025, 12, 31), day(2025, 12, 31)),
        (Grain.DAY, day(2026, 2, 1), day(2026, 2, 1)),
    ]


@given(st.dates(dt.date(2019, 1, 1), dt.date(2021, 12, 31)), st.integers(0, 900))
def test_spans_cover_every_day_once(since: dt.date, length: int) -> None:
    until = since + dt.timedelta(days=length)
    covered: list[dt.date] = []
    for grain, first, last in spans(since, until):
        end = last if grain is Grain.DAY else (last.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
        covered += [first + dt.timedelta(days=number) for number in range((end - first).days + 1)]
    assert sorted(covered) == [since + dt.timedelta(days=number) for number in range(length + 1)]
