"""The first story: *Inclusion Numérique*, from 18 February 2020, forty women on RSA sent by the CAF, Martinique. Completed."""

import datetime as dt
import random
import uuid
from collections.abc import Iterator

from lakou.contracts.vocabulary import AttendanceStatus, EnrollmentStage, Theme
from lakou.kernel import clock
from lakou.node.demo import people, ways
from lakou.node.demo.team import STAFF, Team, settle
from services.enrollment.use_cases import enrollments
from services.sessions import use_cases as sessions

CODE = "inclusion-numerique"
START = dt.date(2020, 2, 18)
END = dt.date(2020, 3, 5)
GROUPS = 4
PER_GROUP = 10
MISSING = 0.12
EXCUSED, ABSENT = AttendanceStatus.EXCUSE, AttendanceStatus.ABSENT
LESSONS = (
    ("Prendre en main l’ordinateur et le téléphone", [Theme.PRENDRE_EN_MAIN_DU_MATERIEL]),
    ("Ma boîte e-mail, premiers pas", [Theme.EMAIL, Theme.NAVIGATION_SUR_INTERNET]),
    (
        "Mes démarches et mon CV",
        [Theme.AIDE_AUX_DEMARCHES_ADMINISTRATIVES, Theme.SOCIAL_SANTE, Theme.INSERTION_PROFESSIONNELLE],
    ),
)


def ensure(team: Team) -> None:
    """Tell the story once."""
    if team.program(CODE):
        return
    dice = random.Random(2020)
    with clock.at(_morning(dt.date(2020, 2, 3))):
        program = _open_program(team)
        women = team.register(people.women_on_rsa("972", GROUPS * PER_GROUP, dice, 2020), distinct=True)
        enrolled = enrollments.enroll_all(team.enrollment, women, program, on=dt.date(2020, 2, 3), by=STAFF)
        lessons = list(_plan(team, program))
    settle(team.node)
    for number, (session, starts_at) in enumerate(lessons):
        group = women[(number % GROUPS) * PER_GROUP : (number % GROUPS + 1) * PER_GROUP]
        missing = 0.0 if number < GROUPS else MISSING  # everybody came to the first lesson
        _hold(team, session, starts_at, group, dice, missing)
    settle(team.node)
    with clock.at(_morning(END + dt.timedelta(days=1))):
        ids = [each.id for each in enrolled]
        enrollments.move_all(team.enrollment, ids, EnrollmentStage.COMPLETED, on=END, by=STAFF)
        ways.finished(team, women, program, START, END, dice)
    settle(team.node)


def _morning(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(13), dt.UTC)  # nine o'clock in Fort-de-France


def _open_program(team: Team) -> uuid.UUID:
    return team.open_program(
        name="Inclusion Numérique",
        code=CODE,
        target=GROUPS * PER_GROUP,
        starts_on=START,
        ends_on=END,
        eligibility="Femmes bénéficiaires du RSA, envoyées par la CAF.",
    )


def _plan(team: Team, program: uuid.UUID) -> Iterator[tuple[uuid.UUID, dt.datetime]]:
    """Each lesson once for each group: the first on 18 February, then a week apart. The sessions and their starts."""
    venue = sessions.add_venue(team.sessions, name="Maison de quartier de Dillon", commune="97209").id
    for week, (title, themes) in enumerate(LESSONS):
        workshop = sessions.add_workshop(
            team.sessions, title=title, themes=themes, level="debutant", program_id=program, capacity=PER_GROUP
        ).id
        for group in range(GROUPS):
            day = START + dt.timedelta(days=7 * week + group % 3)
            starts_at = dt.datetime.combine(day, dt.time(13 if group < 3 else 18), dt.UTC)
            yield team.plan(workshop, starts_at, PER_GROUP, venue=venue), starts_at


def _hold(
    team: Team, session: uuid.UUID, starts_at: dt.datetime, group: list[uuid.UUID], dice: random.Random, missing: float
) -> None:
    with clock.at(starts_at - dt.timedelta(days=3)):
        seats = team.hold_seats(session, group)
    with clock.at(starts_at + dt.timedelta(hours=2)):
        team.call_the_roll(session, seats, missing, dice, (EXCUSED, EXCUSED, ABSENT))
