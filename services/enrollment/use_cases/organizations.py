"""Keep the directory of partners and structures."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.exc import IntegrityError

from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from lakou.kernel.problems import InvalidInput, NotFound
from services.enrollment.model import Organization
from services.enrollment.model.organizations import SINGULAR
from services.enrollment.model.programs import slug_of
from services.enrollment.model.rules import OrganizationKnown
from services.enrollment.storage import organizations as storage

COPIED = ("name", "kind", "siret", "rna", "commune", "email", "phone", "active")


def add(context: ServiceContext, given: Mapping[str, Any]) -> Organization:
    """A new line. Raises InvalidInput or OrganizationKnown."""
    with context.database.transaction() as db:
        _refuse_known(db, given.get("siret"), given.get("rna"))
        twin = storage.called_alike(db, given["name"], given["kind"])
        if twin is not None:
            raise OrganizationKnown(organization=str(twin.id))
        organization = Organization(revision=1, code=_code(db, given))
        _fill(organization, given)
        db.add(organization)
        _flush(db)
        return organization


def change(
    context: ServiceContext, organization_id: uuid.UUID, given: Mapping[str, Any], check: Callable[[int], None]
) -> Organization:
    """Correct a line. `check` is given its revision. Raises NotFound, StaleRevision or OrganizationKnown."""
    with context.database.transaction() as db:
        organization = get(db, organization_id)
        check(organization.revision)
        _refuse_known(db, given.get("siret"), given.get("rna"), beside=organization.id)
        _fill(organization, given)
        organization.revision += 1
        _flush(db)
        return organization


def get(db: Db, organization_id: uuid.UUID) -> Organization:
    """The line. Raises NotFound."""
    organization = db.get(Organization, organization_id)
    if organization is None:
        raise NotFound("Cet organisme n’est pas dans l’annuaire. Repartez de la liste.")
    return organization


def _fill(organization: Organization, given: Mapping[str, Any]) -> None:
    for name in COPIED:
        if name in given:
            setattr(organization, name, given[name])


def _code(db: Db, given: Mapping[str, Any]) -> str:
    """The one that was given; else the kind, where a territory has one of it; else the name, with a number when it is taken."""
    chosen: str | None = given.get("code")
    if chosen:
        if storage.by_code(db, chosen):
            raise InvalidInput({"code": "Ce code est déjà pris : choisissez-en un autre."})
        return chosen
    kind: str = given["kind"]
    if kind in SINGULAR and storage.by_code(db, kind) is None:
        return kind
    base = (slug_of(given["name"]) or kind)[:55].strip("-_")
    free = (code for number in range(1, 10_000) if not storage.by_code(db, code := base if number == 1 else f"{base}-{number}"))
    return next(free)


def _refuse_known(db: Db, siret: str | None, rna: str | None, beside: uuid.UUID | None = None) -> None:
    known = storage.same(db, siret, rna, beside=beside)
    if known is not None:
        raise OrganizationKnown(organization=str(known.id))


def _flush(db: Db) -> None:
    try:
        db.flush()
    except IntegrityError as error:
        raise OrganizationKnown from error
