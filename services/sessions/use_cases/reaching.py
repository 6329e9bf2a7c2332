"""Who gets no written message, and why: the same rules as those by which messages leave."""

import phonenumbers

from lakou.contracts.vocabulary import ContactChannel, SeatState
from services.sessions.model import KnownPerson, Seat
from services.sessions.paper import Callee, words

WISHES = {
    ContactChannel.APPEL: "Préfère qu’on l’appelle",
    ContactChannel.LETTRE: "Préfère une lettre",
}
WRITTEN_ELSEWHERE = ContactChannel.EMAIL
"""Her address is not known here: she is taken to have one when she chose it."""


def to_call(name: str, person: KnownPerson, seat: Seat) -> Callee | None:
    """As she stands on the list of calls; None when a message reaches her."""
    why = _why(person)
    if why is None:
        return None
    state = "Attend une place" if seat.state == SeatState.LISTE_ATTENTE else ""
    return Callee(name, words.phone(person.phone), state, why)


def _why(person: KnownPerson) -> str | None:
    if person.agrees is not True:
        return "A refusé les messages" if person.agrees is False else "Accord jamais demandé"
    channel = ContactChannel(person.channel)
    if channel in WISHES:
        return WISHES[channel]
    if channel is WRITTEN_ELSEWHERE or (person.phone and takes_sms(person.phone)):
        return None
    return "Téléphone fixe" if person.phone else "Aucun téléphone connu"


def takes_sms(phone: str) -> bool:
    """Whether an E.164 number may receive an SMS: a possible number that is not known as a landline."""
    try:
        number = phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return False
    is_landline = phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.FIXED_LINE
    return phonenumbers.is_possible_number(number) and not is_landline
