"""Shares that add up to a hundred, and small numbers that are not shown outside of their node."""

from collections.abc import Mapping

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


def to_hide(counts: Mapping[str, int], fewest: int = FEWEST_SHOWN) -> set[str]:
    """The values not to show: those below `fewest`, and more of the smallest until none follows from the sum of the others.

    A zero is about nobody, and is shown.
    """
    hidden = {value for value, count in counts.items() if 0 < count < fewest}
    shown = sorted((value for value, count in counts.items() if count >= fewest), key=lambda value: (counts[value], value))
    while hidden and shown and (len(hidden) < 2 or sum(counts[value] for value in hidden) < fewest):
        hidden.add(shown.pop(0))
    return hidden
