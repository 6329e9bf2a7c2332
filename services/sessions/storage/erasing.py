"""What devices and lists of the past brought in about a person."""

import uuid
from collections.abc import Sequence

from sqlalchemy import Text, cast, or_, select

from lakou.kernel.db import Db
from services.sessions.model import Capture, PastLine, fold


def blank_entries(db: Db, old: uuid.UUID, new: uuid.UUID) -> None:
    """Entries of devices that picked her from the list keep what they did, under the new id and without a name."""
    for entry in db.scalars(select(Capture).where(cast(Capture.said, Text).contains(str(old)))):
        said = {name: str(new) if value == str(old) else value for name, value in entry.said.items()}
        entry.said = said | ({"name": ""} if "name" in said else {})
    for entry in db.scalars(select(Capture).where(Capture.subject == old)):
        entry.subject = new


def blank_lines(db: Db, old: uuid.UUID, seats: Sequence[uuid.UUID], supports: Sequence[uuid.UUID]) -> None:
    """Lines of past activity that became hers, or that may have meant her, keep their outcome."""
    hers = or_(PastLine.seat_id.in_(seats), PastLine.support_id.in_(supports), cast(PastLine.candidates, Text).contains(str(old)))
    for line in db.scalars(select(PastLine).where(hers)):
        _blank(line, old)


def blank_name(db: Db, name: str) -> None:
    """Whoever typed her name without picking her."""
    folded = fold(name)
    if not folded:
        return
    for line in db.scalars(select(PastLine).where(PastLine.label != "")):
        if fold(line.label) == folded:
            _blank(line, None)
    for entry in db.scalars(select(Capture).where(cast(Capture.said, Text).contains('"name"'))):
        if fold(str(entry.said.get("name", ""))) == folded:
            entry.said = entry.said | {"name": ""}


def _blank(line: PastLine, old: uuid.UUID | None) -> None:
    line.label, line.message, line.cells = "", "", None
    line.candidates = [each for each in line.candidates if each != str(old)]
