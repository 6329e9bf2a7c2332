"""Who speaks for a partner, and what is its own. A partner reaches its referrals through these functions alone."""

import uuid
from dataclasses import dataclass

from lakou.contracts.vocabulary import Role
from lakou.kernel.db import Db
from lakou.kernel.problems import NotAllowed, NotFound
from lakou.kernel.web.call import Principal
from services.enrollment.model import Organization, Referral
from services.enrollment.storage import organizations as directory
from services.enrollment.storage import referrals as storage

PARTNER = Role.PARTNER.value


@dataclass(frozen=True)
class Sender:
    """A partner's sign-in or key: the code of its organization, or, when it has none, itself alone (`author`)."""

    code: str
    author: str

    @classmethod
    def of(cls, principal: Principal) -> "Sender | None":
        """None for the team. A key or a token speaks for itself, a browser for its account."""
        if principal.role != PARTNER:
            return None
        return cls(principal.organization, (principal.session if principal.via == "bearer" else principal.account)[:64])


def sender_organization(db: Db, sender: Sender) -> Organization | None:
    """The partner's line in the directory; None for one that has none. Raises NotAllowed when its line is unknown or closed."""
    if not sender.code:
        return None
    organization = directory.by_code(db, sender.code)
    if organization is None or not organization.active:
        raise NotAllowed("Votre compte n’est rattaché à aucun organisme ouvert. Demandez à l’association de le vérifier.")
    return organization


def own(db: Db, sender: Sender, referral_id: uuid.UUID) -> Referral:
    """One of its referrals. Raises NotFound for anybody else's, as if it did not exist."""
    organization = sender_organization(db, sender)
    found = storage.one_of_partner(db, referral_id, organization.id if organization else None, sender.author)
    if found is None:
        raise NotFound("Cet envoi n’existe pas. Repartez de la liste.")
    return found


def get(db: Db, referral_id: uuid.UUID) -> Referral:
    """Any referral, for the team. Raises NotFound."""
    found = db.get(Referral, referral_id)
    if found is None:
        raise NotFound("Cet envoi n’existe pas. Repartez de la liste.")
    return found
