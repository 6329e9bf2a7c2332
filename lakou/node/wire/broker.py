"""The hub's RabbitMQ through its management API: a vhost, a user, rights and queues for each node that is admitted."""

from typing import Any
from urllib.parse import quote, unquote, urlsplit

import requests

from lakou.node.wire.names import FIRST_WITH_LIMIT, HUB_RIGHTS, LIFTED, NO_DELIVERY_LIMIT, NODE_RIGHTS, QUEUES, VHOST_LIMITS

PATIENCE = 20.0
ABSENT = 404


class BrokerRefused(RuntimeError):
    """Raised when the broker cannot be asked or says no; the text is safe to show and names no secret."""


class BrokerAdmin:
    """`url` is that of the management API with its user and password: http://user:password@host:15672."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
        self._base = f"{parts.scheme}://{parts.hostname}{port}/api"
        self._who = (unquote(parts.username or "guest"), unquote(parts.password or "guest"))

    def open_vhost(self, node: str, reader: str, password: str) -> None:
        """What a node and the hub's `reader` need, made when it is missing. It may run any number of times."""
        at = quote(node, safe="")
        self._ask("PUT", f"vhosts/{at}")
        for name, value in VHOST_LIMITS.items():
            self._ask("PUT", f"vhost-limits/{at}/{name}", {"value": value})
        for name, arguments in QUEUES.items():
            self._ask("PUT", f"exchanges/{at}/{name}", {"type": "fanout", "durable": True})
            self._ask("PUT", f"queues/{at}/{name}", {"durable": True, "arguments": dict(arguments)})
            self._ask("POST", f"bindings/{at}/e/{name}/q/{name}", {"routing_key": ""})
        if self._major_version() >= FIRST_WITH_LIMIT:
            self._ask("PUT", f"policies/{at}/{NO_DELIVERY_LIMIT}", dict(LIFTED))
        if reader != self._who[0]:  # who administers the broker keeps the right to do so
            self._ask("PUT", f"users/{quote(reader, safe='')}", {"password": password, "tags": ""})
            self._ask("PUT", f"permissions/{at}/{quote(reader, safe='')}", HUB_RIGHTS)

    def _major_version(self) -> int:
        version = str(self._ask("GET", "overview")["rabbitmq_version"])
        major = version.split(".")[0]
        if not major.isdigit():
            raise BrokerRefused("the broker does not say its version")
        return int(major)

    def admit(self, node: str, user: str) -> None:
        """Let a certificate with this common name in: a user without a password, who may write facts and read answers."""
        self._ask("PUT", f"users/{quote(user, safe='')}", {"password_hash": "", "tags": ""})
        self._ask("PUT", f"permissions/{quote(node, safe='')}/{quote(user, safe='')}", NODE_RIGHTS)

    def users(self, node: str) -> list[str]:
        """The users of a node, new and old."""
        found: list[dict[str, Any]] = self._ask("GET", "users") or []
        return sorted(each["name"] for each in found if each["name"].rpartition(".")[0] == node)

    def policies(self, vhost: str) -> list[dict[str, Any]]:
        """What operators laid down for the queues of a vhost: `name`, `pattern`, `definition`, and how to `clear` it."""
        at, found = quote(vhost, safe=""), []
        for kind, clear in (("policies", "clear_policy"), ("operator-policies", "clear_operator_policy")):
            found += [
                {**each, "clear": clear} for each in self._ask("GET", f"{kind}/{at}") or [] if each["apply-to"] != "exchanges"
            ]
        return found

    def queues(self, vhost: str) -> list[str]:
        """The names of the queues of a vhost."""
        return sorted(each["name"] for each in self._ask("GET", f"queues/{quote(vhost, safe='')}") or [])

    def shut_out(self, user: str) -> None:
        """Remove a user and close what it has open."""
        self._ask("DELETE", f"users/{quote(user, safe='')}", may_be_absent=True)
        self._ask("DELETE", f"connections/username/{quote(user, safe='')}", may_be_absent=True)

    def _ask(self, method: str, path: str, body: Any = None, *, may_be_absent: bool = False) -> Any:

        try:
            answer = requests.request(method, f"{self._base}/{path}", json=body, auth=self._who, timeout=PATIENCE)
        except requests.RequestException as error:
            raise BrokerRefused(f"no answer from the management API ({type(error).__name__})") from error
        if answer.status_code == ABSENT and may_be_absent:
            return None
        if answer.status_code >= 400:
            raise BrokerRefused(f"{method} {path.split('/')[0]}: {answer.status_code}")
        return answer.json() if answer.content else None
