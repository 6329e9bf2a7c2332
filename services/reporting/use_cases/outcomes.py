"""I9 to I12: how long people wait, how far they come, how they leave, and what becomes of those who are sent.

They are few, so they are read from the state of the ledger at each question, not from cells.
"""

import datetime as dt
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from lakou.contracts.vocabulary import AssessmentStage, Autonomy, LeavingReason, ReferralDirection, ReferrerKind, Situation
from lakou.contracts.vocabulary import EnrollmentStage as Stage
from lakou.contracts.vocabulary import ReferralState as State
from lakou.kernel.db import Db
from services.reporting.labels import NOT_SAID
from services.reporting.model.outcomes import Line
from services.reporting.model.questions import Question
from services.reporting.storage import ledger
from services.reporting.storage import outcomes as storage
from services.reporting.use_cases.indicators import Parts, ratio
from services.reporting.use_cases.small_numbers import to_hide
from services.reporting.use_cases.spans import months_later

LEVELS = tuple(Autonomy)
SOON = 30  # days of waiting that a program should not pass
LONGEST_WAIT = dt.timedelta(days=365)  # a referral older than that is another request
AFTER = {AssessmentStage.FOLLOW_UP_3: 3, AssessmentStage.FOLLOW_UP_6: 6}
_LEFT = (Stage.COMPLETED, Stage.WITHDRAWN)


def waits(db: Db, question: Question) -> list[Line]:
    """One line for each person who came to a program for the first time in the period, with her days of waiting."""
    requests, sent = storage.applied(db, question.until), storage.received(db, question.until)
    found: dict[storage.Key, Line] = {}
    for row in storage.first_sessions(db, question):
        asked = requests.get((row.node, row.enrollment))
        if asked is None or asked > row.first:
            continue
        earlier = [day for day in sent.get((row.node, row.pid), ()) if asked - LONGEST_WAIT <= day <= asked]
        days = (row.first - min([asked, *earlier])).days
        key = (row.node, row.pid, row.program)
        if key not in found or days > found[key].said["days"]:
            found[key] = Line.of(row, row.first, days=days)
    return list(found.values())


def mean_wait(lines: Sequence[Line]) -> int | None:
    """In whole days."""
    return round(statistics.fmean(line.said["days"] for line in lines)) if lines else None


def wait_parts(lines: Sequence[Line], _hides: bool) -> Parts:
    """How many, the middle one, and how many within a month."""
    days = [line.said["days"] for line in lines]
    within = sum(each <= SOON for each in days)
    median = round(statistics.median(days)) if days else None
    return {"persons": len(days), "median": median, "within_30_days": within, "within_30_days_rate": ratio(within, len(days))}


def exits_assessed(db: Db, question: Question) -> list[Line]:
    """One line for each assessment at exit of the period, with the level at entry when there is one."""
    entries = storage.assessed(db, [AssessmentStage.ENTRY], question.until)
    lines = []
    for row in storage.assessed_at_exit(db, question):
        entry = entries.get((AssessmentStage.ENTRY.value, (row.node, row.pid or "", row.program)))
        lines.append(Line.of(row, row.day, entry=entry.level if entry else None, exit=row.level))
    return lines


def autonomous(lines: Sequence[Line]) -> int:
    """Who is autonomous at exit."""
    return sum(line.said["exit"] == Autonomy.AUTONOME for line in lines)


def autonomy_parts(lines: Sequence[Line], _hides: bool) -> Parts:
    """Levels at entry and at exit, and the way between them, in levels."""
    gains = [_rank(line.said["exit"]) - _rank(line.said["entry"]) for line in lines if line.said["entry"]]
    reached = autonomous(lines)
    return {
        "assessed": len(lines),
        "entry": _by_level(line.said["entry"] for line in lines),
        "exit": _by_level(line.said["exit"] for line in lines),
        "change": {
            "up": sum(gain > 0 for gain in gains),
            "same": sum(gain == 0 for gain in gains),
            "down": sum(gain < 0 for gain in gains),
            NOT_SAID: len(lines) - len(gains),
        },
        "gain": round(statistics.fmean(gains), 2) if gains else None,
        "autonomous": reached,
        "autonomous_rate": ratio(reached, len(lines)),
    }


