"""The public holidays of each territory: 22, 27, 28 May and 10 June are not everyone's."""

import datetime as dt
import functools
from collections.abc import Mapping

_SUBDIVISIONS = {"971": "971", "972": "972", "973": "973", "978": "MF"}


def holiday(day: dt.date, territory: str) -> str | None:
    """The name of the public holiday of a territory (971, 972, 973, 978) on a day, or None."""
    return _of_year(territory, day.year).get(day)


@functools.lru_cache(maxsize=64)
def _of_year(territory: str, year: int) -> Mapping[dt.date, str]:
    import holidays  # here, so that starting a node does not wait for it

    subdivision = _SUBDIVISIONS.get(territory)
    found = holidays.country_holidays("FR", subdiv=subdivision, years=year, language="fr")
    return {day: name.replace("'", "’") for day, name in found.items()}
