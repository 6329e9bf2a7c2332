"""A node takes another key: no figure moves, everybody stays one person, and the old pseudonyms are nowhere at the hub."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from lakou.contracts.enrollment import BeneficiaryErased, BeneficiaryMerged
from lakou.contracts.pseudonyms import PseudonymKind, PseudonymsRenewed
from lakou.contracts.vocabulary import (
    EnrollmentStage,
    SeatState,
    SocialStatus,
)
from lakou.kernel.shadow import AlreadyReplaying
from services.reporting.model import Contact, Merging, Person
from services.reporting.use_cases import detaching, renewing, replaying
from services.reporting.use_cases.renewing import Renewed
from tests.reporting.factories import (
    DAY,
    House,
    carry,
    new_id,
    seat,
    stage,
    support,
    woman,
)
from tests.reporting.renewals import Story, figures, pseudonym, renew, rows, texts


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
