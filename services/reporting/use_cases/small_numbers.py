"""Shares that add up to a hundred, and small numbers that are not shown outside of their node."""

import datetime as dt
import itertools
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet

FEWEST_SHOWN = 5


def percents(counts: Mapping[str, int]) -> dict[str, int]:
    """Whole percents of the sum that add up to 100 (largest remainder; of equal remainders the first). All 0 when nothing is."""
    whole = sum(counts.values())
    if not whole:
        return dict.fromkeys(counts, 0)
    floors = {value: 100 * count // whole for value, count in counts.items()}
    by_remainder = sorted(counts, key=lambda value: -(100 * counts[value] % whole))
    for value in by_remainder[: 100 - sum(floors.values())]:
        floors[value] += 1
    return floors


def to_hide(counts: Mapping[str, int], fewest: int = FEWEST_SHOWN, also: AbstractSet[str] = frozenset()) -> set[str]:
    """The values not to show: those below `fewest`, and more of the smallest until none follows from the sum of the others.

    `also`: those hidden for another reason, which must not follow either. A zero is about nobody, and is shown.
    """
    hidden = {value for value, count in counts.items() if 0 < count < fewest or (count and value in also)}
    shown = sorted((value for value in counts if counts[value] and value not in hidden), key=lambda value: (counts[value], value))
    while hidden and shown and (len(hidden) < 2 or sum(counts[value] for value in hidden) < fewest):
        hidden.add(shown.pop(0))
    return hidden


def cuts(days: Sequence[dt.date], enough: Callable[[int, int], bool]) -> set[int]:
    """Where a period may begin or end among the days on which somebody was counted, so that two periods never differ by few.

    A cut `i` stands before `days[i]`. `enough(a, b)` tells whether nobody, or not few, were counted in `days[a:b]`. Years come
    first, then months, then days; the beginning and the end of all are always cuts.
    """
    found = [0, len(days)]
    for begins in (_new_year, _new_month, _new_day):
        for first, last in itertools.pairwise(found):
            found = _cut_between(days, first, last, begins, enough, found)
        found.sort()
    return set(found)


def _cut_between(
    days: Sequence[dt.date],
    first: int,
    last: int,
    begins: Callable[[dt.date, dt.date], bool],
    enough: Callable[[int, int], bool],
    found: list[int],
) -> list[int]:
    added, before = [], first
    for place in range(first + 1, last):
        if begins(days[place - 1], days[place]) and enough(before, place) and enough(place, last):
            added.append(place)
            before = place
    return [*found, *added]


def _new_year(before: dt.date, day: dt.date) -> bool:
    return before.year != day.year


def _new_month(before: dt.date, day: dt.date) -> bool:
    return (before.year, before.month) != (day.year, day.month)


def _new_day(_before: dt.date, _day: dt.date) -> bool:
    return True
