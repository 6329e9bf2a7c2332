"""What waits for somebody of the team, most pressing first: on a program's page, and told to the page of the day."""

import datetime as dt
import uuid
from collections import Counter
from dataclasses import dataclass

from lakou.contracts.enrollment import AttentionDescribed
from lakou.contracts.vocabulary import Attention
from lakou.kernel import clock, outbox
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from services.enrollment.model import AttentionTold
from services.enrollment.model.assessments import AFTER
from services.enrollment.storage import attention as storage
from services.enrollment.storage import referrals as referrals_storage
from services.enrollment.use_cases.assessments import months_later

SILENCE = dt.timedelta(days=30)
RECENT = dt.timedelta(days=90)  # older exits without an assessment are no more worth a reminder
FOLLOWED_FOR = 3  # months during which the news of after are asked for
TOLD = 5
ONLY = 1


@dataclass(frozen=True)
class Alert:
    """One thing to look at. `subject`: a beneficiary, or a late referral. `days`: since when, 0 when that says nothing."""

    reason: Attention
    subject: uuid.UUID
    program_id: uuid.UUID | None
    days: int


def alerts(db: Db, today: dt.date, program_id: uuid.UUID | None = None) -> list[Alert]:
    """All of them, of one program or of the node with its late referrals, in the order of the reasons."""
    found = {
        Attention.ABSENCES: storage.absences(db, program_id),
        Attention.SILENCE: storage.silent(db, program_id, today - SILENCE),
        Attention.NO_ENTRY: storage.not_assessed(db, program_id),
        Attention.NO_EXIT: storage.left_unassessed(db, program_id, today - RECENT),
        Attention.FOLLOW_UP: [
            each for stage, months in AFTER.items() for each in storage.to_follow(db, program_id, stage, *_window(today, months))
        ],
    }
    listed = [
        Alert(reason, each.beneficiary_id, each.program_id, (today - each.since).days if each.since else 0)
        for reason, people in found.items()
        for each in people
    ]
    if program_id is None:
        for referral in referrals_storage.overdue(db, today):
            listed.append(Alert(Attention.LATE_REFERRAL, referral.id, None, (today - referral.on).days))
    order = list(Attention)
    return sorted(listed, key=lambda alert: order.index(alert.reason))


def tell(context: ServiceContext) -> bool:
    """Tell the page of the day, when something changed. True when it did."""
    today = clock.today(context.site.zone)
    with context.database.reading() as db:
        listed = alerts(db, today)
    counts = Counter(alert.reason.value for alert in listed)
    first = listed[:TOLD]
    said = repr([sorted(counts.items()), *first])
    with context.database.transaction() as db:
        told = db.get(AttentionTold, ONLY)
        if (told is None and not listed) or (told is not None and told.said == said):
            return False
        if told is None:
            told = AttentionTold(number=ONLY, revision=0, said="")
            db.add(told)
        told.revision, told.said = told.revision + 1, said
        event = AttentionDescribed(
            revision=told.revision,
            counts=dict(counts),
            reasons=tuple(alert.reason for alert in first),
            subjects=tuple(alert.subject for alert in first),
            days=tuple(alert.days for alert in first),
        )
        outbox.record(db, event)
        return True


def _window(today: dt.date, months: int) -> tuple[dt.date, dt.date]:
    """The days of exit of whom one asks now: so many months ago, for some months."""
    return months_later(today, -months - FOLLOWED_FOR), months_later(today, -months)
