"""Where the marks of a picture stand. Across: percent of the width, so that words keep their size. Down: pixels.

Pure arithmetic, no markup: `portal/parts.html` draws.
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

BAR_STEP = 44  # one label and its bar
FLOOR, CEILING = 200, 20  # a line chart's zero and its top
LABEL_HEIGHT, LABEL_SPAN, LABEL_STEP = 18, 30, 4  # of a word at the end of a curve: pixels, percent of the width, one try
ASCENT, DESCENT, TOPMOST = 14, 5, 12  # what a word takes above and below its line, and the highest line that it may have
PATH_FLOOR, PATH_STEP = 170, 70  # the first level of a path, and the height of one level
NARROWEST_LABELLED_STEP = 20  # percent of the width that two short words need on a phone
MOST_PLACES = 100  # more circles than that say less than a number
PLACES_A_ROW = 10


@dataclass(frozen=True)
class Bar:
    y: int
    width: float  # percent of the longest


@dataclass(frozen=True)
class Point:
    x: float
    y: float


@dataclass(frozen=True)
class Line:
    points: tuple[Point, ...]  # a month without a value has no point
    label_y: float

    @property
    def polyline(self) -> str:
        return " ".join(f"{point.x},{point.y}" for point in self.points)


@dataclass(frozen=True)
class Tick:
    y: float
    value: int


@dataclass(frozen=True)
class Column:
    x: float
    sparse: bool  # dropped on a phone
    hidden: bool  # dropped everywhere: the labels would touch


@dataclass(frozen=True)
class Lines:
    ticks: tuple[Tick, ...]
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Stage:
    """One assessment on the path: where its mark and its word stand."""

    x: float
    y: float
    label_y: float
    beside: bool  # the word ends left of the mark, for the line leaves it upwards


@dataclass(frozen=True)
class Step:
    """The ground of one level, from `x` over `width`; `labelled` when its name fits."""

    x: float
    width: float
    y: int
    level: int
    labelled: bool


@dataclass(frozen=True)
class Path:
    stages: tuple[Stage, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Place:
    state: str
    x: int
    y: int


@dataclass(frozen=True)
class Places:
    circles: tuple[Place, ...]
    height: int
    worth: int  # how many places one circle stands for


def share(part: float, whole: float) -> float:
    """Percent of the whole with one decimal, within 0 and 100; nothing of nothing is 0."""
    return round(min(max(100 * part / whole, 0), 100), 1) if whole else 0.0


def bars(values: Sequence[float]) -> list[Bar]:
    longest = max(values, default=0)
    return [Bar(y=index * BAR_STEP, width=share(value, longest)) for index, value in enumerate(values)]


def lines(series: Sequence[Sequence[float | None]]) -> Lines:
    """Curves over the same columns, on one axis of three steps from zero."""
    count = max((len(values) for values in series), default=0)
    step = _round_step(max((value for values in series for value in values if value is not None), default=0))
    columns = _columns(count)
    drawn = [_line(values, columns, 3 * step) for values in series]
    return Lines(
        ticks=tuple(Tick(y=_height(index * step, 3 * step), value=index * step) for index in range(4)),
        columns=columns,
        lines=tuple(_apart(drawn)),
    )


def path(levels: Sequence[float]) -> Path:
    """A person's way up. Levels: 0 with guidance, 1 guidance when needed, 2 autonomous; 1.1 is a little above 1."""
    places = [Point(x, PATH_FLOOR - PATH_STEP * level) for x, level in zip(_spread(len(levels), 9, 88), levels, strict=True)]
    stages = tuple(_stage(index, places) for index in range(len(places)))
    return Path(stages=stages, steps=tuple(_steps([int(level) for level in levels], [point.x for point in places])))


