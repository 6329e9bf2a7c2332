"""The verbs of sessions: each is one transaction, callable without HTTP."""

from services.sessions.use_cases.appointments import make_appointment
from services.sessions.use_cases.attendance import mark_everyone, record_attendance, record_attendance_list
from services.sessions.use_cases.calendars import Link, open_feed, read_feed, revoke_feed
from services.sessions.use_cases.calling_off import cancel_session, reinstate_session
from services.sessions.use_cases.capturing import Outcome, take
from services.sessions.use_cases.heads import count_anonymous
from services.sessions.use_cases.helpers import add_absence, add_helper, be_helper, change_helper, remember_account, remove_absence
from services.sessions.use_cases.keying import key_in
from services.sessions.use_cases.more_heads import count_more
from services.sessions.use_cases.offers import accept_offer, close_empty_rolls, end_offers
from services.sessions.use_cases.papers import call_list, certificate, sign_in_sheet
from services.sessions.use_cases.places import add_venue, change_venue
from services.sessions.use_cases.planning import change_session, plan_session
from services.sessions.use_cases.seating import Place, hold_seat, hold_seats, withdraw_seat
from services.sessions.use_cases.settling import settle_capture
from services.sessions.use_cases.supports import change_support, give_support, withdraw_support
from services.sessions.use_cases.training import list_trainees, report_coordination
from services.sessions.use_cases.workshops import add_workshop, change_workshop

__all__ = [
    "Link",
    "Outcome",
    "Place",
    "accept_offer",
    "add_absence",
    "add_helper",
    "add_venue",
    "add_workshop",
    "be_helper",
    "call_list",
    "cancel_session",
    "certificate",
    "change_helper",
    "change_session",
    "change_support",
    "change_venue",
    "change_workshop",
    "close_empty_rolls",
    "count_anonymous",
    "count_more",
    "end_offers",
    "give_support",
    "hold_seat",
    "hold_seats",
    "key_in",
    "list_trainees",
    "make_appointment",
    "mark_everyone",
    "open_feed",
    "plan_session",
    "read_feed",
    "record_attendance",
    "record_attendance_list",
    "reinstate_session",
    "remember_account",
    "remove_absence",
    "report_coordination",
    "revoke_feed",
    "settle_capture",
    "sign_in_sheet",
    "take",
    "withdraw_seat",
    "withdraw_support",
]
