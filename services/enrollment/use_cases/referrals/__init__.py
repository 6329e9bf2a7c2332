"""Referrals: they come in and go out, are answered, end, and the partner is told what it may know."""

from services.enrollment.use_cases.referral_endings import settle_done, tidy
from services.enrollment.use_cases.referrals.answering import answer
from services.enrollment.use_cases.referrals.making import receive, send_out
from services.enrollment.use_cases.referrals.partners import PARTNER, Sender, get, own, sender_organization
from services.enrollment.use_cases.referrals.telling import Told, purpose_of, tell_partner

__all__ = [
    "PARTNER",
    "Sender",
    "Told",
    "answer",
    "get",
    "own",
    "purpose_of",
    "receive",
    "send_out",
    "sender_organization",
    "settle_done",
    "tell_partner",
    "tidy",
]
