"""What a person agreed to is a rule of the code: whoever is about to act on it asks here, and is told why not."""

import uuid

from lakou.kernel.db import Db
from services.enrollment.model.rules import ConsentMissing
from services.enrollment.storage import beneficiaries as storage


def require(db: Db, beneficiary_id: uuid.UUID, purpose: str) -> None:
    """Go on only if she said yes to this purpose, last. Raises ConsentMissing with what to do."""
    said = next((each.given for each in storage.consents(db, beneficiary_id) if each.purpose == purpose), None)
    if said is None:
        raise ConsentMissing("Demandez-lui d’abord, et notez sa réponse dans ses accords.", purpose=purpose, why="not_asked")
    if not said:
        raise ConsentMissing("Elle a dit non. Rien n’est transmis, sauf si elle change d’avis.", purpose=purpose, why="refused")
