"""The portal's own doors: sign-in, my account, the accounts of the team, partners' keys, the audit log, help, static files."""

from lakou.portal.pages import devices, elsewhere, entering, journal, keys, mine, recovering, staff
from lakou.portal.pages.doors import EVERYONE, ROUTES
from lakou.portal.pages.entering import DEMO_PASSWORD

__all__ = [
    "DEMO_PASSWORD",
    "EVERYONE",
    "ROUTES",
    "devices",
    "elsewhere",
    "entering",
    "journal",
    "keys",
    "mine",
    "recovering",
    "staff",
]
