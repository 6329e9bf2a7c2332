"""The operator's page: how far each stream and the link have got, and what to do when they have not."""

from typing import TYPE_CHECKING

from werkzeug.wrappers import Response

from lakou.kernel.web.call import Call
from lakou.kernel.web.routes import Routes

if TYPE_CHECKING:
    from lakou.node.node import Node

OPERATORS = frozenset({"operator"})


def routes(node: "Node") -> Routes:
    """The doors that need to see the whole node, not one service."""
    doors = Routes("portal")

    @doors.page("GET", "/liaison", roles=OPERATORS)
    def liaison(call: Call) -> Response:
        return call.render("node/operator.html", node=node)

    return doors
