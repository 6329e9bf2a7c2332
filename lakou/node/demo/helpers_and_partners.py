"""What a house does besides helping people: a training of its helpers, a meeting with its partners, an open hour every week."""

import datetime as dt
from zoneinfo import ZoneInfo

from lakou.kernel import clock
from lakou.node.demo.doors import Doors

COLLEAGUES = {
    "guadeloupe": ("Ruddy Plaisance", "Maëva Toto"),
    "martinique": ("Teddy Larose", "Ève Bonheur"),
    "guyane": ("Sioni Deel", "Marlène Kali"),
    "saint-martin": ("Ronald Fleming", "Cassandra Peterson"),
}
WEEKS_AHEAD = 4
SUNDAY = 6


def tell(doors: Doors, today: dt.date, helpers: list[str], venues: list[str]) -> None:
    """A training and a meeting of last week, and what comes every week; `helpers` are on the register already."""
    names = COLLEAGUES.get(doors.node.site.node, ())
    new = [doors.post("sessions/helpers", name=name, aidants_connect_on=str(today - dt.timedelta(days=90)))["id"] for name in names]
    training = _hold(doors, "Formation des aidants : accueillir sans juger", "formation_aidants", today, -6, 8, venues[1])
    meeting = _hold(doors, "Comité des partenaires", "coordination", today, -2, 11, venues[1])
    with clock.at(_at(doors, today, -2, 13)):
        doors.put(f"sessions/workshop-sessions/{training}/trainees", trainees=dict.fromkeys([*helpers, *new], "present"))
        report = {"kind": "animation", "nature": "comite", "scale": "regional", "mediators": 3, "structures": 5, "participants": 7}
        doors.put(f"sessions/workshop-sessions/{meeting}/coordination", **report)
    _every_week(doors, today, new, venues)


def _hold(doors: Doors, title: str, kind: str, today: dt.date, days: int, hour: int, venue: str) -> str:
    workshop = doors.post("sessions/workshops", title=title, themes=["culture_numerique"], kind=kind)["id"]
    starts_at = _at(doors, today, days, hour)
    with clock.at(starts_at - dt.timedelta(days=3)):
        return doors.plan(workshop, starts_at, 12, venue=venue, minutes=90)


def _every_week(doors: Doors, today: dt.date, helpers: list[str], venues: list[str]) -> None:
    """An open hour, the same day of each week from the next one on, without the public holidays."""
    workshop = doors.post(
        "sessions/workshops",
        title="Permanence numérique",
        themes=["aide_aux_demarches_administratives"],
        bring="Votre téléphone et vos identifiants.",
        offer_hours=24,
    )
    doors.post(
        "sessions/workshop-sessions",
        workshop_id=workshop["id"],
        starts_at=_at(doors, today, 3 if (today + dt.timedelta(days=3)).weekday() < SUNDAY else 4, 17).isoformat(),
        duration_minutes=60,
        capacity=6,
        venue_id=venues[0],
        helper_ids=helpers[:1],
        recurrence=f"FREQ=WEEKLY;COUNT={WEEKS_AHEAD}",
        holidays="skip",
    )


def _at(doors: Doors, today: dt.date, days: int, hour: int) -> dt.datetime:
    zone = ZoneInfo(doors.node.site.zone)
    return dt.datetime.combine(today + dt.timedelta(days=days), dt.time(hour), zone).astimezone(dt.UTC)
