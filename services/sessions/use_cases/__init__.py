"""The verbs of sessions: each is one transaction, callable without HTTP."""

from services.sessions.use_cases.attendance import mark_everyone, record_attendance, record_attendance_list
from services.sessions.use_cases.heads import count_anonymous
from services.sessions.use_cases.keying import add_heads, key_in
from services.sessions.use_cases.papers import call_list, certificate, sign_in_sheet
from services.sessions.use_cases.places import add_helper, add_venue, change_venue
from services.sessions.use_cases.planning import cancel_session, change_session, plan_session
from services.sessions.use_cases.seating import Place, hold_seat, hold_seats, withdraw_seat
from services.sessions.use_cases.supports import change_support, give_support, withdraw_support
from services.sessions.use_cases.workshops import add_workshop, change_workshop

__all__ = [
    "Place",
    "add_heads",
    "add_helper",
    "add_venue",
    "add_workshop",
    "call_list",
    "cancel_session",
    "certificate",
    "change_session",
    "change_support",
    "change_venue",
    "change_workshop",
    "count_anonymous",
    "give_support",
    "hold_seat",
    "hold_seats",
    "key_in",
    "mark_everyone",
    "plan_session",
    "record_attendance",
    "record_attendance_list",
    "sign_in_sheet",
    "withdraw_seat",
    "withdraw_support",
]
