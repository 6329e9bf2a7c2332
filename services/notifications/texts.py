"""What people read: our texts by kind and language, the words that change in them, and how they are filled.

Why she comes is never said, nor anybody else's name: the title, the day, the hour and the place are enough.
"""

import dataclasses
import datetime as dt
import re

from lakou.contracts.vocabulary import Language
from lakou.kernel.clock import local
from lakou.kernel.problems import InvalidInput
from services.notifications import wording
from services.notifications.model import LONG_TITLE, TextKind

LONGEST = 600
VARIABLES = {"given_name": "prénom", "day": "jour", "hour": "heure", "workshop": "atelier", "place": "lieu"}
_ENGLISH = {french: english for english, french in VARIABLES.items()}
_BRACED = re.compile(r"\{([^{}]*)\}")
LANGUAGES = (Language.FR, Language.GCF, Language.HT, Language.EN, Language.PT, Language.ES)

_C, _P, _M, _R, _X = TextKind
OURS: dict[tuple[TextKind, Language], str] = {
    (_C, Language.FR): "Bonjour {given_name}. Votre place est réservée : {workshop}, {day} à {hour}, {place}.",
    (_P, Language.FR): "Bonjour {given_name}. Une place s'est libérée, elle est à vous : {workshop}, {day} à {hour}, {place}.",
    (_M, Language.FR): "Bonjour {given_name}. Changement pour {workshop} : rendez-vous {day} à {hour}, {place}.",
    (_R, Language.FR): "Bonjour {given_name}. Nous vous attendons {day} à {hour} : {workshop}, {place}.",
    (_X, Language.FR): "Bonjour {given_name}. La séance {workshop} de {day} à {hour}, {place}, est annulée. Ne vous déplacez pas.",
    (_C, Language.GCF): "Bonjou {given_name}. Plas a-w rézèvé : {workshop}, {day} a {hour}, {place}.",
    (_P, Language.GCF): "Bonjou {given_name}. Ni on plas ki libéré, i ta-w : {workshop}, {day} a {hour}, {place}.",
    (_M, Language.GCF): "Bonjou {given_name}. Ni chanjman pou {workshop} : {day} a {hour}, {place}.",
    (_R, Language.GCF): "Bonjou {given_name}. Nou ka atann-vou {day} a {hour} : {workshop}, {place}.",
    (_X, Language.GCF): "Bonjou {given_name}. Séans {workshop}, {day} a {hour}, {place}, pa ké fèt. Pa déplasé-w.",
    (_C, Language.HT): "Bonjou {given_name}. Plas ou rezève : {workshop}, {day} a {hour}, {place}.",
    (_P, Language.HT): "Bonjou {given_name}. Gen yon plas ki libere, se pou ou li ye : {workshop}, {day} a {hour}, {place}.",
    (_M, Language.HT): "Bonjou {given_name}. Gen chanjman pou {workshop} : {day} a {hour}, {place}.",
    (_R, Language.HT): "Bonjou {given_name}. N ap tann ou {day} a {hour} : {workshop}, {place}.",
    (_X, Language.HT): "Bonjou {given_name}. Seyans {workshop}, {day} a {hour}, {place}, anile. Pa deplase.",
    (_C, Language.EN): "Hello {given_name}. Your seat is booked: {workshop}, {day} at {hour}, {place}.",
    (_P, Language.EN): "Hello {given_name}. A seat is free and it is yours: {workshop}, {day} at {hour}, {place}.",
    (_M, Language.EN): "Hello {given_name}. Change for {workshop}: it is now {day} at {hour}, {place}.",
    (_R, Language.EN): "Hello {given_name}. See you on {day} at {hour}: {workshop}, {place}.",
    (_X, Language.EN): "Hello {given_name}. {workshop} on {day} at {hour}, {place}, is cancelled. Please do not come.",
    (_C, Language.PT): "Bom dia {given_name}. O seu lugar está reservado: {workshop}, {day} às {hour}, {place}.",
    (_P, Language.PT): "Bom dia {given_name}. Um lugar ficou livre e é seu: {workshop}, {day} às {hour}, {place}.",
    (_M, Language.PT): "Bom dia {given_name}. Mudança para {workshop}: agora é {day} às {hour}, {place}.",
    (_R, Language.PT): "Bom dia {given_name}. Esperamos por você {day} às {hour}: {workshop}, {place}.",
    (_X, Language.PT): "Bom dia {given_name}. {workshop} de {day} às {hour}, {place}, foi cancelado. Não precisa vir.",
    (_C, Language.ES): "Hola {given_name}. Su plaza está reservada: {workshop}, {day} a las {hour}, {place}.",
    (_P, Language.ES): "Hola {given_name}. Hay una plaza libre y es para usted: {workshop}, {day} a las {hour}, {place}.",
    (_M, Language.ES): "Hola {given_name}. Cambio para {workshop}: ahora es el {day} a las {hour}, {place}.",
    (_R, Language.ES): "Hola {given_name}. Le esperamos el {day} a las {hour}: {workshop}, {place}.",
    (_X, Language.ES): "Hola {given_name}. {workshop}, {day} a las {hour}, {place}, queda anulado. No hace falta que venga.",
}


@dataclasses.dataclass(frozen=True)
class Occasion:
    """What a text is filled with. `zone` is that of the place; `place` is None when no venue was chosen."""

    given_name: str
    workshop: str
    place: str | None
    starts_at: dt.datetime
    zone: str


def spoken(language: str) -> Language:
    """The language that we can write to her in: hers when we have its texts, else French."""
    return Language(language) if language in LANGUAGES else Language.FR


def fill(text: str, language: Language, occasion: Occasion) -> str:
    """The text as she reads it. A word that opens a sentence gets its capital."""
    start = local(occasion.starts_at, occasion.zone)
    values = {
        "given_name": occasion.given_name,
        "day": wording.day(start.date(), language),
        "hour": wording.hour(start, language),
        "workshop": _short(occasion.workshop),
        "place": occasion.place or wording.NO_PLACE[language],
    }

    def replaced(match: re.Match[str]) -> str:
        value = values.get(match[1], match[0])
        opens = not text[: match.start()].strip() or re.search(r"[.!?]\s+$", text[: match.start()])
        return value[:1].upper() + value[1:] if opens else value

    return _BRACED.sub(replaced, text)


def checked(text: str) -> str:
    """A text somebody wrote, its placeholders put in English ({prénom} is {given_name}). Raises InvalidInput on `text`."""
    text = _BRACED.sub(lambda match: "{" + _ENGLISH.get(match[1].strip().lower(), match[1].strip()) + "}", text.strip())
    unknown = [name for name in _BRACED.findall(text) if name not in VARIABLES]
    if unknown:
        known = ", ".join(f"{{{word}}}" for word in VARIABLES.values())
        raise InvalidInput({"text": f"{{{unknown[0]}}} n’est pas un mot que nous savons remplacer. Choisissez parmi {known}."})
    if "{" in _BRACED.sub("", text) or "}" in _BRACED.sub("", text):
        raise InvalidInput({"text": "Une accolade est restée ouverte. Écrivez par exemple {jour}."})
    return text


def in_french(text: str) -> str:
    """The text with its placeholders as staff read them: {given_name} is {prénom}."""
    return _BRACED.sub(lambda match: "{" + VARIABLES.get(match[1], match[1]) + "}", text)


def _short(title: str) -> str:
    return title if len(title) <= LONG_TITLE else title[: LONG_TITLE - 3].rstrip() + "..."