def exits(db: Db, question: Question) -> list[Line]:
    """One line for each enrollment that ended in the period, with why, and where she stands then and after."""
    stages = [AssessmentStage.EXIT, *AFTER]
    assessed = storage.assessed(db, stages, question.until)
    lines = []
    for row in ledger.steps_until(db, question.until, question.territory, question.program):
        if row.stage not in _LEFT or row.day < question.since:
            continue
        key = (row.node, row.pid or "", row.program)
        known = {stage: assessed.get((stage.value, key)) for stage in stages if row.pid}
        situations = {stage.value: each.situation for stage, each in known.items() if each and each.situation}
        due = {stage.value for stage, months in AFTER.items() if row.pid and months_later(row.day, months) <= question.until}
        lines.append(Line.of(row, row.day, stage=row.stage, reason=row.reason, situations=situations, due=due))
    return lines


def exit_parts(lines: Sequence[Line], hides: bool) -> Parts:
    """How many of each end; reasons and situations, which small numbers are hidden of at the hub."""
    withdrawn = [line for line in lines if line.said["stage"] == Stage.WITHDRAWN]
    reasons = Counter(line.said["reason"] or NOT_SAID for line in withdrawn)
    return {
        "completed": len(lines) - len(withdrawn),
        "withdrawn": len(withdrawn),
        "reasons": _hidden({code: reasons[code] for code in (*LeavingReason, NOT_SAID) if reasons[code]}, hides),
        "situation": _situations(lines, AssessmentStage.EXIT, hides),
        "after_3_months": _after(lines, AssessmentStage.FOLLOW_UP_3, hides),
        "after_6_months": _after(lines, AssessmentStage.FOLLOW_UP_6, hides),
    }


def referrals(db: Db, question: Question) -> list[Line]:
    """One line for each referral of the period. None of one program: a referral is of a person."""
    if question.program:
        return []
    names = ("direction", "partner", "state", "done")
    return [Line.of(row, row.day, **{name: getattr(row, name) for name in names}) for row in storage.sent(db, question)]


def referral_parts(lines: Sequence[Line], _hides: bool) -> Parts:
    """By direction and state, and by kind of partner."""
    kinds = [kind for kind in ReferrerKind if any(line.said["partner"] == kind for line in lines)]
    return {
        **_counted(lines),
        "in": _states(lines, ReferralDirection.IN),
        "out": _states(lines, ReferralDirection.OUT),
        "partners": [
            {"kind": kind.value, "label": kind.label, **_counted([line for line in lines if line.said["partner"] == kind])}
            for kind in kinds
        ],
    }


def _counted(lines: Sequence[Line]) -> Parts:
    accepted = [line for line in lines if line.said["state"] in (State.ACCEPTED, State.DONE)]
    return {"made": len(lines), "accepted": len(accepted), "done": sum(line.said["done"] for line in accepted)}


def _states(lines: Sequence[Line], direction: ReferralDirection) -> dict[str, int]:
    counted = Counter(line.said["state"] for line in lines if line.said["direction"] == direction)
    return {state.value: counted[state] for state in State if counted[state]}


def _by_level(levels: Iterable[str | None]) -> dict[str, int]:
    counted = Counter(level or NOT_SAID for level in levels)
    return {str(code): counted[code] for code in (*LEVELS, NOT_SAID)}


def _rank(level: str) -> int:
    return LEVELS.index(Autonomy(level))


def _situations(lines: Sequence[Line], stage: AssessmentStage, hides: bool) -> dict[str, int | None]:
    said = Counter(line.said["situations"].get(stage.value) for line in lines)
    return _hidden({code: said[code] for code in Situation if said[code]}, hides)


def _after(lines: Sequence[Line], stage: AssessmentStage, hides: bool) -> Parts:
    due = [line for line in lines if stage.value in line.said["due"]]
    known = [line for line in lines if stage.value in line.said["situations"]]
    return {"due": len(due), "known": len(known), "situation": _situations(known, stage, hides)}


def _hidden(counts: dict[Any, int], hides: bool) -> dict[str, int | None]:
    hidden = to_hide({str(code): count for code, count in counts.items()}) if hides else set()
    return {str(code): None if str(code) in hidden else count for code, count in counts.items()}
