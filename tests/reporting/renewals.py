"""A node with a story of everything that a fact can be about, whose key is renewed."""

import base64
import datetime as dt
import hashlib
import hmac
import uuid
from typing import Any

from sqlalchemy import select

from lakou.contracts.sessions import CoordinationReported, HelperDescribed, TrainingChanged
from lakou.contracts.vocabulary import (
    ActivityKind,
    AssessmentStage,
    Autonomy,
    CoordinationKind,
    CoordinationNature,
    EnrollmentStage,
    ReferralState,
    SeatState,
)
from lakou.kernel.db import Db
from lakou.kernel.tables import inbox_parked
from services.reporting.use_cases import detaching, renewing
from services.reporting.use_cases.renewing import Renewed
from tests.reporting.factories import (
    DAY,
    House,
    assessment,
    carry,
    heads,
    new_id,
    program,
    referral,
    seat,
    session,
    stage,
    support,
    woman,
)


def pseudonym(house: House, kind: str, local_id: uuid.UUID, key: int = 1) -> str:
    """By hand."""
    name = "pseudonym.key" if key == 1 else f"pseudonym-{key}.key"
    mac = hmac.new((house.node.keys.folder / name).read_bytes(), f"lakou:{kind}:{local_id}".encode(), hashlib.sha256)
    return base64.b32encode(mac.digest()).decode().lower()[:26]


class Story:
    """One of everything that a fact can be about, and somebody whom statistics do not count."""

    def __init__(self, house: House) -> None:
        self.house = house
        ids = {name: new_id() for name in ("her", "double", "shy", "course", "room", "path", "seat", "help", "test", "sent")}
        self.ids, self.helper = ids, new_id()
        lesson, meeting = new_id(), new_id()
        house.say(
            woman(ids["her"]),
            woman(ids["double"]),
            woman(ids["shy"], statistics=False),
            program(ids["course"]),
            session(ids["room"], program_id=ids["course"]),
            seat(ids["seat"], ids["room"], ids["her"]),
            seat(new_id(), ids["room"], ids["shy"]),
            heads(ids["room"], 3),
            support(ids["help"], ids["her"], program_id=ids["course"]),
            support(new_id(), ids["double"], day=DAY + dt.timedelta(days=1)),
            stage(ids["path"], ids["her"], ids["course"], EnrollmentStage.ENROLLED),
            assessment(ids["her"], ids["course"], AssessmentStage.ENTRY, next(iter(Autonomy)), assessment_id=ids["test"]),
            referral(ids["her"], ReferralState.RECEIVED, referral_id=ids["sent"]),
            HelperDescribed(
                helper_id=self.helper, revision=1, territory="972", registered_on=DAY, ended_on=None, aidants_connect_on=None
            ),
            session(lesson, kind=ActivityKind.FORMATION_AIDANTS),
            TrainingChanged(session_id=lesson, helper_id=self.helper, revision=1, state=SeatState.PRESENT),
            session(meeting, kind=ActivityKind.COORDINATION),
            CoordinationReported(
                session_id=meeting,
                revision=1,
                kind=CoordinationKind.ANIMATION,
                nature=next(iter(CoordinationNature)),
                scale=None,
                mediators=1,
                structures=2,
                participants=3,
            ),
        )

    def pseudonyms(self, key: int) -> list[str]:
        kinds = {"her": "beneficiary", "room": "session", "path": "enrollment", "seat": "seat", "help": "support"}
        kinds |= {"test": "assessment", "sent": "referral"}
        found = [pseudonym(self.house, kind, self.ids[name], key) for name, kind in kinds.items()]
        return [*found, pseudonym(self.house, "helper", self.helper, key)]


def figures(house: House) -> Any:
    """Everything that is said of a year, at a node or at the hub."""
    return {by: house.figures(by=by) for by in ("gender", "program", "node")}


def renew(house: House, hub: House | None = None) -> Renewed:
    done = renewing.rotate(house.context)
    house.settle()
    if hub is not None:
        carry(house, hub)
    return done


def texts(house: House) -> bytes:
    """All that is written in the database of a house."""
    detaching.rewrite_log(house.context)
    house.database.checkpoint()
    assert house.database.file
    return house.database.file.read_bytes()


def rows(db: Db, kind: Any) -> int:
    return len(db.scalars(select(kind)).all())


def parked(house: House) -> int:
    with house.database.reading() as db:
        return len(db.execute(select(inbox_parked)).all())
