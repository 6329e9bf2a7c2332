"""The audit log: who did what, when."""

import datetime as dt
from urllib.parse import urlencode

from werkzeug.wrappers import Response

from lakou.contracts.vocabulary import Role
from lakou.kernel import clock
from lakou.kernel.web.call import Call
from lakou.portal import audit
from lakou.portal.acts import SERVICES, in_words
from lakou.portal.pages.doors import ADMINISTRATORS, ROUTES

JOURNAL = "/journal"
ROLES = {role.value: role.label for role in Role}


@ROUTES.page("GET", JOURNAL, roles=ADMINISTRATORS)
def journal(call: Call) -> Response:
    """A page of it, the latest first."""
    asked = {name: call.request.args.get(name, "").replace("\x00", "").strip()[:64] for name in ("jour", "compte")}
    before, zone = call.request.args.get("avant", ""), call.site.zone
    with call.database.reading() as db:
        known = audit.names(db)
        rows = audit.entries(
            db,
            day=_day(asked["jour"]),
            zone=zone,
            account=asked["compte"],
            before=int(before) if before.isdecimal() and len(before) < 12 else None,
        )
    shown = rows[: audit.PAGE]
    following = f"{JOURNAL}?{urlencode(asked | {'avant': shown[-1].id})}" if len(rows) > audit.PAGE else None
    return call.render(
        "portal/journal.html",
        rows=[
            {
                "at": clock.local(entry.at, zone),
                "who": known.get(entry.account, entry.account),
                "role": ROLES.get(entry.role, ""),
                "service": SERVICES.get(entry.service, entry.service),
                "act": in_words(entry.act),
                "raw": entry.act,
                "subject": audit.subject_name(known, entry.subject),
            }
            for entry in shown
        ],
        asked=asked,
        accounts=[("", "Tous"), *sorted(known.items(), key=lambda item: item[1])],
        first=JOURNAL if before else None,
        following=following,
    )


def _day(typed: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(typed) if typed else None
    except ValueError:
        return None
