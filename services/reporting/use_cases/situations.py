"""Her social status, RSA and commune, each from a day on: last year's report does not change because she found a job today.

A person's whole state comes with the first day on which her situation was the present one. A later day than before archives what
was true until then; the same day again is a correction; an earlier one, or none, says that what we took for true was not.
"""

from lakou.contracts.enrollment import BeneficiaryDescribed
from lakou.kernel.db import Db
from services.reporting.model import KnownBeneficiary, KnownSituation
from services.reporting.model.known import SITUATION
from services.reporting.storage import known


def archive(db: Db, person: KnownBeneficiary, event: BeneficiaryDescribed) -> None:
    """Keep what was true until now, before the person takes the state of a newer `event`."""
    since, before = event.situation_since, person.situation_since
    if since is not None and (before is None or since > before):
        values = {name: getattr(person, name) for name in SITUATION}
        if values != {name: str(getattr(event, name)) for name in SITUATION}:
            db.add(KnownSituation(beneficiary_id=person.id, until=since, **values))
    elif since != before:
        _shorten(db, person, event)
    person.situation_since = since


def _shorten(db: Db, person: KnownBeneficiary, event: BeneficiaryDescribed) -> None:
    """The present situation holds for longer than we knew: what was archived ends earlier."""
    late = [each for each in known.situations(db, person.id) if event.situation_since is None or each.until > event.situation_since]
    values = {name: getattr(late[0], name) for name in SITUATION} if late else {}
    for each in late:
        db.delete(each)
    db.flush()
    if late and event.situation_since is not None:
        db.add(KnownSituation(beneficiary_id=person.id, until=event.situation_since, **values))


def forget(db: Db, person: KnownBeneficiary) -> None:
    """Nothing is kept of what was true of her."""
    for each in known.situations(db, person.id):
        db.delete(each)
