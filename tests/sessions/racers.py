"""Run as a process of its own (`python -m tests.sessions.racers FOLDER URL SESSION PERSON…`): asks for the seats, in order."""

import sys
import uuid
from pathlib import Path

from lakou.kernel import clock
from services.sessions import use_cases
from tests.sessions.factories import DAYS_BEFORE, make_context

if __name__ == "__main__":
    folder, url, session, *persons = sys.argv[1:]
    context = make_context(Path(folder), url)
    sys.stdin.readline()
    with clock.at(DAYS_BEFORE):
        for person in persons:
            use_cases.hold_seat(context, uuid.UUID(session), uuid.UUID(person))
