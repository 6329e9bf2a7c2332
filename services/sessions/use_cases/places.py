"""Venues and helpers."""

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select

from lakou.contracts import territories
from lakou.kernel import clock, outbox
from lakou.kernel.context import ServiceContext
from lakou.kernel.db import Db
from lakou.kernel.problems import InvalidInput, NotFound
from services.sessions.model import Venue, WorkshopSession
from services.sessions.storage.planning import LONGEST, locked


def add_venue(
    context: ServiceContext, *, name: str, commune: str, territory: str | None = None, equipment: Sequence[str] = (), **rest: Any
) -> Venue:
    """A venue. Its territory is looked up from the commune (INSEE); for a commune outside the four it must be given.

    `rest`: the other fields of the national standard that the model has. Raises InvalidInput.
    """
    insee, land = _stand(commune, territory)
    with context.database.transaction() as db:
        known = {field: value for field, value in rest.items() if value is not None}
        venue = Venue(name=name, commune=insee, territory=land, equipment=list(equipment), **known)
        venue.updated_on = clock.today(venue.zone)
        db.add(venue)
        return venue


def change_venue(
    context: ServiceContext, venue_id: uuid.UUID, changes: dict[str, Any], *, check: Callable[[int], None] | None = None
) -> Venue:
    """Change some fields; the sessions still to come there follow. Raises NotFound, InvalidInput, or what `check` raises."""
    with context.database.transaction() as db:
        venue = db.scalars(select(Venue).where(Venue.id == venue_id).with_for_update()).one_or_none()
        if venue is None:
            raise NotFound
        if check:
            check(venue.revision)
        if "commune" in changes or "territory" in changes:
            asked = changes.get("territory", None if "commune" in changes else venue.territory)
            venue.commune, venue.territory = _stand(changes.get("commune", venue.commune), asked)
        for field in changes.keys() - {"commune", "territory"}:
            setattr(venue, field, changes[field])
        venue.revision += 1
        venue.updated_on = clock.today(venue.zone)
        _follow(db, venue)
        return venue


def _stand(commune: str, territory: str | None) -> tuple[str, str]:
    """The commune's present code and the territory. Raises InvalidInput when they disagree or cannot be known."""
    known = territories.commune(commune)
    if known is not None:
        if territory not in (None, known.territory.code):
            raise InvalidInput({"territory": f"{known.name} est en {known.territory.label}. Laissez ce champ vide."})
        return known.insee, known.territory.code
    if not territories.is_insee_outside(commune):
        raise InvalidInput({"commune": "Ce code INSEE n’existe pas. Exemple : 97213 pour Le Lamentin."})
    if territory is None:
        raise InvalidInput({"territory": "Cette commune est ailleurs : dites de quel territoire le lieu relève (971 à 978)."})
    return commune, territory


def _follow(db: Db, venue: Venue) -> None:
    """Tell of the sessions of this venue that are not over: their place, territory or zone may have changed."""
    query = select(WorkshopSession.id).where(
        WorkshopSession.venue_id == venue.id, WorkshopSession.starts_at > clock.now() - LONGEST
    )
    for session_id in sorted(db.scalars(query)):
        session = locked(db, session_id)
        here = (venue.name, venue.territory, venue.zone)
        if session.ends_at > clock.now() and (session.venue_name, session.territory, session.zone) != here:
            session.venue_name, session.territory, session.zone = here
            outbox.record(db, session.described())
