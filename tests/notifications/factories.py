"""A notifications service on its own database, and what its neighbours would say to it."""

import datetime as dt
import uuid
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from lakou.contracts.base import Event
from lakou.contracts.enrollment import (
    BeneficiaryDescribed,
    BeneficiaryMerged,
    BeneficiaryRemoved,
    IdentityDescribed,
    IdentityRemoved,
)
from lakou.contracts.sessions import SeatChanged, WorkshopSessionDescribed
from lakou.contracts.territories import TERRITORIES
from lakou.contracts.vocabulary import (
    ContactChannel,
    Gender,
    Language,
    RsaStatus,
    SeatState,
    SocialStatus,
    WorkshopSessionState,
)
from lakou.kernel import clock, migrate
from lakou.kernel.context import ServiceContext, Site
from lakou.kernel.db import Database
from lakou.kernel.keys import Keys
from lakou.kernel.metrics import Metrics
from lakou.kernel.settings import Settings
from services.notifications import use_cases
from services.notifications.model import MailboxItem, Message
from services.notifications.senders import Outgoing

MIGRATIONS = Path(use_cases.__file__).parents[1] / "migrations"
ZONES = {land.slug: land.zone for land in TERRITORIES}
ZONE = ZONES["martinique"]
NOON = dt.datetime(2026, 3, 9, 16, tzinfo=dt.UTC)  # Monday, 12:00 in Martinique
NINE_ON_SATURDAY = dt.datetime(2026, 3, 14, 13, tzinfo=dt.UTC)  # 09:00 in Martinique


def wall(text: str, zone: str = ZONE) -> dt.datetime:
    """A moment written as wall time at a place."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)


def context(folder: Path, *, demo: bool = True, hub: str = "", url: str = "") -> ServiceContext:
    folder.mkdir(parents=True, exist_ok=True)
    database = Database(url or f"sqlite:///{folder}/notifications.sqlite3", "/martinique/notifications")
    migrate.upgrade(database, MIGRATIONS)
    site = Site(
        "martinique", "martinique", "Up & Space", "Martinique", "972", ZONE, "heure de Martinique",
        is_hub=False, demo=demo, version="0",
    )  # fmt: skip
    settings = Settings(name="martinique", port=0, data=folder, demo=demo, hub=hub)
    return ServiceContext("notifications", site, database, settings, Metrics(), Keys(folder / "keys"))


def tell(surroundings: ServiceContext, *events: Event) -> None:  # noqa: C901 - one line an event
    """Apply events, each in a transaction of its own."""
    for event in events:
        with surroundings.database.transaction() as db:
            match event:
                case IdentityDescribed():
                    use_cases.describe_identity(db, event)
                case IdentityRemoved():
                    use_cases.forget_identity(db, event)
                case BeneficiaryDescribed():
                    use_cases.describe_consent(db, event)
                case BeneficiaryMerged():
                    use_cases.merge_person(db, event)
                case BeneficiaryRemoved():
                    use_cases.remove_person(db, event)
                case WorkshopSessionDescribed():
                    use_cases.describe_session(db, event)
                case SeatChanged():
                    use_cases.place_seat(db, event)
                case _:
                    raise AssertionError(f"notifications does not listen to {event.type}")


class Story:
    """One person, one session, one seat; each word said has a growing revision."""

    def __init__(self, number: int = 1) -> None:
        self.person = uuid.UUID(int=number)
        self.session = uuid.UUID(int=1000 + number)
        self.seat = uuid.UUID(int=2000 + number)
        self._revision = 0

    def _next(self) -> int:
        self._revision += 1
        return self._revision

    def named(self, **changes: Any) -> IdentityDescribed:
        values = {
            "family_name": "Lurel",
            "given_name": "Rosalie",
            "phone": "+596696000042",
            "email": None,
            "language": Language.FR,
            "channel": ContactChannel.SMS,
        }
        return IdentityDescribed(beneficiary_id=self.person, revision=self._next(), **(values | changes))

    def agreed(self, messages: bool | None = True) -> BeneficiaryDescribed:
        return BeneficiaryDescribed(
            beneficiary_id=self.person,
            revision=self._next(),
            gender=Gender.FEMININ,
            birth_year=1980,
            birth_date=None,
            social_status=SocialStatus.SANS_EMPLOI,
            rsa=RsaStatus.OUI,
            commune="97213",
            referrer=None,
            statistics=True,
            messages=messages,
            registered_on=dt.date(2026, 1, 5),
        )

    def dated(
        self,
        starts_at: dt.datetime = NINE_ON_SATURDAY,
        state: WorkshopSessionState = WorkshopSessionState.PLANIFIEE,
        *,
        zone: str = ZONE,
        title: str = "Ma messagerie",
        venue: str | None = "Le Lamentin",
    ) -> WorkshopSessionDescribed:
        return WorkshopSessionDescribed(
            session_id=self.session,
            revision=self._next(),
            workshop_id=uuid.UUID(int=3),
            title=title,
            program_id=None,
            themes=(),
            territory="972",
            venue=venue,
            zone=zone,
            starts_at=starts_at,
            duration_minutes=120,
            capacity=12,
            state=state,
        )

    def seated(self, state: SeatState = SeatState.INSCRIT, *, walk_in: bool = False) -> SeatChanged:
        return SeatChanged(
            seat_id=self.seat,
            revision=self._next(),
            session_id=self.session,
            beneficiary_id=self.person,
            state=state,
            walk_in=walk_in,
            changed_at=clock.now(),
        )

    def begin(self, surroundings: ServiceContext, **identity: Any) -> "Story":
        """She is known, agrees, and the session is planned."""
        tell(surroundings, self.named(**identity), self.agreed(), self.dated())
        return self


class Recorder:
    """A gateway that remembers, and may fail."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.sent: list[Outgoing] = []
        self.failure = failure

    def send(self, outgoing: Outgoing) -> None:
        self.sent.append(outgoing)
        if self.failure is not None:
            raise self.failure


def ledger(surroundings: ServiceContext) -> list[Message]:
    with surroundings.database.reading() as db:
        return list(db.scalars(select(Message).order_by(Message.starts_at, Message.turn, Message.kind)))


def states(surroundings: ServiceContext) -> dict[str, str]:
    """Kind to state; of several turns the latest."""
    return {message.kind: message.state for message in ledger(surroundings)}


def box(surroundings: ServiceContext) -> list[MailboxItem]:
    with surroundings.database.reading() as db:
        return list(db.scalars(select(MailboxItem).order_by(MailboxItem.at, MailboxItem.text)))
