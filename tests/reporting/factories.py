"""Nodes that run reporting alone, what their neighbours say, and a hub that takes their facts, all without a greenlet."""

import dataclasses
import datetime as dt
import uuid
from pathlib import Path
from typing import Any

import orjson
from werkzeug.test import Client, TestResponse

from lakou.contracts.base import EVENTS, Event, Stream
from lakou.contracts.enrollment import AssessmentMade, BeneficiaryDescribed, ProgramDescribed, ReferralChanged, StageReached
from lakou.contracts.facts import HeadsCounted, SeatAttended, SessionChanged
from lakou.contracts.sessions import AnonymousCounted, SeatChanged, SupportGiven, WorkshopSessionDescribed
from lakou.contracts.vocabulary import (
    ActivityKind,
    AgeBracket,
    AssessmentStage,
    Autonomy,
    EnrollmentStage,
    Gender,
    LeavingReason,
    PlaceType,
    ProgramKind,
    ReferralDirection,
    ReferralState,
    ReferrerKind,
    RsaStatus,
    SeatState,
    SocialStatus,
    Theme,
    WorkshopSessionState,
)
from lakou.kernel import migrate, outbox
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Database
from lakou.kernel.settings import Settings
from lakou.node.node import Node
from lakou.portal import tokens

ZONE = dt.timezone(dt.timedelta(hours=-4))
DAY = dt.date(2026, 3, 10)
AT_NINE = dt.time(9, tzinfo=ZONE)


class House:
    """One node, or the hub. `say` lets its neighbours speak; what they said has been heard when it returns."""

    def __init__(self, folder: Path, name: str, database: str | None = None) -> None:
        self.name = name
        settings = Settings(name=name, port=0, data=folder / name, services=("reporting",), transport="amqp", amqp="amqp://nowhere")
        self.node = Node(settings if database is None else dataclasses.replace(settings, database=database))
        self.node.migrate()
        self.running = self.node.services["reporting"]
        self.context: ServiceContext = self.running.context
        self.database: Database = self.context.database
        self.neighbors = {source: self._neighbor(folder, source) for source in ("enrollment", "sessions")}
        self.client = Client(self.node.app)

    def _neighbor(self, folder: Path, service: str) -> Database:
        database = Database(f"sqlite:///{folder / self.name / service}.sqlite3", f"/{self.name}/{service}")
        migrate.upgrade_streams(database)
        return database

    def say(self, *events: Event) -> None:
        """Each event is recorded at its source and heard here, in the order given."""
        for event in events:
            source = self.neighbors[event.source]
            with source.transaction() as db:
                outbox.record(db, event)
            self.hear(source, event.stream)
        self.settle()

    def hear(self, source: Database, stream: Stream) -> None:
        """Read what a source recorded since."""
        consumer = self.running.consumer
        at = consumer.place(source.source, stream)
        with source.reading() as db:
            rows = outbox.rows_after(db, stream, at.epoch, at.applied, 10_000)
        outcome = consumer.apply(source.source, stream, rows)
        assert not outcome.wait, "an event could not be applied"

    def settle(self) -> None:
        """The node's own facts reach its own ledger."""
        self.hear(self.database, Stream.FACT)

    def facts(self, *kinds: type[Event]) -> list[Any]:
        """The facts recorded so far, oldest first."""
        with self.database.reading() as db:
            rows = outbox.rows_after(db, Stream.FACT, 0, 0, 100_000)
        found = [EVENTS[row.type].load(orjson.loads(row.body)["data"]) for row in rows]
        return [fact for fact in found if not kinds or isinstance(fact, kinds)]

    def get(self, path: str, role: str = "coordinator", **params: Any) -> TestResponse:
        """A page, or a door of the API, as somebody of a role."""
        signed = tokens.sign(
            self.node.keys.signing(),
            self.name,
            account="token:test",
            name="Test",
            role=role,
            lifetime=tokens.PROGRAM_LIFETIME,
        )
        query = {name.rstrip("_"): str(value) for name, value in params.items()}
        return self.client.get(path, query_string=query, headers={"Authorization": f"Bearer {signed}"})

    def figures(self, since: str = "2026-01-01", until: str = "2026-12-31", **params: Any) -> dict[str, dict[str, Any]]:
        """The indicators of a period by code."""
        answer = self.get("/reporting/api/v1/indicators", from_=since, to=until, **params)
        assert answer.status_code == 200, answer.text
        return {each["code"]: each for each in answer.get_json()["indicators"]}

    def values(self, since: str = "2026-01-01", until: str = "2026-12-31", **params: Any) -> dict[str, int]:
        """The bare numbers of a period by code, of what is done for beneficiaries: test_own_mission.py has the others."""
        found = self.figures(since, until, **params)
        return {code: each["value"] for code, each in found.items() if code not in ("I13", "I15")}

    def breakdown(self, code: str, by: str, **params: Any) -> dict[str, int | None]:
        """The numbers of one indicator by value."""
        return {item["value"]: item["count"] for item in self.figures(by=by, **params)[code]["breakdown"]}

    def close(self) -> None:
        """Close the databases."""
        for database in (self.database, self.node.portal.database, *self.neighbors.values()):
            database.dispose()


