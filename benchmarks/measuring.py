"""How a subject is measured: ours and its peer in turns, the best round of each, so that a busy machine tells the same ratio."""

import dataclasses
import time
from collections.abc import Callable

ROUNDS = 3

Work = Callable[[], object]


@dataclasses.dataclass(frozen=True)
class Line:
    """What was measured, and beside what, in one unit."""

    what: str
    ours: float
    beside: str
    theirs: float
    unit: str

    @property
    def ratio(self) -> float:
        """Ours by theirs."""
        return self.ours / self.theirs if self.theirs else float("inf")


def beside(ours: Work, theirs: Work, count: int, *, rounds: int = ROUNDS) -> tuple[float, float]:
    """How many a second, of both; each round does `count`."""
    best = [float("inf"), float("inf")]
    for _ in range(rounds):
        for which, work in enumerate((ours, theirs)):
            best[which] = min(best[which], seconds(work))
    return count / best[0], count / best[1]


def seconds(work: Work) -> float:
    """How long it takes, once."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def written(value: float, unit: str) -> str:
    """A number as one reads it."""
    shown = f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
    return f"{shown} {unit}"
