"""A small application on the web floor: one service, a few doors, a doorkeeper who believes the `X-Who` header."""

import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from marshmallow import Schema, fields, validate
from werkzeug.test import Client, TestResponse
from werkzeug.wrappers import Request, Response

from lakou.kernel.context import ServiceContext, Site
from lakou.kernel.keys import Keys
from lakou.kernel.metrics import Metrics
from lakou.kernel.problems import InvalidInput, NotFound, Problem, RuleBroken
from lakou.kernel.settings import Settings
from lakou.kernel.web.app import App, Mount
from lakou.kernel.web.call import Call, Principal
from lakou.kernel.web.routes import PUBLIC, Routes
from tests.kernel.kit import opened, sqlite

SECRET = "Mélissa Orvil 0696 12 34 56"
HELPER = frozenset({"helper"})
CSRF = "the-token-of-the-page"


class BoxSchema(Schema):
    """A box of the yard."""

    label = fields.String(required=True, validate=validate.Length(max=20))
    size = fields.Integer()


class ListSchema(Schema):
    """What a list may be asked."""

    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=200))


class Full(RuleBroken):
    """Raised when the yard is full."""

    slug = "yard-full"
    title = "La cour est pleine"
    text = "Attendez qu’une place se libère."


class Doorkeeper:
    """Stands where the portal stands: `X-Who: helper` is a browser, `X-Who: helper bearer` a program."""

    def __init__(self) -> None:
        self.after_calls: list[tuple[str, int]] = []

    def authenticate(self, request: Request) -> Principal | None:
        role, _, via = request.headers.get("X-Who", "").partition(" ")
        return Principal("account-1", "Rosalie", role, "session-1", via or "cookie", CSRF) if role else None

    def page(self, _call: Call, template: str, values: dict[str, Any]) -> str:
        return f"<p>{template} {values}</p>"

    def standing(self, accounts: Iterable[str], _roles: frozenset[str]) -> set[str]:
        return set(accounts)

    def problem_page(self, _context: ServiceContext, _request: Request, _who: Principal | None, problem: Problem) -> str:
        return f"<h1>{problem.title}</h1><p>{problem.sentence}</p>"

    def remember_flash(self, response: Response, flash: Any) -> None:
        response.headers["X-Flash"] = flash.text.encode().decode("latin-1")

    def after(self, call: Call, response: Response) -> None:
        self.after_calls.append((call.route.name, response.status_code))


class Yard:
    """The application, and what its doors have done."""

    def __init__(self, folder: Path) -> None:
        self.made: list[dict[str, Any]] = []
        self.doorkeeper = Doorkeeper()
        settings = Settings(name="martinique", port=1, data=folder)
        site = Site("martinique", "upandspace", "Up & Space", "Martinique", "972", "America/Martinique", "", False, False, "0")
        database = opened(sqlite(folder, "yard"), "/martinique/yard")
        self.metrics = Metrics()
        context = ServiceContext("yard", site, database, settings, self.metrics, Keys(folder / "keys"))
        home = Routes("portal")
        home.page("GET", "/", roles=PUBLIC)(lambda call: call.render("home"))
        self.app = App(
            [Mount("", context, (home,)), Mount("/yard", context, (self._pages(), self._api(), _failing()))],
            self.doorkeeper,
            self.metrics,
        )
        self.client = Client(self.app)

    def ask(self, method: str, path: str, who: str = "", **options: Any) -> TestResponse:
        headers = {**({"X-Who": who} if who else {}), **options.pop("headers", {})}
        return self.client.open(path, method=method, headers=headers, **options)

    def post_box(self, label: str = "mango", key: str = "", **options: Any) -> TestResponse:
        headers = {**({"Idempotency-Key": key} if key else {}), **options.pop("headers", {})}
        return self.ask("POST", "/yard/api/v1/boxes", "helper bearer", json={"label": label}, headers=headers, **options)

    def _pages(self) -> Routes:
        doors = Routes("yard")

        @doors.page("GET", "/", roles=HELPER)
        def inside(call: Call) -> Response:
            return call.render("inside")

        @doors.page("GET", "/open/<name>", roles=HELPER)
        def named(call: Call) -> Response:
            return call.render("named")

        @doors.page("POST", "/boxes", roles=HELPER, max_bytes=1000)
        def post(call: Call) -> Response:
            self.made.append(call.form(BoxSchema))
            return call.redirect(call.request.form.get("next", "/"))

        @doors.page("POST", "/visitors", roles=PUBLIC)
        def visit(call: Call) -> Response:
            return call.redirect("/")

        @doors.page("GET", "/broken", roles=PUBLIC)
        def broken(_call: Call) -> Response:
            raise ValueError(SECRET)

        return doors

    def _api(self) -> Routes:
        doors = Routes("yard")

        @doors.api(
            "POST", "/boxes", roles=HELPER, summary="Put a box", body=BoxSchema, answer=BoxSchema, status=201, max_bytes=1000
        )
        def put(call: Call) -> Response:
            if call.body["label"] == "full":
                raise Full(count=3)
            self.made.append(call.body)
            return call.answer({**call.body, "size": len(self.made)}, revision=1, location="/yard/api/v1/boxes/1")

        @doors.api("GET", "/boxes", roles=HELPER, summary="List the boxes", query=ListSchema)
        def listed(call: Call) -> Response:
            return call.answer({"items": self.made[: call.query["limit"]], "next": None})

        @doors.api("GET", "/boxes/<uuid:id>", roles=HELPER, summary="One box", answer=BoxSchema)
        def one(call: Call) -> Response:
            if call.params["id"] != uuid.UUID(int=1):
                raise NotFound
            return call.answer({"label": "mango"}, revision=7)

        @doors.api("PATCH", "/boxes/<uuid:id>", roles=HELPER, summary="Change a box", body=BoxSchema, answer=BoxSchema)
        def change(call: Call) -> Response:
            call.if_match(7)
            return call.answer(call.body, revision=8)

        return doors


def _failing() -> Routes:
    doors = Routes("yard")

    @doors.api("GET", "/broken", roles=PUBLIC, summary="Fails")
    def broken(_call: Call) -> Response:
        raise ValueError(SECRET)

    @doors.api("GET", "/wrong", roles=PUBLIC, summary="Refuses")
    def wrong(_call: Call) -> Response:
        raise InvalidInput({"label": "Écrivez un nom."})

    return doors
