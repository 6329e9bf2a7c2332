"""Every door of a node and of the hub, with who may pass: docs/access.md is written from it, and a test knocks at each."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from lakou.contracts.vocabulary import Role
from lakou.kernel.settings import Settings
from lakou.kernel.web.routes import PUBLIC, Route
from lakou.node.node import Node

HEAD = """# Who may pass which door

Written by `make contracts` from the routes of the code; a test knocks at each door with each role. ● may pass, · may not.
A helper reads no figures at the hub, and some doors exist at the hub or at a node alone.
"""
ROLES = tuple(role.value for role in Role)


def doors(node: Node) -> Iterator[tuple[str, Route]]:
    """Each door with its full path, in a stable order."""
    yield from sorted(node.app.routes, key=lambda each: (each[0], each[1].method))


def may_pass(route: Route, role: str) -> bool:
    """Whether the door is open to a role."""
    return route.roles == PUBLIC or role in route.roles


def page() -> bytes:
    """The table."""
    with tempfile.TemporaryDirectory() as folder:
        node = Node(Settings(name="martinique", port=0, data=Path(folder)))
        rows = [_row(path, route) for path, route in doors(node)]
        for context in node.contexts():
            context.database.dispose()
    head = f"| door | anyone | {' | '.join(ROLES)} |\n|---|{'---|' * (len(ROLES) + 1)}\n"
    return (HEAD + "\n" + head + "\n".join(rows) + "\n").encode()


def _row(path: str, route: Route) -> str:
    marks = ["●" if route.roles == PUBLIC else "·", *("●" if may_pass(route, role) else "·" for role in ROLES)]
    return f"| `{route.method} {path}` | {' | '.join(marks)} |"
