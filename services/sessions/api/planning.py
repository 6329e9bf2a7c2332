"""Dated sessions."""

import datetime as dt
import uuid
from typing import Any
from zoneinfo import ZoneInfo

from werkzeug.wrappers import Response

from lakou.kernel.problems import NotFound
from lakou.kernel.web.call import Call
from services.sessions import use_cases
from services.sessions.api.doors import COORDINATORS, PREFIX, ROUTES, STAFF
from services.sessions.model import Series, WorkshopSession
from services.sessions.model.public_holidays import holiday
from services.sessions.schemas import planning as schemas
from services.sessions.storage import planning
from services.sessions.storage.planning import Fullness

ONE = "/workshop-sessions/<uuid:id>"


@ROUTES.api(
    "POST",
    "/workshop-sessions",
    roles=STAFF,
    summary="Plan a session",
    body=schemas.SessionIn,
    answer=schemas.SessionOut,
    status=201,
)
def plan(call: Call) -> Response:
    """A dated session of a workshop."""
    session = use_cases.plan_session(call.context, **call.body)
    call.subject = str(session.id)
    return session_answer(call, session, location=f"{PREFIX}/workshop-sessions/{session.id}")


@ROUTES.api(
    "GET",
    "/workshop-sessions",
    roles=STAFF,
    summary="List sessions by start",
    query=schemas.SessionQuery,
    answer=schemas.SessionPage,
)
def list_sessions(call: Call) -> Response:
    """Those that start in the asked days."""
    asked = dict(call.query)
    zone = call.site.zone
    asked["since"] = _moment(asked["since"], zone, days=0)
    asked["until"] = _moment(asked["until"], zone, days=1)
    with call.database.reading() as db:
        sessions, following = planning.between(db, **asked)
        full = planning.fullness(db, [session.id for session in sessions])
    shown = [session for session in sessions if session.to_fill or not asked["to_fill"]]
    return call.answer({"items": [described(session, full[session.id]) for session in shown], "next": following})


@ROUTES.api("GET", ONE, roles=STAFF, summary="Read a session", answer=schemas.SessionOut)
def read(call: Call) -> Response:
    """One of them."""
    with call.database.reading() as db:
        session = db.get(WorkshopSession, call.params["id"])
    if session is None:
        raise NotFound
    return session_answer(call, session)


@ROUTES.api("PATCH", ONE, roles=STAFF, summary="Change a session", body=schemas.SessionPatch, answer=schemas.SessionOut)
def change(call: Call) -> Response:
    """More seats go to those who wait."""
    changes = dict(call.body)
    asked = {name: changes.pop(name) for name in ("scope", "confirm_conflicts") if name in changes}
    session = use_cases.change_session(
        call.context, call.params["id"], changes, **asked, helper_account=helper_account(call), check=call.if_match
    )
    return session_answer(call, session)


@ROUTES.api(
    "POST", f"{ONE}/cancel", roles=COORDINATORS, summary="Call a session off", body=schemas.CancelIn, answer=schemas.SessionOut
)
def cancel(call: Call) -> Response:
    """Its seats are frozen, but for the excused."""
    return session_answer(call, use_cases.cancel_session(call.context, call.params["id"], **call.body))


@ROUTES.api("POST", f"{ONE}/reinstate", roles=COORDINATORS, summary="Put back a session called off", answer=schemas.SessionOut)
def reinstate(call: Call) -> Response:
    """As long as it lies ahead; its people get their seats again, in their order."""
    return session_answer(call, use_cases.reinstate_session(call.context, call.params["id"]))


@ROUTES.api(
    "POST",
    f"{ONE}/duplicate",
    roles=STAFF,
    summary="The same session at another moment",
    body=schemas.DuplicateIn,
    answer=schemas.SessionOut,
    status=201,
)
def duplicate(call: Call) -> Response:
    """Its workshop, place, helpers, duration and seats, without its people."""
    with call.database.reading() as db:
        session = db.get(WorkshopSession, call.params["id"])
    if session is None:
        raise NotFound
    alike = {name: getattr(session, name) for name in ("workshop_id", "duration_minutes", "capacity", "venue_id")}
    helpers = [uuid.UUID(helper) for helper in session.helper_ids]
    copy = use_cases.plan_session(call.context, **alike, helper_ids=helpers, **call.body)
    call.subject = str(copy.id)
    return session_answer(call, copy, location=f"{PREFIX}/workshop-sessions/{copy.id}")


@ROUTES.api("GET", "/series/<uuid:id>", roles=STAFF, summary="Read a series", answer=schemas.SeriesOut)
def read_series(call: Call) -> Response:
    """Its rule and the days that it leaves out."""
    with call.database.reading() as db:
        series = db.get(Series, call.params["id"])
    if series is None:
        raise NotFound
    return call.answer(series)


def helper_account(call: Call) -> str:
    """The account of who may only change her own sessions; empty for the coordination."""
    return "" if call.principal.role in COORDINATORS else call.principal.account


def described(session: WorkshopSession, full: Fullness) -> dict[str, Any]:
    """A session as the API says it."""
    fields = ("id", "revision", "workshop_id", "title", "kind", "themes", "program_id", "venue_id", "territory", "zone")
    more = ("duration_minutes", "capacity", "helper_ids", "state", "cancel_reason", "seats_taken", "to_fill")
    lately = ("series_id", "own_moment", "bring", "offer_hours")
    return {name: getattr(session, name) for name in (*fields, *more, *lately)} | {
        "venue": session.venue_name,
        "starts_at": session.starts_local,
        "ends_at": session.ends_local,
        "waiting": full.waiting,
        "present": full.present,
        "anonymous": full.anonymous,
        "holiday": holiday(session.day, session.territory),
    }


def session_answer(call: Call, session: WorkshopSession, location: str = "") -> Response:
    """A session as it stands, with its revision."""
    with call.database.reading() as db:
        full = planning.fullness(db, [session.id])[session.id]
    return call.answer(described(session, full), revision=session.revision, location=location)


def _moment(asked: dt.date | dt.datetime | None, zone: str, *, days: int) -> dt.datetime | None:
    """A day is its midnight in the zone, `days` later; a moment is itself."""
    if asked is None or isinstance(asked, dt.datetime):
        return asked
    return dt.datetime.combine(asked + dt.timedelta(days=days), dt.time(), ZoneInfo(zone))
