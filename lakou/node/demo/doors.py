"""Invented activity goes in through the API, in process, with a token of the node; what concerns many, through its use case."""

import datetime as dt
import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import eventlet
import orjson
from werkzeug.test import Client

from lakou.contracts.vocabulary import AttendanceStatus, EnrollmentStage, Theme
from lakou.kernel import clock
from lakou.kernel.context import ServiceContext
from lakou.node.node import Node
from lakou.portal import tokens
from services.enrollment.schemas.beneficiaries import BeneficiaryInSchema
from services.enrollment.use_cases import beneficiaries, enrollments
from services.sessions import use_cases as sessions

STAFF = "Démonstration"
SETTLE_SECONDS = 120.0
PAUSE_SECONDS = 0.03
CALLS_BETWEEN_PAUSES = 25
DEMO = "demo"
"""Who tells the stories that come with the demo: their people are kept, however long ago they came."""


class Refused(RuntimeError):
    """Raised when a door refuses; the slug says which rule, never what was sent."""

    def __init__(self, path: str, status: int, answer: dict[str, Any]) -> None:
        self.slug = str(answer.get("type", ""))
        self.answer = answer
        super().__init__(f"{path}: {status} {self.slug} {sorted(answer.get('errors', ()))}")


class Doors:
    """The API of one node, as a coordinator would use it."""

    def __init__(self, node: Node, account: str = DEMO) -> None:
        self.node, self.account = node, account
        self._client = Client(node.app)
        self._calls = 0
        with clock.at(dt.datetime(2019, 1, 1, tzinfo=dt.UTC)):  # the held clock of the first story goes back to 2020
            self._token = tokens.sign(
                node.keys.signing(),
                node.site.node,
                account=account,
                name=STAFF,
                role="coordinator",
                lifetime=dt.timedelta(days=365 * 80),
            )

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        """POST JSON. Raises Refused."""
        return self._call("POST", path, body)

    def put(self, path: str, **body: Any) -> dict[str, Any]:
        """PUT JSON. Raises Refused."""
        return self._call("PUT", path, body)

    def get(self, path: str) -> dict[str, Any]:
        """GET JSON. Raises Refused."""
        return self._call("GET", path, None)

    def register(self, people: Iterable[Mapping[str, Any]], *, distinct: bool = False) -> list[str | None]:
        """Open many files at once: their ids, None for who may be known already (unless all are `distinct` people)."""
        given = [BeneficiaryInSchema().load(person) for person in people]
        context, exempt = self._context("enrollment"), self.account == DEMO
        opened = beneficiaries.register_all(context, given, STAFF, distinct=distinct, exempt=exempt)
        return [str(person.id) if person else None for person in opened]

    def enroll(self, people: Iterable[str], program: str, on: dt.date) -> list[str]:
        """Validate many people for a program at once; the ids of their enrollments."""
        ids = [uuid.UUID(person) for person in people]
        enrolled = enrollments.enroll_all(self._context("enrollment"), ids, uuid.UUID(program), on=on, by=STAFF)
        return [str(each.id) for each in enrolled]

    def complete(self, enrolled: Iterable[str], on: dt.date) -> None:
        """Many people have completed their program."""
        ids = [uuid.UUID(each) for each in enrolled]
        enrollments.move_all(self._context("enrollment"), ids, EnrollmentStage.COMPLETED, on=on, by=STAFF)

    def hold_seats(self, session: str, people: list[str]) -> list[str]:
        """Seat many at once, in their order; the ids of the seats."""
        ids = [uuid.UUID(person) for person in people]
        places = sessions.hold_seats(self._context("sessions"), uuid.UUID(session), ids)
        return [str(place.seat.id) for place in places]

    def call_the_roll(self, session: str, others: Mapping[str, str]) -> None:
        """Everybody is present, but for the `others`, each with her status."""
        exceptions = {uuid.UUID(seat): AttendanceStatus(status) for seat, status in others.items()}
        sessions.mark_everyone(self._context("sessions"), uuid.UUID(session), AttendanceStatus.PRESENT, exceptions, by=STAFF)

    def plan(
        self, workshop: str, starts_at: dt.datetime, capacity: int, *, venue: str, minutes: int = 120, helpers: Iterable[str] = ()
    ) -> str:
        """A dated session of a workshop: its id."""
        return str(
            sessions.plan_session(
                self._context("sessions"),
                workshop_id=uuid.UUID(workshop),
                starts_at=starts_at,
                duration_minutes=minutes,
                capacity=capacity,
                venue_id=uuid.UUID(venue),
                helper_ids=[uuid.UUID(each) for each in helpers],
            ).id
        )

    def help_alone(self, person: str | None, day: dt.date, themes: Sequence[Theme], minutes: int = 30) -> None:
        """Somebody was helped, who gave a name or not."""
        context, known = self._context("sessions"), uuid.UUID(person) if person else None
        sessions.give_support(context, beneficiary_id=known, date=day, duration_minutes=minutes, themes=themes)

    def _context(self, service: str) -> ServiceContext:
        return self.node.services[service].context

    def _call(self, method: str, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
        self._calls += 1
        if self._calls % CALLS_BETWEEN_PAUSES == 0:
            eventlet.sleep(0)  # the pages and feeds of the process go on meanwhile, and apply what was said in one go
        service, _, rest = path.partition("/")
        response = self._client.open(
            f"/{service}/api/v1/{rest}",
            method=method,
            data=None if body is None else orjson.dumps(body),
            headers={"Authorization": f"Bearer {self._token}"},
        )
        answer: dict[str, Any] = orjson.loads(response.data or b"{}")
        if response.status_code >= 400:
            raise Refused(path, response.status_code, answer)
        return answer


def settle(node: Node) -> None:
    """Wait until every service of the node knows what the others said."""
    deadline = time.monotonic() + SETTLE_SECONDS
    while not node.caught_up():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{node.site.node}: the services did not settle")
        eventlet.sleep(PAUSE_SECONDS)
