"""A birth, in the forms that people and spreadsheets write it."""

import datetime as dt
import re
from dataclasses import dataclass

from lakou.contracts.people import exact_age
from services.enrollment.sheets.names import normalise

OLDEST = 110
_EXCEL_DAY_ZERO = dt.date(1899, 12, 30)
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]\d{1,2}:\d{2}.*)?")
_WORDS = re.compile(r"(?:le )?(\d{1,2})(?:er)? ([a-z]+) (\d{4}|\d{2})")
_COMPACT = re.compile(r"(\d{2})(\d{2})(\d{4})")
_MONTHS = ("janv", "fevr", "mars", "avr", "mai", "juin", "juil", "aout", "sept", "oct", "nov", "dec")

UNREADABLE = "Écrivez la naissance sous la forme 12/05/1968, ou l’année seule."
IMPOSSIBLE = "Cette date n’existe pas : vérifiez le jour et le mois."
FUTURE = "Cette naissance est dans le futur : vérifiez l’année."
TOO_OLD = f"Cette naissance donne plus de {OLDEST} ans : vérifiez l’année."
TWO_CENTURIES = "L’année à deux chiffres peut être de l’un ou l’autre siècle : écrivez-la en entier."


@dataclass(frozen=True)
class Birth:
    """`date` only when the day is known. With a `problem`, neither is given and a person must decide."""

    year: int | None = None
    date: dt.date | None = None
    problem: str = ""


def read_cell(text: str, today: dt.date) -> Birth:
    """Read a birth in a sheet, where five digits are a day as spreadsheets count them."""
    serial = re.fullmatch(r"(\d{5})(?:[.,]\d+)?", text.strip(), re.ASCII)
    if serial:
        return _plausible(_EXCEL_DAY_ZERO + dt.timedelta(days=int(serial[1])), today)
    return read_birth(text, today)


def read_birth(text: str, today: dt.date) -> Birth:
    """Read a date or a year that a person typed; an impossible or implausible one is a problem, never a silent correction."""
    said = text.strip()
    if re.fullmatch(r"\d{4}", said, re.ASCII):
        return _plausible_year(int(said), today)
    parts = _parts(said)
    if parts is None:
        return Birth(problem=UNREADABLE)
    year = _full_year(parts[2], today)
    if year is None:
        return Birth(problem=TWO_CENTURIES)
    try:
        return _plausible(dt.date(year, int(parts[1]), int(parts[0])), today)
    except ValueError:
        return Birth(problem=IMPOSSIBLE)


def _parts(said: str) -> tuple[str, str, str] | None:
    """Day, month and year as digits."""
    if not said.isascii() or any(character.isalpha() for character in said.replace("T", "")):
        return _worded(said)
    iso = _ISO.fullmatch(said)
    if iso:
        return iso[3], iso[2], iso[1]
    numeric = _DAY_FIRST.fullmatch(re.sub(r"\s*([/.\-])\s*", r"\1", said)) or _COMPACT.fullmatch(said)
    return (numeric[1], numeric[2], numeric[3]) if numeric else None


def _worded(said: str) -> tuple[str, str, str] | None:
    worded = _WORDS.fullmatch(normalise(said))
    if worded is None or not worded[1].isascii() or not worded[3].isascii():
        return None
    months = [number for number, month in enumerate(_MONTHS, 1) if worded[2].startswith(month)]
    return (worded[1], str(months[0]), worded[3]) if months else None


def _full_year(digits: str, today: dt.date) -> int | None:
    """The only century that makes a plausible age; None when both do."""
    if len(digits) == 4:
        return int(digits)
    latest = today.year - (today.year - int(digits)) % 100
    return None if today.year - (latest - 100) <= OLDEST else latest


def _plausible_year(year: int, today: dt.date) -> Birth:
    if year > today.year:
        return Birth(problem=FUTURE)
    return Birth(problem=TOO_OLD) if today.year - year > OLDEST else Birth(year)


def _plausible(date: dt.date, today: dt.date) -> Birth:
    if date > today:
        return Birth(problem=FUTURE)
    return Birth(problem=TOO_OLD) if exact_age(today, date) > OLDEST else Birth(date.year, date)
