"""A sessions service of Martinique in a folder, and people, workshops and sessions to put in it."""

import datetime as dt
import uuid
from collections.abc import Sequence
from pathlib import Path

import orjson
from sqlalchemy import select

from lakou.contracts.enrollment import BeneficiaryDescribed, IdentityDescribed
from lakou.contracts.vocabulary import ActivityKind, ContactChannel, Gender, Language, RsaStatus, SocialStatus, Theme
from lakou.kernel import clock, migrate
from lakou.kernel.context import ServiceContext, Site
from lakou.kernel.db import Database
from lakou.kernel.keys import Keys
from lakou.kernel.metrics import Metrics
from lakou.kernel.settings import Settings
from lakou.kernel.tables import outbox
from services.sessions import use_cases
from services.sessions.model import Seat, Workshop, WorkshopSession
from services.sessions.storage import seats
from services.sessions.use_cases import neighbors

ZONE = "America/Martinique"
MIGRATIONS = Path(__file__).parents[2] / "services" / "sessions" / "migrations"
NINE = dt.datetime(2026, 3, 12, 13, 0, tzinfo=dt.UTC)  # 9 h in Martinique, a Thursday
DAYS_BEFORE = NINE - dt.timedelta(days=3)
HOUR_BEFORE = NINE - dt.timedelta(hours=1)
AFTER = NINE + dt.timedelta(hours=1)
LE_LAMENTIN, CAYENNE, PARIS = "97213", "97302", "75056"


def make_context(folder: Path, url: str = "") -> ServiceContext:
    """A fresh service; `url` is that of an empty database, SQLite in `folder` by default."""
    database = Database(url or f"sqlite:///{folder / 'sessions.sqlite3'}", "/martinique/sessions")
    migrate.upgrade(database, MIGRATIONS)
    site = Site(
        node="martinique",
        house="martinique",
        association="Up & Space",
        place="Martinique",
        territory="972",
        zone=ZONE,
        zone_label="heure de Martinique",
        is_hub=False,
        demo=False,
        version="test",
    )
    settings = Settings(name="martinique", port=0, data=folder)
    return ServiceContext("sessions", site, database, settings, Metrics(), Keys(folder / "keys"))


def make_person(context: ServiceContext, given_name: str = "Rosalie", family_name: str = "Marcin") -> uuid.UUID:
    """A beneficiary whose name and codes have come from enrollment."""
    person = uuid.uuid4()
    with context.database.transaction() as db:
        neighbors.keep_identity(db, identity(person, given_name, family_name))
        neighbors.keep_beneficiary(db, beneficiary(person))
    return person


def make_people(context: ServiceContext, number: int) -> list[uuid.UUID]:
    """Several of them."""
    return [make_person(context, f"Personne{rank}") for rank in range(number)]


def identity(person: uuid.UUID, given_name: str = "Rosalie", family_name: str = "Marcin", revision: int = 1) -> IdentityDescribed:
    """What enrollment says of a name."""
    return IdentityDescribed(
        beneficiary_id=person,
        revision=revision,
        family_name=family_name,
        given_name=given_name,
        phone="+596696000011",
        email=None,
        language=Language.FR,
        channel=ContactChannel.SMS,
    )


def beneficiary(person: uuid.UUID) -> BeneficiaryDescribed:
    """What enrollment says of a file."""
    return BeneficiaryDescribed(
        beneficiary_id=person,
        revision=1,
        gender=Gender.FEMININ,
        birth_year=1980,
        birth_date=None,
        social_status=SocialStatus.SANS_EMPLOI,
        rsa=RsaStatus.OUI,
        commune=LE_LAMENTIN,
        referrer=None,
        statistics=None,
        messages=None,
        registered_on=dt.date(2026, 3, 1),
    )


def make_workshop(
    context: ServiceContext,
    title: str = "Ma boîte e-mail, premiers pas",
    kind: ActivityKind = ActivityKind.COLLECTIF,
    offer_hours: int | None = None,
) -> Workshop:
    """A workshop about e-mail."""
    return use_cases.add_workshop(context, title=title, themes=[Theme.EMAIL], kind=kind, offer_hours=offer_hours)


def make_session(
    context: ServiceContext,
    *,
    capacity: int = 8,
    starts_at: dt.datetime = NINE,
    venue_id: uuid.UUID | None = None,
    offer_hours: int | None = None,
) -> WorkshopSession:
    """A session of two hours, planned three days before."""
    with clock.at(DAYS_BEFORE):
        return use_cases.plan_session(
            context,
            workshop_id=make_workshop(context, offer_hours=offer_hours).id,
            starts_at=starts_at,
            duration_minutes=120,
            capacity=capacity,
            venue_id=venue_id,
        )


def seat_early(context: ServiceContext, session: WorkshopSession, people: Sequence[uuid.UUID]) -> list[Seat]:
    """Seats for these people, in order, three days before."""
    with clock.at(DAYS_BEFORE):
        return [use_cases.hold_seat(context, session.id, person).seat for person in people]


def fresh(context: ServiceContext, session: WorkshopSession) -> WorkshopSession:
    """The session as the database has it now."""
    with context.database.reading() as db:
        found = db.get(WorkshopSession, session.id)
    assert found is not None
    return found


def states(context: ServiceContext, session: WorkshopSession) -> list[str]:
    """The states of its seats, in the order they were taken."""
    with context.database.reading() as db:
        return [seat.state for seat in seats.of_session(db, session.id)]


def recorded(context: ServiceContext, kind: str) -> list[dict[str, object]]:
    """The data of every event of a type recorded so far, in order."""
    with context.database.reading() as db:
        bodies = db.scalars(select(outbox.c.body).where(outbox.c.type == kind).order_by(outbox.c.stream, outbox.c.seq))
        return [orjson.loads(body)["data"] for body in bodies]
