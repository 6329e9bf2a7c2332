"""Days and hours as they are said in the languages of messages. Plain spaces only: a no-break one would cost a second SMS."""

import datetime as dt
from collections.abc import Callable

from babel.dates import format_date

from lakou.contracts.vocabulary import Language

_PATTERNS = {  # Babel's locale and pattern
    Language.FR: ("fr", "EEEE d MMMM"),
    Language.EN: ("en_GB", "EEEE d MMMM"),
    Language.PT: ("pt", "EEEE, d 'de' MMMM"),
    Language.ES: ("es", "EEEE d 'de' MMMM"),
}
_CREOLE = {  # Babel has no Creole: Monday to Sunday, January to December
    Language.GCF: (
        "lendi mawdi mèkrédi jédi vandrédi sanmdi dimanch",
        "janvyé févriyé mas avril mé jwen jiyé out sèptanm òktòb novanm désanm",
    ),
    Language.HT: (
        "lendi madi mèkredi jedi vandredi samdi dimanch",
        "janvye fevriye mas avril me jen jiyè out septanm oktòb novanm desanm",
    ),
}
NO_PLACE = {
    Language.FR: "lieu à confirmer",
    Language.GCF: "nou ké di-w ki koté",
    Language.HT: "n ap di w ki kote",
    Language.EN: "place to be confirmed",
    Language.PT: "local a confirmar",
    Language.ES: "lugar por confirmar",
}


def day(value: dt.date, language: Language) -> str:
    """`samedi 14 mars`, without the year; `language` must be one of `texts.LANGUAGES`."""
    if language in _CREOLE:
        days, months = (words.split() for words in _CREOLE[language])
        return f"{days[value.weekday()]} {value.day} {months[value.month - 1]}"
    locale, pattern = _PATTERNS[language]
    if language is Language.FR and value.day == 1:
        pattern = pattern.replace("d ", "d'er' ")
    return format_date(value, pattern, locale=locale)


def hour(value: dt.datetime, language: Language) -> str:
    """`9 h`, `9h30`, `9:30 am`: `value` must already be local."""
    return _HOURS.get(language, _plain)(value)


def _french(value: dt.datetime) -> str:
    return f"{value.hour} h {value.minute:02d}" if value.minute else f"{value.hour} h"


def _english(value: dt.datetime) -> str:
    return f"{value.hour % 12 or 12}:{value.minute:02d} {'am' if value.hour < 12 else 'pm'}"


def _plain(value: dt.datetime) -> str:
    return f"{value.hour}h{value.minute:02d}" if value.minute else f"{value.hour}h"


_HOURS: dict[Language, Callable[[dt.datetime], str]] = {
    Language.FR: _french,
    Language.EN: _english,
    Language.ES: lambda value: f"{value.hour}:{value.minute:02d}",
}
