"""À vérifier: what devices recorded without a network and could not be applied, with both versions and what to do."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Sequence

from werkzeug.wrappers import Response

from lakou.contracts.vocabulary import SeatState, Theme
from lakou.kernel import clock
from lakou.kernel.db import Db
from lakou.kernel.problems import InvalidInput, Problem
from lakou.kernel.web.call import Call
from lakou.kernel.web.flash import Flash
from services.sessions import use_cases
from services.sessions.model import AnonymousCount, Capture, KnownPerson, Seat, WorkshopSession
from services.sessions.pages.doors import COORDINATORS, ROUTES, STAFF
from services.sessions.pages.views import name_in, name_of
from services.sessions.schemas.captures import SettleIn
from services.sessions.storage import captures, people, planning

PATH = "/sessions/captures"
NEAR = dt.timedelta(days=7)
SUGGESTED = 6
SAID = {
    "keep": "L’entrée est gardée. Elle compte.",
    "match": "La personne est rapprochée de sa fiche. Elle compte une fois.",
    "nameless": "La personne reste sans nom. Elle compte.",
    "elsewhere": "L’entrée est passée à l’autre séance. Elle compte.",
    "drop": "L’entrée est écartée. Elle ne compte pas.",
}


@dataclasses.dataclass(frozen=True)
class Card:
    """One entry as it is shown: what the device noted, what stands here, and what one may do."""

    capture: Capture
    when: dt.datetime
    what: str
    stands: str
    session: WorkshopSession | None
    found: Sequence[tuple[uuid.UUID, str]]
    others: Sequence[tuple[str, str]]
    actions: frozenset[str]


@ROUTES.page("GET", "/captures", roles=STAFF)
def to_check(call: Call) -> Response:
    """One's own; everybody's for a coordinator."""
    return _page(call, {})


@ROUTES.page("POST", "/captures/<uuid:id>/settle", roles=STAFF)
def settle(call: Call) -> Response:
    """Decide; `look` looks for a file by another name first."""
    if call.request.form.get("action") == "look":
        return _page(call, {call.params["id"]: call.request.form.get("q", "").strip()[:100]})
    try:
        given = call.form(SettleIn)
        use_cases.settle_capture(call.context, call.params["id"], by=call.principal.account, role=call.principal.role, **given)
    except InvalidInput as problem:
        return call.redirect(PATH, Flash(next(iter(problem.errors.values()), problem.sentence), "warn"))
    except Problem as problem:
        if problem.status >= 500:
            raise
        return call.redirect(PATH, Flash(f"{problem.title}. {problem.sentence}", "warn"))
    return call.redirect(PATH, Flash(SAID[given["action"]]))


def _page(call: Call, asked: dict[uuid.UUID, str]) -> Response:
    everybody = call.principal.role in COORDINATORS
    with call.database.reading() as db:
        waiting = captures.to_check(db, "" if everybody else call.principal.account)
        cards = [_card(db, capture, call.site.zone, asked.get(capture.id)) for capture in waiting]
    return call.render("sessions/captures.html", cards=cards, asked=asked, everybody=everybody)


def _card(db: Db, capture: Capture, zone: str, asked: str | None) -> Card:
    session = db.get(WorkshopSession, capture.session_id) if capture.session_id else None
    actions = _actions(capture, session)
    return Card(
        capture=capture,
        when=clock.local(capture.captured_at, session.zone if session else zone),
        what=_what(db, capture),
        stands=_stands(db, capture, session),
        session=session,
        found=[(each.beneficiary_id, _told(each)) for each in people.search(db, asked or capture.name, SUGGESTED)]
        if "match" in actions
        else (),
        others=_near(db, session) if session and "elsewhere" in actions else (),
        actions=actions,
    )


def _actions(capture: Capture, session: WorkshopSession | None) -> frozenset[str]:
    """What goes with it. Dropping always does."""
    drop = frozenset({"drop"})
    if capture.reason == "unreadable" or (session is None and capture.kind != "support"):
        return drop
    if capture.kind == "support":
        return drop | {"match", "nameless"}
    if capture.kind == "walk_in" and capture.counted:
        return drop | {"match", "nameless"}
    if session is not None and session.cancelled:
        return drop | {"elsewhere"}
    if capture.kind == "walk_in":
        return drop | ({"match"} if session is not None and session.alone else {"match", "keep"})
    return drop | ({"keep", "elsewhere"} if capture.said.get("status", "present") == "present" else {"keep"})


def _what(db: Db, capture: Capture) -> str:
    if capture.kind == "attendance":
        seat = db.get(Seat, capture.seat_id) if capture.seat_id else None
        status = str(capture.said.get("status"))
        state = SeatState(status).label.lower() if status in {each.value for each in SeatState} else status[:20]
        return f"{name_in(db, seat.beneficiary_id) if seat else 'Une personne'}\N{NO-BREAK SPACE}: {state}"
    if capture.kind == "walk_in":
        return f"{capture.name or 'Une personne'}, ajoutée à la feuille"
    if capture.kind == "anonymous":
        return f"{capture.number} sans nom, en plus"
    if capture.kind == "support":
        labels = {theme.value: theme.label for theme in Theme}
        themes = ", ".join(labels.get(str(theme), "") for theme in capture.said.get("themes") or ())
        minutes = f"{capture.said.get('duration_minutes')}\N{NO-BREAK SPACE}min"
        return f"Aide individuelle, {minutes}\N{NO-BREAK SPACE}: {themes}. Pour {capture.name or 'une personne'}"
    return "Une entrée que nous ne savons pas lire"


def _stands(db: Db, capture: Capture, session: WorkshopSession | None) -> str:
    """What is recorded here, whoever did it."""
    if session is not None and session.cancelled:
        return f"La séance est annulée\N{NO-BREAK SPACE}: {session.cancel_reason}"
    if capture.kind == "attendance" and capture.seat_id:
        seat = db.get(Seat, capture.seat_id)
        return SeatState(seat.state).label if seat else "Cette place n’existe pas"
    if capture.kind in ("walk_in", "anonymous") and session is not None:
        counted = db.get(AnonymousCount, session.id)
        total = counted.total if counted else 0
        return f"{total} sans nom dans cette séance{', elle comprise' if capture.counted else ''}"
    return "Rien encore"


def _told(person: KnownPerson) -> str:
    return name_of(person)


def _near(db: Db, session: WorkshopSession) -> list[tuple[str, str]]:
    """Sessions of the same days that were not called off."""
    found, _ = planning.between(db, since=session.starts_at - NEAR, until=min(session.starts_at + NEAR, clock.now()))
    return [
        (str(each.id), f"{each.day:%d/%m} {each.starts_local:%H:%M} · {each.title}")
        for each in found
        if not each.cancelled and each.id != session.id
    ]
