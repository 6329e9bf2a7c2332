"""How a person is reached, from what is known of her at the moment of sending."""

import dataclasses

import phonenumbers

from lakou.contracts.notifications import MessageState
from lakou.contracts.vocabulary import ContactChannel
from services.notifications.model import Person, Reason


@dataclasses.dataclass(frozen=True)
class Route:
    """Either a channel and an address, or the state and reason for which nothing leaves."""

    channel: ContactChannel
    address: str | None = None
    state: MessageState = MessageState.SENDING
    reason: Reason | None = None


def route(person: Person) -> Route:
    """Her agreement first, then the channel that she prefers, then another one that works."""
    channel = ContactChannel(person.channel)
    if person.agrees is not True:
        reason = Reason.NOT_ASKED if person.agrees is None else Reason.REFUSED
        return Route(channel, state=MessageState.NOT_ALLOWED, reason=reason)
    if channel is ContactChannel.APPEL:
        return Route(channel, person.phone, MessageState.TO_CALL, Reason.PREFERS_CALL)
    if channel is ContactChannel.LETTRE:
        return Route(channel, person.phone, MessageState.TO_CALL, Reason.PREFERS_LETTER)
    return _written(person, channel)


def _written(person: Person, channel: ContactChannel) -> Route:
    mobile = person.phone if person.phone and takes_sms(person.phone) else None
    by_phone = ContactChannel.SMS if channel is ContactChannel.EMAIL else channel
    ways = [Route(by_phone, mobile), Route(ContactChannel.EMAIL, person.email)]
    if channel is ContactChannel.EMAIL:
        ways.reverse()
    for way in ways:
        if way.address:
            return way
    if person.phone:
        return Route(ContactChannel.APPEL, person.phone, MessageState.TO_CALL, Reason.LANDLINE)
    return Route(channel, state=MessageState.NO_ADDRESS, reason=Reason.NO_ADDRESS)


def takes_sms(phone: str) -> bool:
    """Whether an E.164 number may receive an SMS: a possible number that is not known as a landline."""
    try:
        number = phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return False
    is_landline = phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.FIXED_LINE
    return phonenumbers.is_possible_number(number) and not is_landline
