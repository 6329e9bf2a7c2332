"""Facts of the hub's own mission enter the ledger. They mark no day: they are few, and read as they are."""

from typing import Any

from lakou.contracts.facts import CoordinationActed, HelperRegistered, HelperTrained
from lakou.kernel.db import Db
from lakou.kernel.streams import Origin
from services.reporting.model import CoordinationState, HelperState, TrainingState
from services.reporting.use_cases.newest import newest

_NUMBERS = ("mediators", "structures", "participants")


def helper(db: Db, fact: HelperRegistered, origin: Origin) -> None:
    """A helper on the register."""
    before = db.get(HelperState, (origin.node, fact.helper))
    values = {name: getattr(fact, name) for name in ("territory", "day", "ended_on", "aidants_connect_on")}
    newest(db, HelperState, before, fact, origin, {"helper": fact.helper}, **values)


def training(db: Db, fact: HelperTrained, origin: Origin) -> None:
    """A helper's place in a training session."""
    before = db.get(TrainingState, (origin.node, fact.training))
    values = {"helper": fact.helper, "act": fact.act, "state": fact.state.value}
    newest(db, TrainingState, before, fact, origin, {"training": fact.training}, **values, **_where(fact))


def coordination(db: Db, fact: CoordinationActed, origin: Origin) -> None:
    """An act of coordination."""
    before = db.get(CoordinationState, (origin.node, fact.act))
    values: dict[str, Any] = {
        "withdrawn": fact.withdrawn,
        "kind": fact.kind.value,
        "nature": fact.nature.value,
        "scale": fact.scale.value if fact.scale else None,
    }
    counts = dict(zip(_NUMBERS, numbers(fact), strict=True))
    newest(db, CoordinationState, before, fact, origin, {"act": fact.act}, **values, **counts, **_where(fact))


def numbers(fact: CoordinationActed) -> tuple[int, ...]:
    """Who took part."""
    return tuple(getattr(fact, name) for name in _NUMBERS)


def _where(fact: HelperTrained | CoordinationActed) -> dict[str, Any]:
    return {"day": fact.day, "minutes": fact.minutes, "territory": fact.territory, "program": fact.program or ""}
