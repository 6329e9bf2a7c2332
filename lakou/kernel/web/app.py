"""The WSGI application of a node: finds the route, checks role, size and origin, answers problems in the reader's way."""

import dataclasses
import hmac
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol
from urllib.parse import quote

import orjson
from markupsafe import escape
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.exceptions import MethodNotAllowed as WerkzeugMethodNotAllowed
from werkzeug.exceptions import NotFound as WerkzeugNotFound
from werkzeug.wrappers import Request, Response

from lakou.kernel import correlation, logs, tracing
from lakou.kernel.context import ServiceContext
from lakou.kernel.database_trouble import is_trouble
from lakou.kernel.database_trouble import problem as trouble
from lakou.kernel.metrics import Metrics
from lakou.kernel.problems import (
    InvalidInput,
    MethodNotAllowed,
    NotAllowed,
    NotFound,
    NotSignedIn,
    Problem,
    TooLarge,
)
from lakou.kernel.web import idempotency
from lakou.kernel.web.call import Call, Principal, load
from lakou.kernel.web.headers import secure
from lakou.kernel.web.routes import PUBLIC, Route, Routes
from lakou.kernel.web.url_map import plain_route, url_map

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
READING = {"GET", "HEAD"}


class Shell(Protocol):
    """What the portal gives to the floor: who asks, the face of pages, the audit log."""

    def authenticate(self, request: Request) -> Principal | None:
        """Who asks; None when nobody is signed in."""

    def standing(self, accounts: Iterable[str], roles: frozenset[str]) -> set[str]:
        """Which of these may still enter with one of these roles."""

    def page(self, call: Call, template: str, values: dict[str, Any]) -> str:
        """A rendered page."""

    def problem_page(self, context: ServiceContext, request: Request, principal: Principal | None, problem: Problem) -> str:
        """A rendered error page."""

    def remember_flash(self, response: Response, flash: Any) -> None:
        """Show a word on the next page."""

    def after(self, call: Call, response: Response) -> None:
        """Called after each answered call, for the audit log and cookies."""


@dataclasses.dataclass(frozen=True)
class Mount:
    """The doors of one service below one prefix (empty for the portal)."""

    prefix: str
    context: ServiceContext
    routes: tuple[Routes, ...]


Endpoint = tuple[Route, ServiceContext]


