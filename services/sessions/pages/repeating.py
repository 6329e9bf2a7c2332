"""Dates that come again, in plain words: from the boxes of the form to a rule, and the days that are left out."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from lakou.kernel.problems import InvalidInput

CHOICES = (
    ("", "Une seule fois"),
    ("weekly", "Chaque semaine, le même jour"),
    ("fortnightly", "Toutes les deux semaines, le même jour"),
    ("monthly", "Chaque mois, le même jour de la semaine"),
    ("weekdays", "Chaque jour, du lundi au vendredi"),
)
HOLIDAYS = (("skip", "Pas de séance les jours fériés"), ("keep", "Des séances même les jours fériés"))
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})|(\d{4})-(\d\d)-(\d\d)")


def rule(given: Mapping[str, Any], first: dt.date) -> str | None:
    """The RRULE of the form, None for a single date. Raises InvalidInput when nobody said when it ends."""
    repeat: str = given["repeat"]
    if not repeat:
        return None
    if given["until"] and given["times"]:
        raise InvalidInput({"times": "Donnez un nombre de séances ou une date de fin, pas les deux."})
    if not given["until"] and not given["times"]:
        raise InvalidInput({"until": "Dites quand cela finit : une date, ou un nombre de séances."})
    end = f"UNTIL={given['until']:%Y%m%d}" if given["until"] else f"COUNT={given['times']}"
    return f"{_frequency(repeat, first)};{end}"


def _frequency(repeat: str, first: dt.date) -> str:
    if repeat == "monthly":
        nth = (first.day - 1) // 7 + 1
        return f"FREQ=MONTHLY;BYDAY={'-1' if nth == 5 else nth}{_DAYS[first.weekday()]}"
    if repeat == "weekdays":
        return "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
    return "FREQ=WEEKLY" if repeat == "weekly" else "FREQ=WEEKLY;INTERVAL=2"


def exceptions(text: str) -> list[dt.date]:
    """The days of "24/12/2026, 31/12/2026". Raises InvalidInput."""
    return [_day(word) for word in re.split(r"[,;\s]+", text) if word]


def _day(word: str) -> dt.date:
    if match := _DAY.fullmatch(word):
        day, month, year, year_first, month_first, day_last = match.groups()
        try:
            return dt.date(int(year or year_first), int(month or month_first), int(day or day_last))
        except ValueError:
            pass
    raise InvalidInput({"except_on": f"« {word[:20]} » n’est pas une date. Exemple : 24/12/2026, 31/12/2026."})
