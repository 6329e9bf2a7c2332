"""The register of helpers: who they are, when they can, when they are away, and which account is theirs."""

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select

from lakou.kernel import clock, outbox
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from lakou.kernel.problems import InvalidInput, NotFound
from services.sessions.model import Absence, Helper, KnownAccount
from services.sessions.model.helpers import Slot
from services.sessions.model.rules import AccountTaken
from services.sessions.use_cases.ownership import helper_of

A_DAY = 2  # slots of one weekday, as the form shows them


def add_helper(
    context: ServiceContext,
    *,
    name: str,
    languages: Sequence[str] = (),
    skills: Sequence[str] = (),
    availability: Sequence[Slot] = (),
    registered_on: dt.date | None = None,
    ended_on: dt.date | None = None,
    aidants_connect_on: dt.date | None = None,
) -> Helper:
    """A helper who may be named on sessions, on the register from today unless said otherwise. Raises InvalidInput."""
    with context.database.transaction() as db:
        helper = Helper(
            name=name,
            languages=[str(code) for code in languages],
            skills=list(skills),
            availability=list(availability),
            registered_on=registered_on or clock.today(context.site.zone),
            ended_on=ended_on,
            aidants_connect_on=aidants_connect_on,
        )
        _check(helper, context)
        db.add(helper)
        _tell(db, context, helper)
        return helper


def change_helper(
    context: ServiceContext, helper_id: uuid.UUID, changes: dict[str, Any], *, check: Callable[[int], None] | None = None
) -> Helper:
    """Change some fields. Raises NotFound, InvalidInput, or what `check` raises."""
    with context.database.transaction() as db:
        helper = _locked(db, helper_id)
        if check:
            check(helper.revision)
        for field, value in changes.items():
            setattr(helper, field, [str(code) for code in value] if field == "languages" else value)
        _check(helper, context)
        _tell(db, context, helper)
        return helper


def be_helper(context: ServiceContext, helper_id: uuid.UUID, account: str) -> Helper:
    """Say that an account is this helper; empty: of nobody any more. Raises NotFound, AccountTaken."""
    with context.database.transaction() as db:
        helper = _locked(db, helper_id)
        other = helper_of(db, account)
        if (other is not None and other.id != helper.id) or (account and helper.account not in (None, account)):
            raise AccountTaken
        helper.account = account or None
        _tell(db, context, helper)
        return helper


def add_absence(context: ServiceContext, helper_id: uuid.UUID, first_day: dt.date, last_day: dt.date) -> Absence:
    """Days when she is away, both included. Raises NotFound, InvalidInput."""
    if last_day < first_day:
        raise InvalidInput({"last_day": "Le dernier jour vient avant le premier. Vérifiez les dates."})
    if (last_day - first_day).days > 366:
        raise InvalidInput({"last_day": "C’est plus d’un an. Donnez plutôt une date de départ à l’aidant."})
    with context.database.transaction() as db:
        _locked(db, helper_id)
        absence = Absence(helper_id=helper_id, first_day=first_day, last_day=last_day)
        db.add(absence)
        return absence


def remove_absence(context: ServiceContext, absence_id: uuid.UUID) -> uuid.UUID:
    """She is there after all; whose absence it was. Raises NotFound."""
    with context.database.transaction() as db:
        absence = db.get(Absence, absence_id)
        if absence is None:
            raise NotFound
        helper_id = absence.helper_id
        db.delete(absence)
        return helper_id


def remember_account(context: ServiceContext, account: str, name: str) -> None:
    """The name of an account, for the trail of attendance. Written only when it is new."""
    with context.database.reading() as db:
        known = db.get(KnownAccount, account)
        if known is not None and known.name == name:
            return
    with context.database.transaction() as db:
        known = db.get(KnownAccount, account)
        if known is None:
            db.add(KnownAccount(account=account, name=name[:120]))
        else:
            known.name = name[:120]


def _locked(db: Db, helper_id: uuid.UUID) -> Helper:
    found = db.scalars(select(Helper).where(Helper.id == helper_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound
    return found


def _tell(db: Db, context: ServiceContext, helper: Helper) -> None:
    db.flush()
    described = helper.described(context.site.territory)
    if described is not None:
        outbox.record(db, described)


def _check(helper: Helper, context: ServiceContext) -> None:
    since, until, entitled = helper.registered_on, helper.ended_on, helper.aidants_connect_on
    if since is not None and until is not None and until < since:
        raise InvalidInput({"ended_on": "Le départ vient avant l’arrivée. Vérifiez les dates."})
    if since is not None and since > clock.today(context.site.zone):
        raise InvalidInput({"registered_on": "Cette date est à venir. Inscrivez l’aidant le jour venu."})
    if entitled is not None and entitled > clock.today(context.site.zone):
        raise InvalidInput({"aidants_connect_on": "Cette date est à venir. Notez l’habilitation une fois reçue."})
    days = [slot["weekday"] for slot in helper.availability]
    if any(days.count(day) > A_DAY for day in days):
        raise InvalidInput({"availability": "Deux plages par jour au plus. Réunissez celles qui se suivent."})
    for slot in helper.availability:
        if slot["since"] >= slot["until"]:
            raise InvalidInput({"availability": "L’heure de fin vient avant l’heure de début. Exemple : 09:00 à 12:00."})
