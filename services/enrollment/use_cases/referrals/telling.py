"""What a partner may know of those whom it sent: with her consent the outcome, without it only what it wrote itself."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lakou.contracts.vocabulary import ReferralState
from lakou.kernel.db import Db
from services.enrollment.model import Enrollment, Organization, Program, Referral
from services.enrollment.storage import programs as programs_storage
from services.enrollment.storage import referrals as storage


@dataclass(frozen=True)
class Told:
    """One referral as its partner sees it. `stage` is where she stands in the program `program`, since `stage_on`."""

    referral: Referral
    shared: bool
    state: ReferralState
    state_on: dt.date
    reason: str | None = None
    program: str | None = None
    stage: str | None = None
    stage_on: dt.date | None = None


def purpose_of(db: Db, referral: Referral) -> str:
    """What she agrees to, for the partner of this referral to be told."""
    organization = db.get(Organization, referral.organization_id) if referral.organization_id else None
    return organization.purpose if organization else f"sharing:{referral.kind}"


def tell_partner(db: Db, referrals: Sequence[Referral]) -> list[Told]:
    """Each referral with what she lets its partner know."""
    purposes = {each.id: purpose_of(db, each) for each in referrals}
    known = [each.beneficiary_id for each in referrals if each.beneficiary_id]
    said = storage.agreed(db, known, list(set(purposes.values())))
    entered = storage.last_enrollments(db, known)
    programs = programs_storage.by_ids(db, [each.program_id for each in entered.values()])
    found = []
    for each in referrals:
        person = each.beneficiary_id
        shared = said.get((person, purposes[each.id]), False) if person else bool(each.sharing)
        if not shared or each.forgotten:
            found.append(Told(each, False, ReferralState.RECEIVED, each.on))
        else:
            found.append(_told(each, entered.get(person) if person else None, programs))
    return found


def _told(referral: Referral, enrollment: Enrollment | None, programs: Mapping[uuid.UUID, Program]) -> Told:
    state = ReferralState(referral.state)
    if enrollment is None or enrollment.stage_on < referral.on:
        return Told(referral, True, state, referral.state_on, referral.reason)
    name = programs[enrollment.program_id].name
    return Told(referral, True, state, referral.state_on, referral.reason, name, enrollment.stage, enrollment.stage_on)
