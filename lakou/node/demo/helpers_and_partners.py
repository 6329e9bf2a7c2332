"""What a house does besides helping people: a training of its helpers, a meeting with its partners, an open hour every week."""

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

from lakou.contracts.vocabulary import ActivityKind, CoordinationKind, CoordinationNature, CoordinationScale, SeatState, Theme
from lakou.kernel import clock
from lakou.node.demo.team import Team
from services.sessions import use_cases as sessions

COLLEAGUES = {
    "guadeloupe": ("Ruddy Plaisance", "Maëva Toto"),
    "martinique": ("Teddy Larose", "Ève Bonheur"),
    "guyane": ("Sioni Deel", "Marlène Kali"),
    "saint-martin": ("Ronald Fleming", "Cassandra Peterson"),
}
WEEKS_AHEAD = 4
SUNDAY = 6
TRAINING, MEETING = ActivityKind.FORMATION_AIDANTS, ActivityKind.COORDINATION


def tell(team: Team, today: dt.date, helpers: list[uuid.UUID], venues: list[uuid.UUID]) -> None:
    """A training and a meeting of last week, and what comes every week; `helpers` are on the register already."""
    certified = today - dt.timedelta(days=90)
    names = COLLEAGUES.get(team.site.node, ())
    new = [sessions.add_helper(team.sessions, name=name, aidants_connect_on=certified).id for name in names]
    training = _hold(team, "Formation des aidants : accueillir sans juger", TRAINING, today, -6, 8, venues[1])
    meeting = _hold(team, "Comité des partenaires", MEETING, today, -2, 11, venues[1])
    with clock.at(_at(team, today, -2, 13)):
        sessions.list_trainees(team.sessions, training, dict.fromkeys([*helpers, *new], SeatState.PRESENT))
        sessions.report_coordination(
            team.sessions,
            meeting,
            kind=CoordinationKind.ANIMATION,
            nature=CoordinationNature.COMITE,
            scale=CoordinationScale.REGIONAL,
            mediators=3,
            structures=5,
            participants=7,
        )
    _every_week(team, today, new, venues)


def _hold(team: Team, title: str, kind: ActivityKind, today: dt.date, days: int, hour: int, venue: uuid.UUID) -> uuid.UUID:
    workshop = sessions.add_workshop(team.sessions, title=title, themes=[Theme.CULTURE_NUMERIQUE], kind=kind).id
    starts_at = _at(team, today, days, hour)
    with clock.at(starts_at - dt.timedelta(days=3)):
        return team.plan(workshop, starts_at, 12, venue=venue, minutes=90)


def _every_week(team: Team, today: dt.date, helpers: list[uuid.UUID], venues: list[uuid.UUID]) -> None:
    """An open hour, the same day of each week from the next one on, without the public holidays."""
    workshop = sessions.add_workshop(
        team.sessions,
        title="Permanence numérique",
        themes=[Theme.AIDE_AUX_DEMARCHES_ADMINISTRATIVES],
        bring="Votre téléphone et vos identifiants.",
        offer_hours=24,
    )
    first = _at(team, today, 3 if (today + dt.timedelta(days=3)).weekday() < SUNDAY else 4, 17)
    weekly = f"FREQ=WEEKLY;COUNT={WEEKS_AHEAD}"
    team.plan(workshop.id, first, 6, venue=venues[0], minutes=60, helper_ids=helpers[:1], recurrence=weekly)


def _at(team: Team, today: dt.date, days: int, hour: int) -> dt.datetime:
    zone = ZoneInfo(team.site.zone)
    return dt.datetime.combine(today + dt.timedelta(days=days), dt.time(hour), zone).astimezone(dt.UTC)
