"""Assessments and referrals enter the ledger. They mark no day: they are few, and read as they are."""

from typing import Any

from lakou.contracts.facts import AssessmentTold, ReferralTold
from lakou.kernel.db import Db
from lakou.kernel.streams import Origin
from services.reporting.model import AssessmentState, ReferralStanding
from services.reporting.use_cases.newest import newest


def assessment(db: Db, fact: AssessmentTold, origin: Origin) -> None:
    """Somebody's autonomy on a day."""
    before = db.get(AssessmentState, (origin.node, fact.assessment))
    codes = {"level": fact.level.value if fact.level else None, "situation": fact.situation.value if fact.situation else None}
    values = {"program": fact.program or "", "territory": fact.territory, "stage": fact.stage.value, "day": fact.day}
    key = {"assessment": fact.assessment}
    newest(db, AssessmentState, before, fact, origin, key, **codes, **values, withdrawn=fact.withdrawn, **attributes(fact))


def referral(db: Db, fact: ReferralTold, origin: Origin) -> None:
    """A referral, and where it stands."""
    before = db.get(ReferralStanding, (origin.node, fact.referral))
    codes = {name: getattr(fact, name).value for name in ("direction", "partner", "state")}
    plain = {name: getattr(fact, name) for name in ("territory", "done", "day", "state_day", "withdrawn")}
    reason = fact.reason.value if fact.reason else None
    key = {"referral": fact.referral}
    newest(db, ReferralStanding, before, fact, origin, key, **codes, **plain, reason=reason, **attributes(fact))


def attributes(fact: Any) -> dict[str, Any]:
    """What is said of the person of a fact."""
    codes = {name: getattr(fact, name).value for name in ("gender", "age", "social_status", "rsa")}
    return {"pid": fact.pid, "commune": fact.commune, **codes}
