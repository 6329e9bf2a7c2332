"""Common programs go down to the nodes with the hub's acknowledgements; a node works with the last that it has."""

import datetime as dt
from typing import Any

import orjson
import pytest

from lakou.contracts.base import EVENTS, Stream
from lakou.contracts.reporting import CommonProgramOffered
from lakou.kernel import outbox
from lakou.kernel.problems import InvalidInput
from lakou.node import link as links
from lakou.node.batches import unpack_ack
from lakou.node.hub import Reception
from lakou.node.link import Link
from services.reporting.use_cases import catalog
from tests.reporting.factories import House, heads, new_id, session

SHARED = {"code": "inclusion-numerique", "name": "Inclusion Numérique", "kind": "beneficiaries", "targets": {"martinique": 40}}


def offered(house: House) -> list[CommonProgramOffered]:
    """What the node was told to adopt, oldest first."""
    with house.database.reading() as db:
        rows = outbox.rows_after(db, Stream.LOCAL, 0, 0, 100)
    return [CommonProgramOffered.load(orjson.loads(row.body)["data"]) for row in rows if row.type in EVENTS]


def push(house: House, wire: links.Wire) -> Link:
    """One conversation with the hub."""
    link = Link(house.context, wire)
    link.push()
    return link


@pytest.fixture
def reception(hub: House) -> Reception:
    return Reception(hub.running.consumer, hub.node.metrics)


def test_a_node_learns_what_the_hub_shares_out_and_only_what_changed(house: House, hub: House, reception: Reception) -> None:
    catalog.share(hub.context, SHARED)
    push(house, reception.receive)
    push(house, reception.receive)
    (offer,) = offered(house)
    assert (offer.code, offer.name, offer.target) == ("inclusion-numerique", "Inclusion Numérique", 40)
    catalog.share(hub.context, SHARED | {"code": "aidants", "name": "Former les aidants", "kind": "helpers"})
    catalog.change(hub.context, "inclusion-numerique", {"targets": {"martinique": 50, "guyane": 20}}, lambda _revision: None)
    push(house, reception.receive)
    assert [(each.code, each.target) for each in offered(house)[1:]] == [("aidants", 40), ("inclusion-numerique", 50)]


def test_an_acknowledgement_carries_the_catalog_only_to_who_lacks_it(house: House, hub: House, reception: Reception) -> None:
    answers: list[bytes] = []

    def wire(node: str, data: bytes) -> bytes:
        answers.append(reception.receive(node, data))
        return answers[-1]

    push(house, wire)
    push(house, wire)
    assert [unpack_ack(answer).catalog is None for answer in answers] == [False, True]


def test_a_catalog_that_cannot_be_read_stops_no_fact(house: House, hub: House, reception: Reception) -> None:
    held = new_id()
    house.say(session(held), heads(held, 7))

    def wire(node: str, data: bytes) -> bytes:
        return answering(reception.receive(node, data), {"version": "x", "programs": [{"code": 7}]})

    assert push(house, wire).caught_up()
    assert offered(house) == []
    assert house.get("/reporting/api/v1/catalog").get_json()["version"] == ""


def answering(answer: bytes, catalog_sent: Any) -> bytes:
    return orjson.dumps({**orjson.loads(answer), "catalog": catalog_sent})


def test_the_node_says_which_catalog_it_has_and_whether_both_count_alike(house: House, hub: House, reception: Reception) -> None:
    catalog.share(hub.context, SHARED)
    push(house, reception.receive)
    known = house.get("/reporting/api/v1/catalog").get_json()
    at_hub = hub.get("/reporting/api/v1/catalog", role="analyst").get_json()
    assert known["version"] == at_hub["version"]
    assert (known["same_vocabulary"], known["same_indicators"], known["programs"]) == (True, True, ["inclusion-numerique"])


def test_common_programs_are_kept_at_the_hub_alone(house: House, hub: House) -> None:
    assert house.get("/reporting/api/v1/common-programs").status_code == 404
    assert house.get("/reporting/programs").status_code == 404
    assert hub.get("/reporting/api/v1/common-programs", role="operator").status_code == 403
    assert hub.get("/reporting/programs", role="analyst").status_code == 200


def test_a_code_is_shared_once_and_a_program_does_not_end_before_it_starts(hub: House) -> None:
    catalog.share(hub.context, SHARED)
    with pytest.raises(catalog.ProgramShared):
        catalog.share(hub.context, SHARED)
    with pytest.raises(InvalidInput):
        catalog.change(
            hub.context,
            "inclusion-numerique",
            {"starts_on": dt.date(2026, 2, 1), "ends_on": dt.date(2026, 1, 1)},
            lambda _revision: None,
        )
