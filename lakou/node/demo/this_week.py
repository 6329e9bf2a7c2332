"""The second story runs now: sessions last week, yesterday, today and the days that follow, wherever today is."""

import dataclasses
import datetime as dt
import random
from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from lakou.contracts.vocabulary import Theme
from lakou.kernel import clock
from lakou.node.demo import helpers_and_partners, people, ways
from lakou.node.demo.doors import Doors, settle
from services.notifications import use_cases as notifications

MONTH = dt.timedelta(days=30)
PAST_MONTHS = 5
THEMES = (Theme.AIDE_AUX_DEMARCHES_ADMINISTRATIVES, Theme.INSERTION_PROFESSIONNELLE, Theme.EMAIL)
SEEKING = (Theme.INSERTION_PROFESSIONNELLE,)
PAPERS = (Theme.AIDE_AUX_DEMARCHES_ADMINISTRATIVES, Theme.TRAVAIL_FORMATION)
CROWD = {"guadeloupe": (6, 4), "martinique": (12, 6), "guyane": (5, 5), "saint-martin": (5, 4)}
VENUES = {
    "guadeloupe": (("Médiathèque de Pointe-à-Pitre", "97120"), ("Maison France Services des Abymes", "97101")),
    "martinique": (("Médiathèque du Lamentin", "97213"), ("Maison de quartier de Dillon", "97209")),
    "guyane": (("Espace public numérique de Maripasoula", "97353"), ("Maison de quartier de Cayenne", "97302")),
    "saint-martin": (("Médiathèque de Concordia", "97801"), ("Maison des associations de Sandy Ground", "97801")),
}
HELPERS = {"guadeloupe": "Lina Bélénus", "martinique": "Mélissa Orvil", "guyane": "Awa Djoko", "saint-martin": "Grace Hodge"}
WORKSHOPS = (
    ("Ma boîte e-mail, premiers pas", ["email"]),
    ("Mon téléphone sans peur", ["prendre_en_main_du_materiel", "securite_numerique"]),
    ("Mon CV en ligne", ["insertion_professionnelle"]),
)
LARGE_HOUSE, SMALL_ROOM, QUIET_DAYS = "martinique", 5, (-5, 2, 4)
Line = tuple[int, int, int, int, bool]
# Days from today, hour at the place, workshop, capacity, whether the roll was called.
PLAN: tuple[Line, ...] = (
    (-7, 9, 0, 8, True),
    (-5, 14, 1, 8, True),
    (-1, 9, 2, 8, True),
    (-1, 14, 1, 8, False),
    (0, 9, 0, 6, False),
    (0, 14, 1, 8, False),
    (1, 9, 2, 8, False),
    (2, 14, 0, 8, False),
    (4, 9, 1, 10, False),
)


@dataclasses.dataclass(frozen=True)
class Week:
    """What the sessions of this week are made of."""

    doors: Doors
    today: dt.date
    people: list[str]
    workshops: list[str]
    venues: list[str]
    helper: str
    dice: random.Random


def ensure(doors: Doors) -> None:
    """Make the week around today, unless it was made at an earlier start of this week."""
    site = doors.node.site
    today = clock.today(site.zone)
    planned = doors.get(f"sessions/workshop-sessions?from={today}&to={today + dt.timedelta(days=1)}&limit=1")["items"]
    if planned:
        return
    dice = random.Random(today.toordinal())  # noqa: S311 - invented activity
    program = _program(doors, today)
    crowd = _crowd(doors, program, dice, today)
    venues = [doors.post("sessions/venues", name=name, commune=commune)["id"] for name, commune in VENUES[site.node]]
    helper = doors.post("sessions/helpers", name=HELPERS[site.node])["id"]
    workshops = [
        doors.post("sessions/workshops", title=title, themes=themes, level="debutant", program_id=program)["id"]
        for title, themes in WORKSHOPS
    ]
    settle(doors.node)
    week = Week(doors, today, crowd, workshops, venues, helper, dice)
    _came_before(week)
    for line in PLAN if site.node == LARGE_HOUSE else _small(PLAN):
        _session(week, *line)
    _appointment(week)
    _supports(week)
    helpers_and_partners.tell(doors, today, [helper], venues)
    settle(doors.node)
    ways.running(doors, crowd[: CROWD[site.node][0]], program, dice)
    settle(doors.node)
    _send_what_was_due(week)


def _small(plan: Iterable[Line]) -> Iterator[Line]:
    """What a house with fewer people does of it: not every day, and in smaller rooms."""
    for days, hour, workshop, capacity, called in plan:
        if days not in QUIET_DAYS:
            yield days, hour, workshop, min(capacity, SMALL_ROOM), called


