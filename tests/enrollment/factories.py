"""A service of enrollment on a fresh SQLite file, people to put into it, and what it said."""

import datetime as dt
import uuid
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import select

from lakou.kernel import migrate
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Database
from lakou.kernel.keys import Keys
from lakou.kernel.metrics import Metrics
from lakou.kernel.settings import Settings
from lakou.kernel.tables import outbox
from lakou.node.catalog import ROOT
from lakou.node.house import site
from services.enrollment.model import Beneficiary, Program
from services.enrollment.schemas.beneficiaries import BeneficiaryInSchema
from services.enrollment.use_cases import beneficiaries, programs

NOW = dt.datetime(2026, 11, 22, 15, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 22)
SHEET = ROOT / "tests" / "data" / "inscriptions-inclusion-numerique.csv"
BY = "Mélissa Orvil"


def enrollment(folder: Path, name: str = "martinique", url: str = "") -> ServiceContext:
    """The service of one node, migrated and empty, on SQLite unless a `url` is given."""
    settings = Settings(name=name, port=0, data=folder)
    database = Database(url or settings.database_url("enrollment"), f"/{name}/enrollment")
    migrate.upgrade(database, ROOT / "services" / "enrollment" / "migrations")
    return ServiceContext("enrollment", site(settings), database, settings, Metrics(), Keys(folder / "keys"))


def answers(**given: Any) -> dict[str, Any]:
    """What the API would be sent for a person."""
    usual: dict[str, Any] = {"family_name": "Marcin", "given_name": "Rosalie", "birth_year": 1984, "commune": "97213"}
    return {name: value for name, value in (usual | given).items() if value is not ...}


def register(context: ServiceContext, **given: Any) -> beneficiaries.Registered:
    """Register a person as the API does."""
    return beneficiaries.register(context, BeneficiaryInSchema().load(answers(**given)), BY)


def person(context: ServiceContext, **given: Any) -> Beneficiary:
    """Register a person as the API does, and have her file."""
    return register(context, **given).beneficiary


def program(context: ServiceContext, name: str = "Inclusion Numérique", kind: str = "beneficiaries") -> Program:
    """An open program."""
    return programs.open_program(context, {"name": name, "kind": kind})


def said(context: ServiceContext, *types: str) -> list[dict[str, Any]]:
    """The payloads of the events recorded so far, in order; `_type` tells which, `_stream` where."""
    with context.database.reading() as db:
        rows = db.execute(select(outbox).order_by(outbox.c.stream, outbox.c.seq)).mappings().all()
    told = [row for row in rows if row["body"]]
    found = [orjson.loads(row["body"])["data"] | {"_type": row["type"], "_stream": row["stream"]} for row in told]
    return [each for each in found if not types or each["_type"] in types]


def anyone(_revision: int) -> None:
    """For use cases that check a revision: whatever it is."""


def some_id() -> uuid.UUID:
    """The id of nothing."""
    return uuid.uuid4()
