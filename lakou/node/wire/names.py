"""What stands at the hub's broker, in the vhost of each node, which bears the node's name.

| name | what | who |
|---|---|---|
| `fact.in` | fanout exchange and quorum queue: batches of facts | the node writes, the hub reads |
| `ack` | fanout exchange and queue of the last ten acknowledgements | the hub writes, the node reads |

The queue of batches has no length limit: a bounded one that refuses makes senders repeat themselves without end. When the disk is
short the broker stops reading from the nodes, which keep their facts.
"""

from collections.abc import Mapping
from typing import Any

FACTS = "fact.in"
ACKS = "ack"

QUEUES: Mapping[str, Mapping[str, Any]] = {
    FACTS: {"x-queue-type": "quorum", "x-single-active-consumer": True},
    ACKS: {"x-queue-type": "quorum", "x-max-length": 10, "x-overflow": "drop-head"},
}
NODE_RIGHTS = {"configure": "^$", "write": r"^fact\.in$", "read": "^ack$"}
HUB_RIGHTS = {"configure": "^$", "write": "^ack$", "read": r"^fact\.in$"}
FIRST_WITH_LIMIT = 4
NO_DELIVERY_LIMIT = "lakou-no-delivery-limit"
LIFTED: Mapping[str, Any] = {
    "pattern": r"^fact\.in$",
    "apply-to": "queues",
    "definition": {"delivery-limit": -1},
    "priority": 10,
}
"""RabbitMQ 4 throws a message away when its reader was killed twenty times; 3.x has no such limit, and refuses this policy."""
VHOST_LIMITS = {"max-connections": 6, "max-queues": 4}
