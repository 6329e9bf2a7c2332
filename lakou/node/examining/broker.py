"""RabbitMQ: whether it answers, and whether an operator's policy would make it drop what it holds.

A queue with a length limit drops or refuses, and what it drops is asked for again without end (133,000 times in 18 s, measured); a
delivery limit throws away what a consumer that is killed again and again did not acknowledge.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

from lakou.node.examining.finding import Finding
from lakou.node.node import Node
from lakou.node.wire.broker import BrokerAdmin, BrokerRefused
from lakou.node.wire.line import admitted

HARMFUL = ("max-length", "max-length-bytes", "overflow", "delivery-limit", "message-ttl", "expires")
NO_LIMIT = -1  # what a policy says to lift the delivery limit of RabbitMQ 4


def examine(node: Node) -> Iterator[Finding]:
    """What the node, or the hub, needs of it."""
    settings = node.settings
    if settings.transport == "amqp":
        yield _answers(settings.amqp)
    vhosts = [unquote(urlsplit(settings.amqp).path[1:])] if settings.amqp else []
    if settings.is_hub and settings.link:
        vhosts += admitted(settings).names()
    if not vhosts:
        return
    if not settings.broker_admin:
        cure = "Donnez « broker_admin » pour qu’elles le soient : une limite de longueur ferait perdre et redemander sans fin."
        yield Finding("broker", None, "règles des files pas examinées", cure)
        return
    yield from _policies(BrokerAdmin(settings.broker_admin), vhosts)


def _answers(url: str) -> Finding:
    from lakou.kernel.streams_amqp_connection import connect

    try:
        connect(url).collect()
    except Exception as error:  # noqa: BLE001 - whatever it is, the operator must read it
        cure = "Vérifiez que RabbitMQ tourne, et le réglage « amqp ». Rien n’est perdu : les événements attendent."
        return Finding("broker", False, f"ne répond pas ({type(error).__name__})", cure)
    return Finding("broker", True, "répond")


def _policies(admin: BrokerAdmin, vhosts: list[str]) -> Iterator[Finding]:
    try:
        wrong = [trap for vhost in vhosts for trap in _traps(vhost, admin.policies(vhost), admin.queues(vhost))]
    except BrokerRefused as error:
        cure = "Vérifiez le réglage « broker_admin », et que le greffon rabbitmq_management est actif."
        yield Finding("broker", False, f"règles des files pas examinées : {error}", cure)
        return
    yield from wrong or [Finding("broker", True, "aucune limite ajoutée aux files")]


def _traps(vhost: str, policies: list[dict[str, Any]], queues: list[str]) -> Iterator[Finding]:
    for policy in policies:
        hit = [queue for queue in queues if re.search(policy["pattern"], queue)]
        if hit and (limits := harmful(policy["definition"])):
            words = f"la règle « {policy['name']} » pose {', '.join(limits)} sur {', '.join(hit)} ({vhost})"
            cure = (
                f"rabbitmqctl {policy['clear']} -p {vhost} {policy['name']} : ce que la file jetterait serait redemandé sans fin."
            )
            yield Finding("broker", False, words, cure)


def harmful(definition: dict[str, Any]) -> list[str]:
    """What a policy says that would lose messages, by name; our own arguments are not policies."""
    return [name for name in HARMFUL if definition.get(name, NO_LIMIT) != NO_LIMIT]
