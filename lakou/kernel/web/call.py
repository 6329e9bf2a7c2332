"""One request being answered: who asks, what was sent, and how to answer."""

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from marshmallow import Schema, ValidationError
from werkzeug.utils import redirect as werkzeug_redirect
from werkzeug.wrappers import Request, Response

from lakou.kernel.context import ServiceContext, Site
from lakou.kernel.db import Database
from lakou.kernel.problems import InvalidInput, NotSignedIn, StaleRevision
from lakou.kernel.web.flash import Flash
from lakou.kernel.web.routes import Route
from lakou.kernel.web.wording import field_errors


@dataclasses.dataclass(frozen=True)
class Principal:
    """Who asks. `via` is `cookie` (a browser) or `bearer` (a program); `organization` is the code of a partner's own."""

    account: str
    name: str
    role: str
    session: str
    via: str
    csrf: str = ""
    organization: str = ""


class Call:
    """What a handler gets. `params` come from the path, `body` and `query` are already checked by the route's schemas."""

    def __init__(
        self,
        request: Request,
        route: Route,
        context: ServiceContext,
        params: Mapping[str, Any],
        principal: Principal | None,
        shell: Any,
    ) -> None:
        self.request = request
        self.route = route
        self.context = context
        self.params = params
        self.visitor = principal
        self.body: dict[str, Any] = {}
        self.query: dict[str, Any] = {}
        self.subject = ""
        self._shell = shell

    @property
    def principal(self) -> Principal:
        """Who asks, on a route that is not public."""
        if self.visitor is None:
            raise NotSignedIn
        return self.visitor

    @property
    def database(self) -> Database:
        """The database of this service."""
        return self.context.database

    @property
    def site(self) -> Site:
        """In whose house one stands."""
        return self.context.site

    def standing(self, accounts: Iterable[str], roles: frozenset[str]) -> set[str]:
        """Which of these accounts may still enter with one of these roles: for a door that opens without signing in."""
        found: set[str] = self._shell.standing(accounts, roles)
        return found

    def form(self, schema: type[Schema]) -> dict[str, Any]:
        """The posted form through a schema; empty boxes count as not given. Raises InvalidInput, a sentence per field."""
        lists = {name for name, field in schema().fields.items() if type(field).__name__ in ("List", "TupleOf")}
        given: dict[str, Any] = {}
        for name, values in self.request.form.lists():
            kept = [value.strip() for value in values if value.strip()]
            if name != "csrf" and kept:
                given[name] = kept if name in lists else kept[-1]
        return load(schema, given)

    def render(self, template: str, status: int = 200, **values: Any) -> Response:
        """A page of HTML."""
        return Response(self._shell.page(self, template, values), status=status, mimetype="text/html")

    def redirect(self, to: str, flash: Flash | None = None) -> Response:
        """After a form: see another page of this site, with a word on what was done."""
        response = werkzeug_redirect(safe_path(to), 303)
        if flash:
            self._shell.remember_flash(response, flash)
        return response

    def answer(self, data: Any, status: int | None = None, *, revision: int | None = None, location: str = "") -> Response:
        """JSON through the route's answer schema; `revision` becomes the ETag."""
        if self.route.answer is not None:
            data = self.route.answer().dump(data)
        response = Response(orjson.dumps(data), status=status or self.route.status, mimetype="application/json")
        if revision is not None:
            response.set_etag(str(revision))
        if location:
            response.headers["Location"] = location
        return response

    def if_match(self, revision: int) -> None:
        """Refuse a change made on an old copy; without the header the change is accepted."""
        asked = self.request.if_match
        if asked and str(revision) not in asked and not asked.star_tag:
            raise StaleRevision


def load(schema: type[Schema], given: Any) -> dict[str, Any]:
    """Check `given` with a schema. Raises InvalidInput with a French sentence per field."""
    try:
        loaded: dict[str, Any] = schema().load(given)
    except ValidationError as error:
        raise InvalidInput(field_errors(error)) from error
    return loaded


def safe_path(to: str) -> str:
    """A path of this site, whatever was asked: never another host. Browsers read `\\` as `/`, and drop tabs and line ends."""
    strange = any(character <= " " or character == "\\" for character in to)
    return to if to.startswith("/") and not to.startswith("//") and not strange else "/"
