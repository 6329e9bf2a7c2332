"""What becomes of a referral: she is reached, comes, or does not; and how a partner answers ours."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from lakou.contracts.vocabulary import ConsentChannel
from lakou.contracts.vocabulary import ReferralState as State
from lakou.kernel import clock, outbox
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from lakou.kernel.problems import InvalidInput, NotFound
from services.enrollment.model import Referral
from services.enrollment.model.rules import PossibleDuplicate
from services.enrollment.storage import beneficiaries as people
from services.enrollment.use_cases import beneficiaries, drafts, enrollments
from services.enrollment.use_cases.drafts import Said, past_day
from services.enrollment.use_cases.referral_endings import settle_done
from services.enrollment.use_cases.referrals.partners import get
from services.enrollment.use_cases.referrals.telling import purpose_of


def answer(
    context: ServiceContext, referral_id: uuid.UUID, given: Mapping[str, Any], by: str, check: Callable[[int], None]
) -> Referral:
    """To another state. An accepted one becomes a file, or is joined to one that exists.

    Raises NotFound, StaleRevision, InvalidInput, ReferralMoveNotAllowed, or PossibleDuplicate with the files that look like hers.
    """
    today = clock.today(context.site.zone)
    to, on = State(given["to"]), past_day(given.get("on"), today)
    with context.database.transaction() as db:
        referral = get(db, referral_id)
        check(referral.revision)
        if on < referral.on:
            raise InvalidInput({"on": "C’est avant l’envoi : vérifiez la date."})
        if to is State.DECLINED and to in referral.allowed and not given.get("reason"):
            raise InvalidInput({"reason": "Dites pourquoi : choisissez une raison."})
        if to is State.CONTACTED and referral.forgotten:
            raise InvalidInput({"to": "Son nom a été effacé : demandez au partenaire de l’envoyer de nouveau."})
        referral.move(to, on)
        referral.reason = given.get("reason") if to is State.DECLINED else None
        referral.remark = given.get("remark") or referral.remark
        if given.get("sharing") is not None:
            referral.sharing = given["sharing"]
        if to is State.ACCEPTED and referral.inward:
            _into_a_file(db, referral, given, by, today)
        elif given.get("sharing") is not None and referral.beneficiary_id is not None:
            _note_sharing(db, referral, referral.beneficiary_id, by, today)
        outbox.record(db, referral.changed())
        if to is State.ACCEPTED and referral.inward and referral.beneficiary_id is not None:
            _enroll(context, db, referral, given.get("program_id"), by, on)
            settle_done(db, referral.beneficiary_id)
        return referral


def _into_a_file(db: Db, referral: Referral, given: Mapping[str, Any], by: str, today: dt.date) -> None:
    chosen = given.get("beneficiary_id") or referral.beneficiary_id
    if chosen is not None:
        try:
            known = beneficiaries.get(db, chosen).stands_for
        except NotFound as error:
            raise InvalidInput({"beneficiary_id": "Cette personne n’a pas de fiche ici."}) from error
        if referral.sharing is not None:
            _note_sharing(db, referral, known, by, today)
    else:
        known = _registered(db, referral, set(given.get("distinct_from") or ()), by, today)
    referral.beneficiary_id = known
    referral.person = {name: text for name, text in referral.written.items() if name in ("family_name", "given_name")}


def _registered(db: Db, referral: Referral, distinct: set[uuid.UUID], by: str, today: dt.date) -> uuid.UUID:
    """A new file, unless she seems to have one."""
    written: dict[str, Any] = dict(referral.written)
    if written.get("birth_date"):
        written["birth_date"] = dt.date.fromisoformat(written["birth_date"])
    consents = []
    if referral.sharing is not None:
        consents = [
            {"purpose": purpose_of(db, referral), "given": referral.sharing, "channel": ConsentChannel.ORAL.value, "on": None}
        ]
    draft = drafts.from_answers({**written, "referrer": referral.kind, "consents": consents}, today)
    people.hold_registrations(db)
    candidates = people.alike(db, draft)
    if any(each.id not in distinct for each in candidates):
        raise PossibleDuplicate(candidates=[beneficiaries.candidate(each) for each in candidates])
    return beneficiaries.add(db, draft, by=by, today=today).id


def _note_sharing(db: Db, referral: Referral, beneficiary_id: uuid.UUID, by: str, today: dt.date) -> None:
    said = Said(purpose_of(db, referral), bool(referral.sharing), ConsentChannel.ORAL.value, today)
    beneficiaries.say(db, beneficiaries.get(db, beneficiary_id), [said], by)


def _enroll(context: ServiceContext, db: Db, referral: Referral, program_id: uuid.UUID | None, by: str, on: dt.date) -> None:
    """Into the program that was chosen with the answer; who is in it already stays as she is."""
    if program_id is None or referral.beneficiary_id is None:
        return
    referral.program_id = program_id
    enrollments.apply_once(db, {"beneficiary_id": referral.beneficiary_id, "program_id": program_id}, by, on)
