"""The doors of a node, without a server: a program with a token, a browser with a cookie."""

import dataclasses
import re
import uuid
from pathlib import Path
from typing import Any

from werkzeug.datastructures import Headers
from werkzeug.test import Client, TestResponse

from lakou.kernel.context import ServiceContext
from lakou.kernel.settings import Settings
from lakou.node.node import Node
from lakou.portal import tokens, use_cases

API = "/sessions/api/v1"
PASSWORD = "une-phrase-assez-longue"


def make_node(folder: Path) -> Node:
    """Martinique, migrated, not started."""
    node = Node(Settings(name="martinique", port=0, data=folder))
    node.migrate()
    return node


def sessions_of(node: Node) -> ServiceContext:
    """The surroundings of its sessions service."""
    return node.services["sessions"].context


@dataclasses.dataclass(frozen=True)
class Answer:
    """What the API said."""

    status_code: int
    json: Any
    headers: Headers
    text: str


class Program:
    """Speaks to the API with a token of a role."""

    def __init__(self, node: Node, role: str = "coordinator") -> None:
        self.client = Client(node.app)
        token = tokens.sign(
            node.keys.signing(), node.site.node, account="token:test", name="Test", role=role, lifetime=tokens.PROGRAM_LIFETIME
        )
        self.headers = {"Authorization": f"Bearer {token}"}

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """One request; `path` is below the API. Underscores in header names stand for hyphens."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        response = self.client.open(API + path, method=method, json=body, headers=self.headers | named)
        return Answer(response.status_code, response.json, response.headers, response.get_data().decode(errors="replace"))

    def make(self, path: str, body: Any) -> dict[str, Any]:
        """POST what must be made; the answer."""
        response = self.ask("POST", path, body)
        assert response.status_code == 201, response.text
        made: dict[str, Any] = response.json
        return made


class Browser:
    """Somebody signed in, who follows redirections and sends the token of the form."""

    def __init__(self, node: Node, role: str = "coordinator") -> None:
        self.client = Client(node.app)
        email = f"{uuid.uuid4().hex[:8]}@exemple.fr"
        use_cases.add_account(node.portal, email=email, name="Mélissa Orvil", role=role, password=PASSWORD)
        entered = self.client.post("/connexion", data={"email": email, "password": PASSWORD})
        assert entered.status_code == 303

    def see(self, path: str) -> TestResponse:
        """A page."""
        return self.client.get(path)

    def send(self, path: str, form: dict[str, Any]) -> TestResponse:
        """A form, then the page it leads to."""
        account = self.client.get("/compte").text
        token = re.search(r'name="csrf" value="([^"]+)"', account)
        assert token is not None
        return self.client.post(path, data=form | {"csrf": token[1]}, follow_redirects=True)
