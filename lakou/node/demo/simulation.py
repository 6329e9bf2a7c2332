"""Plausible activity in any quantity: for trying, for measuring, for showing how a full node feels."""

import dataclasses
import datetime as dt
import itertools
import random
from collections.abc import Iterator

import eventlet

from lakou.kernel import clock
from lakou.node.demo import people
from lakou.node.demo.doors import Doors, settle
from lakou.node.demo.this_week import VENUES, WORKSHOPS
from lakou.node.node import Node

GROUP = 12
AT_ONCE = 50
ABSENT = 0.18


@dataclasses.dataclass(frozen=True)
class Step:
    """How far the simulation has got."""

    done: int
    total: int
    words: str


def simulate(node: Node, beneficiaries: int, months: int, seed: int) -> Iterator[Step]:
    """Register people, and let each come to a workshop every month for `months` months up to today. Yields its progress."""
    doors, dice = Doors(node, "simulation"), random.Random(seed)  # noqa: S311 - invented people
    groups = max(1, -(-beneficiaries // GROUP))
    total = beneficiaries + groups * months
    crowd: list[str] = []
    start = clock.now() - dt.timedelta(days=30 * months)
    year = start.year
    with clock.at(start):
        invented = people.neighbors(node.site.territory, beneficiaries, dice, year)
        while some := list(itertools.islice(invented, AT_ONCE)):
            crowd += [one for one in doors.register(some, distinct=True) if one]
            yield Step(len(crowd), total, "personnes")
            eventlet.sleep(0)
        workshops, venue = _offer(doors)
    settle(node)
    for month in range(months):
        for group in range(groups):
            held_at = start + dt.timedelta(days=30 * month + 1 + group % 26, hours=dice.choice([9, 14]) - start.hour + 4)
            _hold(doors, workshops[(month + group) % len(workshops)], venue, crowd[group * GROUP :][:GROUP], held_at, dice)
            yield Step(beneficiaries + month * groups + group + 1, total, "séances")
    settle(node)


def _offer(doors: Doors) -> tuple[list[str], str]:
    name, commune = VENUES[doors.node.site.node][0]
    venue = str(doors.post("sessions/venues", name=name, commune=commune)["id"])
    made = [doors.post("sessions/workshops", title=title, themes=themes)["id"] for title, themes in WORKSHOPS]
    return [str(each) for each in made], venue


def _hold(doors: Doors, workshop: str, venue: str, group: list[str], held_at: dt.datetime, dice: random.Random) -> None:
    if held_at > clock.now() or not group:
        return
    with clock.at(held_at - dt.timedelta(days=4)):
        session = doors.post(
            "sessions/workshop-sessions",
            workshop_id=workshop,
            venue_id=venue,
            starts_at=held_at.isoformat(),
            duration_minutes=dice.choice([60, 90, 120]),
            capacity=GROUP,
        )
        seats = doors.hold_seats(session["id"], group)
    with clock.at(held_at + dt.timedelta(hours=2)):
        others = {seat: dice.choice(["excuse", "absent"]) for seat in seats if dice.random() < ABSENT}
        doors.call_the_roll(session["id"], others)
