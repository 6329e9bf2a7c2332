"""Routes are declared beside their handler, and none without the roles that may pass."""

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from marshmallow import Schema
from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from lakou.kernel.web.call import Call

Handler = Callable[["Call"], Response]
PUBLIC: frozenset[str] = frozenset({"public"})

KILO = 1024
PAGE_LIMIT = 256 * KILO
API_LIMIT = 1024 * KILO


@dataclasses.dataclass(frozen=True)
class Route:
    """One door: verb, path below the service's prefix, roles, and for the API the schemas in and out.

    <<<<<<< HEAD
        `looks`: a POST that changes nothing, so that what is looked for stays in no address; the journal leaves it out.
    =======
        A plain one is for machines: its whole path, open to all, answered without asking who is there nor any database for it.
    >>>>>>> main
    """

    method: str
    path: str
    kind: Literal["page", "api", "plain"]
    roles: frozenset[str]
    handler: Handler
    summary: str = ""
    body: type[Schema] | None = None
    query: type[Schema] | None = None
    answer: type[Schema] | None = None
    status: int = 200
    max_bytes: int = API_LIMIT
    looks: bool = False

    @property
    def name(self) -> str:
        """Stable name for metrics and logs."""
        return f"{self.method} {self.path}"


class Routes:
    """The doors of one service; `pages.py` and `api.py` each fill one."""

    def __init__(self, service: str) -> None:
        self.service = service
        self.routes: list[Route] = []

    def page(
        self, method: str, path: str, *, roles: frozenset[str], max_bytes: int = PAGE_LIMIT, looks: bool = False
    ) -> Callable[[Handler], Handler]:
        """A page or a form for people."""

        def register(handler: Handler) -> Handler:
            self.routes.append(Route(method, path, "page", roles, handler, max_bytes=max_bytes, looks=looks))
            return handler

        return register

    def api(
        self,
        method: str,
        path: str,
        *,
        roles: frozenset[str],
        summary: str,
        body: type[Schema] | None = None,
        query: type[Schema] | None = None,
        answer: type[Schema] | None = None,
        status: int = 200,
        max_bytes: int = API_LIMIT,
    ) -> Callable[[Handler], Handler]:
        """A door for programs, below `/api/v1`."""

        def register(handler: Handler) -> Handler:
            self.routes.append(Route(method, path, "api", roles, handler, summary, body, query, answer, status, max_bytes))
            return handler

        return register
