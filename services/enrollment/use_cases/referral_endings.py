"""How referrals end by themselves: what she was sent for is done, nobody answered, her name is no longer needed."""

import uuid
from collections.abc import Sequence

from lakou.contracts.vocabulary import ReferralState
from lakou.kernel import clock, outbox
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from services.enrollment.model import Beneficiary, Referral
from services.enrollment.model.referrals import GRACE, KEPT, WAITS
from services.enrollment.storage import referrals as storage


def settle_done(db: Db, beneficiary_id: uuid.UUID) -> None:
    """She completed a program, or it was a mistake: those who sent her are answered accordingly."""
    for referral in storage.accepted_of(db, beneficiary_id):
        done_on = storage.first_completed(db, beneficiary_id, referral.on)
        if (done_on is None) != (referral.done_on is None):
            referral.done_on = done_on
            _changed(db, referral)


def forget_untied(db: Db, people: Sequence[Beneficiary]) -> None:
    """People are erased: what partners wrote of them goes as well where nobody has tied it to their file yet."""
    for referral in storage.named_alike(db, people):
        if referral.state in WAITS:
            referral.move(ReferralState.EXPIRED, referral.state_on)
            outbox.record(db, referral.changed())
        _blank(referral)


def tidy(context: ServiceContext) -> int:
    """End what nobody answers long after its limit, and forget the names of those who did not come; how many changed."""
    today = clock.today(context.site.zone)
    with context.database.reading() as db:
        if not storage.overdue(db, today - GRACE, 1) and not storage.to_forget(db, today - KEPT, 1):
            return 0
    with context.database.transaction() as db:
        late = storage.overdue(db, today - GRACE)
        for referral in late:
            referral.move(ReferralState.EXPIRED, today)
            outbox.record(db, referral.changed())
        gone = storage.to_forget(db, today - KEPT)
        for referral in gone:
            _blank(referral)
    return len(late) + len(gone)


def _blank(referral: Referral) -> None:
    referral.person, referral.message, referral.remark, referral.forgotten = {}, None, None, True


def _changed(db: Db, referral: Referral) -> None:
    referral.revision += 1
    outbox.record(db, referral.changed())
