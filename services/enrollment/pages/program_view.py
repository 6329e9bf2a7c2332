"""What the page of a program shows beside its list: how far people came, what to look at first, who of the structures is in it."""

import datetime as dt
import uuid
from typing import Any

from lakou.contracts.vocabulary import Attention, Autonomy
from lakou.kernel.db import Db
from services.enrollment.model import Organization, Program
from services.enrollment.pages.words import stage_tag
from services.enrollment.storage import assessments, organizations
from services.enrollment.storage import beneficiaries as people
from services.enrollment.storage import programs as storage
from services.enrollment.use_cases import attention

SHOWN = 8
SIGNS = {
    Attention.ABSENCES: ("bad", "alert", "Appeler"),
    Attention.SILENCE: ("warn", "clock", "Relancer"),
    Attention.NO_ENTRY: ("warn", "pen", "Évaluer"),
    Attention.NO_EXIT: ("warn", "pen", "Évaluer"),
    Attention.FOLLOW_UP: ("", "phone", "Demander"),
}
SHORT = {Autonomy.PARTIELLEMENT_AUTONOME: "Guidage si besoin"}


def outcome(db: Db, program: Program, counts: dict[str, int]) -> dict[str, Any]:
    """How many are autonomous, and the levels at entry and at exit."""
    levels = assessments.levels(db, program.id)
    free = sum(each["exit"].level == Autonomy.AUTONOME for each in levels.values() if "exit" in each)
    table = [
        (level.label, *(sum(each[when].level == level for each in levels.values() if when in each) for when in ("entry", "exit")))
        for level in Autonomy
    ]
    ended = counts.get("completed", 0)
    return {"autonomous": min(free, ended), "others": max(ended - free, 0), "table": table, "assessed": bool(levels)}


def levels_of(db: Db, program_id: uuid.UUID, ids: list[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The last level of each, in a word or two."""
    found = assessments.levels(db, program_id, ids)
    last = {person: Autonomy(each["last"].level or "") for person, each in found.items()}
    return {person: SHORT.get(level, level.label) for person, level in last.items()}


def to_do(db: Db, program: Program, today: dt.date) -> tuple[list[dict[str, Any]], int, dict[uuid.UUID, str]]:
    """The most pressing, how many more, and by person the first reason."""
    listed = attention.alerts(db, today, program.id)
    named = people.by_ids(db, [alert.subject for alert in listed[:SHOWN]])
    rows = [
        {
            "name": named[alert.subject].name,
            "id": alert.subject,
            "why": alert.reason.label
            + (
                f", depuis {alert.days} jour{'s' if alert.days > 1 else ''}"
                if alert.reason is Attention.NO_ENTRY and alert.days
                else ""
            ),
            "tag": SIGNS[alert.reason],
        }
        for alert in listed[:SHOWN]
        if alert.subject in named
    ]
    reasons: dict[uuid.UUID, str] = {}
    for alert in listed:
        reasons.setdefault(alert.subject, alert.reason.label)
    return rows, max(len(listed) - SHOWN, 0), reasons


def structures(db: Db, program: Program) -> dict[str, Any]:
    """The organizations of a program for structures, and those that may join it."""
    enrolled, _ = storage.enrollments(db, program_id=program.id, limit=200)
    rows = []
    for each in enrolled:
        organization = db.get(Organization, each.organization_id) if each.organization_id else None
        if organization is not None:
            moves = [(stage.value, stage.label) for stage in each.allowed]
            rows.append(
                {"id": each.id, "name": organization.name, "tag": stage_tag(each.stage), "on": each.stage_on, "moves": moves}
            )
    inside = {each.organization_id for each in enrolled if each.stage not in ("completed", "withdrawn", "denied")}
    listed, _ = organizations.listed(db, active=True, limit=200)
    return {"rows": rows, "offered": [(str(each.id), each.name) for each in listed if each.id not in inside]}