def _program(doors: Doors, today: dt.date) -> str:
    code = f"inclusion-numerique-{today.year}"
    for program in doors.get("enrollment/programs?limit=200")["items"]:
        if program["code"] == code:
            return str(program["id"])
    made = doors.post(
        "enrollment/programs",
        name=f"Inclusion Numérique {today.year}",
        code=code,
        kind="beneficiaries",
        target=40,
        starts_on=f"{today.year}-01-01",
        ends_on=f"{today.year}-12-31",
        eligibility="Femmes bénéficiaires du RSA et personnes en recherche d’emploi.",
        funder="Banque des Territoires",
    )
    return str(made["id"])


def _crowd(doors: Doors, program: str, dice: random.Random, today: dt.date) -> list[str]:
    """Women of the running cohort, then neighbors who come without a program, and came in the months before."""
    site = doors.node.site
    cohort, others = CROWD[site.node]
    women = list(people.women_on_rsa(site.territory, cohort, dice, today.year))
    invented = list(people.neighbors(site.territory, others, dice, today.year))
    with clock.at(clock.now() - MONTH * (PAST_MONTHS + 1)):  # some may have been invented at an earlier start
        neighbors = [one for one in doors.register(invented) if one]
    with clock.at(clock.now() - dt.timedelta(days=21)):
        opened = [one for one in doors.register(women) if one]
        doors.enroll(opened, program, on=clock.today(site.zone))
    return [*opened, *neighbors]


def _came_before(week: Week) -> None:
    """In each of the last months a few neighbors were helped alone, so that the curve of the year has a past."""
    neighbors = week.people[-CROWD[week.doors.node.site.node][1] :]
    for month in range(PAST_MONTHS, 0, -1):
        for number, person in enumerate(week.dice.sample(neighbors, min(week.dice.randint(1, 4), len(neighbors)))):
            day = week.today - MONTH * month - dt.timedelta(days=number)
            with clock.at(dt.datetime.combine(day, dt.time(19), dt.UTC)):
                week.doors.help_alone(person, day, [week.dice.choice(THEMES)])


def _session(week: Week, days: int, hour: int, workshop: int, capacity: int, called: bool) -> None:
    zone = ZoneInfo(week.doors.node.site.zone)
    starts_at = dt.datetime.combine(week.today + dt.timedelta(days=days), dt.time(hour), zone).astimezone(dt.UTC)
    registered = min(starts_at - dt.timedelta(days=6), clock.now())
    with clock.at(registered):
        session = week.doors.plan(
            week.workshops[workshop], starts_at, capacity, venue=week.venues[hour // 14], helpers=[week.helper]
        )
        wanted = capacity + 2 if days == 0 and hour == 9 else capacity - 1
        chosen = week.dice.sample(week.people, min(wanted, len(week.people)))
        seats = week.doors.hold_seats(session, chosen)
    if not called:
        return
    with clock.at(starts_at + dt.timedelta(hours=2)):
        others = {seat: week.dice.choice(["excuse", "absent"]) for seat in seats if week.dice.random() < 0.2}
        week.doors.call_the_roll(session, others)
        week.doors.put(f"sessions/workshop-sessions/{session}/anonymous", total=2, gender={"feminin": 1, "masculin": 1})


def _appointment(week: Week) -> None:
    """Tomorrow before noon, somebody of the cohort comes alone for her papers."""
    zone = ZoneInfo(week.doors.node.site.zone)
    starts_at = dt.datetime.combine(week.today + dt.timedelta(days=1), dt.time(11, 15), zone)
    week.doors.post(
        "sessions/appointments",
        beneficiary_id=week.people[0],
        starts_at=starts_at.isoformat(),
        duration_minutes=45,
        themes=["aide_aux_demarches_administratives", "logement"],
        venue_id=week.venues[0],
        helper_ids=[week.helper],
    )


def _supports(week: Week) -> None:
    """Job seekers who come in for a CV or their file, some without giving a name."""
    for days in range(6):
        person = week.people[days % len(week.people)] if days % 3 else None
        themes = SEEKING if days % 2 else PAPERS
        week.doors.help_alone(person, week.today - dt.timedelta(days=days), themes, week.dice.choice([15, 30, 45]))


def _send_what_was_due(week: Week) -> None:
    """What the last days would have sent, each morning at ten past ten; the demo may start at night, when nothing leaves."""
    context = week.doors.node.services["notifications"].context
    zone = ZoneInfo(week.doors.node.site.zone)
    for days in range(-7, 1):
        morning = dt.datetime.combine(week.today + dt.timedelta(days=days), dt.time(10, 10), zone)
        if morning < clock.now():
            with clock.at(morning):
                notifications.send_due(context, 1000)
