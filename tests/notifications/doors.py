"""The doors of a node, as a program or a person of the staff finds them."""

import html
import re
from typing import Any

from werkzeug.test import Client, TestResponse

from lakou.kernel.context import ServiceContext
from lakou.node.node import Node
from lakou.portal import tokens
from lakou.portal.sessions import SESSION_COOKIE

API = "/notifications/api/v1"


class Doors:
    """`get` and `send` show a helper's token unless another role is given; None shows none."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.client = Client(node.app)

    @property
    def service(self) -> ServiceContext:
        return self.node.services["notifications"].context

    def token(self, role: str) -> str:
        key = self.node.keys.signing()
        return tokens.sign(key, "martinique", account="token:test", name="Test", role=role, lifetime=tokens.PROGRAM_LIFETIME)

    def get(self, path: str, role: str | None = "helper") -> TestResponse:
        return self.client.get(path, headers=self._headers(role))

    def send(self, method: str, path: str, role: str | None = "helper", **given: Any) -> TestResponse:
        headers = self._headers(role) | given.pop("headers", {})
        return self.client.open(path, method=method, headers=headers, **given)

    def sign_in(self) -> None:
        """From now on the browser holds a cookie."""
        self.client.set_cookie(SESSION_COOKIE, self.token("helper"))

    def _headers(self, role: str | None) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token(role)}"} if role else {}


def words(response: TestResponse) -> str:
    """The text of a page, without its tags."""
    text = re.sub(r"<(script|style|svg).*?</\1>", " ", response.get_data(as_text=True), flags=re.S)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", text)).replace("\u202f", " ").replace("\xa0", " "))
