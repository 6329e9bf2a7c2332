"""What several pages show alike."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from lakou.contracts import territories
from lakou.contracts.vocabulary import Theme
from lakou.kernel.context import Site
from lakou.kernel.db import Db
from services.sessions.model import KnownPerson, WorkshopSession
from services.sessions.storage import people, places, planning
from services.sessions.storage.planning import Fullness

NAMELESS = "Personne dont la fiche arrive"
NAVIGATION = (
    ("Semaine", "/sessions/week"),
    ("Aides individuelles", "/sessions/supports"),
    ("Ateliers", "/sessions/workshops"),
    ("Lieux", "/sessions/venues"),
    ("Aidants", "/sessions/helpers"),
)


@dataclasses.dataclass(frozen=True)
class Line:
    """A session in a list: itself, how full it is, who holds it; of an appointment, with whom it is."""

    session: WorkshopSession
    full: Fullness
    helpers: tuple[str, ...]
    whom: str


def lines(db: Db, sessions: Sequence[WorkshopSession]) -> list[Line]:
    """The sessions with all that a list says of them."""
    full = planning.fullness(db, [session.id for session in sessions])
    named = places.helpers_by_ids(db, {helper for session in sessions for helper in session.helper_ids})
    whom = people.met_at(db, [session.id for session in sessions if session.alone])
    return [
        Line(
            session,
            full[session.id],
            tuple(named[helper].name for helper in session.helper_ids if helper in named),
            ", ".join(name_of(person) for person in whom.get(session.id, ())),
        )
        for session in sessions
    ]


def series_place(db: Db, session: WorkshopSession) -> tuple[int, int] | None:
    """Which one of how many it is, None of a session alone."""
    return planning.rank(db, session) if session.series_id else None


def midnight(day: dt.date, zone: str) -> dt.datetime:
    """When a day begins at the place."""
    return dt.datetime.combine(day, dt.time(), ZoneInfo(zone))


def name_of(person: KnownPerson | None) -> str:
    """Her name, or a word for it while it is under way."""
    return (person.name if person else "") or NAMELESS


def name_in(db: Db, beneficiary_id: uuid.UUID) -> str:
    """The name of one person."""
    return name_of(people.known(db, beneficiary_id))


def zone_label(site: Site, territory: str) -> str:
    """Whose hours these are: « heure de Martinique »."""
    if territory == site.territory:
        return site.zone_label
    return f"heure de {territories.territory(territory).label}"


def subnav(current: str) -> list[tuple[str, str, str | None]]:
    """The pages of this service, for the line under the title."""
    return [(label, href, "page" if href == current else None) for label, href in NAVIGATION]


FREQUENT = (
    Theme.AIDE_AUX_DEMARCHES_ADMINISTRATIVES,
    Theme.INSERTION_PROFESSIONNELLE,
    Theme.EMAIL,
    Theme.PRENDRE_EN_MAIN_DU_MATERIEL,
    Theme.NAVIGATION_SUR_INTERNET,
    Theme.SANTE,
)


def theme_choices() -> dict[str, list[tuple[str, str]]]:
    """The themes of a form: the general ones, split into frequent and rare, and those behind the administrative gate."""
    general = [theme for theme in Theme if not theme.administrative]
    groups = {
        "general": general,
        "frequent": list(FREQUENT),
        "rare": [theme for theme in general if theme not in FREQUENT],
        "administrative": [theme for theme in Theme if theme.administrative],
    }
    return {name: [(theme.value, theme.label) for theme in themes] for name, themes in groups.items()}


def with_gate(themes: Iterable[Theme]) -> list[Theme]:
    """On the screen the administrative themes stand behind their gate: choosing one is choosing the gate."""
    chosen = list(themes)
    gate = Theme.AIDE_AUX_DEMARCHES_ADMINISTRATIVES
    return [gate, *chosen] if gate not in chosen and any(theme.administrative for theme in chosen) else chosen


def an_id(text: str) -> uuid.UUID | None:
    """The id in an address; None for anything else."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
