"""What a funder asks about a person: answered as far as she wishes."""

import uuid
from collections.abc import Callable, Mapping

from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from services.enrollment.model import Situation
from services.enrollment.model.situation import QUESTIONS
from services.enrollment.storage import situations as storage
from services.enrollment.use_cases import beneficiaries


def answer(
    context: ServiceContext, beneficiary_id: uuid.UUID, given: Mapping[str, str | None], check: Callable[[int], None]
) -> Situation:
    """Her answers from now on; a question that is not in `given` has none. Raises NotFound, FileMerged, StaleRevision."""
    with context.database.transaction() as db:
        person = beneficiaries.standing(db, beneficiary_id)
        found = storage.of(db, person.id)
        check(found.revision)
        for name in QUESTIONS:
            setattr(found, name, given.get(name))
        found.revision += 1
        person.changed_on = clock.today(context.site.zone)
        return db.merge(found)
