"""Read your writes across services: a person written down a moment ago is on her way here."""

import uuid

import eventlet

from lakou.kernel.context import ServiceContext
from services.sessions.storage import people

PAUSE = 0.05


def expect_person(context: ServiceContext, beneficiary_id: uuid.UUID, seconds: float = 1.5) -> None:
    """Return as soon as she is known here, or after `seconds`: whoever asks then gets the true answer."""
    for _ in range(int(seconds / PAUSE)):
        with context.database.reading() as db:
            if people.known(db, beneficiary_id):
                return
        eventlet.sleep(PAUSE)
