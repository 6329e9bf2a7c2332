"""How dates, hours, numbers and telephones are written for people, in French. Pure functions, registered as filters.

Spaces inside a value do not break: U+202F between thousands, U+00A0 before a unit or in an hour.
"""

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import phonenumbers
from babel.dates import format_date
from babel.numbers import format_decimal
from phonenumbers import PhoneNumberFormat

Number = int | float | Decimal

NBSP = "\N{NO-BREAK SPACE}"

DAY_PATTERNS = {
    "full": "EEEE d MMMM y",  # jeudi 12 mars 2026
    "long": "d MMMM y",  # 12 mars 2026
    "short": "d MMM",  # 12 mars, 1er févr.
    "weekday": "EEE d MMM",  # jeu. 12 mars
    "month": "MMM y",  # févr. 2026
}


def day(value: date, style: str = "full") -> str:
    """The date in words; `style` is a key of `DAY_PATTERNS`. A datetime must already be local."""
    pattern = DAY_PATTERNS[style]
    if value.day == 1:
        pattern = pattern.replace("d ", "d'er' ")
    return format_date(value, pattern, locale="fr")


def hour(value: datetime | time) -> str:
    """9 h 05, and 9 h on the hour. The value must already be local."""
    return _hours_and_minutes(value.hour, value.minute)


def number(value: Number) -> str:
    """12 846 or 3,6 (at most three decimals)."""
    return format_decimal(value, locale="fr")


def euros(value: Number) -> str:
    """An amount in euros, not in cents: 212 400 € or 18,40 €."""
    pattern = "#,##0" if value == int(value) else "#,##0.00"
    return format_decimal(value, format=pattern, locale="fr") + NBSP + "€"


def percent(ratio: Number) -> str:
    """0.607 is 61 %. Below ten percent one decimal is kept (2,9 %), so that a small share is not a round zero."""
    share = Decimal(str(ratio)) * 100
    if 0 < share < Decimal("0.05"):
        return f"moins de 0,1{NBSP}%"
    pattern = "0.#" if 0 < abs(share) < Decimal("9.95") else "0"
    return format_decimal(share, format=pattern, locale="fr") + NBSP + "%"


def phone(value: str) -> str:
    """An E.164 number as it is dialled in France, or with its prefix when it is from elsewhere; other text unchanged."""
    try:
        parsed = phonenumbers.parse(value)
    except phonenumbers.NumberParseException:
        return value
    style = PhoneNumberFormat.NATIONAL if parsed.country_code in FRENCH_PREFIXES else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, style)


FRENCH_PREFIXES = frozenset({33, 590, 594, 596})  # mainland, Guadeloupe and Saint-Martin, Guyane, Martinique


def duration(minutes: int) -> str:
    """2 h, 45 min, 1 h 30."""
    hours, rest = divmod(minutes, 60)
    return _hours_and_minutes(hours, rest) if hours else f"{rest}{NBSP}min"


def ago(seconds: float) -> str:
    """How long since: à l’instant, il y a 3 min, il y a 2 h, il y a 3 jours."""
    if seconds < 60:
        return "à l’instant"
    if seconds < 3600:
        return f"il y a {int(seconds // 60)}{NBSP}min"
    if seconds < 86400:
        return f"il y a {int(seconds // 3600)}{NBSP}h"
    return "il y a " + plural(int(seconds // 86400), "jour")


def plural(count: int, one: str, many: str | None = None) -> str:
    """The count and its word: 0 place, 1 place, 8 places. In French, zero is singular."""
    word = one if abs(count) < 2 else many or one + "s"
    return number(count) + NBSP + word


def _hours_and_minutes(hours: int, minutes: int) -> str:
    return f"{hours}{NBSP}h{NBSP}{minutes:02d}" if minutes else f"{hours}{NBSP}h"


FILTERS: dict[str, Callable[..., Any]] = {
    "day": day,
    "hour": hour,
    "number": number,
    "euros": euros,
    "percent": percent,
    "phone": phone,
    "duration": duration,
    "ago": ago,
    "plural": plural,
}
