"""How a node stands, seen from outside of its process, and what wants a person."""

import dataclasses
from collections.abc import Iterator
from typing import Any

import requests

from lakou.contracts.base import Stream
from lakou.kernel import clock_guard
from lakou.node import measures, operations
from lakou.node.answers import READER
from lakou.node.house import House
from lakou.node.link_state import LinkState, link_state
from lakou.node.operations import StreamState
from lakou.portal.french import NBSP, plural
from services.reporting.use_cases.freshness import Counted

PATIENCE = 2.0
LATE_SECONDS = 120.0


@dataclasses.dataclass(frozen=True)
class Standing:
    """`link` is that of a node, `nodes` those of the hub; `to_do` says in French what wants a person."""

    node: str
    answers: bool
    services: list[StreamState]
    parked: int
    free_bytes: int
    link: LinkState | None
    nodes: list[Counted]
    to_do: list[str]

    def report(self) -> dict[str, Any]:
        """For a program."""
        return dataclasses.asdict(self)


def of(node: House) -> Standing:
    """Everything, read now."""
    keeps_facts = "reporting" in node.services
    link = link_state(node) if keeps_facts and not node.site.is_hub else None
    nodes = operations.node_states(node) if keeps_facts and node.site.is_hub else []
    services, parked, free = operations.stream_states(node), len(operations.parked(node)), operations.free_bytes(node)
    standing = Standing(node.site.node, answers(node), services, parked, free, link, nodes, [])
    standing.to_do.extend(_to_do(node, standing))
    return standing


def answers(node: House) -> bool:
    """Whether its process is up; in another container its address is another one, and nothing is to be done about that here."""
    host = "127.0.0.1" if node.settings.host == "0.0.0.0" else node.settings.host  # noqa: S104 - compared, not listened on
    try:
        return requests.get(f"http://{host}:{node.settings.port}/healthz", timeout=PATIENCE).ok
    except requests.RequestException:
        return False


def _to_do(node: House, found: Standing) -> Iterator[str]:
    if found.parked:
        count = plural(found.parked, "événement attend", "événements attendent").replace(NBSP, " ")
        yield f"{count} une décision : lakou park list"
    if found.free_bytes < operations.LOW_DISK:
        yield "le disque est presque plein : libérez de la place"
    for late in _late(node) if found.answers else ():
        yield f"{late} n’est plus lu depuis deux minutes : lakou check"
    if _clock_is_wrong(node):
        yield "la machine n’est pas à l’heure, rien ne s’enregistre : lakou check"
    if found.link is not None:
        yield from _about_the_link(found.node, found.link)
    for each in found.nodes:
        yield from _about_a_node(each)


def _about_a_node(seen: Counted) -> Iterator[str]:
    if seen.same_history is False:
        yield _two_histories(seen.node)
    if seen.certificate_ends_soon:
        yield f"le certificat de {seen.node} finit bientôt : lakou hub admit {seen.node} --renew"


def _two_histories(node: str) -> str:
    return f"le hub et {node} ne tiennent pas la même histoire : lakou check, puis lakou epoch bump"


def _about_the_link(node: str, link: LinkState) -> Iterator[str]:
    if link.same_history is False:
        yield _two_histories(node)
    if link.paused:
        yield "la liaison est en pause : lakou link resume"
    if link.unreadable:
        yield "des faits attendent que le hub soit mis à jour : prévenez le hub"
    if link.certificate_ends_soon:
        yield "le certificat de la liaison finit bientôt : demandez un nouveau fichier au hub"


def _late(node: House) -> Iterator[str]:
    """The services whose events have waited too long for a reader on this node; facts may wait for a network."""
    for name, running in node.services.items():
        with running.context.database.reading() as db:
            waits = [measures.waiting(db, stream, but=READER)[1] for stream in Stream]
        if max(waits) > LATE_SECONDS:
            yield name


def _clock_is_wrong(node: House) -> bool:
    try:
        for running in node.services.values():
            with running.context.database.reading() as db:
                clock_guard.examine(db)
    except clock_guard.ClockBehind:
        return True
    return False
