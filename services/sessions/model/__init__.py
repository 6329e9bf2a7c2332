"""The nouns of sessions and their rules."""

from services.sessions.model.attendance import AttendanceChange
from services.sessions.model.calendars import CalendarFeed
from services.sessions.model.captures import Capture
from services.sessions.model.dated import WorkshopSession
from services.sessions.model.declarative import Base
from services.sessions.model.heads import AnonymousCount
from services.sessions.model.helpers import Absence, Helper, KnownAccount
from services.sessions.model.neighbors import KnownAttention, KnownMembership, KnownPerson, KnownProgram, fold
from services.sessions.model.past import PastAct, PastImport, PastLine, PastOutcome, PastState
from services.sessions.model.places import Venue
from services.sessions.model.seats import Seat
from services.sessions.model.series import Series
from services.sessions.model.supports import Support
from services.sessions.model.training import CoordinationReport, Trainee
from services.sessions.model.workshops import Workshop

__all__ = [
    "Absence",
    "AnonymousCount",
    "AttendanceChange",
    "Base",
    "CalendarFeed",
    "Capture",
    "CoordinationReport",
    "Helper",
    "KnownAccount",
    "KnownAttention",
    "KnownMembership",
    "KnownPerson",
    "KnownProgram",
    "PastAct",
    "PastImport",
    "PastLine",
    "PastOutcome",
    "PastState",
    "Seat",
    "Series",
    "Support",
    "Trainee",
    "Venue",
    "Workshop",
    "WorkshopSession",
    "fold",
]