class App:
    """All the doors of one node on one port."""

    def __init__(self, mounts: Iterable[Mount], shell: Shell, metrics: Metrics) -> None:
        self.shell = shell
        self.metrics = metrics
        self._plain: dict[str, Callable[[], Response]] = {}
        self._mounts = {mount.prefix: mount for mount in mounts}

    def open_plain(self, doors: Mapping[str, Callable[[], Response]]) -> None:
        """Doors for machines, by their whole path: open to all, they must answer when nothing else does."""
        self._plain.update(doors)

    @property
    def routes(self) -> list[tuple[str, Route]]:
        """Every door with its full path, for tests and documents: what is not here is not answered."""
        mounted = [
            (rule.rule, rule.endpoint)
            for mount in self._mounts.values()
            for rule in url_map(mount.prefix, mount.routes).iter_rules()
        ]
        return mounted + [(path, plain_route(path, door)) for path, door in self._plain.items()]

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """WSGI."""
        request = Request(environ)
        started = time.monotonic()
        with correlation.follow(request.headers.get("traceparent")), tracing.span("request") as span:
            route, response = self._answer(request)
            secure(response, request)
            response.headers["X-Trace"] = correlation.trace_id() or ""
            service, name = (route[1].service, route[0].name) if route else ("portal", "unknown")
            if span:
                span.update_name(f"{service} {name}")
                span.set_attribute("http.response.status_code", response.status_code)
            if logs.detailed:
                logs.get().debug("http.answered", service=service, route=name, status=response.status_code)
            self.metrics.requests.labels(service, name, str(response.status_code)).inc()
            self.metrics.request_seconds.labels(service).observe(time.monotonic() - started)
            return response(environ, start_response)

    def _answer(self, request: Request) -> tuple[Endpoint | None, Response]:
        endpoint: Endpoint | None = None
        principal: Principal | None = None
        try:
            if plain := self._plain.get(request.path):
                if request.method not in READING:
                    raise MethodNotAllowed
                return None, plain()
            endpoint, params = self._match(request)
            route, context = endpoint
            principal = self.shell.authenticate(request)
            return endpoint, self._run(Call(request, route, context, params, principal, self.shell))
        except Problem as problem:
            return endpoint, self._problem(request, endpoint, principal, problem)
        except RequestEntityTooLarge:
            return endpoint, self._problem(request, endpoint, principal, TooLarge())
        except HTTPException as error:
            return endpoint, self._problem(request, endpoint, principal, InvalidInput({}, str(error.name)))
        except Exception as error:  # noqa: BLE001 - the last floor: the class is logged, the text may hold personal data
            if is_trouble(error):
                logs.get().error("http.database_unavailable", error=type(error).__name__)
                return endpoint, self._problem(request, endpoint, principal, trouble(error))
            logs.get().error("http.failed", error=type(error).__name__, where=_where(error))
            return endpoint, self._problem(request, endpoint, principal, Problem())

    def _match(self, request: Request) -> tuple[Endpoint, Any]:
        first = "/" + request.path.split("/")[1]
        mount = self._mounts.get(first, self._mounts[""])
        adapter = url_map(mount.prefix, mount.routes).bind_to_environ(request.environ)
        try:
            route, params = adapter.match()
        except WerkzeugNotFound as error:
            raise NotFound from error
        except WerkzeugMethodNotAllowed as error:
            raise MethodNotAllowed from error
        return (route, mount.context), params

    def _run(self, call: Call) -> Response:
        route, request = call.route, call.request
        request.max_content_length = route.max_bytes
        request.max_form_memory_size = route.max_bytes
        request.max_form_parts = 2000
        if (request.content_length or 0) > route.max_bytes:
            raise TooLarge
        _check_role(call)
        _check_origin(call)
        if route.query is not None:
            call.query = load(route.query, request.args.to_dict())
        if route.body is not None:
            call.body = load(route.body, _json(request))
        response = idempotency.once(call, route.handler)
        self.shell.after(call, response)
        return response

    def _problem(self, request: Request, endpoint: Endpoint | None, principal: Principal | None, problem: Problem) -> Response:
        is_api = "/api/" in request.path if endpoint is None else endpoint[0].kind == "api"
        if is_api:
            body = orjson.dumps(problem.body(), default=str)
            response = Response(body, problem.status, mimetype="application/problem+json")
        elif isinstance(problem, NotSignedIn) and request.method in SAFE_METHODS:
            response = Response(status=303, headers={"Location": f"/connexion?next={quote(request.path)}"})
        else:
            context = endpoint[1] if endpoint else self._mounts[""].context
            response = Response(self._problem_page(context, request, principal, problem), problem.status, mimetype="text/html")
        return response

    def _problem_page(self, context: ServiceContext, request: Request, principal: Principal | None, problem: Problem) -> str:
        try:
            return self.shell.problem_page(context, request, principal, problem)
        except Exception as error:  # noqa: BLE001 - even the page of errors may fail; its reader gets an answer all the same
            logs.get().error("http.no_problem_page", error=type(error).__name__, where=_where(error))
            return f"<!doctype html><html lang=fr><title>Lakou</title><h1>{escape(problem.title)}</h1><p>{escape(problem.sentence)}"


def _check_role(call: Call) -> None:
    if call.route.roles == PUBLIC:
        return
    if call.visitor is None:
        raise NotSignedIn
    if call.visitor.role not in call.route.roles:
        raise NotAllowed


def _check_origin(call: Call) -> None:
    """A form posted by a browser must come from our own page; a program shows its token instead (no cookie)."""
    request, visitor = call.request, call.visitor
    if request.method in SAFE_METHODS or (visitor and visitor.via == "bearer"):
        return
    if not _from_here(request):
        raise NotAllowed("Repartez de la page de Lakou : cette demande vient d’un autre site.")
    if visitor and visitor.via == "cookie":
        sent = request.form.get("csrf") or request.headers.get("X-CSRF-Token", "")
        if not hmac.compare_digest(sent.encode(), visitor.csrf.encode()):
            raise NotAllowed("La page est restée ouverte trop longtemps. Revenez en arrière, rechargez-la, recommencez.")


def _from_here(request: Request) -> bool:
    """What browsers say of where a form stands; the older ones name its origin. Who says nothing is no browser."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is None:
        origin = request.headers.get("Origin")
        return origin is None or origin.rpartition("://")[2] == request.host
    return site in ("same-origin", "none")


def _json(request: Request) -> Any:
    raw = request.get_data()
    try:
        return orjson.loads(raw or b"{}")
    except ValueError as error:
        raise InvalidInput({"_schema": "Envoyez un objet JSON bien formé, en UTF-8."}) from error


def _where(error: Exception) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno}" if trace else "?"
