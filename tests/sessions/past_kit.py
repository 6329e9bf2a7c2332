"""A file of La Coop counted by hand, eight lines of four acts, for the tests of its import.

- a workshop of five: Rosalie Marcin and Josette Valmond (known), Personne Inconnue (no file), two without a name;
- an individual act with Rosalie Marcin, one without a name, one with somebody who has no file.
"""

import contextlib
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from services.sessions.model import (
    AnonymousCount,
    WorkshopSession,
)
from services.sessions.use_cases import past
from tests.sessions.coop import ANONYMOUS, export, individual, workshop
from tests.sessions.factories import NINE, make_context, make_person

BY = "Chantal"
NAME = "activites.xlsx"
FOUR = [uuid.UUID(int=number) for number in range(1, 5)]
PEOPLE = ("Rosalie Marcin", "Josette Valmond", "Personne Inconnue", ANONYMOUS, ANONYMOUS)


@contextlib.contextmanager
def known_two(folder: Path) -> Iterator[ServiceContext]:
    """A service that knows Rosalie Marcin and Josette Valmond, at nine."""
    with clock.at(NINE):
        made = make_context(folder)
        make_person(made)
        make_person(made, "Josette", "Valmond")
        yield made


def rows(**more: Any) -> list[Any]:
    return [
        *workshop(FOUR[0], PEOPLE, **more),
        *individual(FOUR[1], "Rosalie Marcin", **{"Bénéficiaire réorienté": "Oui", "Structure de redirection": "Autre"}),
        *individual(FOUR[2]),
        *individual(FOUR[3], "Solange Médéa"),
    ]


def bring_in(context: ServiceContext, data: bytes | None = None, *, dry_run: bool = False) -> past.Report:
    return past.bring_in(context, data or export(rows()), NAME, BY, dry_run=dry_run)


def counts(report: past.Report) -> tuple[int, int, int, int]:
    return report.created, report.known, report.to_check, report.refused


def the_id(report: past.Report) -> uuid.UUID:
    assert report.id is not None
    return report.id


def how_many(context: ServiceContext, *kinds: type[Any]) -> list[int]:
    with context.database.reading() as db:
        return [db.scalar(select(func.count()).select_from(kind)) or 0 for kind in kinds]


def the_session(context: ServiceContext) -> WorkshopSession:
    with context.database.reading() as db:
        return db.scalars(select(WorkshopSession)).one()


def heads(context: ServiceContext) -> int:
    with context.database.reading() as db:
        counted = db.get(AnonymousCount, the_session(context).id)
    return counted.total if counted else 0
