"""What a text looks like to the one who reads it, and what it costs."""

import dataclasses
import datetime as dt
import itertools

from lakou.contracts.vocabulary import Language
from lakou.kernel.context import Site
from services.notifications.model import WorkshopSession
from services.notifications.sms import SmsSize, parts_without, sms_parts
from services.notifications.texts import Occasion, fill

EXAMPLE_NAME = "Rosalie"


@dataclasses.dataclass(frozen=True)
class Preview:
    """`pieces`: runs of the text, True for letters that make it longer; `advice` says what they cost, empty when nothing."""

    text: str
    size: SmsSize
    pieces: tuple[tuple[str, bool], ...]
    advice: str


def example(session: WorkshopSession | None, site: Site, now: dt.datetime) -> Occasion:
    """The next session, or an invented one in two days; the name is always invented."""
    if session is not None:
        return Occasion(EXAMPLE_NAME, session.title, session.venue, session.starts_at, session.zone)
    return Occasion(EXAMPLE_NAME, "Ma boîte e-mail", site.place, now + dt.timedelta(days=2), site.zone)


def preview(text: str, language: Language, occasion: Occasion) -> Preview:
    """The filled text with its size."""
    filled = fill(text, language, occasion)
    size = sms_parts(filled)
    runs = itertools.groupby(filled, key=lambda letter: letter in size.costly)
    pieces = tuple(("".join(letters), costly) for costly, letters in runs)
    return Preview(filled, size, pieces, _advice(filled, size))


def _advice(text: str, size: SmsSize) -> str:
    if not size.costly:
        return ""
    plain = parts_without(text, size.costly)
    if len(size.costly) == 1:
        word = next(word for word in text.split() if size.costly[0] in word).strip(".,:;!?")
        subject, it = f"Le « {size.costly[0]} » de « {word} »", "cette lettre"
    else:
        subject, it = "Les lettres " + ", ".join(f"« {letter} »" for letter in size.costly), "elles"
    verb = "oblige" if len(size.costly) == 1 else "obligent"
    if plain == size.parts:
        return f"{subject} {verb} à compter {size.per_part} signes par SMS, sans en ajouter ici."
    many = "un seul SMS" if plain == 1 else f"{plain} SMS"
    return f"{subject} {verb} à couper le message en {size.parts}. Sans {it}, il tient en {many}."
