"""A partner sends somebody, or we send somebody to a partner."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from lakou.contracts.vocabulary import ProgramKind, ReferralDirection, ReferralState
from lakou.kernel import clock, outbox
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from lakou.kernel.problems import InvalidInput, NotFound
from services.enrollment.model import Organization, Program, Referral
from services.enrollment.model.rules import ReferralKnown
from services.enrollment.storage import referrals as storage
from services.enrollment.use_cases import beneficiaries, consents, drafts, organizations
from services.enrollment.use_cases.drafts import past_day
from services.enrollment.use_cases.referrals.partners import Sender, sender_organization

PERSONAL = "family_name given_name birth_year birth_date commune gender phone email language social_status rsa".split()


def receive(context: ServiceContext, given: Mapping[str, Any], by: str, sender: Sender | None = None) -> Referral:
    """Somebody was sent to us, as a partner or the team writes it. Raises InvalidInput, NotAllowed or ReferralKnown."""
    today = clock.today(context.site.zone)
    with context.database.transaction() as db:
        organization, kind = _partner(db, given["referrer"], sender)
        person, beneficiary_id = _person(db, given, today, known_allowed=sender is None)
        author = sender.author if sender else ""
        if sender is not None:
            twin = storage.twin(db, organization.id if organization else None, author, person)
            if twin is not None:
                raise ReferralKnown(referral=str(twin.id))
        referral = _new(organization, kind, by, given)
        referral.direction, referral.author = ReferralDirection.IN.value, author
        referral.person, referral.beneficiary_id = person, beneficiary_id
        referral.program_id = _wished(db, given.get("program_id"))
        referral.on = past_day(given.get("on"), today) if sender is None else today
        referral.stand(ReferralState.RECEIVED, referral.on)
        return _keep(db, referral)


def send_out(context: ServiceContext, given: Mapping[str, Any], by: str) -> Referral:
    """Send somebody whom we follow to a partner, if she agreed to that. Raises InvalidInput or ConsentMissing."""
    today = clock.today(context.site.zone)
    with context.database.transaction() as db:
        organization, kind = _partner(db, given["referrer"], None)
        if organization is None:
            raise InvalidInput({"referrer.organization_id": "Choisissez le partenaire dans l’annuaire."})
        person = _followed(db, given.get("beneficiary_id"))
        consents.require(db, person, organization.purpose)
        referral = _new(organization, kind, by, given)
        referral.direction, referral.author, referral.person = ReferralDirection.OUT.value, "", {}
        referral.beneficiary_id = person
        referral.on = past_day(given.get("on"), today)
        referral.stand(ReferralState.SENT, referral.on)
        return _keep(db, referral)


def _new(organization: Organization | None, kind: str, by: str, given: Mapping[str, Any]) -> Referral:
    return Referral(
        id=uuid.uuid4(),
        revision=1,
        organization_id=organization.id if organization else None,
        kind=kind,
        noted_by=by,
        noted_at=clock.now(),
        message=given.get("message") or None,
    )


def _keep(db: Db, referral: Referral) -> Referral:
    db.add(referral)
    db.flush()
    outbox.record(db, referral.changed())
    return referral


def _partner(db: Db, referrer: Mapping[str, Any], sender: Sender | None) -> tuple[Organization | None, str]:
    """Its line in the directory, if any, and its kind as a referrer."""
    organization = sender_organization(db, sender) if sender else None
    asked = referrer.get("organization_id")
    if asked is not None:
        try:
            named = organizations.get(db, asked)
        except NotFound as error:
            raise InvalidInput({"referrer.organization_id": "Cet organisme n’est pas dans l’annuaire."}) from error
        if sender is not None and (organization is None or named.id != organization.id):
            raise InvalidInput({"referrer.organization_id": "Envoyez au nom de votre propre organisme."})
        organization = named
    kind = referrer.get("kind")
    if organization is None:
        if kind is None:
            raise InvalidInput({"referrer.kind": "Dites qui envoie cette personne."})
        return None, kind
    if kind not in (None, organization.referrer.value):
        raise InvalidInput({"referrer.kind": "Ce n’est pas le genre de cet organisme dans l’annuaire."})
    return organization, organization.referrer.value


def _person(db: Db, given: Mapping[str, Any], today: dt.date, *, known_allowed: bool) -> tuple[dict[str, Any], uuid.UUID | None]:
    """What is written of her, and her file when the team knows it already."""
    if given.get("beneficiary_id") is not None:
        if not known_allowed:
            raise InvalidInput(
                {"beneficiary_id": "Décrivez la personne avec person : les fiches de l’association ne se désignent pas."}
            )
        known = beneficiaries.get(db, _followed(db, given["beneficiary_id"]))
        return {"family_name": known.family_name, "given_name": known.given_name}, known.id
    if given.get("person") is None:
        raise InvalidInput({"person": "Dites qui est cette personne."})
    try:
        draft = drafts.from_answers(given["person"], today)
    except InvalidInput as problem:
        raise InvalidInput({f"person.{name}": text for name, text in problem.errors.items()}) from problem
    written = {name: getattr(draft, name) for name in PERSONAL}
    written["birth_date"] = draft.birth_date.isoformat() if draft.birth_date else None
    return written, None


def _followed(db: Db, beneficiary_id: uuid.UUID | None) -> uuid.UUID:
    try:
        if beneficiary_id is None:
            raise NotFound
        return beneficiaries.get(db, beneficiary_id).stands_for
    except NotFound as error:
        raise InvalidInput({"beneficiary_id": "Cette personne n’a pas de fiche ici : inscrivez-la d’abord."}) from error


def _wished(db: Db, program_id: uuid.UUID | None) -> uuid.UUID | None:
    if program_id is None:
        return None
    program = db.get(Program, program_id)
    if program is None or program.kind != ProgramKind.BENEFICIARIES:
        raise InvalidInput({"program_id": "Ce programme n’est pas dans la liste de vos choix."})
    return program.id
