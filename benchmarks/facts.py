"""Invented facts in any number: seats of a few months, at a few places, by people who come back."""

import datetime as dt
import random
from collections.abc import Iterator

from lakou.contracts.facts import SeatAttended
from lakou.contracts.vocabulary import AgeBracket, Gender, RsaStatus, SeatState, SocialStatus, Theme

FIRST_DAY = dt.date(2026, 1, 5)
DAYS = 120


def seats(count: int) -> Iterator[SeatAttended]:
    """The same ones at each run; one person comes about eight times."""
    dice = random.Random(7)
    pids = [f"{dice.getrandbits(128):026x}"[:26] for _ in range(max(1, count // 8))]
    for number in range(count):
        yield SeatAttended(
            contact=f"{dice.getrandbits(128):026x}"[:26],
            version=1,
            act=f"act{number // 10}",
            pid=dice.choice(pids),
            state=dice.choice([SeatState.PRESENT] * 5 + [SeatState.ABSENT]),
            day=FIRST_DAY + dt.timedelta(days=number * DAYS // count),
            minutes=120,
            territory="972",
            program=dice.choice([None, "inclusion-numerique-2026"]),
            themes=(dice.choice(list(Theme)),),
            gender=dice.choice(list(Gender)),
            age=dice.choice(list(AgeBracket)),
            social_status=dice.choice(list(SocialStatus)),
            rsa=dice.choice(list(RsaStatus)),
            commune=dice.choice(["97209", "97213", "97222", "97230"]),
        )
