"""Read models built anew while the service works: the events of the others are heard again, from the first, in a shadow."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import func, insert, select, text

from lakou.contracts.base import Stream
from lakou.kernel import forgetting, inbox, outbox, shadow
from lakou.kernel.consumer import Consumer
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Database, Db
from lakou.kernel.problems import RuleBroken, Unavailable
from lakou.kernel.read_models import ReadModel, keep_the_gone
from lakou.kernel.tables import METADATA, inbox_parked, inbox_source, outbox_stream
from lakou.kernel.tables import outbox as rows

AT_ONCE = 500
TRIES = 3

Ears = Callable[[Database], Consumer]
"""The consumer of the service, on a database of its own, that parks at once what fails."""


class ErasureUnderWay(Unavailable):
    """Raised while somebody is being erased: her events are going, and must not come back."""

    slug = "erasure-under-way"
    title = "Un effacement est en cours"
    text = "Rien n’a été changé. Recommencez dans une minute, quand tous les services l’auront entendu (« Effacements »)."


class SourceBehind(RuleBroken):
    """Raised when a source no longer holds what this service has heard of it: it was restored."""

    slug = "source-behind"
    title = "Un service ne tient plus tout ce qu’il a dit"
    text = "Rien n’a été changé. S’il revient d’une sauvegarde : lakou check, puis lakou epoch bump."


class CannotBeHeard(RuleBroken):
    """Raised when an event that was applied once cannot be applied any more."""

    slug = "cannot-be-heard"
    title = "Des événements ne passent plus"


@dataclasses.dataclass(frozen=True)
class Rebuilt:
    """How many events were heard again, and which tables did not hold what they say; they do now."""

    events: int
    mended: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class _Passed:
    """How far the service has got with one stream of a source; what it put aside or gave up of it is not applied here either."""

    source: Database
    stream: Stream
    at: inbox.Place
    left_out: set[outbox.Place]

    def next_after(self, place: inbox.Place) -> list[outbox.Row]:
        """The next rows to be heard."""
        with self.source.reading() as db:
            found = outbox.rows_after(db, self.stream, place.epoch, place.applied, AT_ONCE)
        heard = [row for row in found if row.place <= (self.at.epoch, self.at.applied)]
        return [dataclasses.replace(row, body=b"") if row.place in self.left_out else row for row in heard]

    def must_be_passed(self, place: inbox.Place) -> None:
        """Raises SourceBehind when the source holds less than what was heard of it, and does not know it."""
        with self.source.reading() as db:
            knows = outbox.head(db, self.stream).epoch > self.at.epoch
        if not knows and (place.epoch, place.applied) < (self.at.epoch, self.at.applied):
            raise SourceBehind


@dataclasses.dataclass
class Rebuilding:
    """One service, the databases of those it hears, and what it hears of each."""

    context: ServiceContext
    model: ReadModel
    heard: Sequence[tuple[str, Stream]]
    sources: Mapping[str, Database]
    ears: Ears

    def run(self) -> Rebuilt:
        """Build aside, compare, put in place what differs. Raises a Problem, and then nothing is changed."""
        live = self.context.database
        tables = [*self.model.tables[0].metadata.sorted_tables, *METADATA.sorted_tables]
        for _ in range(TRIES):
            with shadow.beside(live, tables, self.context.settings.data) as aside:
                blanked = self._blanked()
                self._furnish(aside)
                consumer = self.ears(aside)
                with live.reading() as db:
                    passed = self._passed(db)
                heard = self._hear(passed, consumer)  # with no snapshot open: who is erased meanwhile leaves the file at once
                if (rebuilt := self._settle(consumer, heard, blanked)) is not None:
                    return rebuilt
        raise ErasureUnderWay

    def _blanked(self) -> int:
        """How many rows of the sources say nothing any more. Raises ErasureUnderWay while some are still to be blanked."""
        found = 0
        for source in self.sources.values():
            with source.reading() as db:
                if forgetting.waiting(db):
                    raise ErasureUnderWay
                found += db.scalar(select(func.count()).select_from(rows).where(rows.c.body == b"")) or 0
        return found

    def _furnish(self, aside: Database) -> None:
        with self.context.database.reading() as live, aside.transaction() as db:
            for table in self.model.beside:
                shadow.copy(live, db, table)
            db.execute(insert(outbox_stream), [{"stream": each.value, "epoch": 1, "last_seq": 0, "digest": b""} for each in Stream])

    def _passed(self, live: Db) -> list["_Passed"]:
        """How far the service has got with each stream."""
        found = []
        for service, stream in self.heard:
            source = self.sources[service]
            at, left_out = inbox.place(live, source.source, stream), _left_out(live, source.source, stream)
            found.append(_Passed(source, stream, at, left_out))
        return found

    def _hear(self, passed: Sequence["_Passed"], consumer: Consumer) -> int:
        """What the service has passed and the shadow has not; how many events."""
        heard = 0
        for each in passed:
            at = consumer.place(each.source.source, each.stream)
            while found := each.next_after(at):
                outcome = consumer.apply(each.source.source, each.stream, found)
                _refuse_parked(consumer.database)
                if outcome.behind:
                    raise SourceBehind
                if outcome.wait:  # no room for the shadow, or its database is away
                    raise Unavailable
                at, heard = outcome.at, heard + len(found)
        return heard

    def _settle(self, consumer: Consumer, heard: int, blanked: int) -> Rebuilt | None:
        """With the door closed for a moment: the last events, the comparison, the swap. None when somebody was erased meanwhile."""
        tables, aside = self.model.tables, consumer.database
        with self.context.database.transaction() as db:
            _close(db, [inbox_source.name, *(table.name for table in tables)])
            passed = self._passed(db)
            heard += self._hear(passed, consumer)
            if self._blanked() != blanked:
                return None
            for each in passed:
                each.must_be_passed(consumer.place(each.source.source, each.stream))
            with aside.transaction() as built:
                keep_the_gone(self.model, db, built)
            with aside.reading() as built:
                wrong = shadow.differing(db, built, tables)
                shadow.swap(db, built, wrong)
                if wrong and self.model.and_then:
                    self.model.and_then(self.context, db, built)
        return Rebuilt(heard, tuple(table.name for table in wrong))


def _left_out(live: Db, source: str, stream: Stream) -> set[outbox.Place]:
    mine = (inbox_parked.c.source == source) & (inbox_parked.c.stream == stream.value) & (inbox_parked.c.state != "retried")
    return {(row.epoch, row.seq) for row in live.execute(select(inbox_parked).where(mine))}


def _refuse_parked(aside: Database) -> None:
    with aside.reading() as db:
        types = sorted({row["type"] for row in inbox.parked(db)})
    if types:
        raise CannotBeHeard(f"Rien n’a été changé. Appliqués une fois, ils sont refusés aujourd’hui : {', '.join(types)}.")


def _close(db: Db, tables: Sequence[str]) -> None:
    """Let nobody write these until the transaction ends; on SQLite a write transaction is alone already.

    In this order, in which consumers take them too: the watermark, then its effects.
    """
    if db.get_bind().dialect.name == "postgresql":
        db.execute(text(f"LOCK TABLE {', '.join(tables)} IN EXCLUSIVE MODE"))
