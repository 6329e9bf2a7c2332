"""On PostgreSQL facts are told while a key is renewed: who began under the old key ends before it, all others begin after it."""

import threading
import uuid
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import text

from lakou.contracts.base import EVENTS, Stream
from lakou.contracts.pseudonyms import PseudonymsRenewed
from lakou.kernel import migrate, outbox
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Database, Db
from lakou.kernel.keys import Keys
from lakou.kernel.metrics import Metrics
from lakou.kernel.settings import Settings
from lakou.kernel.streams import Origin
from lakou.node.catalog import ROOT
from lakou.node.house import site
from services.reporting.use_cases import hearing, ledger, renewing
from services.reporting.use_cases.desk import KEY, made_with
from tests.reporting.factories import new_id, support, woman
from tests.waiting import wait_until

WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


@pytest.fixture
def context(tmp_path: Path, postgres_url: str) -> Any:
    settings = Settings(name="guyane", port=0, data=tmp_path)
    database = Database(postgres_url, "/guyane/reporting")
    migrate.upgrade(database, ROOT / "services" / "reporting" / "migrations")
    yield ServiceContext("reporting", site(settings), database, settings, Metrics(), Keys(tmp_path / "keys"))
    database.dispose()


def facts(context: ServiceContext) -> list[tuple[str, dict[str, Any]]]:
    with context.database.reading() as db:
        rows = outbox.rows_after(db, Stream.FACT, 0, 0, 1000)
    return [(row.type, orjson.loads(row.body)["data"]) for row in rows]


def waits_for_a_lock(context: ServiceContext) -> bool:
    with context.database.reading() as db:
        return bool(db.scalar(WAITING))


@pytest.mark.postgres
def test_the_key_changes_between_two_transactions(context: ServiceContext) -> None:
    her, given = new_id(), [new_id() for _ in range(3)]

    def tell(db: Db, which: uuid.UUID) -> None:
        hearing.support_given(context, db, support(which, her))

    with context.database.transaction() as db:
        hearing.beneficiary_described(context, db, woman(her))
        tell(db, given[0])
    renewal = threading.Thread(target=renewing.rotate, args=(context,))
    with context.database.transaction() as db:
        tell(db, given[1])
        renewal.start()
        wait_until(lambda: waits_for_a_lock(context), "the renewal waits for who tells facts")
    renewal.join()
    with context.database.transaction() as db:
        tell(db, given[2])
    told = facts(context)
    assert [kind for kind, _ in told][:2] == [told[0][0]] * 2
    keys = [context.keys.successor(KEY, number) for number in (1, 2)]
    named = [data["contact"] for kind, data in told if kind != PseudonymsRenewed.type]
    assert named == [made_with(keys[number], "support", which) for number, which in zip((0, 0, 1), given, strict=True)]
    renewed = [data for kind, data in told if kind == PseudonymsRenewed.type]
    assert {name for each in renewed for name in each["old"]} == {*named[:2], made_with(keys[0], "beneficiary", her)}
    assert {told[2][0], told[3][0]} == {PseudonymsRenewed.type}


@pytest.mark.postgres
def test_a_ledger_takes_the_new_names(context: ServiceContext) -> None:
    her = new_id()
    with context.database.transaction() as db:
        hearing.beneficiary_described(context, db, woman(her))
        for _ in range(230):  # more than one fact of names
            hearing.support_given(context, db, support(new_id(), her))
    assert renewing.rotate(context) == renewing.Renewed(2, 231)
    with context.database.transaction() as db:
        for seq, row in enumerate(outbox.rows_after(db, Stream.FACT, 0, 0, 1000), 1):
            fact = EVENTS[row.type].load(orjson.loads(row.body)["data"])
            ledger.enter(db, fact, Origin("guyane", "reporting", 1, seq))
    new = context.keys.successor(KEY, 2)
    with context.database.reading() as db:
        people = list(db.execute(text("SELECT pid FROM person")).scalars())
        acts = set(db.execute(text("SELECT act FROM contact UNION SELECT contact FROM contact")).scalars())
    assert people == [made_with(new, "beneficiary", her)]
    assert len(acts) == 230