def places(states: Sequence[tuple[str, int]]) -> Places:
    """Circles of each state in the order given, ten a row; above a hundred one circle stands for several places."""
    worth = max(1, math.ceil(sum(count for _, count in states) / MOST_PLACES))
    flat = [state for state, count in states for _ in range(math.ceil(count / worth))]
    circles = tuple(
        Place(state, 24 + 48 * (index % PLACES_A_ROW), 24 + 48 * (index // PLACES_A_ROW)) for index, state in enumerate(flat)
    )
    return Places(circles, height=48 * max(1, math.ceil(len(flat) / PLACES_A_ROW)), worth=worth)


def _spread(count: int, first: float, last: float) -> list[float]:
    if count < 2:
        return [first] * count
    return [round(first + index * (last - first) / (count - 1), 1) for index in range(count)]


def _columns(count: int) -> tuple[Column, ...]:
    wide, narrow = max(1, math.ceil(count / 12)), max(1, math.ceil(count / 4))
    return tuple(
        Column(x, sparse=(count - 1 - index) % narrow != 0, hidden=(count - 1 - index) % wide != 0)
        for index, x in enumerate(_spread(count, 3, 97))
    )


def _line(values: Sequence[float | None], columns: Sequence[Column], top: float) -> Line:
    points = tuple(
        Point(column.x, _height(value, top)) for column, value in zip(columns, values, strict=False) if value is not None
    )
    return Line(points, label_y=round(max(points[-1].y - 12, 10), 1) if points else FLOOR)


def _apart(drawn: Sequence[Line]) -> list[Line]:
    """Keeps the words at the ends of the curves from touching each other and from standing on a curve."""
    placed = list(drawn)
    taken: list[float] = []
    downward = sorted(range(len(drawn)), key=lambda index: drawn[index].label_y)
    for index in downward:
        taken.append(_free(drawn[index], drawn, taken))
    together = len({line.points[-1].x for line in drawn if line.points}) == 1 and all(line.points for line in drawn)
    for index, y in zip(downward, sorted(taken) if together else taken, strict=True):
        placed[index] = replace(drawn[index], label_y=round(y, 1))  # the word of the upper curve above that of the lower one
    return placed


def _free(line: Line, drawn: Sequence[Line], taken: Sequence[float]) -> float:
    """The nearest height to where a word is wanted, above or below, at which it stands on no curve and touches no other word."""
    if not line.points:
        return line.label_y
    end = line.points[-1].x
    crossed = [y for each in drawn for y in _heights(each, end - LABEL_SPAN, end)]
    for away in range(0, FLOOR, LABEL_STEP):
        for y in (line.label_y - away, line.label_y + away):
            clear = all(abs(y - other) >= LABEL_HEIGHT for other in taken)
            if TOPMOST <= y <= FLOOR - LABEL_STEP and clear and not any(y - ASCENT <= curve <= y + DESCENT for curve in crossed):
                return y
    above = max(taken, default=line.label_y - LABEL_HEIGHT)
    return above + LABEL_HEIGHT


def _heights(line: Line, first: float, last: float) -> list[float]:
    """How high a curve stands between two places, a little at a time."""
    found = [point.y for point in line.points if first <= point.x <= last]
    for one, other in itertools.pairwise(line.points):
        for step in range(11):
            x = one.x + (other.x - one.x) * step / 10
            if first <= x <= last:
                found.append(one.y + (other.y - one.y) * step / 10)
    return found


def _height(value: float, top: float) -> float:
    return round(FLOOR - (FLOOR - CEILING) * value / top, 1)


def _round_step(highest: float) -> int:
    """The smallest of 1, 2, 5, 10, 20, 50… of which three reach the highest value."""
    magnitude = 1
    while True:
        for digit in (1, 2, 5):
            if 3 * digit * magnitude >= highest:
                return digit * magnitude
        magnitude *= 10


def _stage(index: int, points: Sequence[Point]) -> Stage:
    here = points[index]
    climbs = index + 1 < len(points) and here.y - points[index + 1].y > 20
    first = index == 0
    lift = 30 if climbs and first else 18
    return Stage(here.x, round(here.y, 1), round(max(here.y - lift, 12), 1), beside=climbs and not first)


def _steps(levels: Sequence[int], xs: Sequence[float]) -> list[Step]:
    """The level changes half-way between two assessments, as nobody knows the day."""
    if not levels:
        return []
    starts = [0.0]
    grounds = [levels[0]]
    for index in range(1, len(levels)):
        if levels[index] != grounds[-1]:
            starts.append(round((xs[index - 1] + xs[index]) / 2, 1))
            grounds.append(levels[index])
    named: set[int] = set()
    steps = []
    for start, end, level in zip(starts, [*starts[1:], 100.0], grounds, strict=True):
        width = round(end - start, 1)
        labelled = width >= NARROWEST_LABELLED_STEP and level not in named
        named.update({level} if labelled else ())
        steps.append(Step(start, width, PATH_FLOOR - PATH_STEP * level, level, labelled))
    return steps
