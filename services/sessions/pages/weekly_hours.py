"""The weekly hours of a helper as fourteen pairs of boxes: two for each weekday, named since-0-0, until-0-0, since-0-1…"""

import re
from collections.abc import Mapping, Sequence

from lakou.kernel.problems import InvalidInput
from services.sessions.model.helpers import Slot

DAYS = ("Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi", "Samedi", "Dimanche")
A_DAY = 2
_HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d\Z")

Row = tuple[str, int, list[tuple[str, str]]]


def read(form: Mapping[str, str]) -> list[Slot]:
    """The hours that were filled in. Raises InvalidInput."""
    found: list[Slot] = []
    for day, name in enumerate(DAYS):
        for number in range(A_DAY):
            since, until = form.get(f"since-{day}-{number}", "").strip(), form.get(f"until-{day}-{number}", "").strip()
            if not since and not until:
                continue
            if not _HOUR.match(since) or not _HOUR.match(until):
                raise InvalidInput({"availability": f"{name} : donnez l’heure de début et l’heure de fin, comme 09:00 et 12:00."})
            found.append({"weekday": day, "since": since, "until": until})
    return found


def shown(slots: Sequence[Slot]) -> list[Row]:
    """The boxes with what is known."""
    return [
        (name, day, _padded([(slot["since"], slot["until"]) for slot in slots if slot["weekday"] == day])) for day, name in _days()
    ]


def typed(form: Mapping[str, str]) -> list[Row]:
    """The boxes with what was typed."""
    return [
        (name, day, [(form.get(f"since-{day}-{n}", ""), form.get(f"until-{day}-{n}", "")) for n in range(A_DAY)])
        for day, name in _days()
    ]


def _days() -> list[tuple[int, str]]:
    return list(enumerate(DAYS))


def _padded(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return (pairs + [("", "")] * A_DAY)[:A_DAY]
