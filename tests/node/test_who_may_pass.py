"""Each role, and nobody, knocks at every door of a node and of the hub. The doors come from the code: none is forgotten."""

import re
from collections.abc import Iterator
from unittest.mock import Mock

import pytest
from werkzeug.test import Client

from lakou.kernel.problems import NotFound
from lakou.kernel.settings import Settings
from lakou.kernel.web.routes import PUBLIC, Route
from lakou.node import published
from lakou.node.documents import access
from lakou.node.node import Node
from lakou.portal import tokens

FILLED = {"uuid": "00000000-0000-4000-8000-000000000000", "int": "1", "path": "x", "": "x"}
PUBLIC_AT_A_NODE = {
    "GET /sessions/agenda/<secret>.ics",
    "GET /sessions/app.webmanifest",
    "GET /sessions/offline",
    "GET /sessions/offline/<version>/<name>",
    "GET /sessions/worker.js",
}
"""An agenda behind its secret, and the notebook, which holds nothing of anybody until its device fills it."""
HUB_ALONE = {("helper", path) for path in ("/reporting/", "/reporting/api/v1/indicators", "/reporting/api/v1/catalog")}
"""What a helper reads at her node and not at the hub."""
ASKED = {"/reporting/api/v1/indicators": "?from=2026-01-01&to=2026-01-31"}
"""What must be asked for the door to be reached at all."""


@pytest.fixture(scope="module", params=["martinique", "hub"])
def node(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    made = Node(Settings(name=request.param, port=0, data=tmp_path_factory.mktemp("doors") / request.param))
    made.migrate()
    yield made
    for context in made.contexts():
        context.database.dispose()


def knock(node: Node, path: str, route: Route, role: str | None) -> int:
    """The status of a bare request, without a body."""
    address = re.sub(r"<(?:(\w+)(?:\([^)]*\))?:)?\w+>", lambda found: FILLED[found.group(1) or ""], path) + ASKED.get(path, "")
    headers = {}
    if role:
        signed = tokens.sign(
            node.keys.signing(),
            node.site.node,
            account="token:knock",
            name="Essai",
            role=role,
            lifetime=tokens.PROGRAM_LIFETIME,
        )
        headers = {"Authorization": f"Bearer {signed}"}
    return Client(node.app).open(address, method=route.method, headers=headers).status_code


@pytest.mark.parametrize("role", access.ROLES)
def test_a_role_passes_the_doors_that_are_written_for_it_and_no_other(node: Node, role: str) -> None:
    wrong = []
    for path, route in access.doors(node):
        allowed = access.may_pass(route, role) and not (node.site.is_hub and (role, path) in HUB_ALONE)
        status = knock(node, path, route, role)
        if (status in (401, 403)) == allowed or status >= 500:
            wrong.append(f"{route.method} {path}: {status}")
    assert not wrong, f"{role} at {node.site.node}: {wrong}"


def test_nobody_passes_only_the_public_doors(node: Node) -> None:
    wrong = []
    for path, route in access.doors(node):
        status = knock(node, path, route, None)
        sent_to_the_door = status == 303 if route.kind == "page" and route.method == "GET" else status == 401
        # A wrong password is a 401 too: of the public doors only those that sign somebody in may say so.
        if route.roles != PUBLIC and not sent_to_the_door:
            wrong.append(f"{route.method} {path}: {status}")
    assert not wrong, wrong


def test_the_public_doors_are_few_and_known(node: Node) -> None:
    public = {f"{route.method} {path}" for path, route in access.doors(node) if route.roles == PUBLIC}
    documents = {each for each in public if each.endswith("/api/openapi.json")}
    at_a_node = set() if node.site.is_hub else PUBLIC_AT_A_NODE
    assert at_a_node <= public
    assert public - documents - at_a_node == {
        "GET /",
        "GET /accessibilite",
        "GET /aide",
        "GET /connexion",
        "GET /connexion/fournisseur",
        "GET /connexion/retour",
        "GET /donnees-personnelles",
        "GET /healthz",
        "GET /metrics",
        "GET /mot-de-passe",
        "GET /readyz",
        "GET /installer",
        "GET /installer/lakou.crt",
        "GET /static/<name>",
        "POST /api/v1/devices/<uuid:id>/contact",
        "POST /connexion",
        "POST /mot-de-passe",
    }, "a new public door must be meant: add it here"


def test_no_door_stands_outside_of_the_table(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    """The app answers from the two places that `routes` lists, mounted and plain doors: without them nothing is left."""
    paths = [re.sub(r"<[^>]*>", "lakou.css", path) for path, route in access.doors(node) if route.roles == PUBLIC]
    assert {"/healthz", "/metrics", "/readyz", "/static/lakou.css", "/connexion", "/api/openapi.json"} <= set(paths)
    monkeypatch.setattr(node.app, "_match", Mock(side_effect=NotFound))
    monkeypatch.setattr(node.app, "_plain", {})
    assert {path: Client(node.app).get(path).status_code for path in paths} == dict.fromkeys(paths, 404)


def test_a_plain_door_is_only_read(node: Node) -> None:
    plain = [path for path, route in access.doors(node) if route.kind == "plain"]
    assert plain == ["/healthz", "/metrics", "/readyz"]
    for path in plain:
        assert Client(node.app).head(path).status_code == 200
        assert {Client(node.app).open(path, method=method).status_code for method in ("POST", "PUT", "DELETE", "TRACE")} == {405}


def test_the_table_of_doors_is_current() -> None:
    path = published.DOCS / "access.md"
    assert path.exists(), "run make contracts, and commit what it wrote"
    assert path.read_bytes() == access.page(), "run make contracts, and commit what it wrote"
