"""The hub's ledger: taking facts in, folding them, and answering from the cells, each beside plain SQL on the same rows."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Column, LargeBinary, MetaData, Table, Text, distinct, func, insert, select

from benchmarks.facts import DAYS, FIRST_DAY, seats
from benchmarks.measuring import Line, beside, seconds
from lakou.contracts.base import Stream
from lakou.kernel import outbox
from lakou.kernel.consumer import CHUNK
from lakou.kernel.db import Db
from lakou.kernel.outbox import Row
from lakou.kernel.settings import Settings
from lakou.node.house import Running
from lakou.node.node import Node
from services.reporting.labels import By
from services.reporting.model import Contact
from services.reporting.model.questions import Question
from services.reporting.storage import ledger
from services.reporting.use_cases import answering
from services.reporting.use_cases.fold import fold, fold_day, rebuild

PLAIN = Table("plain", MetaData(), Column("id", Text, primary_key=True), Column("body", LargeBinary))


def measure(folder: Path, scale: float) -> Iterator[Line]:
    """Facts of four months in; all days folded; one day folded; the year asked."""
    count = max(120, int(6000 * scale))
    rows = recorded(reporting(folder / "node", "martinique"), count)
    hub = reporting(folder / "hub", "hub")
    yield _taking_in(hub, rows, count)
    database = hub.context.database
    folded = count / seconds(lambda: fold(database))
    rebuilt, summed = beside(lambda: rebuild(database), lambda: _sum(hub), count, rounds=1)
    yield Line("contacts folded the first time", folded, "one GROUP BY over them", summed, "contacts/s")
    yield Line("contacts folded again, all days", rebuilt, "one GROUP BY over them", summed, "contacts/s")
    yield _one_day(hub, count)
    yield _question(hub)


def recorded(node: Running, count: int) -> list[Row]:
    """Facts in a node's outbox."""
    made = list(seats(count))
    for start in range(0, count, 500):
        with node.context.database.transaction() as db:
            for fact in made[start : start + 500]:
                outbox.record(db, fact)
    with node.context.database.reading() as db:
        return outbox.rows_after(db, Stream.FACT, 0, 0, count)


def reporting(folder: Path, name: str) -> Running:
    """Reporting of a node that is not started."""
    node = Node(Settings(name=name, port=0, data=folder, services=("reporting",), transport="amqp", amqp="amqp://nowhere"))
    node.migrate()
    return node.services["reporting"]


def _taking_in(hub: Running, rows: list[Row], count: int) -> Line:
    database = hub.context.database
    with database.transaction() as db:
        PLAIN.metadata.create_all(db.connection())

    def plain() -> None:
        for start in range(0, count, CHUNK):
            with database.transaction() as db:
                db.execute(insert(PLAIN), [{"id": str(row.seq), "body": row.body} for row in rows[start : start + CHUNK]])

    ours, theirs = beside(lambda: hub.consumer.apply("/martinique/reporting", Stream.FACT, rows), plain, count, rounds=1)
    return Line("facts taken in", ours, "their bytes inserted plainly", theirs, "facts/s")


def _sum(hub: Running) -> None:
    with hub.context.database.reading() as db:
        db.execute(select(Contact.day, Contact.gender, func.count()).group_by(Contact.day, Contact.gender)).all()


def _one_day(hub: Running, count: int) -> Line:
    def again() -> None:
        with hub.context.database.transaction() as db:
            ledger.mark_dirty(db, {FIRST_DAY})
        fold_day(hub.context.database, FIRST_DAY)

    ours, theirs = beside(again, lambda: fold(hub.context.database), 1)
    return Line(f"one day of {count // DAYS} contacts folded again", ours, "finding that nothing is to be folded", theirs, "days/s")


def _question(hub: Running) -> Line:
    asked = Question(FIRST_DAY.replace(month=1, day=1), FIRST_DAY.replace(month=12, day=31))

    def from_cells() -> None:
        with hub.context.database.reading() as db:
            answering.indicators(hub.context, db, asked, By.GENDER)

    def from_rows() -> None:
        with hub.context.database.reading() as db:
            for column in (Contact.state, Contact.gender, Contact.kind):
                _counted(db, column)

    ours, theirs = beside(from_cells, from_rows, 1)
    return Line(
        "eight indicators of a year, by gender", ours, "three of its counts, by SQL over every contact", theirs, "answers/s"
    )


def _counted(db: Db, column: object) -> None:
    db.execute(select(column, func.count(), func.count(distinct(Contact.pid))).group_by(column)).all()  # type: ignore[call-overload]
