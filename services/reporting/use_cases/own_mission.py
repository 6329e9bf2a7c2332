"""I13 and I15: what the hub does for helpers and with its partners. Each is read from the state of the ledger, which is small."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from lakou.contracts.vocabulary import CoordinationKind, CoordinationScale
from lakou.kernel.db import Db
from services.reporting.labels import NO_PROGRAM, NOT_SAID, By
from services.reporting.model import CoordinationState, HelperState, TrainingState
from services.reporting.model.questions import Question
from services.reporting.storage import own_mission

R = TypeVar("R", HelperState, TrainingState, CoordinationState)
Parts = dict[str, Any]

I13_LABEL = "Aidants numériques"
I13_DEFINITION = (
    "Aidants inscrits au registre au moins un jour de la période. Formés : aidants présents à une formation d’aidants tenue "
    "pendant la période, comptés une fois. Heures de formation : celles des formations ; heures suivies : multipliées par les "
    "aidants présents. Habilités : habilités Aidants Connect à la fin de la période. Un programme ne filtre que les formations."
)
I13_AT_HUB = "Au hub, un aidant de deux associations compte dans chacune."
I15_LABEL = "Actions de coordination"
I15_DEFINITION = (
    "Réunions, événements et partenariats de la période dont le bilan est fait. Participants : médiateurs et autres participants, "
    "comptés à chaque action. Ils ne s’ajoutent jamais aux personnes accompagnées (I1) ni aux contacts (I2)."
)


def helpers(db: Db, question: Question) -> tuple[int, Parts]:
    """I13 and what it is made of."""
    return _helpers(own_mission.helpers(db, question), own_mission.trainings(db, question), question)


def helpers_by(db: Db, question: Question, by: By) -> dict[str, Parts]:
    """I13 by node or territory; nothing for what a helper does not have."""
    if by not in (By.NODE, By.TERRITORY):
        return {}
    registered, trained = _grouped(own_mission.helpers(db, question), by), _grouped(own_mission.trainings(db, question), by)
    return {
        value: _helpers(registered.get(value, []), trained.get(value, []), question)[1]
        for value in registered.keys() | trained.keys()
    }


def coordination(db: Db, question: Question) -> tuple[int, Parts]:
    """I15 and what it is made of."""
    return _coordination(own_mission.coordination(db, question))


def coordination_by(db: Db, question: Question, by: By) -> dict[str, Parts]:
    """I15 by node, territory, program or month."""
    if by not in (By.NODE, By.TERRITORY, By.PROGRAM, By.MONTH):
        return {}
    return {value: _coordination(rows)[1] for value, rows in _grouped(own_mission.coordination(db, question), by).items()}


def _helpers(registered: Sequence[HelperState], trained: Sequence[TrainingState], question: Question) -> tuple[int, Parts]:
    trainings = {(row.node, row.act): row.minutes for row in trained}
    parts: Parts = {
        "registered": len(registered),
        "new": sum(row.day >= question.since for row in registered),
        "trained": len({(row.node, row.helper) for row in trained}),
        "trainings": len(trainings),
        "hours": round(sum(trainings.values()) / 60, 2),
        "helper_hours": round(sum(row.minutes for row in trained) / 60, 2),
        "aidants_connect": sum(
            row.aidants_connect_on is not None and row.aidants_connect_on <= question.until for row in registered
        ),
    }
    return len(registered), parts


def _coordination(rows: Sequence[CoordinationState]) -> tuple[int, Parts]:
    parts: Parts = {
        "acts": len(rows),
        **{kind.value: sum(row.kind == kind for row in rows) for kind in CoordinationKind},
        "hours": round(sum(row.minutes for row in rows) / 60, 2),
        "mediators": sum(row.mediators for row in rows),
        "structures": sum(row.structures for row in rows),
        "participants": sum(row.mediators + row.participants for row in rows),
        "scale": {scale.value: sum(row.scale == scale for row in rows) for scale in CoordinationScale}
        | {NOT_SAID: sum(row.scale is None for row in rows)},
    }
    return len(rows), parts


def _grouped(rows: Iterable[R], by: By) -> dict[str, list[R]]:
    value: Callable[[Any], str] = {
        By.NODE: lambda row: row.node,
        By.TERRITORY: lambda row: row.territory,
        By.PROGRAM: lambda row: row.program or NO_PROGRAM,
        By.MONTH: lambda row: f"{row.day:%Y-%m}",
    }[by]
    found: dict[str, list[R]] = {}
    for row in rows:
        found.setdefault(value(row), []).append(row)
    return found