def carry(house: House, hub: House) -> None:
    """What the link does: the facts that the hub lacks."""
    consumer = hub.running.consumer
    at = consumer.place(house.database.source, Stream.FACT)
    with house.database.reading() as db:
        rows = outbox.rows_after(db, Stream.FACT, at.epoch, at.applied, 10_000)
    consumer.apply(house.database.source, Stream.FACT, rows)


def new_id() -> uuid.UUID:
    return uuid.uuid4()


def woman(beneficiary_id: uuid.UUID, revision: int = 1, **changed: Any) -> BeneficiaryDescribed:
    """A woman of the Lamentin on RSA, born in 1984, who was asked nothing."""
    usual: dict[str, Any] = {
        "gender": Gender.FEMININ,
        "birth_year": 1984,
        "birth_date": None,
        "social_status": SocialStatus.SANS_EMPLOI,
        "rsa": RsaStatus.OUI,
        "commune": "97213",
        "referrer": None,
        "statistics": None,
        "messages": None,
        "registered_on": dt.date(2026, 1, 5),
    }
    return BeneficiaryDescribed(beneficiary_id=beneficiary_id, revision=revision, **(usual | changed))


NO_OUTCOME: dict[str, Any] = {"I9": None, "I10": 0, "I11": 0, "I12": 0}
"""What the figures of waiting, autonomy, exits and referrals say of a story without any."""


def session(session_id: uuid.UUID, revision: int = 1, day: dt.date = DAY, **changed: Any) -> WorkshopSessionDescribed:
    """Two hours on e-mail at nine in the morning, in Martinique, twelve seats, held."""
    usual: dict[str, Any] = {
        "workshop_id": session_id,
        "title": "Ma boîte e-mail",
        "program_id": None,
        "themes": (Theme.EMAIL,),
        "territory": "972",
        "venue": None,
        "zone": "America/Martinique",
        "starts_at": dt.datetime.combine(day, AT_NINE),
        "duration_minutes": 120,
        "capacity": 12,
        "state": WorkshopSessionState.TENUE,
    }
    return WorkshopSessionDescribed(session_id=session_id, revision=revision, **(usual | changed))


def seat(
    seat_id: uuid.UUID,
    session_id: uuid.UUID,
    beneficiary_id: uuid.UUID,
    state: SeatState = SeatState.PRESENT,
    revision: int = 1,
) -> SeatChanged:
    """A seat in some state."""
    moment = dt.datetime.combine(DAY, AT_NINE)
    return SeatChanged(
        seat_id=seat_id,
        revision=revision,
        session_id=session_id,
        beneficiary_id=beneficiary_id,
        state=state,
        walk_in=False,
        changed_at=moment,
    )


def heads(session_id: uuid.UUID, total: int, revision: int = 1, **margins: dict[str, int]) -> AnonymousCounted:
    """Heads without a name."""
    usual: dict[str, Any] = {"gender": {}, "age": {}, "social_status": {}}
    return AnonymousCounted(session_id=session_id, revision=revision, total=total, **(usual | margins))


