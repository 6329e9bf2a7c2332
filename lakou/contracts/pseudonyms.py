"""The pseudonyms of a node under another key of it."""

import enum

from lakou.contracts.base import Event, Stream, bounded, event
from lakou.contracts.facts import PSEUDONYM


class PseudonymKind(enum.StrEnum):
    """What facts name by a pseudonym."""

    BENEFICIARY = "beneficiary"
    SEAT = "seat"
    SUPPORT = "support"
    SESSION = "session"
    ENROLLMENT = "enrollment"
    ASSESSMENT = "assessment"
    REFERRAL = "referral"
    HELPER = "helper"
    TRAINING = "training"


@event("reporting.pseudonyms.renewed", stream=Stream.FACT)
class PseudonymsRenewed(Event):
    """The node has another key: what it said under each pseudonym of `old` it says under the one that stands at the same place of
    `new`. No figure moves; whatever is said afterwards names the new ones.
    """

    kind: PseudonymKind
    old: tuple[str, ...] = bounded(PSEUDONYM)
    new: tuple[str, ...] = bounded(PSEUDONYM)
