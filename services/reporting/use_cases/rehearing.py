"""What reporting knows of its neighbors, built anew from their events; then the facts that follow are told as they are now."""

import uuid
from collections.abc import Iterable
from typing import Any, cast

import orjson
from sqlalchemy import Table, select

from lakou.contracts.base import EVENTS
from lakou.contracts.facts import PersonMerged
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from lakou.kernel.problems import Unavailable
from lakou.kernel.read_models import ReadModel
from services.reporting.model import (
    KeyInUse,
    KnownAssessment,
    KnownBeneficiary,
    KnownCoordination,
    KnownHeads,
    KnownHelper,
    KnownProgram,
    KnownReferral,
    KnownSeat,
    KnownSession,
    KnownSituation,
    KnownStage,
    KnownSupport,
    KnownTraining,
    Told,
)
from services.reporting.use_cases.desk import Desk, key_in_use, tell

_PEOPLE = cast(Table, KnownBeneficiary.__table__)
_OF_PEOPLE = (KnownSituation, KnownSeat, KnownSupport, KnownStage, KnownAssessment, KnownReferral)
_OF_OTHERS = (KnownProgram, KnownSession, KnownHeads, KnownHelper, KnownTraining, KnownCoordination)
_TABLES = (_PEOPLE, *(cast(Table, kind.__table__) for kind in (*_OF_PEOPLE, *_OF_OTHERS)))


class KeyRenewed(Unavailable):
    """Raised when the node took another key while its neighbors were heard again: the shadow named things by the one before."""

    slug = "key-renewed"
    title = "La clé des pseudonymes a changé pendant la relecture"
    text = "Rien n’a été changé. Recommencez."


def _gone(live: Db, aside: Db) -> Iterable[uuid.UUID]:
    gone = live.scalars(select(KnownBeneficiary.id).where(KnownBeneficiary.erased))
    return set(gone) - set(aside.scalars(select(KnownBeneficiary.id)))


def _tell_corrections(context: ServiceContext, db: Db, aside: Db) -> None:
    """The shadow ends with what should have been told last of each thing: where that is something else, it is told now."""
    if key_in_use(db) != key_in_use(aside):
        raise KeyRenewed
    desk = Desk.of(context, db)
    for should in aside.scalars(select(Told)):
        was = db.get(Told, (should.type, should.thing))
        if was is None or _said(was) != _said(should):
            told = orjson.loads(should.payload) | {"version": 0}
            tell(desk, should.thing, EVENTS[should.type].load(told))


def _said(told: Told) -> dict[str, Any]:
    """That two files are one person's is said on the day on which it is told, which is no part of it."""
    said: dict[str, Any] = orjson.loads(told.payload)
    return {name: value for name, value in said.items() if told.type != PersonMerged.type or name != "day"}


_BESIDE = (cast(Table, Told.__table__), cast(Table, KeyInUse.__table__))
READ_MODEL = ReadModel(_TABLES, _gone, _BESIDE, people=_PEOPLE, and_then=_tell_corrections)
