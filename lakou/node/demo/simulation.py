"""Plausible activity in any quantity: for trying, for measuring, for showing how a full node feels."""

import dataclasses
import datetime as dt
import itertools
import random
import uuid
from collections.abc import Iterator

import eventlet

from lakou.kernel import clock
from lakou.node.demo import people
from lakou.node.demo.team import Team, settle
from lakou.node.demo.this_week import VENUES, WORKSHOPS
from lakou.node.node import Node
from services.sessions import use_cases as sessions

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
    team, dice = Team(node, kept=False), random.Random(seed)
    groups = max(1, -(-beneficiaries // GROUP))
    total = beneficiaries + groups * months
    crowd: list[uuid.UUID] = []
    start = clock.now() - dt.timedelta(days=30 * months)
    year = start.year
    with clock.at(start):
        invented = people.neighbors(node.site.territory, beneficiaries, dice, year)
        while some := list(itertools.islice(invented, AT_ONCE)):
            crowd += team.register(some, distinct=True)
            yield Step(len(crowd), total, "personnes")
            eventlet.sleep(0)
        workshops, venue = _offer(team)
    settle(node)
    for month in range(months):
        for group in range(groups):
            held_at = start + dt.timedelta(days=30 * month + 1 + group % 26, hours=dice.choice([9, 14]) - start.hour + 4)
            _hold(team, workshops[(month + group) % len(workshops)], venue, crowd[group * GROUP :][:GROUP], held_at, dice)
            yield Step(beneficiaries + month * groups + group + 1, total, "séances")
            eventlet.sleep(0)
    settle(node)


def _offer(team: Team) -> tuple[list[uuid.UUID], uuid.UUID]:
    name, commune = VENUES[team.site.node][0]
    made = [sessions.add_workshop(team.sessions, title=title, themes=themes).id for title, themes in WORKSHOPS]
    return made, sessions.add_venue(team.sessions, name=name, commune=commune).id


def _hold(
    team: Team, workshop: uuid.UUID, venue: uuid.UUID, group: list[uuid.UUID], held_at: dt.datetime, dice: random.Random
) -> None:
    if held_at > clock.now() or not group:
        return
    minutes = dice.choice([60, 90, 120])
    with clock.at(held_at - dt.timedelta(days=4)):  # several groups may meet in one house at a time
        session = team.plan(workshop, held_at, GROUP, venue=venue, minutes=minutes, confirm_conflicts=True)
        seats = team.hold_seats(session, group)
    with clock.at(held_at + dt.timedelta(hours=2)):
        team.call_the_roll(session, seats, ABSENT, dice)
