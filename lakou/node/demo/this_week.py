"""The second story runs now: sessions last week, yesterday, today and the days that follow, wherever today is."""

import dataclasses
import datetime as dt
import random
import uuid
from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from lakou.contracts.vocabulary import Theme
from lakou.kernel import clock
from lakou.node.demo import helpers_and_partners, people, ways
from lakou.node.demo.team import STAFF, Team, settle
from services.enrollment.use_cases import enrollments
from services.notifications import use_cases as notifications
from services.sessions import use_cases as sessions
from services.sessions.storage import planning

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
    ("Ma boîte e-mail, premiers pas", [Theme.EMAIL]),
    ("Mon téléphone sans peur", [Theme.PRENDRE_EN_MAIN_DU_MATERIEL, Theme.SECURITE_NUMERIQUE]),
    ("Mon CV en ligne", [Theme.INSERTION_PROFESSIONNELLE]),
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

    team: Team
    today: dt.date
    people: list[uuid.UUID]
    workshops: list[uuid.UUID]
    venues: list[uuid.UUID]
    helper: uuid.UUID
    dice: random.Random


def ensure(team: Team) -> None:
    """Make the week around today, unless it was made at an earlier start of this week."""
    today = clock.today(team.site.zone)
    if _is_told(team, today):
        return
    dice = random.Random(today.toordinal())
    known = team.program(f"inclusion-numerique-{today.year}")
    program = known.id if known else _open_program(team, today.year)
    crowd = _crowd(team, program, dice, today)
    venues = [sessions.add_venue(team.sessions, name=name, commune=commune).id for name, commune in VENUES[team.site.node]]
    helper = sessions.add_helper(team.sessions, name=HELPERS[team.site.node]).id
    workshops = [
        sessions.add_workshop(team.sessions, title=title, themes=themes, level="debutant", program_id=program).id
        for title, themes in WORKSHOPS
    ]
    settle(team.node)
    week = Week(team, today, crowd, workshops, venues, helper, dice)
    _came_before(week)
    for line in PLAN if team.site.node == LARGE_HOUSE else _small(PLAN):
        _session(week, *line)
    _appointment(week)
    _supports(week)
    helpers_and_partners.tell(team, today, [helper], venues)
    settle(team.node)
    ways.running(team, crowd[: CROWD[team.site.node][0]], program, dice)
    settle(team.node)
    _send_what_was_due(week)


def _is_told(team: Team, today: dt.date) -> bool:
    """Whether something takes place today or tomorrow."""
    since = dt.datetime.combine(today, dt.time(), ZoneInfo(team.site.zone)).astimezone(dt.UTC)
    with team.sessions.database.reading() as db:
        planned, _ = planning.between(db, since=since, until=since + dt.timedelta(days=2), limit=1)
    return bool(planned)


def _small(plan: Iterable[Line]) -> Iterator[Line]:
    """What a house with fewer people does of it: not every day, and in smaller rooms."""
    for days, hour, workshop, capacity, called in plan:
        if days not in QUIET_DAYS:
            yield days, hour, workshop, min(capacity, SMALL_ROOM), called


def _open_program(team: Team, year: int) -> uuid.UUID:
    return team.open_program(
        name=f"Inclusion Numérique {year}",
        code=f"inclusion-numerique-{year}",
        target=40,
        starts_on=dt.date(year, 1, 1),
        ends_on=dt.date(year, 12, 31),
        eligibility="Femmes bénéficiaires du RSA et personnes en recherche d’emploi.",
    )


def _crowd(team: Team, program: uuid.UUID, dice: random.Random, today: dt.date) -> list[uuid.UUID]:
    """Women of the running cohort, then neighbors who come without a program, and came in the months before."""
    cohort, others = CROWD[team.site.node]
    women = list(people.women_on_rsa(team.site.territory, cohort, dice, today.year))
    invented = list(people.neighbors(team.site.territory, others, dice, today.year))
    with clock.at(clock.now() - MONTH * (PAST_MONTHS + 1)):  # some may have been invented at an earlier start
        neighbors = team.register(invented)
    with clock.at(clock.now() - dt.timedelta(days=21)):
        opened = team.register(women)
        enrollments.enroll_all(team.enrollment, opened, program, on=clock.today(team.site.zone), by=STAFF)
    return [*opened, *neighbors]


def _came_before(week: Week) -> None:
    """In each of the last months a few neighbors were helped alone, so that the curve of the year has a past."""
    neighbors = week.people[-CROWD[week.team.site.node][1] :]
    for month in range(PAST_MONTHS, 0, -1):
        for number, person in enumerate(week.dice.sample(neighbors, min(week.dice.randint(1, 4), len(neighbors)))):
            day = week.today - MONTH * month - dt.timedelta(days=number)
            with clock.at(dt.datetime.combine(day, dt.time(19), dt.UTC)):
                week.team.help_alone(person, day, [week.dice.choice(THEMES)])


def _session(week: Week, days: int, hour: int, workshop: int, capacity: int, called: bool) -> None:
    zone = ZoneInfo(week.team.site.zone)
    starts_at = dt.datetime.combine(week.today + dt.timedelta(days=days), dt.time(hour), zone).astimezone(dt.UTC)
    registered = min(starts_at - dt.timedelta(days=6), clock.now())
    with clock.at(registered):
        session = week.team.plan(
            week.workshops[workshop], starts_at, capacity, venue=week.venues[hour // 14], helper_ids=[week.helper]
        )
        wanted = capacity + 2 if days == 0 and hour == 9 else capacity - 1
        chosen = week.dice.sample(week.people, min(wanted, len(week.people)))
        seats = week.team.hold_seats(session, chosen)
    if not called:
        return
    with clock.at(starts_at + dt.timedelta(hours=2)):
        week.team.call_the_roll(session, seats, 0.2, week.dice)
        sessions.count_anonymous(week.team.sessions, session, 2, gender={"feminin": 1, "masculin": 1})


def _appointment(week: Week) -> None:
    """Tomorrow before noon, somebody of the cohort comes alone for her papers."""
    zone = ZoneInfo(week.team.site.zone)
    sessions.make_appointment(
        week.team.sessions,
        beneficiary_id=week.people[0],
        starts_at=dt.datetime.combine(week.today + dt.timedelta(days=1), dt.time(11, 15), zone),
        duration_minutes=45,
        themes=[Theme.AIDE_AUX_DEMARCHES_ADMINISTRATIVES, Theme.LOGEMENT],
        venue_id=week.venues[0],
        helper_ids=[week.helper],
    )


def _supports(week: Week) -> None:
    """Job seekers who come in for a CV or their file, some without giving a name."""
    for days in range(6):
        person = week.people[days % len(week.people)] if days % 3 else None
        themes = SEEKING if days % 2 else PAPERS
        week.team.help_alone(person, week.today - dt.timedelta(days=days), themes, week.dice.choice([15, 30, 45]))


def _send_what_was_due(week: Week) -> None:
    """What the last days would have sent, each morning at ten past ten; the demo may start at night, when nothing leaves."""
    context = week.team.node.services["notifications"].context
    zone = ZoneInfo(week.team.site.zone)
    for days in range(-7, 1):
        morning = dt.datetime.combine(week.today + dt.timedelta(days=days), dt.time(10, 10), zone)
        if morning < clock.now():
            with clock.at(morning):
                notifications.send_due(context, 1000)
