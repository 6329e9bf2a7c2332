"""What is taught."""

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select

from lakou.contracts.vocabulary import ActivityKind, Theme, ThemeGateMissing, Vocabulary, WorkshopSessionState, check_themes
from lakou.kernel import clock, outbox
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from lakou.kernel.problems import InvalidInput, NotFound
from services.sessions.model import Workshop, WorkshopSession
from services.sessions.model.workshops import APPOINTMENTS
from services.sessions.storage.planning import locked

COPIED = ("title", "kind", "themes", "program_id", "bring")
"""What a session keeps of its workshop and tells the others."""


def add_workshop(
    context: ServiceContext,
    *,
    title: str,
    themes: Sequence[Theme],
    kind: ActivityKind = ActivityKind.COLLECTIF,
    level: str | None = None,
    program_id: uuid.UUID | None = None,
    capacity: int | None = None,
    materials: Sequence[str] = (),
    bring: str | None = None,
    offer_hours: int | None = None,
) -> Workshop:
    """A workshop. Raises InvalidInput when an administrative theme comes without its gate."""
    codes = theme_codes(themes)
    with context.database.transaction() as db:
        workshop = Workshop(
            title=title,
            themes=codes,
            kind=kind.value,
            level=str(level) if level else None,
            program_id=program_id,
            capacity=capacity,
            materials=[str(code) for code in materials],
            bring=bring,
            offer_hours=offer_hours,
        )
        db.add(workshop)
        return workshop


def change_workshop(
    context: ServiceContext, workshop_id: uuid.UUID, changes: dict[str, Any], *, check: Callable[[int], None] | None = None
) -> Workshop:
    """Change some fields. Sessions that have not begun follow; what was held keeps the title and themes it was held under."""
    if "themes" in changes:
        changes = {**changes, "themes": theme_codes(changes["themes"])}
    with context.database.transaction() as db:
        workshop = db.scalars(select(Workshop).where(Workshop.id == workshop_id).with_for_update()).one_or_none()
        if workshop is None or workshop.id == APPOINTMENTS:
            raise NotFound
        if check:
            check(workshop.revision)
        if changes.get("kind", workshop.kind) != workshop.kind and _has_sessions(db, workshop_id):
            raise InvalidInput({"kind": "Des séances existent déjà : le genre ne change plus. Créez un autre atelier."})
        for field, value in changes.items():
            setattr(workshop, field, _plain(value))
        workshop.revision += 1
        _follow(db, workshop)
        return workshop


def _plain(value: Any) -> Any:
    """Codes as the columns keep them."""
    if isinstance(value, list):
        return [str(each) for each in value]
    return value.value if isinstance(value, Vocabulary) else value


def _has_sessions(db: Db, workshop_id: uuid.UUID) -> bool:
    return db.scalar(select(WorkshopSession.id).where(WorkshopSession.workshop_id == workshop_id).limit(1)) is not None


def theme_codes(themes: Sequence[Theme]) -> list[str]:
    """Each theme once, in the given order. Raises InvalidInput when the gate is missing."""
    try:
        check_themes(themes)
    except ThemeGateMissing as missing:
        raise InvalidInput({"themes": str(missing)}) from missing
    return list(dict.fromkeys(theme.value for theme in themes))


def _follow(db: Db, workshop: Workshop) -> None:
    query = select(WorkshopSession.id).where(
        WorkshopSession.workshop_id == workshop.id,
        WorkshopSession.starts_at > clock.now(),
        WorkshopSession.state == WorkshopSessionState.PLANIFIEE.value,
    )
    for session_id in sorted(db.scalars(query)):
        session = locked(db, session_id)
        session.offer_hours = workshop.offer_hours
        if any(getattr(session, name) != getattr(workshop, name) for name in COPIED):
            for name in COPIED:
                setattr(session, name, getattr(workshop, name))
            outbox.record(db, session.described())
