"""The nouns of sessions and their rules."""

from services.sessions.model.attendance import AttendanceChange
from services.sessions.model.dated import WorkshopSession
from services.sessions.model.declarative import Base
from services.sessions.model.heads import AnonymousCount
from services.sessions.model.neighbors import KnownPerson, KnownProgram, fold
from services.sessions.model.past import PastAct, PastImport, PastLine, PastOutcome, PastState
from services.sessions.model.places import Helper, Venue
from services.sessions.model.seats import Seat
from services.sessions.model.supports import Support
from services.sessions.model.workshops import Workshop

__all__ = [
    "AnonymousCount",
    "AttendanceChange",
    "Base",
    "Helper",
    "KnownPerson",
    "KnownProgram",
    "PastAct",
    "PastImport",
    "PastLine",
    "PastOutcome",
    "PastState",
    "Seat",
    "Support",
    "Venue",
    "Workshop",
    "WorkshopSession",
    "fold",
]
