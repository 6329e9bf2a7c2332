"""A program that records supports at a node, as another process of it would: python -m … feeder SESSIONS COUNT RATE.

SESSIONS is the SQLite file of the node's sessions service. Each support is one event there, and later one fact; two of three are
given to one of forty people. COUNT 0 goes on until SIGTERM; RATE 0 goes as fast as it can, five hundred in one transaction, else so
many a second, and what could not be recorded in time (the node's own processes hold the file) is made up for.
"""

import datetime as dt
import signal
import sys
import time
import uuid
from pathlib import Path

from lakou.contracts.enrollment import BeneficiaryDescribed
from lakou.contracts.sessions import SupportGiven
from lakou.contracts.vocabulary import ActivityKind, Gender, PlaceType, RsaStatus, SocialStatus, Theme
from lakou.kernel import outbox
from lakou.kernel.db import Database

DAY = dt.date(2026, 11, 20)
TOGETHER = 500
PEOPLE = 40
THEMES, GENDERS, STATUSES = list(Theme), list(Gender), list(SocialStatus)
ENDED: list[int] = []


def person(number: int) -> BeneficiaryDescribed:
    return BeneficiaryDescribed(
        beneficiary_id=uuid.uuid4(),
        revision=1,
        gender=GENDERS[number % len(GENDERS)],
        birth_year=1940 + number,
        birth_date=None,
        social_status=STATUSES[number % len(STATUSES)],
        rsa=RsaStatus.OUI,
        commune="97302",
        referrer=None,
        statistics=None,
        messages=None,
        registered_on=DAY,
    )


def support(number: int, people: list[uuid.UUID]) -> SupportGiven:
    return SupportGiven(
        support_id=uuid.uuid4(),
        revision=1,
        beneficiary_id=people[number % len(people)] if number % 3 else None,
        kind=ActivityKind.INDIVIDUEL,
        day=DAY - dt.timedelta(days=number % 300),
        duration_minutes=15 + number % 8 * 15,
        themes=(THEMES[number % len(THEMES)],),
        territory="973",
        place_type=next(iter(PlaceType)),
        program_id=None,
        withdrawn=False,
    )


def somebody(enrollment: Path, node: str) -> list[uuid.UUID]:
    """The people of the node, new ones."""
    described = [person(number) for number in range(PEOPLE)]
    with Database(f"sqlite:///{enrollment}", f"/{node}/enrollment").transaction() as db:
        for each in described:
            outbox.record(db, each)
    return [each.beneficiary_id for each in described]


def main(sessions: Path, count: int, rate: float) -> None:
    node = sessions.parent.name
    database = Database(f"sqlite:///{sessions}", f"/{node}/sessions")
    people = somebody(sessions.with_name("enrollment.sqlite3"), node)
    together, done, started = TOGETHER if not rate else max(int(rate / 10), 1), 0, time.monotonic()
    while not ENDED and (not count or done < count):
        size = min(together, count - done) if count else together
        with database.transaction() as db:
            for number in range(done, done + size):
                outbox.record(db, support(number, people))
        done += size
        if rate:
            time.sleep(max(started + done / rate - time.monotonic(), 0))


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: ENDED.append(1))
    main(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))
