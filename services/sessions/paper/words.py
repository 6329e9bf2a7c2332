"""Days, hours and durations in French, as on the screens."""

import datetime as dt

import phonenumbers
from babel.dates import format_date

NBSP = "\N{NO-BREAK SPACE}"
_FRENCH_PREFIXES = (33, 590, 594, 596)


def day(value: dt.date, pattern: str = "EEEE d MMMM y") -> str:
    """`jeudi 12 mars 2026`, `dimanche 1er mars 2026`."""
    return format_date(value, pattern.replace("d MMMM", "d'er' MMMM") if value.day == 1 else pattern, locale="fr")


def short_day(value: dt.date) -> str:
    """`12 mars 2026`."""
    return day(value, "d MMMM y")


def hour(value: dt.datetime) -> str:
    """`9 h 05`, of a local time."""
    return f"{value.hour}{NBSP}h" + (f"{NBSP}{value.minute:02d}" if value.minute else "")


def duration(minutes: int) -> str:
    """`45 min`, `1 h 30`."""
    hours, rest = divmod(minutes, 60)
    return (f"{hours}{NBSP}h" + (f"{NBSP}{rest:02d}" if rest else "")) if hours else f"{rest}{NBSP}min"


def phone(e164: str | None) -> str:
    """As it is dialled in France, or with its prefix when it is from elsewhere; empty when there is none."""
    if not e164:
        return ""
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    national = number.country_code in _FRENCH_PREFIXES
    style = phonenumbers.PhoneNumberFormat.NATIONAL if national else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)
