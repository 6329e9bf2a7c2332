"""Invented activity goes in through the use cases of a node, as the doors call them; the journeys go through the doors."""

import datetime as dt
import random
import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import eventlet

from lakou.contracts.vocabulary import AttendanceStatus, Theme
from lakou.kernel.context import ServiceContext
from lakou.node.node import Node
from services.enrollment.model import Program
from services.enrollment.schemas.beneficiaries import BeneficiaryInSchema
from services.enrollment.storage import programs as programs_storage
from services.enrollment.use_cases import beneficiaries, programs
from services.sessions import use_cases as sessions

STAFF = "Démonstration"
SETTLE_SECONDS = 120.0
PAUSE_SECONDS = 0.03


class Team:
    """What the staff of one node do most. `kept`: whoever comes to it, retention leaves her, however long ago she came."""

    def __init__(self, node: Node, *, kept: bool = True) -> None:
        self.node, self.site, self.kept = node, node.site, kept

    @property
    def enrollment(self) -> ServiceContext:
        """Where people and programs are."""
        return self.node.services["enrollment"].context

    @property
    def sessions(self) -> ServiceContext:
        """Where workshops and seats are."""
        return self.node.services["sessions"].context

    def register(self, people: Iterable[Mapping[str, Any]], *, distinct: bool = False) -> list[uuid.UUID]:
        """Open many files at once, but for those who may be known already (unless all are `distinct` people)."""
        given = [BeneficiaryInSchema().load(person) for person in people]
        opened = beneficiaries.register_all(self.enrollment, given, STAFF, distinct=distinct, exempt=self.kept)
        return [person.id for person in opened if person]

    def program(self, code: str) -> Program | None:
        """The program of this code, if there is one."""
        with self.enrollment.database.reading() as db:
            return programs_storage.by_code(db, code)

    def open_program(self, **given: Any) -> uuid.UUID:
        """A new program for people."""
        return programs.open_program(self.enrollment, {"kind": "beneficiaries", "funder": "Banque des Territoires", **given}).id

    def plan(
        self, workshop: uuid.UUID, starts_at: dt.datetime, capacity: int, *, venue: uuid.UUID, minutes: int = 120, **more: Any
    ) -> uuid.UUID:
        """A dated session of a workshop."""
        given: dict[str, Any] = {"workshop_id": workshop, "starts_at": starts_at, "capacity": capacity, "venue_id": venue}
        return sessions.plan_session(self.sessions, duration_minutes=minutes, **given, **more).id

    def hold_seats(self, session: uuid.UUID, people: list[uuid.UUID]) -> list[uuid.UUID]:
        """Seat many at once, in their order; the ids of the seats."""
        return [place.seat.id for place in sessions.hold_seats(self.sessions, session, people)]

    def call_the_roll(
        self,
        session: uuid.UUID,
        seats: Iterable[uuid.UUID],
        missing: float,
        dice: random.Random,
        why: Sequence[AttendanceStatus] = (AttendanceStatus.EXCUSE, AttendanceStatus.ABSENT),
    ) -> None:
        """Everybody is present, but for about that part of the seats, each with a status out of `why`."""
        others = {seat: dice.choice(why) for seat in seats if dice.random() < missing}
        sessions.mark_everyone(self.sessions, session, AttendanceStatus.PRESENT, others, by=STAFF)

    def help_alone(self, person: uuid.UUID | None, day: dt.date, themes: Sequence[Theme], minutes: int = 30) -> None:
        """Somebody was helped, who gave a name or not."""
        sessions.give_support(self.sessions, beneficiary_id=person, date=day, duration_minutes=minutes, themes=themes)


def settle(node: Node) -> None:
    """Wait until every service of the node knows what the others said."""
    deadline = time.monotonic() + SETTLE_SECONDS
    while not node.caught_up():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{node.site.node}: the services did not settle")
        eventlet.sleep(PAUSE_SECONDS)
