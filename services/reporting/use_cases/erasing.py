"""A person of this node was erased: the facts about her stay, under a pseudonym that no key makes from what is left."""

import uuid

from lakou.contracts.enrollment import BeneficiaryErased
from lakou.contracts.facts import PersonDetached, PersonMerged
from lakou.contracts.reporting import ReportingErasure
from lakou.kernel import clock, forgetting, outbox
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from services.reporting.model import KnownBeneficiary
from services.reporting.storage import known
from services.reporting.use_cases import situations
from services.reporting.use_cases.desk import Desk

NOTHING = {"gender": "non_communique", "social_status": "non_communique", "rsa": "non_communique", "commune": ""}


def erase(context: ServiceContext, db: Db, event: BeneficiaryErased) -> None:
    """Her codes go; her acts hang on the new id. Who is told of a correction later is told what was told before."""
    desk, old, new = Desk.of(context, db), event.beneficiary_id, event.new_id
    before = db.get(KnownBeneficiary, old)
    merged = [each for each in known.files(db, before) if each != old] if before is not None else []
    if before is not None:
        situations.forget(db, before)
        db.add(_shell(before, new))
        db.delete(before)
        db.flush()
    known.rename(db, old, new)
    _detach(desk, old, new, merged)
    forgetting.forget(db, str(old))
    outbox.record(db, ReportingErasure(request_id=event.request_id, new_id=new))


def _detach(desk: Desk, old: uuid.UUID, new: uuid.UUID, merged: list[uuid.UUID]) -> None:
    """What was told under her pseudonym counts as told under the new one, and the hub is told so; nothing told, nothing said."""
    pid, new_pid = desk.pid(old), desk.pid(new)
    told = [*known.told_under(desk.db, pid), *(each for one in merged for each in known.told_under(desk.db, desk.pid(one)))]
    for each in told:
        each.payload = each.payload.replace(pid.encode(), new_pid.encode())
        if each.pid == pid:
            each.pid = new_pid
        if each.type == PersonMerged.type and each.thing == pid:
            each.thing = new_pid
    if told:
        outbox.record(desk.db, PersonDetached(pid=pid, new_pid=new_pid, day=clock.today(desk.zone)))


def _shell(before: KnownBeneficiary, new: uuid.UUID) -> KnownBeneficiary:
    kept = {name: getattr(before, name) for name in ("revision", "statistics", "same_as", "same_revision", "took_in")}
    return KnownBeneficiary(id=new, erased=True, **kept, **NOTHING)
