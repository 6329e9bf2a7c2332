"""A renewal of the key that is interrupted, older backups, keys that are gone, and what comes right after an erasure."""

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from lakou.contracts.base import Stream
from lakou.contracts.enrollment import BeneficiaryErased, BeneficiaryMerged
from lakou.contracts.facts import PSEUDONYM, SeatAttended
from lakou.contracts.pseudonyms import PseudonymsRenewed
from lakou.contracts.vocabulary import (
    EnrollmentStage,
    SeatState,
)
from lakou.kernel import epochs, outbox
from lakou.kernel.keys import KeyGone
from services.reporting.model import Base, Contact, FactLog, Swap
from services.reporting.use_cases import detaching, renaming, renewing, replaying, statement
from services.reporting.use_cases.desk import Desk
from services.reporting.use_cases.renewing import Renewed
from tests.reporting.factories import (
    DAY,
    House,
    carry,
    heads,
    new_id,
    seat,
    session,
    stage,
    support,
)
from tests.reporting.renewals import Story, figures, parked, pseudonym, renew, rows, texts


def test_interrupted_it_has_changed_nothing_and_goes_on(story: Story, house: House, hub: House, monkeypatch: Any) -> None:
    carry(house, hub)
    before, facts = figures(house), len(house.facts())
    with monkeypatch.context() as broken:
        broken.setattr(renewing, "_tell_under", pulled)
        with pytest.raises(OSError, match="pulled"):
            renewing.rotate(house.context)
    assert (len(house.facts()), house.context.keys.newest("pseudonym")) == (facts, 2)
    house.say(support(story.ids["help"], story.ids["her"], 2, program_id=story.ids["course"], duration_minutes=45))
    assert house.facts()[-1].contact == pseudonym(house, "support", story.ids["help"]), "still under the old key"
    assert renewing.rotate(house.context).key == 2, "and no third one is made"
    assert renewing.finish(house.context) == Renewed(2, 0)
    house.settle()
    carry(house, hub)
    assert figures(hub)["node"]["I1"]["value"] == before["node"]["I1"]["value"]
    assert house.values() == hub.values()


def pulled(*_anything: object) -> None:
    raise OSError("the plug was pulled")


def test_a_backup_older_than_the_key_goes_on_under_the_newer_one(story: Story, house: House, hub: House, tmp_path: Path) -> None:
    ids, file = story.ids, house.database.file
    assert file
    carry(house, hub)
    house.database.checkpoint()
    shutil.copy(file, tmp_path / "yesterday")
    renew(house, hub)
    house.say(support(new_id(), ids["her"], day=DAY + dt.timedelta(days=2)))
    carry(house, hub)
    texts(hub)
    put_back(house, tmp_path / "yesterday")
    assert renewing.finish(house.context).key == 2, "what the start of the node does"
    house.settle()
    house.say(seat(ids["seat"], ids["room"], ids["her"], SeatState.ABSENT, 9))
    carry(house, hub)
    assert house.values() == hub.values()
    with hub.database.reading() as db:
        contacts = set(db.scalars(select(Contact.contact)))
    assert pseudonym(house, "seat", ids["seat"], 2) in contacts
    assert pseudonym(house, "seat", ids["seat"], 1) not in contacts


def test_a_newer_key_that_was_lost_for_a_while_and_found_again(story: Story, house: House, hub: House, tmp_path: Path) -> None:
    """Under the older key everybody counts anew at the hub, until the newer one is back: then once, as was said last."""
    ids, file = story.ids, house.database.file
    assert file
    house.database.checkpoint()
    shutil.copy(file, tmp_path / "yesterday")
    renew(house, hub)
    put_back(house, tmp_path / "yesterday")
    lost = (house.node.keys.folder / "pseudonym-2.key").rename(tmp_path / "pseudonym-2.key")
    house.say(
        support(ids["help"], ids["her"], 2, program_id=ids["course"], duration_minutes=45),
        stage(ids["path"], ids["her"], ids["course"], EnrollmentStage.COMPLETED, 2),
        support(new_id(), ids["her"], day=DAY + dt.timedelta(days=9)),
        BeneficiaryMerged(beneficiary_id=ids["double"], revision=2, into=ids["her"]),
    )
    carry(house, hub)
    assert hub.values()["I1"] > house.values()["I1"] == 1, "the harm that is healed below"
    lost.rename(house.node.keys.folder / lost.name)
    assert renewing.finish(house.context).key == 2
    house.settle()
    carry(house, hub)
    texts(hub)
    assert hub.values() == house.values()
    stated = [statement.make(each.database, house.name) for each in (house, hub)]
    assert statement.differences(*stated) == []
    assert parked(hub) == 0
    assert replaying.replay(hub.context).mended == ()


def put_back(house: House, backup: Path) -> None:
    file = house.database.file
    assert file
    house.database.dispose()
    for left in file.parent.glob(f"{file.name}-*"):
        left.unlink()
    shutil.copy(backup, file)
    with house.database.transaction() as db:
        epochs.bump(db)


def test_another_key_is_never_made_in_the_place_of_one_that_is_gone(story: Story, house: House) -> None:
    renew(house)
    (house.node.keys.folder / "pseudonym-2.key").unlink()
    house.node.keys._read.clear()
    with pytest.raises(KeyGone, match=r"pseudonym-2\.key"):
        renewing.finish(house.context)
    with house.database.transaction() as db, pytest.raises(KeyGone):
        Desk.of(house.context, db)


def test_a_correction_right_after_an_erasure_makes_nobody_a_second_time(story: Story, house: House, hub: House) -> None:
    """Both in one batch: what was read ahead of it must not be believed after the pseudonym was swapped."""
    carry(house, hub)
    her, nobody = story.ids["her"], new_id()
    house.say(BeneficiaryErased(request_id=new_id(), beneficiary_id=her, new_id=nobody))
    dated = session(story.ids["room"], 2, program_id=story.ids["course"], duration_minutes=90)
    house.say(dated, heads(story.ids["room"], 3, 2))
    assert pseudonym(house, "beneficiary", nobody) in {fact.pid for fact in house.facts(SeatAttended)[-2:]}
    hub.hear(house.database, Stream.FACT)  # it fails when a fact must be tried again
    assert figures(hub)["gender"]["I7"] == figures(house)["gender"]["I7"]


def test_the_log_of_the_hub_waits_for_nothing_afterwards(story: Story, house: House, hub: House) -> None:
    carry(house, hub)
    renew(house, hub)
    renew(house, hub)
    detaching.rewrite_log(hub.context)
    with hub.database.reading() as db:
        assert rows(db, Swap) == 0
        named = [fact for fact in db.scalars(select(FactLog.payload).where(FactLog.type == PseudonymsRenewed.type))]
    assert named
    assert max(len(each) for each in named) < outbox.MAX_EVENT_BYTES
    assert all(each.split(b'"old":')[1].startswith(each.split(b'"new":')[1].split(b"]")[0]) for each in named)


def test_every_column_of_the_ledger_that_holds_a_pseudonym_is_renamed() -> None:
    """A new table that is forgotten here would go on under the old key."""
    tables = [table for table in Base.metadata.tables.values() if "node" in table.c and table.name != "swap"]
    held = {str(column) for table in tables for column in table.c if getattr(column.type, "length", None) == PSEUDONYM}
    renamed = {str(column.property.columns[0]) for columns in renaming._COLUMNS.values() for column in columns}
    assert held == renamed | {"contact.act"}
