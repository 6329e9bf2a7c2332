"""A node and a hub as separate machines: what the node recorded is counted at the hub exactly once, whatever the line does."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.faults.link.rig import HubSite, Machine, join, lakou
from tests.journeys.federation import Door
from tests.waiting import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.broker]

TODAY = "2026-11-20"


def give_supports(door: Door, count: int) -> None:
    """Each is one fact."""
    body = {"date": TODAY, "duration_minutes": 30, "themes": ["email"]}
    for _ in range(count):
        door.post("sessions/supports", body)


def counted(hub: HubSite, node: Machine, facts: int) -> Callable[[], bool]:
    """Whether the hub applied that many facts of the node, and both hold the same history."""
    door, name = hub.machine.door("analyst"), node.config.parent.name

    def condition() -> bool:
        items = door.get("reporting/nodes")["items"]
        return [(each["applied"], each["digest_ok"]) for each in items if each["node"] == name] == [(facts, True)]

    return condition


def test_facts_reach_a_hub_on_another_machine(hub: HubSite, node: Machine) -> None:
    give_supports(node.door("helper"), 20)
    wait_until(counted(hub, node, 20), "the hub counted them", 20)
    assert "égal au hub" in lakou("reconcile", "--config", node.config)
    state = hub.state(node.config.parent.name)
    assert (state["epoch"], state["held"], state["rejected"]) == (1, 0, 0)
    assert state["version"]
    assert state["certificate_until"]


def test_an_operator_holds_the_link_and_lets_it_go_from_another_process(hub: HubSite, node: Machine) -> None:
    door = node.door("helper")
    lakou("link", "pause", "--config", node.config)
    give_supports(door, 3)
    said = json.loads(lakou("link", "status", "--json", "--config", node.config, status=1))
    assert (said["state"], said["acked"]) == ("paused", 0)
    assert "n’a rien répondu" in lakou("reconcile", "--wait", "0.5", "--config", node.config, status=2)
    lakou("link", "resume", "--config", node.config)
    wait_until(counted(hub, node, 3), "the hub counted them", 20)
    lakou("link", "resend", "--from", "1", "--config", node.config)
    assert "égal au hub" in lakou("reconcile", "--config", node.config)
    assert hub.state(node.config.parent.name)["applied"] == 3


def test_a_line_that_is_cut_holds_nothing_up_at_the_node_and_loses_nothing(hub: HubSite, node: Machine) -> None:
    door = node.door("helper")
    give_supports(door, 5)
    wait_until(counted(hub, node, 5), "the hub counted them", 20)
    hub.proxy.cut()
    give_supports(door, 30)
    hub.proxy.heal()
    wait_until(counted(hub, node, 35), "the hub counted what was recorded meanwhile", 30)


def assert_equal_to_the_hub(node: Machine) -> None:
    """To the last figure, and to the digest of the whole history."""
    assert "égal au hub" in lakou("reconcile", "--config", node.config)


def link_status(node: Machine) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(lakou("link", "status", "--json", "--config", node.config))
    return said


@pytest.mark.long
def test_answers_that_are_lost_make_nothing_count_twice(hub: HubSite, node: Machine) -> None:
    door = node.door("helper")
    for _ in range(3):
        hub.proxy.swallow_down = True
        give_supports(door, 10)
        hub.proxy.reset()
        hub.proxy.heal()
    wait_until(counted(hub, node, 30), "the hub counted each once", 60)
    assert_equal_to_the_hub(node)


@pytest.mark.long
def test_a_line_that_swallows_everything_is_noticed_and_made_anew(hub: HubSite, node: Machine) -> None:
    """No word of an end comes: the node waits two minutes for an answer, and then begins again by itself."""
    door = node.door("helper")
    give_supports(door, 2)
    wait_until(lambda: link_status(node)["acked"] == 2, "the node heard that the hub counted them", 30)
    hub.proxy.swallow_up = hub.proxy.swallow_down = True
    give_supports(door, 3)
    wait_until(lambda: "link.failed" in node.program.logs(100_000), "the node says that the link fails", 240)
    said = link_status(node)
    assert (said["state"], said["waiting"], said["acked"]) == ("waiting", 3, 2)
    assert said["ack_age_seconds"] > 60
    hub.proxy.heal()
    wait_until(counted(hub, node, 5), "the hub counted the rest", 300)
    assert_equal_to_the_hub(node)


@pytest.mark.long
def test_a_hub_that_is_killed_goes_on_where_it_was(hub: HubSite, node: Machine) -> None:
    door = node.door("helper")
    give_supports(door, 10)
    hub.machine.program.kill()
    give_supports(door, 10)
    hub.machine.start()
    wait_until(counted(hub, node, 20), "the hub counted all", 60)
    assert_equal_to_the_hub(node)


@pytest.mark.long
def test_batches_that_the_broker_lost_are_sent_again(hub: HubSite, node: Machine) -> None:
    hub.machine.program.kill()
    give_supports(node.door("helper"), 10)
    name = node.config.parent.name
    broker = hub.rabbitmq.broker
    wait_until(lambda: broker.management("GET", f"queues/{name}/fact.in").get("messages", 0) > 0, "a batch waits", 30)
    broker.management("DELETE", f"queues/{name}/fact.in/contents")
    hub.machine.start()
    wait_until(counted(hub, node, 10), "the hub counted all", 180)
    assert_equal_to_the_hub(node)


def test_admitting_and_joining_twice_changes_nothing(hub: HubSite, node: Machine, tmp_path: Path) -> None:
    name = node.config.parent.name
    before = hub.folder / f"{name}.bundle"
    content, settings = before.read_bytes(), node.config.read_bytes()
    again = hub.admit(name, "--territory", "973")
    assert again.read_bytes() == content
    assert "rien n’a changé" in lakou("node", "init", again, "--data", tmp_path)
    assert node.config.read_bytes() == settings


def test_a_node_that_is_revoked_is_shut_out_and_may_come_back(hub: HubSite, node: Machine, tmp_path: Path) -> None:
    name = node.config.parent.name
    door = node.door("helper")
    give_supports(door, 3)
    wait_until(counted(hub, node, 3), "the hub counted them", 20)
    lakou("hub", "revoke", name, "--config", hub.machine.config)
    give_supports(door, 3)
    wait_until(lambda: "link.failed" in node.program.logs(100_000), "the node says that the link fails", 30)
    assert hub.state(name)["applied"] == 3
    node.program.kill()
    again = join(hub.admit(name, "--territory", "973"), tmp_path)
    again.start()
    wait_until(counted(hub, again, 6), "the hub counted the rest", 30)
    again.program.kill()


@pytest.mark.long
def test_a_hub_without_disk_holds_the_facts_at_the_node_and_nobody_up(hub: HubSite, node: Machine) -> None:
    door = node.door("helper")
    give_supports(door, 2)
    wait_until(counted(hub, node, 2), "the hub counted them", 30)
    hub.rabbitmq.control("set_disk_free_limit", "9000GB")
    try:
        wait_until(lambda: blocked(hub), "the broker stops reading from the nodes", 30)
        give_supports(door, 10)
        queue = hub.rabbitmq.broker.management("GET", f"queues/{node.name}/fact.in")
        assert queue.get("message_stats", {}).get("redeliver", 0) == 0
        assert hub.state(node.name)["applied"] == 2
    finally:
        hub.rabbitmq.control("set_disk_free_limit", "50MB")
    wait_until(counted(hub, node, 12), "the hub counted the rest", 300)
    assert "égal au hub" in lakou("reconcile", "--config", node.config)


def blocked(hub: HubSite) -> bool:
    return any(each.get("disk_free_alarm") for each in hub.rabbitmq.broker.management("GET", "nodes"))


@pytest.mark.long
def test_a_queue_that_somebody_deleted_at_the_hub_is_made_again_by_admitting(hub: HubSite, node: Machine) -> None:
    """What no queue wants is not confirmed: it stays at the node, which says so."""
    door = node.door("helper")
    give_supports(door, 2)
    wait_until(counted(hub, node, 2), "the hub counted them", 30)
    hub.rabbitmq.broker.management("DELETE", f"queues/{node.name}/fact.in")
    give_supports(door, 3)
    wait_until(lambda: "link.failed" in node.program.logs(100_000), "the node says that the link fails", 60)
    hub.admit(node.name, "--territory", "973")
    lakou("link", "resume", "--config", node.config)
    wait_until(counted(hub, node, 5), "the hub counted the rest", 120)
    assert_equal_to_the_hub(node)


@pytest.mark.long
def test_a_certificate_is_renewed_while_the_node_works(hub: HubSite, node: Machine, tmp_path: Path) -> None:
    door = node.door("helper")
    give_supports(door, 2)
    wait_until(counted(hub, node, 2), "the hub counted them", 30)
    before = (node.folder / "keys" / "link" / "node.pem").read_bytes()
    lakou("node", "init", hub.admit(node.name, "--territory", "973", "--renew"), "--data", tmp_path)
    assert (node.folder / "keys" / "link" / "node.pem").read_bytes() != before
    assert "1 certificat" in lakou("hub", "revoke", node.name, "--old", "--config", hub.machine.config)
    give_supports(door, 3)
    wait_until(counted(hub, node, 5), "the hub counted what was told with the new one", 60)
    assert_equal_to_the_hub(node)


@pytest.mark.long
def test_what_the_hub_shares_out_comes_down_the_line_and_outlives_it(hub: HubSite, node: Machine) -> None:
    """With the next answer, at the latest after a heartbeat; a node that is alone goes on with the last it had."""
    body = {"code": "de-la-cour", "name": "De la cour", "kind": "beneficiaries", "funder": "ANCT", "targets": {node.name: 40}}
    hub.machine.door("analyst").post("reporting/common-programs", body)
    door = node.door("coordinator")
    give_supports(door, 1)
    wait_until(lambda: shared(door) == [("De la cour", "ANCT", 40)], "the node opened the program", 60, every=0.5)
    hub.proxy.cut()
    node.program.kill()
    node.start()
    assert shared(door) == [("De la cour", "ANCT", 40)]
    hub.proxy.heal()


def shared(door: Door) -> list[tuple[str, str, int]]:
    found = door.get("enrollment/programs")["items"]
    return [(each["name"], each["funder"], each["target"]) for each in found if each["code"] == "de-la-cour"]
