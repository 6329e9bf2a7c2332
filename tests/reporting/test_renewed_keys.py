"""A node takes another key: no figure moves, everybody stays one person, and the old pseudonyms are nowhere at the hub."""

import base64
import datetime as dt
import hashlib
import hmac
import shutil
import uuid
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from lakou.contracts.base import Stream
from lakou.contracts.enrollment import BeneficiaryErased, BeneficiaryMerged
from lakou.contracts.facts import PSEUDONYM, SeatAttended
from lakou.contracts.pseudonyms import PseudonymKind, PseudonymsRenewed
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
    SocialStatus,
)
from lakou.kernel import epochs, outbox
from lakou.kernel.db import Db
from lakou.kernel.keys import KeyGone
from lakou.kernel.shadow import AlreadyReplaying
from lakou.kernel.tables import inbox_parked
from services.reporting.model import Base, Contact, FactLog, Merging, Person, Swap
from services.reporting.use_cases import detaching, renaming, renewing, replaying, statement
from services.reporting.use_cases.desk import Desk
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


@pytest.fixture
def story(house: House) -> Story:
    return Story(house)


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


def test_no_figure_moves_and_the_old_pseudonyms_are_gone_from_the_hub(story: Story, house: House, hub: House) -> None:
    carry(house, hub)
    before, hub_before = figures(house), figures(hub)
    for old in story.pseudonyms(1):
        assert old.encode() in texts(hub), "it was there, else this test proves nothing"
    assert renew(house, hub) == Renewed(2, 14)
    assert (figures(house), figures(hub)) == (before, hub_before)
    found = texts(hub)
    for old, new in zip(story.pseudonyms(1), story.pseudonyms(2), strict=True):
        assert old.encode() not in found
        assert new.encode() in found
    assert (figures(house), figures(hub)) == (before, hub_before)


def test_what_is_corrected_afterwards_reaches_the_old_rows(story: Story, house: House, hub: House) -> None:
    ids, count = story.ids, {}
    carry(house, hub)
    for at in (house, hub):
        with at.database.reading() as db:
            count[at.name] = rows(db, Contact), rows(db, Person)
    renew(house, hub)
    house.say(
        seat(ids["seat"], ids["room"], ids["her"], SeatState.ABSENT, 2),
        support(ids["help"], ids["her"], 2, program_id=ids["course"], withdrawn=True),
        woman(ids["her"], 2, social_status=SocialStatus.EN_EMPLOI),
        stage(ids["path"], ids["her"], ids["course"], EnrollmentStage.COMPLETED, 2),
    )
    carry(house, hub)
    for at in (house, hub):
        with at.database.reading() as db:
            assert (rows(db, Contact), rows(db, Person)) == count[at.name]
        assert (at.values()["I1"], at.values()["I2"]) == (1, 5), "the double, who was helped; one who is shy; three heads"


def test_somebody_who_comes_again_is_one_person_and_not_new(story: Story, house: House, hub: House) -> None:
    renew(house, hub)
    house.say(support(new_id(), story.ids["her"], day=DAY + dt.timedelta(days=40)))
    renew(house)
    house.say(support(new_id(), story.ids["her"], day=DAY + dt.timedelta(days=41)))
    carry(house, hub)
    for at in (house, hub):
        assert at.values()["I1"] == 2
        later = at.values("2026-04-10", "2026-12-31")
        assert (later["I1"], later["I3"]) == (1, 0)


def test_files_that_are_merged_or_parted_afterwards(story: Story, house: House, hub: House) -> None:
    her, double = story.ids["her"], story.ids["double"]
    house.say(BeneficiaryMerged(beneficiary_id=double, revision=2, into=her))
    renew(house, hub)
    assert (house.values()["I1"], hub.values()["I1"]) == (1, 1)
    with hub.database.reading() as db:
        (merging,) = db.scalars(select(Merging))
        assert merging.pid == pseudonym(house, "beneficiary", double, 2)
        assert merging.into == pseudonym(house, "beneficiary", her, 2)
    house.say(BeneficiaryMerged(beneficiary_id=double, revision=3, into=None))
    carry(house, hub)
    assert (house.values()["I1"], hub.values()["I1"]) == (2, 2)
    renew(house, hub)
    house.say(BeneficiaryMerged(beneficiary_id=double, revision=4, into=her))
    carry(house, hub)
    assert (house.values()["I1"], hub.values()["I1"]) == (1, 1)


