"""What sessions said of helpers, of their training, and of coordination: kept as codes, then told as facts."""

import uuid

from lakou.contracts.sessions import CoordinationReported, HelperDescribed, TrainingChanged
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from services.reporting.model import KnownCoordination, KnownHelper, KnownTraining
from services.reporting.use_cases import own_facts
from services.reporting.use_cases.desk import Desk
from services.reporting.use_cases.hearing import keep


def helper_described(context: ServiceContext, db: Db, event: HelperDescribed) -> None:
    """A helper on the register."""
    helper = keep(
        db,
        KnownHelper,
        event.helper_id,
        event.revision,
        territory=event.territory,
        registered_on=event.registered_on,
        ended_on=event.ended_on,
        aidants_connect_on=event.aidants_connect_on,
    )
    if helper is not None:
        own_facts.tell_helper(Desk.of(context, db), helper)


def training_changed(context: ServiceContext, db: Db, event: TrainingChanged) -> None:
    """A helper's place in a training session. Its id is made of both of theirs."""
    training = keep(
        db,
        KnownTraining,
        uuid.uuid5(event.session_id, str(event.helper_id)),
        event.revision,
        session_id=event.session_id,
        helper_id=event.helper_id,
        state=event.state.value,
    )
    if training is not None:
        own_facts.tell_training(Desk.of(context, db), training)


def coordination_reported(context: ServiceContext, db: Db, event: CoordinationReported) -> None:
    """What came of a meeting, an event or a partnership."""
    report = keep(
        db,
        KnownCoordination,
        event.session_id,
        event.revision,
        kind=event.kind.value,
        nature=event.nature.value,
        scale=event.scale.value if event.scale else None,
        mediators=event.mediators,
        structures=event.structures,
        participants=event.participants,
    )
    if report is not None:
        own_facts.tell_coordination(Desk.of(context, db), report)
