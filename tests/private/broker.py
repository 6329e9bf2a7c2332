"""Speaking to a private RabbitMQ: its addresses, and its management API."""

import json
from base64 import b64encode
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import quote

HEADERS = {"Authorization": "Basic " + b64encode(b"guest:guest").decode(), "Content-Type": "application/json"}


@dataclass(frozen=True)
class Broker:
    """The user is `guest`, who may do everything."""

    port: int
    management_port: int

    def url(self, vhost: str) -> str:
        return f"amqp://guest:guest@127.0.0.1:{self.port}/{quote(vhost, safe='')}"

    def create_vhost(self, vhost: str) -> str:
        """Gives its URL. About 20 ms."""
        self.management("PUT", f"vhosts/{quote(vhost, safe='')}")
        rights = {"configure": ".*", "write": ".*", "read": ".*"}
        self.management("PUT", f"permissions/{quote(vhost, safe='')}/guest", rights)
        return self.url(vhost)

    def delete_vhost(self, vhost: str) -> None:
        """Closes the connections to it, too."""
        self.management("DELETE", f"vhosts/{quote(vhost, safe='')}")

    def management(self, method: str, path: str, body: Any = None) -> Any:
        """One request to `/api/<path>`. Gives what the JSON answer holds, None if empty. RuntimeError when refused."""
        connection = HTTPConnection("127.0.0.1", self.management_port, timeout=30)
        try:
            connection.request(method, f"/api/{path}", json.dumps(body) if body is not None else None, HEADERS)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status} {content.decode(errors='replace')}")
        return json.loads(content) if content else None