@pytest.mark.parametrize("log_gone_through", [True, False])
def test_who_is_erased_is_under_no_key_any_more(story: Story, house: House, hub: House, log_gone_through: bool) -> None:
    her, nobody = story.ids["her"], new_id()
    carry(house, hub)
    renew(house, hub)
    if log_gone_through:
        texts(hub)
    before = figures(hub)
    house.say(BeneficiaryErased(request_id=new_id(), beneficiary_id=her, new_id=nobody))
    renew(house, hub)
    assert figures(hub) == before
    found = texts(hub)
    for key in (1, 2, 3):
        assert pseudonym(house, "beneficiary", her, key).encode() not in found
    assert pseudonym(house, "beneficiary", nobody, 3).encode() in found
    assert pseudonym(house, "beneficiary", nobody, 2).encode() not in found
    replaying.replay(hub.context)
    assert figures(hub) == before


def test_nobody_is_named_of_whom_nothing_was_said(story: Story, house: House) -> None:
    renew(house)
    told = {name for fact in house.facts(PseudonymsRenewed) for name in (*fact.old, *fact.new)}
    for key in (1, 2):
        assert pseudonym(house, "beneficiary", story.ids["shy"], key) not in told
        assert pseudonym(house, "beneficiary", story.ids["her"], key) in told
    assert {fact.kind for fact in house.facts(PseudonymsRenewed)} == set(PseudonymKind)


def test_who_objects_afterwards_leaves_no_pseudonym_of_before(story: Story, house: House, hub: House) -> None:
    carry(house, hub)
    house.say(woman(story.ids["her"], 2, statistics=False))
    renew(house, hub)
    assert pseudonym(house, "beneficiary", story.ids["her"]).encode() not in texts(hub)


def test_facts_that_waited_under_the_old_key_come_first(story: Story, house: House, hub: House) -> None:
    """The hub was away: facts of before, the renewal and facts of after reach it in one batch."""
    ids = story.ids
    renewing.rotate(house.context)
    house.say(support(ids["help"], ids["her"], 2, program_id=ids["course"], duration_minutes=45))
    renewing.rotate(house.context)
    house.say(seat(ids["seat"], ids["room"], ids["her"], SeatState.EXCUSE, 2))
    carry(house, hub)
    assert figures(hub)["node"]["I1"]["value"] == figures(house)["node"]["I1"]["value"] == 2
    assert hub.values() == house.values()
    with hub.database.reading() as db:
        helped = db.get(Contact, ("martinique", pseudonym(house, "support", ids["help"], 3)))
        assert helped
        assert helped.minutes == 45


def test_a_ledger_that_is_read_again_or_fed_again_says_the_same(story: Story, house: House, hub: House, tmp_path: Path) -> None:
    carry(house, hub)
    renew(house, hub)
    house.say(support(new_id(), story.ids["her"], day=DAY + dt.timedelta(days=3)))
    carry(house, hub)
    before = figures(hub)
    assert replaying.replay(hub.context).mended == ()
    texts(hub)
    assert replaying.replay(hub.context).mended == ()
    assert figures(hub) == before
    other = House(tmp_path / "again", "hub")
    carry(house, other)
    assert figures(other) == before
    other.close()


def test_the_log_is_not_gone_through_while_it_is_replayed(story: Story, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    renew(house)
    read, refused = replaying._read_on, []

    def read_beside(*arguments: Any) -> None:
        with pytest.raises(AlreadyReplaying):
            detaching.rewrite_log(house.context)
        refused.append(1)
        read(*arguments)

    monkeypatch.setattr(replaying, "_read_on", read_beside)
    assert replaying.replay(house.context).mended == ()
    assert refused
    assert detaching.rewrite_log(house.context) > 0


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


def parked(house: House) -> int:
    with house.database.reading() as db:
        return len(db.execute(select(inbox_parked)).all())


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