def support(support_id: uuid.UUID, beneficiary_id: uuid.UUID | None, revision: int = 1, **changed: Any) -> SupportGiven:
    """Half an hour of help with papers, in Martinique."""
    usual: dict[str, Any] = {
        "kind": ActivityKind.INDIVIDUEL,
        "day": DAY,
        "duration_minutes": 30,
        "themes": (Theme.AIDE_AUX_DEMARCHES_ADMINISTRATIVES,),
        "territory": "972",
        "place_type": PlaceType.LIEU_ACTIVITE,
        "program_id": None,
        "withdrawn": False,
    }
    return SupportGiven(support_id=support_id, revision=revision, beneficiary_id=beneficiary_id, **(usual | changed))


def program(
    program_id: uuid.UUID, code: str = "inclusion-numerique", revision: int = 1, target: int | None = 40
) -> ProgramDescribed:
    """The program of the hub."""
    return ProgramDescribed(
        program_id=program_id,
        revision=revision,
        code=code,
        name="Inclusion Numérique",
        kind=ProgramKind.BENEFICIARIES,
        target=target,
        starts_on=None,
        ends_on=None,
    )


def stage(
    enrollment_id: uuid.UUID,
    beneficiary_id: uuid.UUID,
    program_id: uuid.UUID,
    reached: EnrollmentStage,
    revision: int = 1,
    day: dt.date = DAY,
    reason: LeavingReason | None = None,
) -> StageReached:
    """A stage of an enrollment."""
    return StageReached(
        enrollment_id=enrollment_id,
        revision=revision,
        beneficiary_id=beneficiary_id,
        program_id=program_id,
        stage=reached,
        day=day,
        reason=reason,
    )


def assessment(
    beneficiary_id: uuid.UUID,
    program_id: uuid.UUID | None,
    made: AssessmentStage,
    level: Autonomy | None = None,
    day: dt.date = DAY,
    **changed: Any,
) -> AssessmentMade:
    """Where somebody stands on a day."""
    usual: dict[str, Any] = {"assessment_id": new_id(), "revision": 1, "situation": None, "pix": {}, "withdrawn": False}
    return AssessmentMade(
        beneficiary_id=beneficiary_id, program_id=program_id, stage=made, level=level, day=day, **(usual | changed)
    )


def referral(beneficiary_id: uuid.UUID | None, state: ReferralState, **changed: Any) -> ReferralChanged:
    """Sent by the CAF, and where it stands."""
    usual: dict[str, Any] = {
        "referral_id": new_id(),
        "revision": 1,
        "direction": ReferralDirection.IN,
        "partner_kind": ReferrerKind.CAF,
        "reason": None,
        "done": False,
        "day": DAY,
        "state_day": DAY,
        "withdrawn": False,
    }
    return ReferralChanged(beneficiary_id=beneficiary_id, state=state, **(usual | changed))


def attended(contact: str, version: int = 1, **changed: Any) -> SeatAttended:
    """The fact that a person was there."""
    usual: dict[str, Any] = {
        "act": "act",
        "pid": contact,
        "state": SeatState.PRESENT,
        "day": DAY,
        "minutes": 120,
        "territory": "972",
        "program": None,
        "themes": (Theme.EMAIL,),
        "gender": Gender.FEMININ,
        "age": AgeBracket.QUARANTE_CINQUANTE_NEUF,
        "social_status": SocialStatus.SANS_EMPLOI,
        "rsa": RsaStatus.OUI,
        "commune": "97213",
    }
    return SeatAttended(contact=contact, version=version, **(usual | changed))


def held(act: str = "act", version: int = 1, **changed: Any) -> SessionChanged:
    """The fact that a session was held."""
    usual: dict[str, Any] = {
        "state": WorkshopSessionState.TENUE,
        "day": DAY,
        "minutes": 120,
        "capacity": 12,
        "territory": "972",
        "program": None,
        "themes": (Theme.EMAIL,),
    }
    return SessionChanged(act=act, version=version, **(usual | changed))


def counted(act: str, total: int, version: int = 1, **changed: Any) -> HeadsCounted:
    """The fact that heads were counted."""
    usual: dict[str, Any] = {
        "day": DAY,
        "territory": "972",
        "program": None,
        "themes": (Theme.EMAIL,),
        "minutes": 120,
        "gender": {},
        "age": {},
        "social_status": {},
    }
    return HeadsCounted(act=act, version=version, total=total, **(usual | changed))
