"""Facts as a node tells them."""

from typing import Any

from lakou.contracts.facts import HeadsCounted, SeatAttended, SessionChanged
from lakou.contracts.vocabulary import (
    AgeBracket,
    Gender,
    RsaStatus,
    SeatState,
    SocialStatus,
    Theme,
    WorkshopSessionState,
)
from tests.reporting.days import DAY


def attended(contact: str, version: int = 1, **changed: Any) -> SeatAttended:
    """The fact that a person was there."""
    usual: dict[str, Any] = {
        "act": "act",
        "pid": contact,
        "state": SeatState.PRESENT,
        "day": DAY,
        "minutes": 120,
        "territory": "972",
        "program": None,
        "themes": (Theme.EMAIL,),
        "gender": Gender.FEMININ,
        "age": AgeBracket.QUARANTE_CINQUANTE_NEUF,
        "social_status": SocialStatus.SANS_EMPLOI,
        "rsa": RsaStatus.OUI,
        "commune": "97213",
    }
    return SeatAttended(contact=contact, version=version, **(usual | changed))


def held(act: str = "act", version: int = 1, **changed: Any) -> SessionChanged:
    """The fact that a session was held."""
    usual: dict[str, Any] = {
        "state": WorkshopSessionState.TENUE,
        "day": DAY,
        "minutes": 120,
        "capacity": 12,
        "territory": "972",
        "program": None,
        "themes": (Theme.EMAIL,),
    }
    return SessionChanged(act=act, version=version, **(usual | changed))


def counted(act: str, total: int, version: int = 1, **changed: Any) -> HeadsCounted:
    """The fact that heads were counted."""
    usual: dict[str, Any] = {
        "day": DAY,
        "territory": "972",
        "program": None,
        "themes": (Theme.EMAIL,),
        "minutes": 120,
        "gender": {},
        "age": {},
        "social_status": {},
    }
    return HeadsCounted(act=act, version=version, total=total, **(usual | changed))
