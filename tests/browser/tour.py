"""Every page of the product, as somebody of the right role finds it in the demo."""

import dataclasses
import re
from collections.abc import Callable, Iterator

from playwright.sync_api import Page

from lakou.portal.pages import DEMO_PASSWORD

Address = Callable[[str], str]
"""The base address of a node."""


@dataclasses.dataclass(frozen=True)
class Stop:
    """One page: its name in docs/pictures, the mockup it follows, who looks, and how to get there by links."""

    name: str
    mockup: str | None
    node: str
    login: str
    path: str
    follow: str | None = None
    """A pattern of the address to follow from `path`: the first link that matches; ` > ` between those of several steps."""

    last: bool = False
    """Follow the last link that matches instead: on the page of the day it leads to tomorrow, whatever the hour of the visit."""


PERSON = r"/enrollment/beneficiaries/[0-9a-f-]{36}$"
SESSION = r"/sessions/workshop-sessions/[0-9a-f-]{36}"

STOPS = (
    Stop("sign-in", "sign-in", "martinique", "", "/connexion"),
    Stop("day", "day", "martinique", "melissa", "/sessions/"),
    Stop("people", None, "martinique", "melissa", "/enrollment/beneficiaries"),
    Stop("person-new", "person-new", "martinique", "melissa", "/enrollment/beneficiaries/new"),
    Stop("person", "person", "martinique", "melissa", "/enrollment/beneficiaries", r"/enrollment/beneficiaries/[0-9a-f-]{36}$"),
    Stop("duplicates", None, "martinique", "chantal", "/enrollment/duplicates"),
    Stop("retention", None, "martinique", "chantal", "/enrollment/retention?essai=1"),
    Stop("erasures", None, "martinique", "chantal", "/enrollment/erasures"),
    Stop("completeness", None, "martinique", "melissa", "/enrollment/completeness"),
    Stop("consents", None, "martinique", "melissa", "/enrollment/beneficiaries", PERSON + " > /consents$"),
    Stop("notice", None, "martinique", "melissa", "/enrollment/beneficiaries", PERSON + " > /consents$ > /notice$"),
    Stop("situation", None, "martinique", "melissa", "/enrollment/beneficiaries", PERSON + " > /situation$"),
    Stop("person-edit", None, "martinique", "melissa", "/enrollment/beneficiaries", PERSON + " > /edit$"),
    Stop("assessment-new", None, "martinique", "melissa", "/enrollment/beneficiaries", PERSON + " > /assessments/new$"),
    Stop("referral-out", None, "martinique", "melissa", "/enrollment/beneficiaries", PERSON + " > /referrals/new$"),
    Stop("duplicate-search", None, "martinique", "chantal", "/enrollment/beneficiaries", PERSON + r" > /duplicates/compare\?one="),
    Stop("erase", None, "martinique", "chantal", "/enrollment/beneficiaries", PERSON + " > /erase$"),
    Stop("records", None, "martinique", "chantal", "/enrollment/beneficiaries", PERSON + " > /records$"),
    Stop("programs", None, "martinique", "chantal", "/enrollment/programs"),
    Stop("program", "program", "martinique", "chantal", "/enrollment/programs", r"/enrollment/programs/[0-9a-f-]{36}$"),
    Stop("program-new", None, "martinique", "chantal", "/enrollment/programs/new"),
    Stop("program-edit", None, "martinique", "chantal", "/enrollment/programs", r"/enrollment/programs/[0-9a-f-]{36}$ > /edit$"),
    Stop("referrals", None, "martinique", "chantal", "/enrollment/referrals"),
    Stop("referral", None, "martinique", "chantal", "/enrollment/referrals", r"/enrollment/referrals/[0-9a-f-]{36}$"),
    Stop("referral-new", None, "martinique", "chantal", "/enrollment/referrals/new"),
    Stop("organizations", None, "martinique", "chantal", "/enrollment/organizations"),
    Stop(
        "organization", None, "martinique", "chantal", "/enrollment/organizations", r"/enrollment/organizations/[0-9a-f-]{36}/edit$"
    ),
    Stop("organization-new", None, "martinique", "chantal", "/enrollment/organizations/new"),
    Stop("partner", None, "martinique", "caf", "/enrollment/partner"),
    Stop("partner-new", None, "martinique", "caf", "/enrollment/partner/new"),
    Stop("import", "import", "martinique", "chantal", "/enrollment/imports"),
    Stop("week", "week", "martinique", "melissa", "/sessions/week"),
    Stop("session", "session", "martinique", "melissa", "/sessions/", r"/sessions/workshop-sessions/[0-9a-f-]{36}$"),
    Stop("session-new", None, "martinique", "chantal", "/sessions/workshop-sessions/new"),
    Stop("appointment-new", None, "martinique", "melissa", "/sessions/appointments/new"),
    Stop("month", None, "martinique", "melissa", "/sessions/month"),
    Stop("calendars", None, "martinique", "melissa", "/sessions/calendars"),
    Stop("support-new", None, "martinique", "melissa", "/sessions/supports/new"),
    Stop("workshops", None, "martinique", "chantal", "/sessions/workshops"),
    Stop("workshop-new", None, "martinique", "chantal", "/sessions/workshops/new"),
    Stop("venues", None, "martinique", "chantal", "/sessions/venues"),
    Stop("venue-new", None, "martinique", "chantal", "/sessions/venues/new"),
    Stop("helpers", None, "martinique", "chantal", "/sessions/helpers"),
    Stop("helper", None, "martinique", "chantal", "/sessions/helpers", r"/sessions/helpers/[0-9a-f-]{36}/edit$"),
    Stop("keying", None, "martinique", "melissa", "/sessions/", r"/keying$"),
    Stop("calls", None, "martinique", "melissa", "/sessions/", rf"{SESSION}$ > /calls$", last=True),
    Stop(
        "certificate", None, "martinique", "melissa", "/enrollment/beneficiaries", r"/beneficiaries/[0-9a-f-]{36}$ > /certificate$"
    ),
    Stop("past-import", None, "martinique", "chantal", "/sessions/imports"),
    Stop("support-edit", None, "martinique", "melissa", "/sessions/supports", r"/supports/[0-9a-f-]{36}/edit$"),
    Stop("notebook", "session", "martinique", "melissa", "/sessions/offline"),
    Stop("to-check", None, "martinique", "melissa", "/sessions/captures"),
    Stop("protected-address", None, "martinique", "melissa", "/installer"),
    Stop("messages", "messages", "martinique", "melissa", "/notifications/"),
    Stop("mailbox", None, "martinique", "melissa", "/notifications/mailbox"),
    Stop("figures", None, "guyane", "remi", "/reporting/"),
    Stop("hub", "hub", "hub", "ines", "/reporting/"),
    Stop("common-programs", None, "hub", "ines", "/reporting/programs"),
    Stop("common-program", None, "hub", "ines", "/reporting/programs", r"/reporting/programs/inclusion-[a-z0-9-]+$"),
    Stop("nodes", None, "hub", "ines", "/reporting/noeuds"),
    Stop("operator", "operator", "guyane", "technique", "/liaison"),
    Stop("operator-hub", None, "hub", "technique", "/liaison"),
    Stop("account", None, "saint-martin", "grace", "/compte"),
    Stop("staff", None, "martinique", "chantal", "/comptes"),
    Stop("staff-account", None, "martinique", "chantal", "/comptes", r"/comptes/[0-9a-f-]{36}$"),
    Stop("api-keys", None, "martinique", "chantal", "/cles"),
    Stop("journal", None, "martinique", "chantal", "/journal"),
    Stop("recovery", None, "martinique", "", "/mot-de-passe"),
    Stop("help", None, "guadeloupe", "lina", "/aide"),
    Stop("privacy", None, "guadeloupe", "lina", "/donnees-personnelles"),
    Stop("accessibility", None, "guadeloupe", "lina", "/accessibilite"),
    Stop("not-found", None, "guadeloupe", "lina", "/nulle-part"),
)


def sign_in(page: Page, base: str, login: str, node: str) -> None:
    """Through the door, as a person does."""
    page.goto(f"{base}/connexion")
    page.fill("#email", f"{login}@{node}.example")
    page.fill("#password", DEMO_PASSWORD)
    page.click("main button:has-text('Entrer')")


def visit(page: Page, stop: Stop, address: Address) -> None:
    """Open the page of a stop; `page` must be signed in."""
    page.goto(address(stop.node) + stop.path)
    for pattern in stop.follow.split(" > ") if stop.follow else ():
        hrefs = [link.get_attribute("href") or "" for link in page.locator("main a").all()]
        found = [href for href in hrefs if re.search(pattern, href)]
        target = (found[-1] if stop.last else found[0]) if found else None
        assert target, f"{page.url} has no link to {pattern}"
        page.goto(address(stop.node) + target)


def parties() -> Iterator[tuple[tuple[str, str], list[Stop]]]:
    """The stops of each person, so that she signs in once."""
    keys = list(dict.fromkeys((stop.node, stop.login) for stop in STOPS))
    for key in keys:
        yield key, [stop for stop in STOPS if (stop.node, stop.login) == key]
